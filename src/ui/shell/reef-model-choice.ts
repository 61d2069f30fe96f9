import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes } from '../../base/index.ts';
import { emit } from '../contract.ts';
import type { AppState, OfferedModel } from '../contract.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { deepFocus, giveFocusBack } from './focus.ts';

/** Above whatever is on show, until one is chosen or something else is opened. */
export function renderModelChoice({ modelChoice }: AppState): TemplateResult | typeof nothing {
  return modelChoice === null
    ? nothing
    : html`<reef-model-choice .models=${modelChoice}></reef-model-choice>`;
}

/**
 * Several models that were dropped together: which one to open. It takes the focus, and gives it back.
 * @fires model-picked
 */
@customElement('reef-model-choice')
export class ReefModelChoice extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
        max-width: 560px;
        margin-bottom: var(--space-4);
        padding-left: var(--space-3);
        border-left: 2px solid var(--ink-1);
      }
      ul {
        max-height: 240px;
        margin: var(--space-2) 0;
        padding: 0;
        overflow-y: auto;
        list-style: none;
      }
      .model {
        display: flex;
        justify-content: space-between;
        gap: var(--space-4);
        width: 100%;
        border: none;
        background: none;
        font-weight: 400;
        text-align: left;
      }
      .model:focus-visible {
        /* The list scrolls, which would cut the ring off. */
        outline-offset: -2px;
      }
      .model:hover {
        background: var(--hover);
      }
      .name {
        overflow-wrap: anywhere;
        white-space: normal;
      }
      .size {
        color: var(--ink-2);
      }
    `,
  ];

  @property({ attribute: false }) models: readonly OfferedModel[] = [];
  #before: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#before = deepFocus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (deepFocus() === null) giveFocusBack(this.#before, null);
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('.model')?.focus();
  }

  override render(): TemplateResult {
    return html`<section aria-labelledby="title">
      <h2 id="title">Several models: choose one</h2>
      <ul>
        ${this.models.map(
          ({ name, sizeBytes }, index) =>
            html`<li>
              <button class="model" type="button" @click=${this.#pick(index)}>
                <span class="name">${name}</span>
                <span class="size">${formatBytes(sizeBytes)}</span>
              </button>
            </li>`,
        )}
      </ul>
      <button type="button" @click=${this.#pick(null)}>None of them</button>
    </section>`;
  }

  #pick(index: number | null): () => void {
    return () => {
      emit(this, 'model-picked', { index });
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-model-choice': ReefModelChoice;
  }
}
