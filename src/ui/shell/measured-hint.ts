// Says in the set-up column that a plan counts on more than the published rates and the estimate, and takes it back.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { App } from '../../app/index.ts';
import { plural } from '../../base/index.ts';
import type { AppState } from '../contract.ts';

/** Nothing where the plan is made from the estimate alone. */
export function renderMeasuredHint(app: App, { setUp }: AppState): TemplateResult | typeof nothing {
  const factCount = setUp.facts?.length ?? 0;
  const hasRates = setUp.devices.some(({ measuredRates }) => measuredRates !== undefined);
  if (factCount === 0 && !hasRates) return nothing;
  return html`<div class="measured">
    ${
      hasRates
        ? html`<p>
            Planned with the link rates of a run.
            <button
              class="plain"
              type="button"
              @click=${() => {
                const bare = setUp.devices.map(({ link, clock, bus }) => ({ link, clock, bus }));
                app.editing.planForDevices(bare);
              }}
            >
              Use the published rates
            </button>
          </p>`
        : nothing
    }
    ${
      factCount > 0
        ? html`<p>
            Planned with what compiled files or runs say of ${plural(factCount, 'segment')}.
            <button
              class="plain"
              type="button"
              @click=${() => {
                app.editing.setFacts([]);
              }}
            >
              Use the estimate alone
            </button>
          </p>`
        : nothing
    }
  </div>`;
}
