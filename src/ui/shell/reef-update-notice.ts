import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';
import { busyWith } from './busy-with.ts';

/**
 * A quiet line at the foot of the page: a newer version is ready. It offers to reload only while nothing would be broken
 * off by that, and says so otherwise.
 * @fires reload-requested - to the page around the app, which alone knows of versions
 */
@customElement('reef-update-notice')
export class ReefUpdateNotice extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-3);
        min-height: 28px;
        padding: var(--space-1) var(--space-5);
        border-top: 1px solid var(--line);
        background: var(--surface);
        color: var(--ink-2);
        font-size: 12px;
      }
      button {
        padding: 2px var(--space-2);
        font-size: inherit;
      }
    `,
  ];

  @property({ attribute: false }) app: App | null = null;
  #unsubscribe: (() => void) | null = null;
  #unsubscribeRun: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribeRun?.();
    this.#unsubscribe = null;
    this.#unsubscribeRun = null;
  }

  override willUpdate(): void {
    this.#follow();
  }

  override render(): TemplateResult {
    const what = this.#busyWith();
    if (what !== null) {
      return html`<span
        >A newer version of Reef is ready. It can be loaded after this ${what}.</span
      >`;
    }
    const loses = this.app?.store.state.lastRun !== null ? '; the figures of the run do not' : '';
    return html`<span>A newer version of Reef is ready. Model and plan stay${loses}.</span>
      <button type="button" @click=${this.#onReload}>Reload</button>`;
  }

  readonly #onReload = (): void => {
    // Something may have begun since this was drawn.
    if (this.#busyWith() !== null) this.requestUpdate();
    else this.dispatchEvent(new Event('reload-requested', { bubbles: true, composed: true }));
  };

  #busyWith(): string | null {
    if (this.app === null) return null;
    return busyWith(this.app.store.state, this.app.running.control?.store.state ?? null);
  }

  /** The Run part comes later, if at all; every run changes the app's own state as it begins. */
  #follow(): void {
    const update = (): void => {
      this.requestUpdate();
    };
    this.#unsubscribe ??= this.app?.store.subscribe(update) ?? null;
    this.#unsubscribeRun ??= this.app?.running.control?.store.subscribe(update) ?? null;
  }
}

declare global {
  interface HTMLElementEventMap {
    'reload-requested': Event;
  }
  interface HTMLElementTagNameMap {
    'reef-update-notice': ReefUpdateNotice;
  }
}
