import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { rememberLast } from '../../base/index.ts';
import {
  depthAtX,
  layoutDepthProfile,
  nearestCutDepth,
  profileInput,
  type ProfileLayout,
} from '../../report/index.ts';
import { emit, type DepthProfileView } from '../contract.ts';
import { baseStyles } from '../theme/shared-styles.ts';
import { renderChartHead } from './chart-head.ts';
import { chartStyles } from './chart-styles.ts';
import { CutDrag, renderCutHandle } from './cut-handles.ts';
import { depthText, renderDepthTip } from './depth-tip.ts';
import { MeasuredWidth } from './measured-width.ts';
import { depthOfSelection, emphasisOf } from './emphasis.ts';
import { depthForReadKey } from './read-keys.ts';
import { renderMarks } from './render-marks.ts';
import { renderProfileTable } from './profile-table.ts';
import { SpareHeight } from './spare-height.ts';

const HEIGHT_PX = 178;
const TALL_HEIGHT_PX = 200;
/** From more cuts than this on, two rows of captions stand below. */
const MANY_CUTS = 5;
/** Part of a higher window's room that goes to this chart. */
const SPARE_SHARE = 0.45;

/**
 * Bars per depth, coloured by segment, with the bytes that a cut would move and handles to drag the cuts. The plot itself
 * is a slider over depths for the keyboard: arrows read depth after depth, Enter cuts after the one that is read.
 * @fires cut-moved - a handle was dragged or moved by key
 * @fires cut-added - double click, or Enter on the plot
 * @fires cut-removed - Delete on a handle
 * @fires highlight-changed - the depth under the pointer
 * @fires selection-changed - a click on a depth
 * @slot more - in the head, before the button of the table
 */
@customElement('reef-depth-profile')
export class DepthProfileChart extends LitElement {
  static override styles = [
    baseStyles,
    chartStyles,
    css`
      .empty {
        min-height: 200px;
      }
      .stage {
        position: relative;
        touch-action: pan-y;
      }
      .plot {
        position: absolute;
        cursor: default;
      }
      .handle {
        position: absolute;
        width: 24px;
        margin-left: -12px;
        cursor: ew-resize;
        touch-action: none;
        outline-offset: -3px;
      }
      .grip {
        position: absolute;
        left: 6.5px;
        width: 11px;
        height: 26px;
        border: 1.5px solid var(--ink-1);
        border-radius: 5px;
        background: var(--surface);
      }
      .handle:hover .grip,
      .handle:focus-visible .grip {
        background: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) view: DepthProfileView | null = null;
  @property({ type: Number, attribute: 'height-px' }) heightPx = 0;
  @state() private isTable = false;
  /** Depth that is read: under the pointer, or by keys. */
  @state() private readDepth: number | null = null;
  readonly #width = new MeasuredWidth(this);
  readonly #spare = new SpareHeight(this);
  readonly #drag = new CutDrag(this, () => this.#layout);
  readonly #rememberLayout = rememberLast<ProfileLayout>();
  #layout: ProfileLayout | null = null;

  override willUpdate(): void {
    const { view } = this;
    if (view === null || this.#width.widthPx === 0) {
      this.#layout = null;
      return;
    }
    this.#drag.view = view;
    this.#layout = this.#layoutOf(view);
  }

  #heightFor(view: DepthProfileView): number {
    if (this.heightPx > 0) return this.heightPx;
    const base = view.cutAfterDepths.length > MANY_CUTS ? TALL_HEIGHT_PX : HEIGHT_PX;
    return base + Math.round(this.#spare.px * SPARE_SHARE);
  }

  /** The same as long as what it shows is: what is pointed at changes far more often. */
  #layoutOf(view: DepthProfileView): ProfileLayout {
    const { summary, profile, plan, cutAfterDepths, layer } = view;
    const { widthPx } = this.#width;
    const heightPx = this.#heightFor(view);
    const parts = [summary, profile, plan, cutAfterDepths, layer, widthPx, heightPx];
    return this.#rememberLayout(parts, () => {
      const { graph, operators } = summary;
      const source = { graph, operators, profile, plan, cutAfterDepths };
      return layoutDepthProfile(profileInput(source, layer), widthPx, heightPx);
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    const layout = this.#layout;
    if (view === null || layout === null) return html`<div class="empty"></div>`;
    return html`${renderChartHead({
      title: layout.title,
      note: layout.lineCaption,
      more: html`<slot name="more"></slot>`,
      isTable: this.isTable,
      onToggle: () => (this.isTable = !this.isTable),
    })}
    ${this.isTable ? renderProfileTable(view) : this.#renderStage(view, layout)}`;
  }

  #renderStage(view: DepthProfileView, layout: ProfileLayout): TemplateResult {
    const { plot } = layout;
    const handleHeight = plot.height + 8;
    return html`<div class="stage" .style=${`height: ${layout.height}px`}>
      <svg width=${layout.width} height=${layout.height} aria-hidden="true">
        ${renderMarks(layout.marks, emphasisOf(view.highlight, view.selection, view.plan))}
        ${renderChosenDepth(view, layout)} ${this.#renderReading(layout)}
      </svg>
      <div
        class="plot"
        role="slider"
        tabindex="0"
        aria-label="Depth to read"
        aria-valuemin="0"
        aria-valuemax=${view.profile.depthCount - 1}
        aria-valuenow=${this.readDepth ?? 0}
        aria-valuetext=${this.#readingText(view)}
        .style=${`left: ${plot.left}px; top: ${plot.top}px; width: ${plot.width}px; height: ${plot.height}px`}
        @pointermove=${this.#onPointerMove}
        @pointerleave=${this.#onPointerLeave}
        @click=${this.#onClick}
        @dblclick=${this.#onDoubleClick}
        @keydown=${this.#onPlotKey}
        @blur=${this.#onPointerLeave}
      ></div>
      ${
        view.hasHandles
          ? layout.handles.map((handle) =>
              renderCutHandle(handle, this.#drag, { topPx: plot.top - 4, heightPx: handleHeight }),
            )
          : nothing
      }
      ${
        this.readDepth === null || this.#drag.isDragging
          ? nothing
          : renderDepthTip(view, layout, this.readDepth)
      }
    </div>`;
  }

  #renderReading(layout: ProfileLayout): unknown {
    if (this.readDepth === null || this.#drag.isDragging) return nothing;
    const x = layout.plot.left + this.readDepth * layout.bandWidth;
    return svg`<rect x=${x} y=${layout.plot.top} width=${Math.max(1, layout.bandWidth)}
      height=${layout.plot.height} fill="var(--ink-1)" opacity="0.1"></rect>`;
  }

  #readingText(view: DepthProfileView): string {
    if (this.readDepth === null) return 'none; arrow keys read one depth after the other';
    return depthText(view, this.readDepth);
  }

  readonly #onPointerMove = (event: PointerEvent): void => {
    const { view } = this;
    if (view === null || this.#layout === null) return;
    const x = event.offsetX + this.#layout.plot.left;
    this.#read(depthAtX(this.#layout, x, view.profile.depthCount));
  };

  readonly #onPointerLeave = (): void => {
    if (this.readDepth === null) return;
    this.readDepth = null;
    emit(this, 'highlight-changed', { selection: { kind: 'none' } });
  };

  #read(depth: number): void {
    if (depth === this.readDepth) return;
    this.readDepth = depth;
    emit(this, 'highlight-changed', { selection: { kind: 'depth', depth } });
  }

  readonly #onClick = (): void => {
    if (this.readDepth === null) return;
    emit(this, 'selection-changed', { selection: { kind: 'depth', depth: this.readDepth } });
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    if (this.#layout === null) return;
    this.#addCut(event.offsetX + this.#layout.plot.left);
  };

  #addCut(x: number): void {
    const { view } = this;
    if (view?.hasHandles !== true || this.#layout === null) return;
    const free = view.legalCutDepths.filter((depth) => !view.cutAfterDepths.includes(depth));
    const afterDepth = nearestCutDepth(this.#layout, x, free);
    if (afterDepth !== null) emit(this, 'cut-added', { afterDepth });
  }

  readonly #onPlotKey = (event: KeyboardEvent): void => {
    const { view } = this;
    if (view === null || this.#layout === null) return;
    const wanted = depthForReadKey(event.key, this.readDepth, view.profile.depthCount);
    if (wanted !== null) {
      event.preventDefault();
      this.#read(wanted);
    } else if (event.key === 'Enter' && this.readDepth !== null) {
      event.preventDefault();
      this.#addCut(this.#layout.plot.left + (this.readDepth + 1) * this.#layout.bandWidth);
    }
  };
}

/** The depth that is selected or pointed at elsewhere, by itself or by one of its operators. */
function renderChosenDepth(
  { summary, selection, highlight }: DepthProfileView,
  layout: ProfileLayout,
): unknown {
  const { plot, bandWidth } = layout;
  const depths = [selection, highlight].map((one) => depthOfSelection(one, summary.graph.depth));
  return [...new Set(depths)].flatMap((depth) =>
    depth === null
      ? []
      : svg`<rect class="chosen" data-depth=${depth} x=${plot.left + depth * bandWidth} y=${plot.top}
          width=${Math.max(1, bandWidth)} height=${plot.height} fill="var(--ink-1)" opacity="0.1"></rect>`,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-depth-profile': DepthProfileChart;
  }
}
