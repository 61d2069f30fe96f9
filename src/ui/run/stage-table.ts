import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes, formatMsNumber, formatPercent } from '../../base/index.ts';
import {
  differenceText,
  layoutRunBar,
  PART_PAINT,
  runBarScale,
  STAGE_PARTS,
  type StagePart,
} from '../../report/index.ts';
import { chartStyles } from '../charts/chart-styles.ts';
import { segmentOfSelection } from '../charts/emphasis.ts';
import { MeasuredWidth } from '../charts/measured-width.ts';
import { colourOf, renderMarks } from '../charts/render-marks.ts';
import { segmentTableStyles } from '../charts/segment-table-styles.ts';
import { emit, type Selection } from '../contract.ts';
import '../glossary/reef-term.ts';
import { baseStyles } from '../theme/shared-styles.ts';
import type { StageRow } from './stage-rows.ts';

const PART_LABELS: Readonly<Record<StagePart, string>> = {
  in: 'in',
  compute: 'compute',
  stream: 'streaming',
  out: 'out',
};
const BAR_HEIGHT_PX = 18;
const COMPACT_BELOW_PX = 640;
const NONE: Selection = { kind: 'none' };

/**
 * A row per stage: what it took beside what was estimated, and the difference.
 * @fires highlight-changed - the row under the pointer
 * @fires selection-changed - a click on a row, or its number
 */
@customElement('reef-run-stages')
export class RunStages extends LitElement {
  static override styles = [
    baseStyles,
    chartStyles,
    segmentTableStyles,
    css`
      td.bar {
        padding-left: 20px;
      }
      .compact td.bar {
        padding-left: 12px;
      }
      .estimate {
        display: inline-block;
        width: 9px;
        height: 3px;
        background: var(--ink-3);
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly StageRow[] = [];
  @property() label: 'simulated' | 'measured' = 'simulated';
  /** Before the end of a run there are no waits and bytes yet: those columns are left out. */
  @property({ type: Boolean, attribute: 'is-brief' }) isBrief = false;
  /** Before a run: the estimate alone, drawn with its parts. */
  @property({ type: Boolean, attribute: 'is-expected' }) isExpected = false;
  /** Says in the title that the run goes on. */
  @property({ type: Boolean, attribute: 'is-live' }) isLive = false;
  @property({ attribute: false }) selection: Selection = NONE;
  @property({ attribute: false }) highlight: Selection = NONE;
  readonly #width = new MeasuredWidth(this);

  /** A run that came in a link tells neither its devices by name nor what each moved: those columns are left out. */
  get #hasDevices(): boolean {
    return this.rows.some(({ deviceNames }) => deviceNames !== '');
  }

  get #hasTraffic(): boolean {
    return this.rows.some(({ bytesIn }) => bytesIn !== null);
  }

  override render(): TemplateResult | typeof nothing {
    if (this.#width.widthPx === 0) return nothing;
    const isCompact = this.#width.widthPx < COMPACT_BELOW_PX;
    const maxMs = runBarScale(this.rows);
    return html`<div class="head">
        <h2>
          ${this.isLive ? 'Stages so far' : 'Stages'}, ms per
          inference${this.isExpected ? ', estimated' : ''}
        </h2>
        <span class="note">${this.#renderLegend()}</span>
      </div>
      <table class=${isCompact ? 'compact' : ''}>
        <caption class="visually-hidden">
          Stages: mean time per inference in ms,
          ${this.isExpected ? 'estimated' : `${this.label}, beside the estimate`}
        </caption>
        ${this.#renderHead(isCompact)}
        <tbody>
          ${this.rows.map((row) => this.#renderRow(row, { isCompact, maxMs }))}
        </tbody>
      </table>`;
  }

  #renderHead(isCompact: boolean): TemplateResult {
    const word = this.label === 'measured' ? 'Measured' : 'Simulated';
    return html`<colgroup>
        ${this.#widths(isCompact).map((px) => html`<col .style=${`width: ${String(px)}px`} />`)}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Segment</th>
          ${isCompact || !this.#hasDevices ? nothing : html`<th scope="col">Device</th>`}
          ${
            this.isExpected
              ? nothing
              : html`<th scope="col" class="number">
                  <reef-term word=${this.label}>${word}</reef-term>
                </th>`
          }
          <th scope="col" class="number"><reef-term word="estimated">Estimated</reef-term></th>
          ${this.isExpected ? nothing : html`<th scope="col" class="number">Difference</th>`}
          ${
            isCompact
              ? nothing
              : html`<th scope="col" class="bar"><span class="visually-hidden">Bar</span></th>`
          }
          ${
            isCompact || this.isBrief
              ? nothing
              : html`<th scope="col" class="number">95 %</th>
                  <th scope="col" class="number">Waits</th>
                  ${
                    this.#hasTraffic
                      ? html`<th scope="col" class="number">In</th>
                          <th scope="col" class="number">Out</th>
                          <th scope="col" class="number">Busy</th>`
                      : nothing
                  }`
          }
        </tr>
      </thead>`;
  }

  #widths(isCompact: boolean): readonly number[] {
    const { widthPx } = this.#width;
    if (isCompact) {
      if (this.isExpected) return [64, widthPx - 64];
      const figure = (widthPx - 64) / 3;
      return [64, figure, figure, figure];
    }
    const fixed = this.#fixedWidths();
    const tail = this.isBrief ? [] : [60, 62, ...(this.#hasTraffic ? [76, 76, 58] : [])];
    const used = [...fixed, ...tail].reduce((sum, px) => sum + px, 0);
    return [...fixed, Math.max(80, widthPx - used), ...tail];
  }

  /** Of the columns before the bar, px. */
  #fixedWidths(): readonly number[] {
    const figures = this.isExpected ? [76] : [76, 76, 78];
    return [64, ...(this.#hasDevices ? [92] : []), ...figures];
  }

  #renderLegend(): TemplateResult {
    return html`<span class="keys"
      >${STAGE_PARTS.map(
        (part) =>
          html`<span class="key"
            ><svg width="9" height="9" aria-hidden="true">
              <rect width="9" height="9" rx="1.5" fill=${colourOf(PART_PAINT[part])}></rect></svg
            >${PART_LABELS[part]}</span
          >`,
      )}${
        this.isExpected
          ? nothing
          : html`<span class="key"><span class="estimate"></span>estimate</span>`
      }</span
    >`;
  }

  #renderRow(
    row: StageRow,
    { isCompact, maxMs }: { readonly isCompact: boolean; readonly maxMs: number },
  ): TemplateResult {
    const selection: Selection = { kind: 'segment', segmentIndex: row.segmentIndex };
    const isLit = segmentOfSelection(this.highlight, null) === row.segmentIndex;
    const isChosen = segmentOfSelection(this.selection, null) === row.segmentIndex;
    return html`<tr
      class=${`${row.isPace ? 'pace' : ''} ${isLit ? 'lit' : ''} ${isChosen ? 'chosen' : ''}`}
      @pointerenter=${() => emit(this, 'highlight-changed', { selection })}
      @pointerleave=${() => emit(this, 'highlight-changed', { selection: NONE })}
      @click=${() => emit(this, 'selection-changed', { selection: isChosen ? NONE : selection })}
    >
      ${this.#renderNumber(row, { isCompact, isChosen })}
      ${isCompact || !this.#hasDevices ? nothing : html`<td>${row.deviceNames}</td>`}
      ${
        this.isExpected
          ? nothing
          : html`<td class="number" title=${partsTitle(row) ?? nothing}>
              ${perInference(row.meanMs, row)}
            </td>`
      }
      <td class="number">${perInference(row.estimatedMs, row)}</td>
      ${this.isExpected ? nothing : html`<td class="number">${differenceText(row.difference)}</td>`}
      ${isCompact ? nothing : this.#renderRest(row, maxMs)}
    </tr>`;
  }

  #renderRest(row: StageRow, maxMs: number): TemplateResult {
    const barPx = (this.#widths(false)[this.#fixedWidths().length] ?? 80) - 20;
    // Before a run the bar itself is the estimate.
    const drawn = this.isExpected ? { ...row, meanMs: row.estimatedMs, estimatedMs: null } : row;
    const bar = layoutRunBar(drawn, maxMs, { width: barPx, height: BAR_HEIGHT_PX });
    return html`<td class="bar" title=${partsTitle(row) ?? nothing}>
        <svg width=${bar.width} height=${bar.height} aria-hidden="true">
          ${renderMarks(bar.marks)}
        </svg>
      </td>
      ${this.isBrief ? nothing : this.#renderDetails(row)}`;
  }

  #renderDetails(row: StageRow): TemplateResult {
    return html`<td class="number">${msText(row.p95Ms)}</td>
      <td class="number">${msText(row.queueMs)}</td>
      ${
        this.#hasTraffic
          ? html`<td class="number">${bytesText(row.bytesIn)}</td>
              <td class="number">${bytesText(row.bytesOut)}</td>
              <td class="number">
                ${row.utilisation === null ? '–' : formatPercent(row.utilisation)}
              </td>`
          : nothing
      }`;
  }

  #renderNumber(
    row: StageRow,
    { isCompact, isChosen }: { readonly isCompact: boolean; readonly isChosen: boolean },
  ): TemplateResult {
    const label = `Segment ${String(row.segmentIndex + 1)}${row.isPace ? ', sets the pace' : ''}`;
    return html`<th scope="row">
      <button type="button" aria-pressed=${isChosen} aria-label=${label}>
        <svg width="9" height="9" aria-hidden="true">
          <rect
            width="9"
            height="9"
            rx="2"
            fill=${`var(--segment-${String((row.segmentIndex % 8) + 1)})`}
          ></rect></svg
        >${row.segmentIndex + 1}${
          row.replicas > 1 ? html`<span class="replicas">×${row.replicas}</span>` : nothing
        }
      </button>
      ${isCompact ? html`<span class="aside">${row.deviceNames}</span>` : nothing}
    </th>`;
  }
}

/** Time per inference: devices that take turns share it. */
function perInference(ms: number | null, { replicas }: StageRow): string {
  return ms === null ? '–' : formatMsNumber(ms / replicas);
}

function msText(ms: number | null): string {
  return ms === null ? '–' : formatMsNumber(ms);
}

function bytesText(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(Math.round(bytes));
}

function partsTitle({ parts }: StageRow): string | null {
  if (parts === null) return null;
  const cpu = parts.cpuMs > 0 ? `, on the CPU ${formatMsNumber(parts.cpuMs)}` : '';
  return (
    `in ${formatMsNumber(parts.inMs)}, compute ${formatMsNumber(parts.computeMs)}, ` +
    `streaming ${formatMsNumber(parts.streamMs)}, out ${formatMsNumber(parts.outMs)}${cpu} ms`
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run-stages': RunStages;
  }
}
