import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Failure } from '../../base/index.ts';
import { emit } from '../contract.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { failureDetails } from './failure-details.ts';

/**
 * A failure as people read it: what happened and why, what to do, and below "Details" what to put into a report.
 * @slot - buttons: what can be done from here
 * @fires copy-requested
 */
@customElement('reef-failure')
export class ReefFailure extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
        max-width: 640px;
      }
      p {
        margin: var(--space-2) 0 0;
      }
      .message {
        font-weight: 600;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-top: var(--space-4);
      }
      :host(:empty) .actions {
        display: none;
      }
      details {
        margin-top: var(--space-4);
      }
      summary {
        width: fit-content;
        color: var(--ink-2);
        cursor: pointer;
      }
      pre {
        max-height: 240px;
        margin: var(--space-2) 0;
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        font: 11px/1.5 var(--font-mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        overflow-y: auto;
      }
    `,
  ];

  @property({ attribute: false }) failure: Failure | null = null;
  /** What it happened to: a file, a strategy. */
  @property() subject = '';

  override render(): TemplateResult | typeof nothing {
    if (this.failure === null) return nothing;
    const { message, hint } = this.failure;
    const details = failureDetails(this.failure, this.subject);
    return html`<p class="message">${message}</p>
      ${hint === undefined ? nothing : html`<p>${hint}</p>`}
      <div class="actions"><slot></slot></div>
      <details>
        <summary>Details</summary>
        <pre tabindex="0" aria-label="Details of the failure">${details}</pre>
        <button
          type="button"
          @click=${() => {
            emit(this, 'copy-requested', { text: details, what: 'Details' });
          }}
        >
          Copy details
        </button>
      </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-failure': ReefFailure;
  }
}
