// Finding operators in the graph: under the pointer, along the edges, and by words.
import type { OperatorRow } from '../model-facts.ts';
import { laneY, nodeSize } from './graph-marks.ts';
import type { GraphPlacement } from './graph-placement.ts';
import type { GraphLayout } from './graph.ts';
import type { Point } from './marks.ts';

/** How far from a small box the pointer still means it, px. */
const REACH_PX = 9;

/** The operator under a position of the pointer, or very near to it; null where there is none. */
export function operatorAt(
  placement: GraphPlacement,
  { scale, plot }: GraphLayout,
  { x, y }: Point,
): number | null {
  const isOutside =
    x < plot.left || x > plot.left + plot.width || y < plot.top || y > plot.top + plot.height;
  if (isOutside) return null;
  const depth = Math.floor((x - scale.toX(-0.5)) / scale.bandWidth);
  const size = nodeSize(scale);
  const reachY = Math.max(size.height / 2, REACH_PX);
  const reachX = Math.max(size.width / 2, REACH_PX);
  let found: number | null = null;
  let nearest = reachY;
  if (Math.abs(x - scale.toX(depth)) > reachX) return null;
  for (const opIndex of placement.graph.operatorsAtDepth[depth] ?? []) {
    const distance = Math.abs(y - laneY(placement, scale, placement.laneOf[opIndex] ?? 0));
    if (distance > nearest) continue;
    nearest = distance;
    found = opIndex;
  }
  return found;
}

export type WalkDirection = 'left' | 'right' | 'up' | 'down';

/**
 * The operator that one step along an edge leads to: left to a producer, right to a reader, the nearest first; up and
 * down to the next lane, at the same depth where there is one. The same operator where there is none.
 */
export function walkGraph(
  placement: GraphPlacement,
  opIndex: number,
  direction: WalkDirection,
): number {
  const { graph } = placement;
  switch (direction) {
    case 'left':
      return nearest(placement, opIndex, graph.predecessors[opIndex] ?? []);
    case 'right':
      return nearest(placement, opIndex, graph.successors[opIndex] ?? []);
    case 'up':
    case 'down':
      return nearestInLanes(placement, opIndex, direction === 'up' ? -1 : 1);
  }
}

function nearest(
  placement: GraphPlacement,
  opIndex: number,
  candidates: readonly number[],
): number {
  const { graph, laneOf, laneCount } = placement;
  const distanceTo = (other: number): number =>
    Math.abs((graph.depth[other] ?? 0) - (graph.depth[opIndex] ?? 0)) * (laneCount + 1) +
    Math.abs((laneOf[other] ?? 0) - (laneOf[opIndex] ?? 0));
  return leastOf(candidates, distanceTo) ?? opIndex;
}

/** Depths to the left and right in which a step to another lane looks. */
const LANE_STEP_DEPTHS = 12;

function nearestInLanes(placement: GraphPlacement, opIndex: number, side: -1 | 1): number {
  const { graph, laneOf, laneCount } = placement;
  const depth = graph.depth[opIndex] ?? 0;
  const lane = laneOf[opIndex] ?? 0;
  const candidates: number[] = [];
  for (let at = depth - LANE_STEP_DEPTHS; at <= depth + LANE_STEP_DEPTHS; at++) {
    for (const other of graph.operatorsAtDepth[at] ?? []) {
      if (((laneOf[other] ?? 0) - lane) * side > 0) candidates.push(other);
    }
  }
  const distanceTo = (other: number): number =>
    Math.abs((graph.depth[other] ?? 0) - depth) * (laneCount + 1) +
    Math.abs((laneOf[other] ?? 0) - lane);
  return leastOf(candidates, distanceTo) ?? opIndex;
}

function leastOf(
  candidates: readonly number[],
  figure: (candidate: number) => number,
): number | null {
  let found: number | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const value = figure(candidate);
    if (value >= least) continue;
    least = value;
    found = candidate;
  }
  return found;
}

/** Operators whose kind or name holds the words, or whose number it is, in the order in which they are computed. */
export function findOperators(rows: readonly OperatorRow[], search: string): readonly number[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return [];
  return rows
    .filter(
      (row) =>
        row.kind.toLowerCase().includes(wanted) ||
        row.name.toLowerCase().includes(wanted) ||
        String(row.index) === wanted,
    )
    .sort((one, other) => one.depth - other.depth || one.order - other.order)
    .map((row) => row.index);
}
