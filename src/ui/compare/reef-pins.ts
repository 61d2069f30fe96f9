import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatMs } from '../../base/index.ts';
import { MAX_PIN_TITLE_CHARACTERS } from '../../app/index.ts';
import { emit, type Pin } from '../contract.ts';
import { columnStyles } from '../plan/column-styles.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

/**
 * The block of the set-up column that keeps results to compare with.
 * @fires pin-requested
 * @fires pin-removed
 * @fires pin-renamed
 * @fires comparison-chosen - a pin beside the plan now, or the link beside it
 */
@customElement('reef-pins')
export class ReefPins extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    columnStyles,
    css`
      ul {
        margin: 0 0 var(--space-2);
        padding: 0;
        list-style: none;
      }
      li {
        padding: 5px 0;
        border-bottom: 1px solid var(--line);
        line-height: 1.35;
      }
      .title {
        display: flex;
        justify-content: space-between;
        gap: var(--space-2);
      }
      .title span:last-child {
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .acts {
        display: flex;
        gap: var(--space-2);
        margin-left: -4px;
      }
      .acts button {
        min-height: 24px;
        font-size: 12px;
      }
      input:not([type='radio'], [type='checkbox']) {
        text-align: left;
      }
      .pin {
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) pins: readonly Pin[] = [];
  /** Whether there is a plan to pin. */
  @property({ type: Boolean, attribute: 'has-plan' }) hasPlan = false;
  /** Whether a link is open beside the plan. */
  @property({ type: Boolean, attribute: 'has-link' }) hasLink = false;
  @state() private renamedId: Pin['id'] | null = null;

  override render(): TemplateResult {
    return html`<h2 id="title">Pinned to compare</h2>
      ${
        this.pins.length === 0
          ? html`<p class="hint">
              A pinned result stays as it is while you change the plan, and can be put beside it.
            </p>`
          : html`<ul aria-labelledby="title">
              ${this.pins.map((pin) => this.#renderPin(pin))}
            </ul>`
      }
      <button
        class="pin"
        type="button"
        ?disabled=${!this.hasPlan}
        @click=${() => {
          emit(this, 'pin-requested', { from: 'now' });
        }}
      >
        Pin this result
      </button>
      ${this.hasLink ? this.#renderLink() : nothing}`;
  }

  #renderPin({ id, title, result }: Pin): TemplateResult {
    return html`<li>
      ${
        this.renamedId === id
          ? this.#renderField(id, title)
          : html`<p class="title">
                <span>${title}</span><span>${formatMs(result.plan.bottleneckMs)}</span>
              </p>
              <p class="acts">
                <button
                  class="plain"
                  type="button"
                  aria-label="Compare with ${title}"
                  @click=${() => {
                    emit(this, 'comparison-chosen', { leftId: id, rightId: 'now' });
                  }}
                >
                  Compare
                </button>
                <button
                  class="plain"
                  type="button"
                  aria-label="Rename ${title}"
                  @click=${() => {
                    this.renamedId = id;
                    void this.updateComplete.then(() => {
                      this.renderRoot.querySelector('input')?.select();
                    });
                  }}
                >
                  Rename
                </button>
                <button
                  class="plain"
                  type="button"
                  aria-label="Remove ${title}"
                  @click=${() => {
                    emit(this, 'pin-removed', { id });
                  }}
                >
                  Remove
                </button>
              </p>`
      }
    </li>`;
  }

  #renderField(id: Pin['id'], title: string): TemplateResult {
    const finish = (event: Event): void => {
      if (this.renamedId !== id) return;
      this.renamedId = null;
      emit(this, 'pin-renamed', { id, title: (event.target as HTMLInputElement).value });
    };
    return html`<input
      type="text"
      aria-label="Title of the pin"
      maxlength=${MAX_PIN_TITLE_CHARACTERS}
      .value=${title}
      @change=${finish}
      @blur=${finish}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') finish(event);
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        this.renamedId = null;
      }}
    />`;
  }

  #renderLink(): TemplateResult {
    return html`<p class="acts">
      <button
        class="plain"
        type="button"
        @click=${() => {
          emit(this, 'comparison-chosen', { leftId: 'link', rightId: 'now' });
        }}
      >
        Compare with the link
      </button>
      <button
        class="plain"
        type="button"
        @click=${() => {
          emit(this, 'pin-requested', { from: 'link' });
        }}
      >
        Pin the link
      </button>
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-pins': ReefPins;
  }
}
