// The way through a search: all prefixes where there are few enough, else coarse to fine.
import type { Placement } from '../assemble.ts';
import { deviceKindsOf } from '../device-kinds.ts';
import type { DeviceKind } from '../device-kinds.ts';
import type { PlanContext, PlanRequest } from '../types.ts';
import { makeDeviceStates } from './device-states.ts';
import { leastBottleneck, leastSum } from './exact.ts';
import type { Lattice } from './exact.ts';
import { makeFactTable } from './facts.ts';
import { enumerateIdeals } from './ideals.ts';
import type { IdealTable } from './ideals.ts';
import type { ChainLink, Weights } from './labels.ts';
import { leastBottleneckInList } from './list-search.ts';
import { narrowPrefixes } from './picks.ts';
import { listPrefixes } from './prefix-list.ts';
import { makeProblem } from './problem.ts';
import type { LatticeProblem } from './problem.ts';
import { WorkBudget } from './work-budget.ts';

/** Default budget, elementary steps. */
export const DEFAULT_EFFORT_MILLIONS = 100;

export interface LatticeEnd {
  /** The best plan found; null where the search found none below its ceiling. */
  readonly placements: readonly Placement[] | null;
  /** No plan over convex cuts is faster; Infinity: the best plan known is proved. */
  readonly lowerBoundMs: number;
}

/** Stage times that differ by less than this share are equal: they were added up in different orders. */
const EQUAL_SHARE = 1e-11;

const LATENCY_THEN_CROSSING: Weights = {
  first: (evaluator, kind) => evaluator.stageMs[kind]!,
  second: (evaluator) => evaluator.inBytes,
};

export function searchLattice(
  request: PlanRequest,
  context: PlanContext,
  incumbentMs: number,
): LatticeEnd {
  const problem = makeProblem(request.graph, request.costs);
  const kinds = deviceKindsOf(request.devices);
  const budget = new WorkBudget((request.effort ?? DEFAULT_EFFORT_MILLIONS) * 1e6, context);
  const ideals = enumerateIdeals(
    problem,
    { maxIdeals: 30_000, maxSteps: 2_000_000, maxWords: 4_000_000 },
    budget,
  );
  if (ideals === null) return { placements: null, lowerBoundMs: 0 };
  const lattice: Lattice = {
    problem,
    ideals,
    kinds,
    states: makeDeviceStates(kinds),
    facts: makeFactTable(request, problem, ideals, kinds),
    budget,
  };
  const t0 = performance.now();
  const list = listPrefixes(problem, narrowPrefixes(problem, ideals));
  const first = leastBottleneckInList({ ...lattice, list, facts: null }, incumbentMs);
  const t1 = performance.now();
  const end = leastBottleneck(lattice, first.found?.value ?? incumbentMs);
  const t2 = performance.now();
  const value = end.found?.value ?? first.found?.value ?? incumbentMs;
  const ties = leastSum(lattice, {
    limitMs: value * (1 + EQUAL_SHARE),
    weights: LATENCY_THEN_CROSSING,
    sumCeiling: Infinity,
    fewestDevicesFirst: true,
  });
  const t3 = performance.now();
  console.log(ideals.count, list.count, (t1-t0).toFixed(1), (t2-t1).toFixed(1), (t3-t2).toFixed(1), first.found?.value, value, budget.spentSteps);
  const chain = ties.found?.chain ?? end.found?.chain;
  return {
    placements: chain === undefined ? null : placementsOf(chain, ideals, problem, kinds),
    lowerBoundMs: end.isComplete ? Infinity : 0,
  };
}

export function placementsOf(
  chain: readonly ChainLink[],
  ideals: IdealTable,
  problem: LatticeProblem,
  kinds: readonly DeviceKind[],
): Placement[] {
  const used = kinds.map(() => 0);
  let before = 0;
  return chain.map(({ ideal, kind }) => {
    const operators: number[] = [];
    for (let op = 0; op < problem.operatorCount; op++) {
      if (has(ideals, problem, ideal, op) && !has(ideals, problem, before, op)) operators.push(op);
    }
    before = ideal;
    const deviceIndex = kinds[kind]!.deviceIndices[used[kind]!++]!;
    return { operators, deviceIndices: [deviceIndex] };
  });
}

function has(ideals: IdealTable, problem: LatticeProblem, ideal: number, op: number): boolean {
  const bit = problem.bitOf[op]!;
  return (ideals.words[ideal * ideals.wordCount + (bit >>> 5)]! & (1 << (bit & 31))) !== 0;
}
