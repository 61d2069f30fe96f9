import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from '../theme/shared-styles.ts';
import { explain } from './glossary.ts';
import type { GlossaryWord } from './glossary.ts';
import { placeTip } from './place-tip.ts';

/** How long the pointer rests on a term before it is explained. */
const HOVER_DELAY_MS = 250;

/**
 * A word of the glossary: hover, focus or tap explains it.
 * @slot - the word as it stands in the text
 */
@customElement('reef-term')
export class ReefTerm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline;
      }
      .word {
        border-bottom: 1px dotted var(--ink-3);
        border-radius: 2px;
        cursor: help;
      }
      .tip {
        position: fixed;
        inset: auto;
        max-width: 260px;
        margin: 0;
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--ink-4);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink-1);
        font: 400 12px/1.45 var(--font);
        letter-spacing: 0;
        text-align: left;
        white-space: normal;
        pointer-events: none;
      }
    `,
  ];

  /** The word to look up; the text is only what is shown. */
  @property() word: GlossaryWord | '' = '';
  @state() private isOpen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  override render(): TemplateResult {
    const text = explain(this.word);
    if (text === null) return html`<slot></slot>`;
    return html`<span
        class="word"
        tabindex="0"
        role="button"
        aria-description=${text}
        @pointerenter=${this.#onEnter}
        @pointerleave=${this.#close}
        @focus=${this.#open}
        @blur=${this.#close}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
        ><slot></slot></span
      ><span class="tip" aria-hidden="true" popover="manual">${this.isOpen ? text : ''}</span>`;
  }

  override updated(): void {
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    const word = this.renderRoot.querySelector('.word');
    if (tip === null || word === null) return;
    const isShown = tip.matches(':popover-open');
    if (this.isOpen && !isShown) {
      tip.showPopover();
      placeTip(tip, word.getBoundingClientRect());
    } else if (!this.isOpen && isShown) tip.hidePopover();
  }

  readonly #open = (): void => {
    clearTimeout(this.#timer);
    this.isOpen = true;
  };

  readonly #close = (): void => {
    clearTimeout(this.#timer);
    this.isOpen = false;
  };

  readonly #onEnter = (event: PointerEvent): void => {
    // A tap explains through the click that follows; a timer would race with it.
    if (event.pointerType === 'touch') return;
    this.#timer = setTimeout(this.#open, HOVER_DELAY_MS);
  };

  readonly #onClick = (event: Event): void => {
    event.stopPropagation();
    this.#open();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.isOpen) {
      event.stopPropagation();
      this.#close();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.isOpen = !this.isOpen;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-term': ReefTerm;
  }
}
