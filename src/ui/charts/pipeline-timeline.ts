import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatMsNumber } from '../../base/index.ts';
import type { TimelineEntry } from '../../pipeline/index.ts';
import { layoutTimeline, type TimelineLayout } from '../../report/index.ts';
import { emit, type Selection } from '../contract.ts';
import { baseStyles } from '../theme/shared-styles.ts';
import { renderChartHead, renderTableTwin } from './chart-head.ts';
import { chartStyles } from './chart-styles.ts';
import { drawMarks } from './draw-marks.ts';
import { emphasisOf } from './emphasis.ts';
import { MeasuredWidth } from './measured-width.ts';
import { renderMarks } from './render-marks.ts';

/** Past this many marks SVG is too slow (16 devices × 1,000 inferences are 16,000): a canvas draws the same marks. */
const MOST_SVG_MARKS = 600;
const NONE: Selection = { kind: 'none' };

/**
 * Inferences passing through the pipeline: a lane a segment and replica, time to the right.
 * @fires highlight-changed - the segment under the pointer
 */
@customElement('reef-pipeline-timeline')
export class PipelineTimeline extends LitElement {
  static override styles = [
    baseStyles,
    chartStyles,
    css`
      /* A canvas does not follow the theme by itself: a colour that changes tells it to draw again. */
      canvas {
        outline-color: var(--ink-1);
        transition: outline-color 1ms;
      }
    `,
  ];

  @property({ attribute: false }) entries: readonly TimelineEntry[] = [];
  /** Devices of each segment. */
  @property({ attribute: false }) replicas: readonly number[] = [];
  @property({ type: Number, attribute: 'inference-count' }) inferenceCount = 6;
  /** Time that the axis spans at least, ms: for a timeline that still grows. */
  @property({ type: Number, attribute: 'span-ms' }) spanMs = 0;
  /** Where the times come from; part of the title. */
  @property() label: 'estimated' | 'simulated' | 'measured' = 'simulated';
  @property({ attribute: false }) highlight: Selection = NONE;
  @property({ attribute: false }) selection: Selection = NONE;
  @state() private isTable = false;
  readonly #width = new MeasuredWidth(this);
  #layout: TimelineLayout | null = null;

  override willUpdate(changed: PropertyValues<PipelineTimeline>): void {
    const { widthPx } = this.#width;
    if (widthPx === 0 || this.replicas.length === 0) {
      this.#layout = null;
    } else if (
      changed.has('entries') ||
      changed.has('replicas') ||
      changed.has('inferenceCount') ||
      changed.has('spanMs') ||
      this.#layout?.width !== widthPx
    ) {
      const { entries, replicas, inferenceCount, spanMs } = this;
      this.#layout = layoutTimeline({ entries, replicas, inferenceCount, spanMs }, widthPx);
    }
  }

  override render(): TemplateResult | typeof nothing {
    const layout = this.#layout;
    if (layout === null) return nothing;
    const head = renderChartHead({
      title: `${layout.title}, ${this.label}`,
      isTable: this.isTable,
      onToggle: () => (this.isTable = !this.isTable),
    });
    return html`${head}${this.isTable ? this.#renderTable() : this.#renderPicture(layout)}`;
  }

  #renderPicture(layout: TimelineLayout): TemplateResult {
    if (layout.marks.length > MOST_SVG_MARKS) {
      return html`<canvas
        role="img"
        aria-label=${this.#summary()}
        @transitionrun=${this.#draw}
        .style=${`width: ${layout.width}px; height: ${layout.height}px`}
      ></canvas>`;
    }
    return html`<svg
      width=${layout.width}
      height=${layout.height}
      role="img"
      aria-label=${this.#summary()}
      @pointermove=${this.#onPointerMove}
      @pointerleave=${this.#onPointerLeave}
    >
      ${renderMarks(layout.marks, emphasisOf(this.highlight, this.selection, null))}
    </svg>`;
  }

  override updated(): void {
    this.#draw();
  }

  readonly #draw = (): void => {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas === null || this.#layout === null) return;
    const { width, height, marks } = this.#layout;
    drawMarks(canvas, marks, { widthPx: width, heightPx: height });
  };

  #summary(): string {
    const shown = this.entries.filter((entry) => entry.inference < this.inferenceCount);
    const endMs = Math.max(0, ...shown.map((entry) => entry.endMs));
    const lanes = this.replicas.reduce((sum, count) => sum + count, 0);
    return `${this.#layout?.title ?? ''}: ${lanes} lanes, done after ${formatMsNumber(endMs)} ms. The table has every time.`;
  }

  #renderTable(): TemplateResult {
    const shown = this.entries.filter((entry) => entry.inference < this.inferenceCount);
    const inferences = [...new Set(shown.map((entry) => entry.inference))].sort((a, b) => a - b);
    const columns = ['Inference', ...this.replicas.map((_, index) => `Segment ${index + 1}, ms`)];
    const rows = inferences.map((inference) => [
      String(inference + 1),
      ...this.replicas.map((_, segmentIndex) => {
        const entry = shown.find(
          (one) => one.inference === inference && one.segmentIndex === segmentIndex,
        );
        return entry === undefined
          ? '–'
          : `${formatMsNumber(entry.startMs)} – ${formatMsNumber(entry.endMs)}`;
      }),
    ]);
    return renderTableTwin({
      caption: 'Start and end of every inference in every segment',
      columns,
      rows,
    });
  }

  readonly #onPointerMove = (event: PointerEvent): void => {
    const layout = this.#layout;
    const lane = layout?.lanes[Math.floor(event.offsetY / (layout.lanePx || 1))];
    const selection: Selection =
      lane === undefined ? NONE : { kind: 'segment', segmentIndex: lane.segmentIndex };
    if (JSON.stringify(selection) === JSON.stringify(this.highlight)) return;
    emit(this, 'highlight-changed', { selection });
  };

  readonly #onPointerLeave = (): void => {
    emit(this, 'highlight-changed', { selection: NONE });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-pipeline-timeline': PipelineTimeline;
  }
}
