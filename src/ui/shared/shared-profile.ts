import { css, html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/index.ts';
import {
  depthAtX,
  layoutDepthProfile,
  type ProfileInput,
  type ProfileLayout,
} from '../../report/index.ts';
import { renderChartHead, renderTableTwin } from '../charts/chart-head.ts';
import { chartStyles } from '../charts/chart-styles.ts';
import { emphasisOf } from '../charts/emphasis.ts';
import { MeasuredWidth } from '../charts/measured-width.ts';
import { depthForReadKey } from '../charts/read-keys.ts';
import { renderMarks } from '../charts/render-marks.ts';
import type { Selection } from '../contract.ts';
import { baseStyles } from '../theme/shared-styles.ts';

const HEIGHT_PX = 176;
const TIP_WIDTH_PX = 230;
const NONE: Selection = { kind: 'none' };

/** The depth profile of a link, to read: the same marks as on the Plan view, with nothing to drag and no operators. */
@customElement('reef-shared-profile')
export class SharedProfileChart extends LitElement {
  static override styles = [
    baseStyles,
    chartStyles,
    css`
      .stage {
        position: relative;
      }
      .plot {
        position: absolute;
        touch-action: pan-y;
      }
    `,
  ];

  @property({ attribute: false }) input: ProfileInput | null = null;
  @property({ attribute: false }) highlight: Selection = NONE;
  @property({ attribute: false }) selection: Selection = NONE;
  @state() private isTable = false;
  @state() private readDepth: number | null = null;
  readonly #width = new MeasuredWidth(this);
  #layout: ProfileLayout | null = null;

  override willUpdate(changed: PropertyValues<SharedProfileChart>): void {
    const { widthPx } = this.#width;
    if (this.input === null || widthPx === 0) this.#layout = null;
    else if (changed.has('input') || this.#layout?.width !== widthPx) {
      this.#layout = layoutDepthProfile(this.input, widthPx, HEIGHT_PX);
    }
  }

  override render(): TemplateResult | typeof nothing {
    const layout = this.#layout;
    if (this.input === null || layout === null) return nothing;
    return html`${renderChartHead({
      title: layout.title,
      note: layout.lineCaption,
      isTable: this.isTable,
      onToggle: () => (this.isTable = !this.isTable),
    })}
    ${this.isTable ? this.#renderTable(this.input) : this.#renderStage(this.input, layout)}`;
  }

  #renderStage(input: ProfileInput, layout: ProfileLayout): TemplateResult {
    const { plot } = layout;
    return html`<div class="stage" .style=${`height: ${String(layout.height)}px`}>
      <svg width=${layout.width} height=${layout.height} aria-hidden="true">
        ${renderMarks(layout.marks, emphasisOf(this.highlight, this.selection, null))}
        ${this.#renderReading(layout)}
      </svg>
      <div
        class="plot"
        role="slider"
        tabindex="0"
        aria-label="Depth to read"
        aria-valuemin="0"
        aria-valuemax=${input.bars.length - 1}
        aria-valuenow=${this.readDepth ?? 0}
        aria-valuetext=${this.readDepth === null ? 'none; arrow keys read one depth after the other' : readingOf(input, this.readDepth).join(', ')}
        .style=${`left: ${String(plot.left)}px; top: ${String(plot.top)}px; width: ${String(plot.width)}px; height: ${String(plot.height)}px`}
        @pointermove=${(event: PointerEvent) => {
          this.readDepth = depthAtX(layout, event.offsetX + plot.left, input.bars.length);
        }}
        @pointerleave=${this.#onLeave}
        @blur=${this.#onLeave}
        @keydown=${this.#onKey}
      ></div>
      ${this.readDepth === null ? nothing : renderTip(input, layout, this.readDepth)}
    </div>`;
  }

  #renderReading(layout: ProfileLayout): unknown {
    if (this.readDepth === null) return nothing;
    const x = layout.plot.left + this.readDepth * layout.bandWidth;
    return svg`<rect x=${x} y=${layout.plot.top} width=${Math.max(1, layout.bandWidth)}
      height=${layout.plot.height} fill="var(--ink-1)" opacity="0.1"></rect>`;
  }

  #renderTable(input: ProfileInput): TemplateResult {
    const last = input.bars.length - 1;
    return renderTableTwin({
      caption: 'What lies at each depth, rounded',
      columns: ['Depth', 'Segment', 'Parameters', 'A cut after it moves'],
      rows: input.bars.map((_, depth) => [
        String(depth),
        segmentsAt(input, depth),
        formatBytes(bytesAt(input, depth)),
        depth === last ? '–' : formatBytes(input.crossingBytes[depth] ?? 0),
      ]),
    });
  }

  readonly #onLeave = (): void => {
    this.readDepth = null;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const wanted = depthForReadKey(event.key, this.readDepth, this.input?.bars.length ?? 1);
    if (wanted === null) return;
    event.preventDefault();
    this.readDepth = wanted;
  };
}

function renderTip(input: ProfileInput, layout: ProfileLayout, depth: number): TemplateResult {
  const [title = '', ...lines] = readingOf(input, depth);
  const x = layout.plot.left + (depth + 0.5) * layout.bandWidth;
  const isRight = x + 14 + TIP_WIDTH_PX <= layout.width;
  const left = isRight ? x + 14 : Math.max(0, x - 14 - TIP_WIDTH_PX);
  return html`<div
    class="tip"
    .style=${`left: ${String(left)}px; top: ${String(layout.plot.top + 24)}px; width: ${String(TIP_WIDTH_PX)}px`}
  >
    <strong>${title}</strong>
    ${lines.map((line) => html`${line}<br />`)}
  </div>`;
}

/** What a link tells of one depth: no operators, and bytes in steps. */
function readingOf(input: ProfileInput, depth: number): readonly string[] {
  const numbers = segmentsAt(input, depth);
  const isLast = depth >= input.bars.length - 1;
  return [
    `Depth ${String(depth)} · ${numbers.includes(',') ? 'segments' : 'segment'} ${numbers}`,
    `about ${formatBytes(bytesAt(input, depth))} of parameters`,
    isLast
      ? 'the last depth'
      : `a cut after it moves about ${formatBytes(input.crossingBytes[depth] ?? 0)}`,
  ];
}

function segmentsAt({ bars }: ProfileInput, depth: number): string {
  return (bars[depth]?.parts ?? []).map(({ segmentIndex }) => String(segmentIndex + 1)).join(', ');
}

function bytesAt({ bars }: ProfileInput, depth: number): number {
  const bytes = (bars[depth]?.parts ?? []).reduce((sum, { value }) => sum + value, 0);
  return Math.round(bytes);
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-shared-profile': SharedProfileChart;
  }
}
