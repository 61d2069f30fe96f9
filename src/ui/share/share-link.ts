import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { linkHoldsSentence, linkLeavesOutSentence } from '../../report/index.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { copyLink } from './copy-link.ts';
import { emitShare } from './share-events.ts';
import type { ShareViewModel } from './share-view-model.ts';

/**
 * The link in a field, what it holds, and Copy.
 * @fires link-copied
 */
@customElement('reef-share-link')
export class ShareLink extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      label {
        display: block;
        margin-bottom: var(--space-1);
      }
      textarea {
        display: block;
        width: 100%;
        height: 74px;
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--field-line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink-2);
        font: 11px/1.5 var(--font-mono);
        overflow-wrap: anywhere;
        resize: vertical;
      }
      .row {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 32px;
        margin: var(--space-2) 0 var(--space-3);
      }
      .row span {
        color: var(--ink-2);
        font-size: 12px;
      }
      .holds {
        display: grid;
        gap: 6px;
        color: var(--ink-2);
        font-size: 12px;
        line-height: 1.5;
      }
      .holds strong {
        color: var(--ink-1);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) view: ShareViewModel | null = null;
  /** What the last copying came to, and of which link. */
  @state() private copied: { readonly url: string; readonly words: string } | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    const words = this.copied?.url === view.url ? this.copied.words : '';
    return html`<label class="caption" for="link">Link</label>
      <textarea
        id="link"
        readonly
        spellcheck="false"
        .value=${view.url}
        @focus=${(event: Event) => {
          (event.target as HTMLTextAreaElement).select();
        }}
      ></textarea>
      <div class="row">
        <button
          type="button"
          @click=${() => {
            void this.#copy(view);
          }}
        >
          Copy
        </button>
        <span data-state="copied">${words}</span>
      </div>
      <div class="holds">
        <p>${linkHoldsSentence(view.shared)}</p>
        <p><strong>${linkLeavesOutSentence(view.shared)}</strong></p>
      </div>`;
  }

  async #copy(view: ShareViewModel): Promise<void> {
    const result = await copyLink(view);
    if (!result.isCopied) this.renderRoot.querySelector('textarea')?.focus();
    this.copied = { url: view.url, words: result.words };
    emitShare(this, 'link-copied', result);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-share-link': ShareLink;
  }
}
