import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { membershipOf } from './boundary.ts';
import type { Graph } from './types.ts';

/** Operators of depth at most `depth`, ascending: what lies before the depth cut after it. */
export function operatorsUpToDepth(graph: Graph, depth: number): number[] {
  return operatorsBetweenDepths(graph, 0, depth);
}

/** Operators from `firstDepth` to `lastDepth`, both included, ascending. */
export function operatorsBetweenDepths(
  graph: Graph,
  firstDepth: number,
  lastDepth: number,
): number[] {
  return graph.operatorsAtDepth
    .slice(Math.max(0, firstDepth), lastDepth + 1)
    .flat()
    .sort((a, b) => a - b);
}

/** True when every ancestor of a member is a member, which makes the set one side of a convex cut. */
export function isPrefixClosed(graph: Graph, operators: readonly number[]): boolean {
  const isMember = membershipOf(graph, operators);
  return operators.every((operator) =>
    (graph.predecessors[operator] ?? []).every((parent) => isMember[parent] === 1),
  );
}

/** Activations that cross the cut behind a prefix: there before it (model inputs too) and read after it; ids ascending. */
export function crossingActivations(graph: Graph, prefix: readonly number[]): number[] {
  const isMember = membershipOf(graph, prefix);
  return graph.activations
    .filter(({ producer, consumers }) => {
      const isThere = producer < 0 || isMember[producer] === 1;
      return isThere && consumers.some((reader) => isMember[reader] !== 1);
    })
    .map(({ id }) => id);
}

/** Tensors and bytes that cross each depth cut. */
export interface DepthCutCrossing {
  /** The cut separates depths up to this one from the rest. */
  readonly afterDepth: number;
  readonly tensorCount: number;
  readonly bytes: number;
}

/** What crosses every depth cut, after depth 0 to the last but one: for charts. O(depths + edges). */
export function crossingBytesAtDepths(graph: Graph): DepthCutCrossing[] {
  const cutCount = Math.max(0, graph.depthCount - 1);
  const bytesChange = new Float64Array(cutCount + 1);
  const countChange = new Int32Array(cutCount + 1);
  for (const { producer, consumers, bytes } of graph.activations) {
    const from = producer < 0 ? 0 : (graph.depth[producer] ?? 0);
    const to = consumers.reduce(
      (deepest, reader) => Math.max(deepest, graph.depth[reader] ?? 0),
      from,
    );
    // Crosses the cuts after depths from … to − 1.
    bytesChange[from] = (bytesChange[from] ?? 0) + bytes;
    bytesChange[to] = (bytesChange[to] ?? 0) - bytes;
    countChange[from] = (countChange[from] ?? 0) + 1;
    countChange[to] = (countChange[to] ?? 0) - 1;
  }
  let bytes = 0;
  let tensorCount = 0;
  return Array.from({ length: cutCount }, (_, afterDepth) => {
    bytes += bytesChange[afterDepth] ?? 0;
    tensorCount += countChange[afterDepth] ?? 0;
    return { afterDepth, tensorCount, bytes };
  });
}

/**
 * Checks that a cut behind a set of operators is legal and returns what crosses it. Fails with `graph/cut-backwards`
 * when an edge would go from the rest into the set, with `graph/cut-unpassable` when a crossing tensor has no fixed size.
 */
export function checkCut(graph: Graph, prefix: readonly number[]): Result<readonly number[]> {
  if (!isPrefixClosed(graph, prefix)) {
    return fail({
      code: 'graph/cut-backwards',
      message: 'This cut puts an operator before one whose result it needs.',
      hint: 'Move the operators that it depends on before the cut, or move it behind.',
    });
  }
  const crossing = crossingActivations(graph, prefix);
  const unpassable = crossing
    .map((id) => graph.activations[id])
    .find((activation) => activation?.bytes === 0);
  if (unpassable === undefined) return ok(crossing);
  return fail({
    code: 'graph/cut-unpassable',
    message: `Tensor "${unpassable.name}" crosses this cut, but its size is not fixed, so it cannot be passed on.`,
    hint: 'Cut elsewhere, or convert the model with fixed shapes.',
    details: { tensor: unpassable.tensorIndex },
  });
}

/**
 * Checks that segments, in pipeline order, hold every operator exactly once, none is empty, and every cut between them
 * is legal. Fails with `graph/segment-empty`, `graph/operator-misplaced`, or as `checkCut` does.
 */
export function checkSegments(
  graph: Graph,
  segments: readonly (readonly number[])[],
): Result<null> {
  const emptyIndex = segments.findIndex((operators) => operators.length === 0);
  if (emptyIndex >= 0) {
    return fail({
      code: 'graph/segment-empty',
      message: `Segment ${emptyIndex} has no operators.`,
      hint: 'Every segment needs at least one operator; use fewer segments or move a cut.',
    });
  }
  const operators = segments.flat();
  const isOnce =
    operators.length === graph.operatorCount &&
    new Set(operators).size === operators.length &&
    operators.every(
      (operator) => Number.isInteger(operator) && operator >= 0 && operator < graph.operatorCount,
    );
  if (!isOnce) {
    return fail({
      code: 'graph/operator-misplaced',
      message: 'The segments do not hold every operator of the model exactly once.',
      hint: `Give every operator from 0 to ${graph.operatorCount - 1} to one segment.`,
    });
  }
  const prefix: number[] = [];
  for (const segment of segments.slice(0, -1)) {
    for (const operator of segment) prefix.push(operator);
    const cut = checkCut(graph, prefix);
    if (!cut.ok) return cut;
  }
  return ok(null);
}
