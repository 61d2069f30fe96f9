// The graph itself: canvas, what lies over it, the words at the pointer and for a screen reader.
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { GraphLayout } from '../../report/index.ts';
import { renderOverlay } from './graph-overlay.ts';
import type { GraphPicture } from './graph-picture.ts';
import type { GraphView } from './graph-view.ts';
import { operatorText } from './operator-words.ts';

const TIP_WIDTH_PX = 270;
const TIP_GAP_PX = 18;

export interface GraphStage {
  readonly view: GraphView;
  readonly layout: GraphLayout;
  readonly picture: GraphPicture;
  readonly pointedAt: number | null;
  /** Where the keys are; null while they are elsewhere. */
  readonly cursor: number | null;
  /** What a search found, and the one that it stands at. */
  readonly hits: readonly number[];
  readonly found: number | null;
  readonly isPanning: boolean;
  readonly isZoomed: boolean;
}

export function renderGraphStage(stage: GraphStage): TemplateResult {
  const { view, layout, picture, cursor } = stage;
  const classes = {
    stage: true,
    zoomed: stage.isZoomed,
    panning: stage.isPanning,
    pointing: stage.pointedAt !== null,
  };
  return html`<div
      class=${classMap(classes)}
      tabindex="0"
      role="application"
      aria-roledescription="graph"
      aria-label=${stageLabel(view)}
      .style=${`height: ${String(layout.height)}px`}
    >
      <canvas
        aria-hidden="true"
        .style=${`width: ${String(layout.width)}px; height: ${String(layout.height)}px; clip-path: ${clipOf(layout)}`}
      ></canvas>
      ${renderOverlay({
        placement: picture.placement(view),
        layout,
        selection: view.selection,
        highlight: view.highlight,
        cursor,
        hits: stage.hits,
        found: stage.found,
      })}
      ${renderTip(stage)}
    </div>
    <div class="visually-hidden" aria-live="polite">
      ${cursor === null ? '' : operatorText(picture.words(view, cursor))}
    </div>`;
}

/** The canvas shows nothing beside the plot, however far a line goes on. */
function clipOf({ width, height, plot }: GraphLayout): string {
  const right = width - plot.left - plot.width;
  const bottom = height - plot.top - plot.height;
  return `inset(${String(plot.top)}px ${String(right)}px ${String(bottom)}px ${String(plot.left)}px)`;
}

function renderTip({
  view,
  layout,
  picture,
  pointedAt,
  cursor,
  isPanning,
}: GraphStage): TemplateResult | typeof nothing {
  const opIndex = pointedAt ?? cursor;
  if (opIndex === null || isPanning) return nothing;
  const { title, lines } = picture.words(view, opIndex);
  const x = layout.scale.toX(view.summary.graph.depth[opIndex] ?? 0);
  const isRight = x + TIP_GAP_PX + TIP_WIDTH_PX <= layout.width;
  const left = isRight ? x + TIP_GAP_PX : Math.max(0, x - TIP_GAP_PX - TIP_WIDTH_PX);
  return html`<div
    class="tip"
    .style=${`left: ${String(left)}px; top: ${String(layout.plot.top + 8)}px`}
  >
    <strong>${title}</strong>
    ${lines.map((line) => html`<span>${line}</span>`)}
  </div>`;
}

function stageLabel({ summary: { facts } }: GraphView): string {
  return (
    `Operator graph, ${String(facts.operatorCount)} operators at ${String(facts.depthCount)} depths. ` +
    'Left and right arrows follow the tensors, up and down change lanes, Enter selects, plus, minus and 0 zoom, ' +
    'with Shift the arrows pan. The operator table holds the same.'
  );
}
