// What lies over the graph and changes with pointer and selection: the tensors of an operator, rings, a depth.
import { nothing, svg, type SVGTemplateResult } from 'lit';
import {
  laneY,
  nodeSize,
  wayOf,
  wayPoints,
  type GraphLayout,
  type GraphPlacement,
} from '../../report/index.ts';
import type { Selection } from '../contract.ts';
import { renderMarks } from '../charts/render-marks.ts';

export interface Overlay {
  readonly placement: GraphPlacement;
  readonly layout: GraphLayout;
  readonly selection: Selection;
  readonly highlight: Selection;
  /** Where the keys are; null while they are elsewhere. */
  readonly cursor: number | null;
  /** What a search found, and the one that it stands at. */
  readonly hits: readonly number[];
  readonly found: number | null;
}

export function renderOverlay(overlay: Overlay): SVGTemplateResult {
  const { layout, selection, highlight, cursor, found, hits } = overlay;
  const { plot } = layout;
  const lit = [selection, highlight].flatMap((one) =>
    one.kind === 'operator' ? [one.opIndex] : [],
  );
  const rings = [...new Set([...lit, ...(cursor === null ? [] : [cursor])])];
  return svg`<svg width=${layout.width} height=${layout.height} aria-hidden="true">
    <svg x=${plot.left} y=${plot.top} width=${plot.width} height=${plot.height} overflow="hidden"
      viewBox="${plot.left} ${plot.top} ${plot.width} ${plot.height}">
      ${renderDepth(layout, selection, 0.07)}${renderDepth(layout, highlight, 0.1)}
      ${hits.filter((opIndex) => isSeen(overlay, opIndex)).map((opIndex) => renderHit(overlay, opIndex))}
      ${[...new Set(lit)].map((opIndex) => renderTensors(overlay, opIndex))}
      ${rings.map((opIndex) => renderRing(overlay, opIndex, opIndex === cursor))}
      ${found === null || rings.includes(found) ? nothing : renderRing(overlay, found, false)}
    </svg>
    ${renderMarks(layout.frameMarks)}
  </svg>`;
}

function renderDepth({ scale, plot }: GraphLayout, selection: Selection, opacity: number): unknown {
  if (selection.kind !== 'depth') return nothing;
  return svg`<rect x=${scale.toX(selection.depth - 0.5)} y=${plot.top}
    width=${Math.max(1, scale.bandWidth)} height=${plot.height}
    fill="var(--ink-1)" opacity=${opacity}></rect>`;
}

/** Every tensor that an operator reads or makes, from box to box. */
function renderTensors({ placement, layout }: Overlay, opIndex: number): SVGTemplateResult[] {
  const { predecessors, successors } = placement.graph;
  const edges = [
    ...(predecessors[opIndex] ?? []).map((from) => ({ from, to: opIndex })),
    ...(successors[opIndex] ?? []).map((to) => ({ from: opIndex, to })),
  ];
  return edges.map((edge) => {
    const points = wayPoints(placement, layout.scale, wayOf(placement, edge));
    return svg`<polyline points=${points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
      fill="none" stroke="var(--ink-1)" stroke-width="1.75" stroke-linejoin="round"></polyline>`;
  });
}

function isSeen({ placement, layout: { scale, plot } }: Overlay, opIndex: number): boolean {
  const x = scale.toX(placement.graph.depth[opIndex] ?? 0);
  return x > plot.left - scale.bandWidth && x < plot.left + plot.width + scale.bandWidth;
}

/** A mark above every operator that a search found; its colour alone may be as pale as the others. */
function renderHit({ placement, layout }: Overlay, opIndex: number): unknown {
  const { scale } = layout;
  const size = nodeSize(scale);
  const width = Math.max(2, Math.min(size.width, 24));
  const x = scale.toX(placement.graph.depth[opIndex] ?? 0) - width / 2;
  const y = laneY(placement, scale, placement.laneOf[opIndex] ?? 0) - size.height / 2 - 4;
  return svg`<rect x=${x} y=${y} width=${width} height="2.5" fill="var(--ink-1)"></rect>`;
}

const RING_GAP_PX = 2.5;

function renderRing({ placement, layout }: Overlay, opIndex: number, isCursor: boolean): unknown {
  const { scale } = layout;
  const size = nodeSize(scale);
  const x = scale.toX(placement.graph.depth[opIndex] ?? 0);
  const y = laneY(placement, scale, placement.laneOf[opIndex] ?? 0);
  const width = Math.max(size.width, 3) + 2 * RING_GAP_PX;
  const height = size.height + 2 * RING_GAP_PX;
  return svg`<rect x=${x - width / 2} y=${y - height / 2} width=${width} height=${height} rx="4"
    fill="none" stroke="var(--ink-1)" stroke-width="1.75"
    stroke-dasharray=${isCursor ? '3 2' : 'none'}></rect>`;
}
