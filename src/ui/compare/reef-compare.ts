import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { memoizeLast } from '../../base/index.ts';
import { layoutDepthProfile } from '../../report/index.ts';
import { compareResults, type ComparedTable, type Comparison } from '../../report/compare/index.ts';
import { profileOfShared } from '../../report/exports/index.ts';
import { MeasuredWidth } from '../charts/measured-width.ts';
import { renderMarks } from '../charts/render-marks.ts';
import { emit, type AppState, type ComparedId } from '../contract.ts';
import { renderSentence } from '../plan/sentence-view.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { compareStyles } from './compare-styles.ts';
import { comparedSides, createComparedChoices, type ComparedChoice } from './compare-view-model.ts';

const PROFILE_HEIGHT_PX = 118;
/** Between the two columns of a wide view. */
const GAP_PX = 28;
const TWO_COLUMNS_FROM_PX = 720;

/**
 * Two results side by side: a sentence, their profiles, and every figure with its difference.
 * @fires comparison-chosen - another result on a side
 * @fires comparison-closed
 */
@customElement('reef-compare')
export class ReefCompare extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, compareStyles];

  @property({ attribute: false }) state: AppState | null = null;
  readonly #width = new MeasuredWidth(this);
  readonly #choicesOf = createComparedChoices();
  readonly #compare = memoizeLast(compareResults);

  override render(): TemplateResult | typeof nothing {
    const { state } = this;
    if (state?.comparison == null) return nothing;
    const choices = this.#choicesOf(state);
    const [left, right] = comparedSides(choices, state.comparison);
    const found = left === null || right === null ? null : this.#compare(left, right);
    return html`${
        found === null
          ? html`<h1>There is nothing to compare on one side yet</h1>
              <p class="quiet">Choose a result for each side.</p>`
          : this.#renderHead(found)
      }
      <div class="sides">
        ${this.#renderChooser('first', choices, left)}
        <button
          type="button"
          ?disabled=${left === null || right === null}
          @click=${() => {
            if (left !== null && right !== null) this.#choose(right.id, left.id);
          }}
        >
          Swap
        </button>
        ${this.#renderChooser('second', choices, right)}
      </div>
      ${left === null || right === null || found === null ? nothing : this.#renderBody(found, left, right)}`;
  }

  #renderHead({ headline, label, cautions }: Comparison): TemplateResult {
    return html`<div class="head">
        <h1>${renderSentence(headline)} <span class="tag">${label}</span></h1>
        <button
          type="button"
          @click=${() => {
            emit(this, 'comparison-closed', {});
          }}
        >
          Back
        </button>
      </div>
      ${cautions.map((caution) => html`<p class="quiet">${caution}</p>`)}`;
  }

  #renderChooser(
    side: 'first' | 'second',
    choices: readonly ComparedChoice[],
    chosen: ComparedChoice | null,
  ): TemplateResult {
    return html`<label class="side"
      ><span class="caption">${side === 'first' ? 'First' : 'Second'}</span>
      <select
        @change=${(event: Event) => {
          const id = (event.target as HTMLSelectElement).value as ComparedId;
          const { leftId, rightId } = this.state!.comparison!;
          if (side === 'first') this.#choose(id, rightId);
          else this.#choose(leftId, id);
        }}
      >
        ${chosen === null ? html`<option selected disabled>Choose a result</option>` : nothing}
        ${choices.map(
          ({ id, title }) =>
            html`<option value=${id} ?selected=${id === chosen?.id}>${title}</option>`,
        )}
      </select></label
    >`;
  }

  #renderBody({ tables }: Comparison, left: ComparedChoice, right: ComparedChoice): TemplateResult {
    return html`<div class="profiles">
        ${[left, right].map((side) => this.#renderProfile(side))}
      </div>
      <div class="tables">${tables.map((table) => this.#renderTable(table, left, right))}</div>`;
  }

  /** Where the model is the same, equal widths put equal depths at equal places. */
  #renderProfile({ title, result }: ComparedChoice): TemplateResult {
    const all = this.#width.widthPx;
    const width = all < TWO_COLUMNS_FROM_PX ? all : (all - GAP_PX) / 2;
    if (all === 0) return html`<svg height=${PROFILE_HEIGHT_PX}></svg>`;
    const layout = layoutDepthProfile(profileOfShared(result), width, PROFILE_HEIGHT_PX);
    return html`<figure>
      <figcaption class="caption">${title}: ${layout.title}</figcaption>
      <svg width=${width} height=${PROFILE_HEIGHT_PX} role="img" aria-label=${layout.title}>
        ${renderMarks(layout.marks)}
      </svg>
    </figure>`;
  }

  #renderTable(
    { id, title, label, rows }: ComparedTable,
    left: ComparedChoice,
    right: ComparedChoice,
  ): TemplateResult {
    const isWords = rows.every(({ difference }) => difference === '');
    return html`<table class=${isWords ? 'words' : ''} data-table=${id}>
      <caption>
        ${title}${label === null ? nothing : html` <span class="tag">${label}</span>`}
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${left.title}</th>
          <th scope="col">${right.title}</th>
          ${isWords ? nothing : html`<th scope="col">Difference</th>`}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr class=${row.direction}>
              <th scope="row">${row.name}</th>
              <td>${row.left}</td>
              <td>${row.right}</td>
              ${
                isWords
                  ? nothing
                  : html`<td>
                      ${
                        row.direction === 'better' || row.direction === 'worse'
                          ? html`<span class="word">${row.direction}</span> `
                          : nothing
                      }${row.difference}
                    </td>`
              }
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #choose(leftId: ComparedId, rightId: ComparedId): void {
    emit(this, 'comparison-chosen', { leftId, rightId });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-compare': ReefCompare;
  }
}
