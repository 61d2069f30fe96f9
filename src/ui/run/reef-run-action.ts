import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import { inferenceWords } from '../../report/index.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';
import { RunConnection } from './run-connection.ts';
import { emitRun, type RunViewModel } from './run-contract.ts';

/** The main action of the Run view, in the header. Cancel stands beside the progress. */
@customElement('reef-run-action')
export class ReefRunAction extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: inline-block;
      }
      @media (max-width: 599px) {
        .wide {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) app: App | null = null;
  readonly #connection = new RunConnection(this);

  override render(): TemplateResult | typeof nothing {
    const { view } = this.#connection;
    const words = inferenceWords(view?.setUp.inferences ?? 15);
    return html`<button
      class="primary"
      type="button"
      aria-label="Run ${words}"
      ?disabled=${view?.canRun !== true}
      title=${view === null ? nothing : titleOf(view)}
      @click=${() => {
        emitRun(this, 'run-requested', {});
      }}
    >
      Run<span class="wide"> ${words}</span>
    </button>`;
  }
}

/** Why Run cannot be chosen yet. */
function titleOf({ canRun, readiness, situation, status }: RunViewModel): string {
  if (canRun) return 'Runs the plan on the devices that are ready';
  if (status.kind === 'running') return 'A run is under way';
  if (situation.devices.length === 0) return 'Connect or add devices first';
  if (status.kind === 'not-compiled') return 'Drop the compiled segments first';
  return readiness ?? 'Something is missing; the view says what';
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run-action': ReefRunAction;
  }
}
