import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import type { AppState, PlanViewModel } from '../contract.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';
import { copyLink } from './copy-link.ts';
import { shareViewModel } from './share-on-page.ts';
import type { ShareViewModel } from './share-view-model.ts';

/** The main action of the Share view, in the header: copies the link and says so in its own place. */
@customElement('reef-share-action')
export class ReefShareAction extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: inline-block;
      }
    `,
  ];

  @property({ attribute: false }) app: App | null = null;
  @property({ attribute: false }) state: AppState | null = null;
  @property({ attribute: false }) planView: PlanViewModel | null = null;
  @state() private copied: { readonly url: string; readonly isCopied: boolean } | null = null;

  override render(): TemplateResult {
    const view = this.state === null ? null : shareViewModel(this.state, this.planView);
    return html`<button
      class="primary"
      type="button"
      ?disabled=${view === null}
      @click=${() => {
        if (view !== null) void this.#copy(view);
      }}
    >
      ${this.#word(view)}
    </button>`;
  }

  /** What the last copying came to, as long as the link is still that one. */
  #word(view: ShareViewModel | null): string {
    if (this.copied === null || this.copied.url !== view?.url) return 'Copy link';
    return this.copied.isCopied ? 'Link copied' : 'Copying refused';
  }

  async #copy(view: ShareViewModel): Promise<void> {
    const { isCopied, spoken } = await copyLink(view);
    this.copied = { url: view.url, isCopied };
    this.app?.announce(spoken);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-share-action': ReefShareAction;
  }
}
