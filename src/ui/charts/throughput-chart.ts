import { css, html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatSignificant, plural } from '../../base/index.ts';
import {
  deviceCountAtX,
  layoutThroughput,
  type ThroughputInput,
  type ThroughputLayout,
} from '../../report/index.ts';
import { emit } from '../contract.ts';
import { baseStyles } from '../theme/shared-styles.ts';
import { renderChartHead, renderTableTwin } from './chart-head.ts';
import { chartStyles } from './chart-styles.ts';
import { MeasuredWidth } from './measured-width.ts';
import { readingForKey } from './read-keys.ts';
import { renderMarks } from './render-marks.ts';
import { SpareHeight } from './spare-height.ts';

const HEIGHT_PX = 138;
/** Part of a higher window's room that goes to this chart. */
const SPARE_SHARE = 0.35;
/** Device counts that PageUp and PageDown pass over. */
const PAGE_COUNTS = 4;

/**
 * Throughput over the number of devices, a line per strategy. The plot is a slider over device counts: arrows read,
 * Enter or a click takes that many.
 * @fires device-count-changed - the person took another number of devices
 */
@customElement('reef-throughput-chart')
export class ThroughputChart extends LitElement {
  static override styles = [
    baseStyles,
    chartStyles,
    css`
      .stage {
        position: relative;
        min-height: 138px;
      }
      .plot {
        position: absolute;
        cursor: pointer;
      }
      .tip table {
        border-spacing: 0;
      }
      .tip td {
        padding: 0 0 0 12px;
        text-align: right;
        color: var(--ink-1);
      }
      .tip th {
        padding: 0;
        text-align: left;
        font-weight: 400;
      }
      .tip .chosen > * {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) input: ThroughputInput | null = null;
  @property({ type: Boolean, attribute: 'is-complete' }) isComplete = true;
  @state() private isTable = false;
  /** Number of devices that is read. */
  @state() private readCount: number | null = null;
  readonly #width = new MeasuredWidth(this);
  readonly #spare = new SpareHeight(this);
  #layout: ThroughputLayout | null = null;

  override willUpdate(changed: PropertyValues<ThroughputChart>): void {
    const { widthPx } = this.#width;
    if (this.input === null || widthPx === 0) this.#layout = null;
    else {
      const heightPx = HEIGHT_PX + Math.round(this.#spare.px * SPARE_SHARE);
      const isSameSize = this.#layout?.width === widthPx && this.#layout.height === heightPx;
      if (changed.has('input') || !isSameSize) {
        this.#layout = layoutThroughput(this.input, widthPx, heightPx);
      }
    }
  }

  override render(): TemplateResult {
    const head = {
      title: 'Inferences per second over devices, estimated',
      isTable: this.isTable,
      onToggle: () => (this.isTable = !this.isTable),
    };
    const note = this.isComplete ? {} : { note: 'working out the rest …' };
    return html`${renderChartHead({ ...head, ...note })}
    ${this.isTable ? this.#renderTable() : this.#renderStage()}`;
  }

  #renderStage(): TemplateResult {
    const layout = this.#layout;
    if (layout === null || this.input === null) return html`<div class="stage"></div>`;
    const { plot } = layout;
    const count = this.readCount ?? this.input.deviceCount ?? 1;
    return html`<div class="stage">
      <svg width=${layout.width} height=${layout.height} aria-hidden="true">
        ${renderMarks(layout.marks)}${this.#renderReading(layout)}
      </svg>
      <div
        class="plot"
        role="slider"
        tabindex="0"
        aria-label="Number of devices to read; Enter takes it"
        aria-valuemin="1"
        aria-valuemax=${this.input.mostDevices}
        aria-valuenow=${count}
        aria-valuetext=${this.#readingText(count)}
        .style=${`left: ${plot.left - 12}px; top: 0; width: ${plot.width + 24}px; height: ${layout.height}px`}
        @pointermove=${this.#onPointerMove}
        @pointerleave=${this.#stopReading}
        @blur=${this.#stopReading}
        @click=${() => this.#take()}
        @keydown=${this.#onKey}
      ></div>
      ${this.readCount === null ? nothing : this.#renderTip(layout, this.readCount)}
    </div>`;
  }

  #renderReading(layout: ThroughputLayout): unknown {
    if (this.readCount === null) return nothing;
    const x = layout.xOfCount[this.readCount - 1] ?? 0;
    return svg`<line x1=${x} x2=${x} y1=${layout.plot.top} y2=${layout.plot.top + layout.plot.height}
      stroke="var(--ink-3)" stroke-width="1"></line>`;
  }

  #renderTip(layout: ThroughputLayout, count: number): TemplateResult {
    const x = layout.xOfCount[count - 1] ?? 0;
    const side = x > layout.width / 2 ? `right: ${layout.width - x + 10}px` : `left: ${x + 10}px`;
    return html`<div class="tip" .style=${`${side}; bottom: 24px`}>
      <strong>${plural(count, 'device')}</strong>
      <table>
        ${this.#ratesAt(count).map(
          (line) =>
            html`<tr class=${line.isChosen ? 'chosen' : ''}>
              <th>${line.title}</th>
              <td>${line.rate}</td>
            </tr>`,
        )}
      </table>
    </div>`;
  }

  /** Fastest first. */
  #ratesAt(
    count: number,
  ): readonly { readonly title: string; readonly rate: string; readonly isChosen: boolean }[] {
    return (this.input?.lines ?? [])
      .map((line) => ({
        title: line.title,
        isChosen: line.isChosen,
        value: line.points.find((point) => point.deviceCount === count)?.throughputPerSecond,
      }))
      .filter((line) => line.value !== undefined)
      .sort((one, other) => (other.value ?? -1) - (one.value ?? -1))
      .map(({ title, isChosen, value }) => ({
        title,
        isChosen,
        rate: value === null || value === undefined ? 'no plan' : formatSignificant(value),
      }));
  }

  #readingText(count: number): string {
    const rates = this.#ratesAt(count).map((line) => `${line.title} ${line.rate}`);
    return `${plural(count, 'device')}: ${rates.join(', ')} inferences per second`;
  }

  #renderTable(): TemplateResult {
    const lines = this.input?.lines ?? [];
    const rows = Array.from({ length: this.input?.mostDevices ?? 0 }, (_, index) => [
      String(index + 1),
      ...lines.map((line) => {
        const point = line.points.find((one) => one.deviceCount === index + 1);
        if (point === undefined) return '…';
        return point.throughputPerSecond === null
          ? 'no plan'
          : formatSignificant(point.throughputPerSecond);
      }),
    ]);
    return renderTableTwin({
      caption: 'Inferences per second by number of devices and strategy, estimated',
      columns: ['Devices', ...lines.map((line) => line.title)],
      rows,
    });
  }

  readonly #onPointerMove = (event: PointerEvent): void => {
    if (this.#layout === null) return;
    this.readCount = deviceCountAtX(this.#layout, event.offsetX + this.#layout.plot.left - 12);
  };

  readonly #stopReading = (): void => {
    this.readCount = null;
  };

  #take(): void {
    if (this.readCount === null) return;
    emit(this, 'device-count-changed', { deviceCount: this.readCount });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const most = this.input?.mostDevices ?? 1;
    const now = this.readCount ?? this.input?.deviceCount ?? 1;
    const wanted = readingForKey(event.key, now, { least: 1, most, page: PAGE_COUNTS });
    if (wanted !== null) {
      event.preventDefault();
      this.readCount = wanted;
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#take();
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-throughput-chart': ThroughputChart;
  }
}
