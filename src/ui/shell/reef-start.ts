import { css, html, LitElement } from 'lit';
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
      .area {
        padding: var(--space-5);
        border: 1px dashed var(--field-line);
        border-radius: var(--radius);
      }
    `,
  ];

  @property({ attribute: false }) samples: readonly SampleEntry[] = [];

  override render(): TemplateResult {
    return html`<h1>Cut a model over several Edge TPUs</h1>
      <p class="quiet">
        Reef reads a quantised .tflite model, works out where to cut it into a pipeline over your
        Coral accelerators, and shows what that brings.
      </p>
      <div class="area"><reef-open-panel is-main .samples=${this.samples}></reef-open-panel></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-start': ReefStart;
  }
}
