import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes, formatMib, formatMsNumber } from '../../base/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';
import {
  barScaleOf,
  layoutMemoryBar,
  layoutTimeBar,
  PART_PAINT,
  STAGE_PARTS,
  type BarLayout,
  type BarScale,
  type StagePart,
} from '../../report/index.ts';
import { emit, type PlanViewModel, type Selection } from '../contract.ts';
import { baseStyles } from '../theme/shared-styles.ts';
import { chartStyles } from './chart-styles.ts';
import { describeDevices } from './device-words.ts';
import { segmentOfSelection } from './emphasis.ts';
import { MeasuredWidth } from './measured-width.ts';
import { colourOf, renderMarks } from './render-marks.ts';
import { segmentTableStyles } from './segment-table-styles.ts';
import { columnsFor, type TableColumns } from './segment-table-columns.ts';

const PART_LABELS: Readonly<Record<StagePart, string>> = {
  in: 'in',
  compute: 'compute',
  stream: 'streaming',
  out: 'out',
};
const BAR_HEIGHT_PX = 20;

/** What the table draws of a plan, live or out of a link. */
export type SegmentTableView = Pick<PlanViewModel, 'plan' | 'selection' | 'highlight'> & {
  readonly setUp: Pick<PlanViewModel['setUp'], 'devices'>;
};

/**
 * A row per segment: where it lies, what stays on chip and what streams, and its stage time in four parts.
 * @fires highlight-changed - the row under the pointer
 * @fires selection-changed - a click on a row, or its number
 */
@customElement('reef-segment-table')
export class SegmentTable extends LitElement {
  static override styles = [baseStyles, chartStyles, segmentTableStyles];

  @property({ attribute: false }) view: SegmentTableView | null = null;
  readonly #width = new MeasuredWidth(this);

  override shouldUpdate(changed: PropertyValues<SegmentTable>): boolean {
    const before = changed.get('view');
    const { view } = this;
    // The timeline, curve and jobs change often; the table does not depend on them.
    if (!before || !view || changed.size > 1) return true;
    return (
      before.plan !== view.plan ||
      before.selection !== view.selection ||
      before.highlight !== view.highlight ||
      before.setUp !== view.setUp
    );
  }

  override render(): TemplateResult | typeof nothing {
    const plan = this.view?.plan;
    if (!this.view || !plan || this.#width.widthPx === 0) return nothing;
    const columns = columnsFor(this.#width.widthPx, {
      devices: describeDevices(plan, this.view.setUp.devices),
      hasReplicas: plan.segments.some((segment) => segment.replicas > 1),
      hasCpuPart: plan.segments.some((segment) => segment.cpuOperatorCount > 0),
    });
    const scale = barScaleOf(plan);
    const lit = segmentOfSelection(this.view.highlight, plan);
    const chosen = segmentOfSelection(this.view.selection, plan);
    return html`<table class=${columns.isCompact ? 'compact' : ''}>
      <caption class="visually-hidden">
        Segments: memory on chip in MiB and time per inference in ms, estimated
      </caption>
      ${this.#renderHead(plan, columns)}
      <tbody>
        ${plan.segments.map((segment) =>
          this.#renderRow(segment, plan, {
            columns,
            scale,
            isLit: lit === segment.index,
            isChosen: chosen === segment.index,
          }),
        )}
      </tbody>
    </table>`;
  }

  #renderHead(plan: Plan, columns: TableColumns): TemplateResult {
    return html`<colgroup>
        ${columns.widths.map((width) => html`<col .style=${`width: ${width}px`} />`)}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Segment</th>
          ${
            columns.isCompact
              ? nothing
              : html`<th scope="col" class="number">
                    <reef-term word="depth">Depth</reef-term>
                  </th>
                  <th scope="col" class="number">Operators</th>`
          }
          ${columns.devices === null ? nothing : html`<th scope="col">Device</th>`}
          <th scope="col">
            Parameters, MiB ·
            <reef-term word="budget">limit</reef-term> ${limitRange(plan)}
          </th>
          ${
            columns.isCompact
              ? nothing
              : html`<th scope="col" class="number">
                    <reef-term word="on chip">On chip</reef-term>
                  </th>
                  <th scope="col" class="number">
                    <reef-term word="streamed">Streamed</reef-term>
                  </th>`
          }
          <th scope="col">
            <span class="legend"
              ><span><reef-term word="stage">Stage</reef-term> time, ms</span>
              ${this.#renderLegend()}</span
            >
          </th>
        </tr>
      </thead>`;
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
      )}</span
    >`;
  }

  #renderRow(segment: PlanSegment, plan: Plan, row: RowContext): TemplateResult {
    const { columns, scale } = row;
    const isPace =
      plan.bottleneck.kind === 'stage' && plan.bottleneck.segmentIndex === segment.index;
    const memory = layoutMemoryBar(segment, scale, {
      width: columns.memoryPx,
      height: BAR_HEIGHT_PX,
    });
    const time = layoutTimeBar(segment, scale, { width: columns.timePx, height: BAR_HEIGHT_PX });
    const selection: Selection = { kind: 'segment', segmentIndex: segment.index };
    return html`<tr
      class=${`${isPace ? 'pace' : ''} ${row.isLit ? 'lit' : ''} ${row.isChosen ? 'chosen' : ''}`}
      @pointerenter=${() => emit(this, 'highlight-changed', { selection })}
      @pointerleave=${() => emit(this, 'highlight-changed', { selection: { kind: 'none' } })}
      @click=${() => emit(this, 'selection-changed', { selection: row.isChosen ? { kind: 'none' } : selection })}
    >
      ${this.#renderNumberCell(segment, isPace, row)}
      ${
        columns.isCompact
          ? nothing
          : html`<td class="number">${depthRange(segment)}</td>
              <td class="number">${segment.operators.length}</td>`
      }
      ${columns.devices === null ? nothing : html`<td>${columns.devices[segment.index]}</td>`}
      <td class="bar" title=${memoryTitle(segment)}>
        ${renderBar(memory)}${columns.isCompact ? renderMemoryFigures(segment) : nothing}
      </td>
      ${
        columns.isCompact
          ? nothing
          : html`<td class="number">${formatMib(segment.onChipBytes)}</td>
              <td class=${`number ${segment.streamedBytes > 0 ? 'streamed' : 'none'}`}>
                ${formatMib(segment.streamedBytes)}
              </td>`
      }
      <td class="bar" title=${timeTitle(segment)}>
        <div class="timed">
          ${renderBar(time)}
          <span class="figure" .style=${`left: ${columns.isCompact ? 0 : time.endX + 6}px`}
            >${timeFigure(segment)}</span
          >
        </div>
        <span class="visually-hidden">${timeTitle(segment)}</span>
      </td>
    </tr>`;
  }

  #renderNumberCell(segment: PlanSegment, isPace: boolean, row: RowContext): TemplateResult {
    const label = `Segment ${segment.index + 1}${isPace ? ', sets the pace' : ''}`;
    return html`<th scope="row">
      <button type="button" aria-pressed=${row.isChosen} aria-label=${label}>
        <svg width="9" height="9" aria-hidden="true">
          <rect
            width="9"
            height="9"
            rx="2"
            fill=${`var(--segment-${(segment.index % 8) + 1})`}
          ></rect></svg
        >${segment.index + 1}${
          segment.replicas > 1 ? html`<span class="replicas">×${segment.replicas}</span>` : nothing
        }
      </button>
      ${
        row.columns.isCompact
          ? html`<span class="aside"
              >${depthRange(segment)}<br />${segment.operators.length} op.</span
            >`
          : nothing
      }
    </th>`;
  }
}

interface RowContext {
  readonly columns: TableColumns;
  readonly scale: BarScale;
  readonly isLit: boolean;
  readonly isChosen: boolean;
}

function renderBar(bar: BarLayout): TemplateResult {
  return html`<svg width=${bar.width} height=${bar.height} aria-hidden="true">
    ${renderMarks(bar.marks)}
  </svg>`;
}

function renderMemoryFigures(segment: PlanSegment): TemplateResult {
  return html`<span class="figures"
    >${formatMib(segment.onChipBytes)} on
    chip${
      segment.streamedBytes > 0
        ? html`, <span class="streamed">${formatMib(segment.streamedBytes)} streamed</span>`
        : nothing
    }</span
  >`;
}

/** The limits of the segments differ with their activations: "7.4", or "6.9–7.6". */
function limitRange(plan: Plan): string {
  const limits = plan.segments.map((segment) => (segment.budgetBytes / 1024 ** 2).toFixed(1));
  const sorted = [...new Set(limits)].sort();
  return sorted.length <= 1 ? (sorted[0] ?? '') : `${sorted[0] ?? ''}–${sorted.at(-1) ?? ''}`;
}

function depthRange(segment: PlanSegment): string {
  return segment.firstDepth === segment.lastDepth
    ? String(segment.firstDepth)
    : `${segment.firstDepth}–${segment.lastDepth}`;
}

/** "4.45"; with replicas the time per inference first, then what it comes from: "3.91 = 7.82 ÷ 2". */
function timeFigure(segment: PlanSegment): string {
  const perInference = formatMsNumber(segment.stageMs / segment.replicas);
  const shared =
    segment.replicas === 1 ? '' : ` = ${formatMsNumber(segment.stageMs)} ÷ ${segment.replicas}`;
  return `${perInference}${shared}${segment.cpuOperatorCount > 0 ? ' + CPU' : ''}`;
}

function timeTitle(segment: PlanSegment): string {
  return (
    `in ${formatMsNumber(segment.inMs)}, compute ${formatMsNumber(segment.computeMs)}, ` +
    `streaming ${formatMsNumber(segment.streamMs)}, out ${formatMsNumber(segment.outMs)} ms`
  );
}

function memoryTitle(segment: PlanSegment): string {
  const may =
    segment.mayStreamBytes > 0
      ? `; up to ${formatBytes(segment.mayStreamBytes)} more may stream`
      : '';
  return (
    `${formatBytes(segment.onChipBytes)} on chip of a limit of ${formatBytes(segment.budgetBytes)}, ` +
    `${formatBytes(segment.streamedBytes)} streamed${may}`
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-segment-table': SegmentTable;
  }
}
