// The way through a search: all prefixes where they are few, else coarse to fine.
import type { Placement } from '../assemble.ts';
import { deviceKindsOf } from '../device-kinds.ts';
import type { Plan, PlanContext, PlanRequest } from '../types.ts';
import { makeDeviceStates } from './device-states.ts';
import { searchCoarsely } from './coarse-search.ts';
import { makeFactTable } from './facts.ts';
import { enumerateIdeals } from './ideals.ts';
import type { IdealTable } from './ideals.ts';
import { PlanImprover } from './improve.ts';
import type { SearchInput } from './improve.ts';
import type { ChainLink, Weights } from './labels.ts';
import { depthPrefixes, narrowPrefixes, orderPrefixes } from './picks.ts';
import { wordsOf } from './prefix-list.ts';
import type { PrefixWords } from './prefix-list.ts';
import { makeProblem } from './problem.ts';
import type { LatticeProblem } from './problem.ts';
import { latticeSpace, listSpace } from './space.ts';
import type { ChainSpace } from './space.ts';
import { WorkBudget } from './work-budget.ts';

/** Default budget, millions of elementary steps: NASNet-Mobile on 8 devices ends within 2 s in one thread. */
export const DEFAULT_EFFORT_MILLIONS = 100;

/** Up to here a search over all prefixes is the faster one. */
const IDEAL_LIMITS = { maxIdeals: 6000, maxSteps: 1_000_000, maxWords: 2_000_000 };

/** Stage times that differ by less than this share are equal: they were added up in different orders. */
const EQUAL_SHARE = 1e-11;

const LATENCY_THEN_CROSSING: Weights = {
  first: (evaluator, kind) => evaluator.stageMs[kind] ?? Infinity,
  second: (evaluator) => evaluator.inBytes,
};

export interface LatticeEnd {
  /** The best plan found; null where the search found none better than the incumbent. */
  readonly placements: readonly Placement[] | null;
  /** No plan over convex cuts is faster; Infinity: the best plan known is proved. */
  readonly lowerBoundMs: number;
}

/** Searches for the least bottleneck over convex cuts, below that of a plan known already. */
export function searchLattice(
  request: PlanRequest,
  context: PlanContext,
  incumbent: Plan | null,
): LatticeEnd {
  const problem = makeProblem(request.graph, request.costs);
  const kinds = deviceKindsOf(request.devices);
  const budget = new WorkBudget((request.effort ?? DEFAULT_EFFORT_MILLIONS) * 1e6, context);
  const states = makeDeviceStates(kinds);
  const input = { request, problem, kinds, states, deviceCount: request.devices.length, budget };
  const ideals = enumerateIdeals(problem, IDEAL_LIMITS, budget);
  return ideals === null ? searchPicks(input, incumbent) : searchAll(input, ideals, incumbent);
}

function searchAll(input: SearchInput, ideals: IdealTable, incumbent: Plan | null): LatticeEnd {
  const { request, problem, kinds } = input;
  const improver = new PlanImprover(input, incumbent?.bottleneckMs ?? Infinity, []);
  improver.searchAll(narrowPrefixes(problem, ideals));
  const facts = makeFactTable(request, problem, ideals, kinds);
  const space = latticeSpace({ ...input, ideals, facts });
  const end = space.leastBottleneck(improver.bestMs);
  const chain = withTies(space, end.found?.value ?? improver.bestMs);
  return {
    placements: placementsIn(space, chain ?? end.found?.chain ?? null),
    lowerBoundMs: end.isComplete ? Infinity : 0,
  };
}

function searchPicks(input: SearchInput, incumbent: Plan | null): LatticeEnd {
  const { problem } = input;
  const cuts = incumbent === null ? [] : cutsOf(problem, incumbent);
  const improver = new PlanImprover(input, incumbent?.bottleneckMs ?? Infinity, cuts);
  if (incumbent === null) {
    improver.searchAll(depthPrefixes(problem));
    improver.searchAll(orderPrefixes(problem));
  }
  improver.improve([]);
  const boundMs = searchCoarsely(input, improver);
  const space = listSpace(improver.spaceOf(improver.ends));
  return {
    placements: placementsIn(space, withTies(space, improver.bestMs)),
    lowerBoundMs: boundMs >= improver.bestMs ? Infinity : boundMs,
  };
}

/** Of the chains with the least bottleneck one with the fewest devices, then the least latency, then crossing bytes. */
function withTies(space: ChainSpace, bottleneckMs: number): readonly ChainLink[] | null {
  const ties = space.leastSum({
    limitMs: bottleneckMs * (1 + EQUAL_SHARE),
    weights: LATENCY_THEN_CROSSING,
    sumCeiling: Infinity,
    fewestDevicesFirst: true,
  });
  return ties.found?.chain ?? null;
}

function placementsIn(
  space: ChainSpace,
  chain: readonly ChainLink[] | null,
): readonly Placement[] | null {
  return chain === null ? null : space.placementsOf(chain);
}

/** The prefixes between the segments of a plan. */
function cutsOf(problem: LatticeProblem, plan: Plan): PrefixWords[] {
  return plan.segments.slice(0, -1).map((_, index) =>
    wordsOf(
      problem,
      plan.segments.slice(0, index + 1).flatMap(({ operators }) => operators),
    ),
  );
}
