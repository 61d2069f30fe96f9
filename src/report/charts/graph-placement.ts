// Where every operator stands: depth to the right, lanes downwards, both in steps. Sizes in px come later (graph.ts), so
// that zooming costs nothing here.
import type { Graph } from '../../graph/index.ts';
import { assignLanes } from './graph-lanes.ts';
import { carrierOf, findStrands, type Strands } from './graph-strands.ts';

/** A straight line in one lane, from the middle of one depth to the middle of another. */
export interface LaneLine {
  readonly lane: number;
  readonly fromDepth: number;
  readonly toDepth: number;
  /** Carries a tensor only: no operator stands on it. */
  readonly isRoute: boolean;
  /** Goes on past its last operator, to a reader further on. */
  readonly hasTail: boolean;
}

/** From one lane to another, between a depth and the next. */
export interface LaneCurve {
  readonly gap: number;
  readonly fromLane: number;
  readonly toLane: number;
}

export interface GraphPlacement {
  readonly graph: Graph;
  /** `[opIndex]` = lane, 0 at the top. */
  readonly laneOf: readonly number[];
  readonly laneCount: number;
  /** `[lane]` = middle of the lane, in heights of a lane with nodes; lanes that only tensors use are narrower. */
  readonly laneMiddle: readonly number[];
  /** All lanes together. */
  readonly laneHeights: number;
  readonly lines: readonly LaneLine[];
  readonly curves: readonly LaneCurve[];
  readonly strands: Strands;
  readonly laneOfStrand: readonly number[];
}

/** Height of a lane in which no operator stands, against one in which some do. */
const EMPTY_LANE_HEIGHT = 0.5;

/** Places the operators of a graph. O(operators + edges) and a bounded search for good lanes; pure, deterministic. */
export function placeGraph(graph: Graph): GraphPlacement {
  const strands = findStrands(graph);
  const lanes = assignLanes(strands.strands, strands.curves, graph.depthCount);
  const laneOfStrand = lanes.laneOf;
  const laneOf = strands.strandOf.map((strand) => laneOfStrand[strand] ?? 0);
  const hasNodes = new Set(laneOf);
  let below = 0;
  const laneMiddle = Array.from({ length: lanes.laneCount }, (_, lane) => {
    const height = hasNodes.has(lane) ? 1 : EMPTY_LANE_HEIGHT;
    below += height;
    return below - height / 2;
  });
  return {
    graph,
    laneOf,
    laneCount: lanes.laneCount,
    laneMiddle,
    laneHeights: below,
    lines: strands.strands.map((strand, index) => ({
      lane: laneOfStrand[index] ?? 0,
      fromDepth: strand.fromDepth,
      toDepth: strand.toDepth,
      isRoute: strand.operators.length === 0,
      hasTail: strand.toDepth > (graph.depth[strand.operators.at(-1) ?? -1] ?? strand.toDepth),
    })),
    curves: distinctCurves(strands, laneOfStrand),
    strands,
    laneOfStrand,
  };
}

/** Tensors that share a lane share its curves. */
function distinctCurves(
  { curves }: Strands,
  laneOfStrand: readonly number[],
): readonly LaneCurve[] {
  const seen = new Set<string>();
  const distinct: LaneCurve[] = [];
  for (const { gap, from, to } of curves) {
    const curve = { gap, fromLane: laneOfStrand[from] ?? 0, toLane: laneOfStrand[to] ?? 0 };
    const key = `${String(gap)} ${String(curve.fromLane)} ${String(curve.toLane)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    distinct.push(curve);
  }
  return distinct;
}

/** A place on the grid of depths and lanes. */
export interface GridPoint {
  readonly depth: number;
  readonly lane: number;
}

/** The way of a tensor from the operator that makes it to one that reads it: at most four places. */
export function wayOf(
  placement: GraphPlacement,
  edge: { readonly from: number; readonly to: number },
): readonly GridPoint[] {
  const { graph, laneOf, laneOfStrand, strands } = placement;
  const start = { depth: graph.depth[edge.from] ?? 0, lane: laneOf[edge.from] ?? 0 };
  const end = { depth: graph.depth[edge.to] ?? 0, lane: laneOf[edge.to] ?? 0 };
  if (end.depth - start.depth < 2) return [start, end];
  const lane = laneOfStrand[carrierOf(graph, strands, edge)] ?? 0;
  return [start, { depth: start.depth + 1, lane }, { depth: end.depth - 1, lane }, end];
}
