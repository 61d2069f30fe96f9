// What of a drop was not taken while the rest was: above whatever is on show, until it is closed or something else is dropped.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { emit } from '../contract.ts';
import type { AppState } from '../contract.ts';
import '../parts/reef-failure.ts';

export function renderDropNotice(
  host: EventTarget,
  { dropNotice }: AppState,
): TemplateResult | typeof nothing {
  if (dropNotice === null) return nothing;
  return html`<section class="not-taken" aria-label="Not taken">
    <reef-failure .failure=${dropNotice} subject="Dropped">
      <button
        type="button"
        @click=${() => {
          emit(host, 'drop-notice-closed', {});
        }}
      >
        Close
      </button>
    </reef-failure>
  </section>`;
}
