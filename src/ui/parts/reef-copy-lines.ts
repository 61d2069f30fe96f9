import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { emit } from '../contract.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';

/**
 * Lines to copy, as they are, with a button that does it: a udev rule, for instance.
 * @fires copy-requested
 */
@customElement('reef-copy-lines')
export class ReefCopyLines extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      pre {
        margin: var(--space-1) 0;
        padding: var(--space-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        font: 11px/1.5 var(--font-mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      button {
        min-height: 24px;
        padding: 2px var(--space-2);
        font-size: 12px;
      }
    `,
  ];

  @property() text = '';

  override render(): TemplateResult {
    return html`<pre tabindex="0" aria-label="Lines to copy">${this.text}</pre>
      <button
        type="button"
        @click=${() => {
          emit(this, 'copy-requested', { text: this.text, what: 'Lines' });
        }}
      >
        Copy
      </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-copy-lines': ReefCopyLines;
  }
}
