// The person's own cuts: where handles may stand and how they move. Pure; runs on the page within a frame.
import type { Graph } from '../graph/index.ts';
import type { Plan } from '../partition/index.ts';

/** Depths after which a cut is legal, ascending: every tensor that crosses it has a fixed size. O(depths + edges). */
export function listLegalCutDepths(graph: Graph): readonly number[] {
  const isBlocked = new Array<boolean>(Math.max(0, graph.depthCount - 1)).fill(false);
  for (const { producer, consumers, bytes } of graph.activations) {
    if (bytes > 0) continue;
    const to = Math.max(...consumers.map((reader) => graph.depth[reader] ?? 0), 0);
    for (let depth = graph.depth[producer] ?? 0; depth < to; depth++) isBlocked[depth] = true;
  }
  return isBlocked.flatMap((blocked, depth) => (blocked ? [] : [depth]));
}

/**
 * The depth cuts nearest to a plan's cuts, one between each two segments: exact where the plan is made of depth cuts,
 * else the depth that leaves the fewest operators on the wrong side. O(segments · (operators + depths)).
 */
export function nearestDepthCuts(plan: Plan, graph: Graph): readonly number[] {
  const segmentOf = new Array<number>(graph.operatorCount).fill(0);
  plan.segments.forEach((segment, segmentIndex) => {
    for (const operator of segment.operators) segmentOf[operator] = segmentIndex;
  });
  const cuts: number[] = [];
  for (let cutIndex = 0; cutIndex < plan.segments.length - 1; cutIndex++) {
    const isBefore = (operator: number): boolean => (segmentOf[operator] ?? 0) <= cutIndex;
    cuts.push(nearestDepth(graph, isBefore, (cuts.at(-1) ?? -1) + 1));
  }
  return cuts;
}

function nearestDepth(graph: Graph, isBefore: (operator: number) => boolean, from: number): number {
  // Misplaced operators if the cut stood before depth 0; moving it behind a depth rights some and wrongs others.
  let misplaced = 0;
  for (let operator = 0; operator < graph.operatorCount; operator++)
    if (isBefore(operator)) misplaced++;
  let best = from;
  let fewest = Infinity;
  for (let depth = 0; depth < graph.depthCount - 1; depth++) {
    for (const operator of graph.operatorsAtDepth[depth] ?? [])
      misplaced += isBefore(operator) ? -1 : 1;
    if (depth >= from && misplaced < fewest) {
      fewest = misplaced;
      best = depth;
    }
  }
  return best;
}

/** Moves one cut to the legal depth nearest to `wanted`, kept between its neighbours. */
export function moveCut(
  cuts: readonly number[],
  legal: readonly number[],
  { cutIndex, afterDepth }: { readonly cutIndex: number; readonly afterDepth: number },
): readonly number[] {
  const low = cuts[cutIndex - 1] ?? -1;
  const high = cuts[cutIndex + 1] ?? Infinity;
  const target = nearestOf(
    legal.filter((depth) => depth > low && depth < high),
    afterDepth,
  );
  if (target === null || target === cuts[cutIndex]) return cuts;
  return cuts.map((depth, index) => (index === cutIndex ? target : depth));
}

/** Adds a cut at the free legal depth nearest to `afterDepth`; the same list when there is none. */
export function addCut(
  cuts: readonly number[],
  legal: readonly number[],
  afterDepth: number,
): readonly number[] {
  const target = nearestOf(
    legal.filter((depth) => !cuts.includes(depth)),
    afterDepth,
  );
  return target === null ? cuts : [...cuts, target].sort((a, b) => a - b);
}

export function removeCut(cuts: readonly number[], cutIndex: number): readonly number[] {
  return cuts.filter((_, index) => index !== cutIndex);
}

function nearestOf(depths: readonly number[], wanted: number): number | null {
  let best: number | null = null;
  for (const depth of depths) {
    if (best === null || Math.abs(depth - wanted) < Math.abs(best - wanted)) best = depth;
  }
  return best;
}
