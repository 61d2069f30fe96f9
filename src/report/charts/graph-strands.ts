// The operator graph taken apart into strands: stretches that keep one lane. A chain of operators is a strand; a tensor
// that is read further on, past operators of its own chain, is a strand without operators (a route). What is left
// between strands are curves from one depth to the next, so no curve ever passes a column in which a node could stand.
import type { Graph } from '../../graph/index.ts';

export interface Strand {
  /** Ascending by depth; [] for a route. */
  readonly operators: readonly number[];
  /** Operator whose output a route carries; −1 for a chain. */
  readonly carries: number;
  /** Depths that it occupies in its lane. */
  readonly fromDepth: number;
  readonly toDepth: number;
}

/** From one strand at depth `gap` to another at `gap + 1`. */
export interface StrandCurve {
  readonly gap: number;
  readonly from: number;
  readonly to: number;
}

export interface Strands {
  /** The trunk first: a path through every depth. */
  readonly strands: readonly Strand[];
  /** `[opIndex]` = strand that holds the operator. */
  readonly strandOf: readonly number[];
  /** `[opIndex]` = route that carries its output to far readers; −1 where there is none. */
  readonly routeOf: readonly number[];
  readonly curves: readonly StrandCurve[];
}

const NONE = -1;

/** Takes a graph apart. O(operators + edges); the same graph always gives the same strands. */
export function findStrands(graph: Graph): Strands {
  const next = linkOperators(graph);
  const strandOf = new Array<number>(graph.operatorCount).fill(NONE);
  const routeOf = new Array<number>(graph.operatorCount).fill(NONE);
  const strands: Strand[] = [];
  for (const first of listFirsts(graph, next)) {
    const operators = follow(first, next);
    for (const opIndex of operators) strandOf[opIndex] = strands.length;
    const last = operators.at(-1) ?? first;
    strands.push({
      operators,
      carries: NONE,
      fromDepth: depthOf(graph, first),
      toDepth: Math.max(depthOf(graph, last), lastReaderDepth(graph, last) - 1),
    });
  }
  for (let opIndex = 0; opIndex < graph.operatorCount; opIndex++) {
    const reach = carriedUpTo(graph, next, opIndex);
    const lastReader = lastReaderDepth(graph, opIndex);
    if (lastReader <= reach + 1) continue;
    routeOf[opIndex] = strands.length;
    strands.push({
      operators: [],
      carries: opIndex,
      fromDepth: depthOf(graph, opIndex) + 1,
      toDepth: lastReader - 1,
    });
  }
  return { strands, strandOf, routeOf, curves: listCurves(graph, next, { strandOf, routeOf }) };
}

/** The strand that brings an operator's output to the depth before one of its readers. */
export function carrierOf(
  graph: Graph,
  { strandOf, routeOf, strands }: Strands,
  edge: { readonly from: number; readonly to: number },
): number {
  const own = strandOf[edge.from] ?? 0;
  const route = routeOf[edge.from] ?? NONE;
  if (route === NONE) return own;
  const before = depthOf(graph, edge.to) - 1;
  if (before <= depthOf(graph, edge.from)) return own;
  const operators = strands[own]?.operators ?? [];
  const following = operators[operators.indexOf(edge.from) + 1];
  return following !== undefined && before < depthOf(graph, following) ? own : route;
}

function depthOf(graph: Graph, opIndex: number): number {
  return graph.depth[opIndex] ?? 0;
}

function lastReaderDepth(graph: Graph, opIndex: number): number {
  let last = -1;
  for (const reader of graph.successors[opIndex] ?? []) {
    last = Math.max(last, depthOf(graph, reader));
  }
  return last;
}

/** `[opIndex]` = the operator that follows it on its strand; −1 at the end. */
function linkOperators(graph: Graph): readonly number[] {
  const { operatorCount } = graph;
  const height = heightsOf(graph);
  const next = new Array<number>(operatorCount).fill(NONE);
  const isTrunk = new Array<boolean>(operatorCount).fill(false);
  let tip = best(graph.operatorsAtDepth[0] ?? [], (opIndex) => height[opIndex] ?? 0);
  while (tip !== NONE) {
    isTrunk[tip] = true;
    const depth = depthOf(graph, tip);
    const deeper = (graph.successors[tip] ?? []).filter((op) => depthOf(graph, op) === depth + 1);
    const follower = best(deeper, (opIndex) => height[opIndex] ?? 0);
    next[tip] = follower;
    tip = follower;
  }
  const isFree = (opIndex: number): boolean => isTrunk[opIndex] !== true;
  for (let opIndex = 0; opIndex < operatorCount; opIndex++) {
    if (!isFree(opIndex)) continue;
    const follower = best((graph.successors[opIndex] ?? []).filter(isFree), (op) =>
      // The nearest reader; of several, the one with the longest way to go.
      rank(-depthOf(graph, op), height[op] ?? 0, graph.depthCount),
    );
    if (follower === NONE) continue;
    const leader = best((graph.predecessors[follower] ?? []).filter(isFree), (op) =>
      rank(depthOf(graph, op), height[op] ?? 0, graph.depthCount),
    );
    if (leader === opIndex) next[opIndex] = follower;
  }
  return next;
}

/** Orders by the first figure, then by the second, which is below `count`. */
function rank(first: number, second: number, count: number): number {
  return first * (count + 1) + second;
}

/** The candidate with the highest figure, the first of equals; −1 of none. */
function best(candidates: readonly number[], figure: (opIndex: number) => number): number {
  let found = NONE;
  let highest = -Infinity;
  for (const candidate of candidates) {
    const value = figure(candidate);
    if (value <= highest) continue;
    highest = value;
    found = candidate;
  }
  return found;
}

/** `[opIndex]` = longest path, in operators, to any operator that nobody reads. */
function heightsOf(graph: Graph): readonly number[] {
  const height = new Array<number>(graph.operatorCount).fill(0);
  for (let depth = graph.depthCount - 1; depth >= 0; depth--) {
    for (const opIndex of graph.operatorsAtDepth[depth] ?? []) {
      for (const reader of graph.successors[opIndex] ?? []) {
        height[opIndex] = Math.max(height[opIndex] ?? 0, (height[reader] ?? 0) + 1);
      }
    }
  }
  return height;
}

/** First operators of all strands, the trunk's first, then by depth. */
function listFirsts(graph: Graph, next: readonly number[]): readonly number[] {
  const isFollower = new Set(next);
  const height = heightsOf(graph);
  const trunk = best(graph.operatorsAtDepth[0] ?? [], (opIndex) => height[opIndex] ?? 0);
  const others = graph.operatorsAtDepth
    .flat()
    .filter((opIndex) => opIndex !== trunk && !isFollower.has(opIndex));
  return trunk === NONE ? [] : [trunk, ...others];
}

function follow(first: number, next: readonly number[]): readonly number[] {
  const operators: number[] = [];
  for (let opIndex = first; opIndex !== NONE; opIndex = next[opIndex] ?? NONE) {
    operators.push(opIndex);
  }
  return operators;
}

/** The last depth at which an operator's own strand still carries its output. */
function carriedUpTo(graph: Graph, next: readonly number[], opIndex: number): number {
  const follower = next[opIndex] ?? NONE;
  if (follower !== NONE) return depthOf(graph, follower) - 1;
  return Math.max(depthOf(graph, opIndex), lastReaderDepth(graph, opIndex) - 1);
}

function listCurves(
  graph: Graph,
  next: readonly number[],
  { strandOf, routeOf }: Pick<Strands, 'strandOf' | 'routeOf'>,
): readonly StrandCurve[] {
  const curves: StrandCurve[] = [];
  const add = (gap: number, from: number, to: number): void => {
    if (from !== to) curves.push({ gap, from, to });
  };
  for (let opIndex = 0; opIndex < graph.operatorCount; opIndex++) {
    const own = strandOf[opIndex] ?? 0;
    const route = routeOf[opIndex] ?? NONE;
    if (route !== NONE) add(depthOf(graph, opIndex), own, route);
    const reach = carriedUpTo(graph, next, opIndex);
    for (const reader of graph.successors[opIndex] ?? []) {
      const gap = depthOf(graph, reader) - 1;
      add(gap, gap <= reach ? own : route, strandOf[reader] ?? 0);
    }
  }
  return curves;
}
