import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SampleEntry } from '../contract.ts';
import { baseStyles, textStyles } from '../theme/shared-styles.ts';
import './reef-open-panel.ts';

/** The page without a model: what Reef does, what it takes, the samples. */
@customElement('reef-start')
export class ReefStart extends LitElement {
  static override styles = [
    baseStyles,
    textStyles,
    css`
      :host {
        display: block;
        max-width: 560px;
      }
      p {
        margin: var(--space-2) 0 var(--space-5);
      }
      .forgotten {
        margin-bottom: var(--space-5);
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--field-line);
        border-radius: var(--radius);
      }
      .forgotten p {
        margin: var(--space-1) 0;
      }
      .area {
        padding: var(--space-5);
        border: 1px dashed var(--field-line);
        border-radius: var(--radius);
      }
    `,
  ];

  @property({ attribute: false }) samples: readonly SampleEntry[] = [];
  /** Everything has just been forgotten: what that means is said. */
  @property({ type: Boolean, attribute: 'is-forgotten' }) isForgotten = false;

  override render(): TemplateResult {
    return html`${this.isForgotten ? renderForgotten() : nothing}
      <h1>Cut a model over several Edge TPUs</h1>
      <p class="quiet">
        Reef reads a quantised .tflite model, works out where to cut it into a pipeline over your
        Coral accelerators, and shows what that brings.
      </p>
      <div class="area"><reef-open-panel is-main .samples=${this.samples}></reef-open-panel></div>`;
  }
}

function renderForgotten(): TemplateResult {
  return html`<div class="forgotten">
    <p>
      Forgotten: the model and everything made from it are off this page and off this computer, and
      Back does not bring them back.
    </p>
    <p class="caption">
      The browser's own history may still list addresses of this visit. Each holds the figures of a
      plan and the model's fingerprint, no file and no weights. Reef cannot remove them; the
      browser's history can.
    </p>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-start': ReefStart;
  }
}
