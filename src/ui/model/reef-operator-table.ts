import { html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatCount, formatSignificant, memoizeLast, plural } from '../../base/index.ts';
import { emit } from '../contract.ts';
import type { OperatorRow, Selection } from '../contract.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import {
  arrangeRows,
  countKinds,
  DEFAULT_ARRANGEMENT,
  shapeText,
  shownNames,
  sortedBy,
} from './arrange-rows.ts';
import type { RowArrangement, SortColumn } from './arrange-rows.ts';
import { operatorTableStyles, ROW_HEIGHT_PX } from './operator-table-styles.ts';
import { scrollToRow, visibleRows } from './visible-rows.ts';

const COLUMNS: readonly {
  readonly column: SortColumn;
  readonly title: string;
  readonly isNumber?: true;
}[] = [
  { column: 'index', title: '#', isNumber: true },
  { column: 'kind', title: 'Kind' },
  { column: 'name', title: 'Name' },
  { column: 'depth', title: 'Depth', isNumber: true },
  { column: 'output', title: 'Output', isNumber: true },
  { column: 'stored', title: 'Stored, KiB', isNumber: true },
  { column: 'compiled', title: 'Compiled, KiB', isNumber: true },
  { column: 'macs', title: 'MMAC', isNumber: true },
  { column: 'runsOn', title: 'Runs on' },
];

/**
 * All operators: sorted, searched, filtered by kind; only the rows in sight are drawn.
 * @fires selection-changed - a row was chosen
 * @fires highlight-changed - a row is pointed at
 */
@customElement('reef-operator-table')
export class ReefOperatorTable extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, operatorTableStyles];

  @property({ attribute: false }) rows: readonly OperatorRow[] = [];
  @property({ attribute: false }) selection: Selection = { kind: 'none' };
  @property({ attribute: false }) highlight: Selection = { kind: 'none' };
  @state() private arrangement: RowArrangement = DEFAULT_ARRANGEMENT;
  @state() private scrollTopPx = 0;
  @state() private heightPx = 560;
  readonly #arrange = memoizeLast(arrangeRows);
  readonly #kindsOf = memoizeLast(countKinds);
  readonly #namesOf = memoizeLast(shownNames);
  readonly #resize = new ResizeObserver(([entry]) => {
    this.heightPx = entry?.contentRect.height ?? this.heightPx;
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override firstUpdated(): void {
    const scroller = this.#scroller();
    if (scroller !== null) this.#resize.observe(scroller);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('rows')) this.arrangement = DEFAULT_ARRANGEMENT;
    if (changed.has('selection')) this.#reveal();
  }

  override render(): TemplateResult {
    const shown = this.#arrange(this.rows, this.arrangement);
    return html`${this.#renderTools(shown.length)}
      <div
        class="scroll"
        tabindex="0"
        role="table"
        aria-label="Operators"
        aria-rowcount=${shown.length + 1}
        @scroll=${this.#onScroll}
        @keydown=${this.#onKey}
        @pointerleave=${() => {
          emit(this, 'highlight-changed', { selection: { kind: 'none' } });
        }}
      >
        <div class="rows">${this.#renderHead()} ${this.#renderBody(shown)}</div>
      </div>`;
  }

  #renderTools(shownCount: number): TemplateResult {
    const total = this.rows.length;
    return html`<div class="tools">
      <input
        type="search"
        placeholder="Search name or kind"
        aria-label="Search operators"
        .value=${this.arrangement.search}
        @input=${(event: Event) => {
          this.#arrangeBy({ search: (event.target as HTMLInputElement).value });
        }}
      />
      <select
        aria-label="Kind"
        @change=${(event: Event) => {
          this.#arrangeBy({ kind: (event.target as HTMLSelectElement).value });
        }}
      >
        <option value="" ?selected=${this.arrangement.kind === ''}>All kinds</option>
        ${this.#kindsOf(this.rows).map(
          ({ kind, count }) =>
            html`<option value=${kind} ?selected=${this.arrangement.kind === kind}>
              ${kind} (${count})
            </option>`,
        )}
      </select>
      <output class="caption">${countText(shownCount, total)}</output>
    </div>`;
  }

  #renderHead(): TemplateResult {
    const { sortBy, isDescending } = this.arrangement;
    return html`<div class="row head" role="row" aria-rowindex="1">
      ${COLUMNS.map(({ column, title, isNumber }) => {
        const order = column !== sortBy ? 'none' : isDescending ? 'descending' : 'ascending';
        return html`<span
          role="columnheader"
          class=${isNumber ? 'number' : nothing}
          aria-sort=${order}
          ><button
            type="button"
            @click=${() => {
              this.arrangement = sortedBy(this.arrangement, column);
            }}
          >
            ${title}
          </button></span
        >`;
      })}
    </div>`;
  }

  /** Rows that stay in sight stay as they are: a step of scrolling only draws those that come into it. */
  #renderBody(shown: readonly OperatorRow[]): TemplateResult {
    if (shown.length === 0) {
      return html`<p class="quiet none">No operator matches. Clear the search to see all.</p>`;
    }
    const { first, end, offsetPx } = visibleRows(shown.length, ROW_HEIGHT_PX, this.#window());
    return html`<div
      class="body"
      role="rowgroup"
      .style=${`height: ${shown.length * ROW_HEIGHT_PX}px`}
    >
      <div class="window" .style=${`top: ${offsetPx + ROW_HEIGHT_PX}px`}>
        ${repeat(
          shown.slice(first, end),
          (row) => row.index,
          (row, index) => this.#renderRowOnce(row, first + index),
        )}
      </div>
    </div>`;
  }

  #renderRowOnce(row: OperatorRow, position: number): unknown {
    const isSelected = covers(this.selection, row);
    const isLit = covers(this.highlight, row);
    return guard([row, position, isSelected, isLit], () =>
      this.#renderRow(row, position, { isSelected, isLit }),
    );
  }

  #renderRow(
    row: OperatorRow,
    position: number,
    { isSelected, isLit }: { readonly isSelected: boolean; readonly isLit: boolean },
  ): TemplateResult {
    return html`<div
      class=${classMap({ row: true, selected: isSelected, lit: isLit })}
      role="row"
      aria-rowindex=${position + 2}
      aria-selected=${isSelected}
      @click=${() => {
        this.#choose(row);
      }}
      @pointerenter=${() => {
        emit(this, 'highlight-changed', { selection: { kind: 'operator', opIndex: row.index } });
      }}
    >
      <span role="cell" class="number quiet">${row.index}</span>
      <span role="cell" title=${row.kind}>${row.kind}</span>
      <span role="cell" title=${row.name}>${this.#namesOf(this.rows).get(row.index)}</span>
      <span role="cell" class="number">${row.depth}</span>
      <span role="cell" class="number">${shapeText(row.outputShape)}</span>
      <span role="cell" class="number">${kibText(row.paramBytes)}</span>
      <span role="cell" class="number">${kibText(row.compiledParamBytes)}</span>
      <span role="cell" class="number"
        >${row.macs === 0 ? '0' : formatSignificant(row.macs / 1e6)}</span
      >
      ${
        row.refusal === null
          ? html`<span role="cell">Edge TPU</span>`
          : html`<span role="cell" title=${row.refusal.reason}
              ><span class="cpu">CPU</span>: ${row.refusal.reason}</span
            >`
      }
    </div>`;
  }

  #arrangeBy(patch: Partial<RowArrangement>): void {
    this.arrangement = { ...this.arrangement, ...patch };
    const scroller = this.#scroller();
    if (scroller !== null) scroller.scrollTop = 0;
  }

  #choose(row: OperatorRow): void {
    const isSelected = this.selection.kind === 'operator' && this.selection.opIndex === row.index;
    const selection: Selection = isSelected
      ? { kind: 'none' }
      : { kind: 'operator', opIndex: row.index };
    emit(this, 'selection-changed', { selection });
  }

  /** Arrows walk through the rows; the scroll position follows the selection. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined || event.target !== this.#scroller()) return;
    event.preventDefault();
    const shown = this.#arrange(this.rows, this.arrangement);
    const current = shown.findIndex((row) => covers(this.selection, row));
    const next = shown[Math.min(shown.length - 1, Math.max(0, current + step))];
    if (next !== undefined) {
      emit(this, 'selection-changed', { selection: { kind: 'operator', opIndex: next.index } });
    }
  };

  readonly #onScroll = (event: Event): void => {
    this.scrollTopPx = (event.target as HTMLElement).scrollTop;
  };

  /** Scrolls to what was selected elsewhere. */
  #reveal(): void {
    const scroller = this.#scroller();
    if (scroller === null || this.selection.kind === 'none') return;
    const shown = this.#arrange(this.rows, this.arrangement);
    const position = shown.findIndex((row) => covers(this.selection, row));
    if (position < 0) return;
    scroller.scrollTop = scrollToRow(position, ROW_HEIGHT_PX, this.#window());
  }

  /** The part of the body in sight: the head takes one row of the scroller. */
  #window(): { readonly scrollTopPx: number; readonly heightPx: number } {
    return { scrollTopPx: this.scrollTopPx, heightPx: this.heightPx - ROW_HEIGHT_PX };
  }

  #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroll');
  }
}

function countText(shownCount: number, total: number): string {
  const all = plural(total, 'operator');
  return shownCount === total ? all : `${formatCount(shownCount)} of ${all}`;
}

function kibText(bytes: number): string {
  return bytes === 0 ? '0' : formatSignificant(bytes / 1024);
}

/** Whether a selection means this row: the operator itself, or all at its depth. */
function covers(selection: Selection, row: OperatorRow): boolean {
  if (selection.kind === 'operator') return selection.opIndex === row.index;
  return selection.kind === 'depth' && selection.depth === row.depth;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-operator-table': ReefOperatorTable;
  }
}
