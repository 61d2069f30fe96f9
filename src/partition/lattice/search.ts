// The way through a search: all prefixes where they are few, else coarse to fine.
import type { Placement } from '../assemble.ts';
import { deviceKindsOf } from '../device-kinds.ts';
import type { Plan, PlanContext, PlanRequest } from '../types.ts';
import { DeviceNeed } from './bounds.ts';
import { busMayOutlastStage, leastWithBuses } from './bus.ts';
import { searchCoarsely } from './coarse-search.ts';
import { makeDeviceStates } from './device-states.ts';
import { factSetsOf, leastStageMs, makeFactTable } from './facts.ts';
import type { SearchEnd } from './exact.ts';
import { enumerateIdeals } from './ideals.ts';
import type { IdealLimits, IdealTable } from './ideals.ts';
import { PlanImprover } from './improve.ts';
import type { SearchInput } from './improve.ts';
import { searchKindsOf } from './kinds.ts';
import type { Weights } from './labels.ts';
import { depthPrefixes, narrowPrefixes, orderPrefixes } from './picks.ts';
import { wordsOf } from './prefix-list.ts';
import type { PrefixWords } from './prefix-list.ts';
import { makeProblem } from './problem.ts';
import type { LatticeProblem } from './problem.ts';
import { latticeSpace, listSpace } from './space.ts';
import type { ChainSpace } from './space.ts';
import { spreadOverBuses } from './swap-devices.ts';
import { WorkBudget } from './work-budget.ts';

/** Default budget, millions of elementary steps: NASNet-Mobile on 8 devices ends within 2 s in one thread. */
export const DEFAULT_EFFORT_MILLIONS = 100;

/** Up to here prefixes are listed; the more they are, the less likely a search over all of them ends within the budget. */
const IDEAL_LIMITS: IdealLimits = { maxIdeals: 30_000, maxSteps: 1_000_000, maxWords: 2_000_000 };
/** Up to here that search is the faster way; beyond, it comes after the coarse one, and prunes with its plan. */
const QUICK_IDEALS = 6_000;
/** Most labels (prefixes · states of the devices) of a search over all prefixes. */
const MAX_LABELS = 600_000;

/** For the last searches among the cuts of the best plan and their neighbours. */
const LAST_EFFORT_STEPS = 10e6;
/** Enough for the cuts alone. */
const TIGHT_EFFORT_STEPS = 1e6;

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

/** What a search over some prefixes knows of the slowest stage: the best there is, and a bound for all plans. */
interface StageEnd {
  readonly space: ChainSpace;
  /** The cuts of the best plan alone: a search over them takes next to nothing. */
  readonly cuts: ChainSpace;
  readonly slowestMs: number;
  readonly lowerBoundMs: number;
  /** True when the space holds all prefixes, so that what it does not hold does not exist. */
  readonly isExact: boolean;
}

export interface SearchStart {
  /** The best plan known. */
  readonly incumbent: Plan | null;
  /** Beyond these, prefixes are not listed. */
  readonly limits?: IdealLimits;
}

/** Searches for the least bottleneck over convex cuts, below that of a plan known already. */
export function searchLattice(
  request: PlanRequest,
  context: PlanContext,
  { incumbent, limits = IDEAL_LIMITS }: SearchStart,
): LatticeEnd {
  const { kinds, busCount, isMerged } = searchKindsOf(request);
  const input: SearchInput = {
    request,
    problem: makeProblem(request.graph, request.costs),
    kinds,
    states: makeDeviceStates(kinds),
    deviceCount: request.devices.length,
    budget: new WorkBudget((request.effort ?? DEFAULT_EFFORT_MILLIONS) * 1e6, context),
  };
  const stages = searchStages(input, incumbent, limits);
  const end = busCount === 0 ? withTies(stages) : withBuses(input, busCount, stages, incumbent);
  return {
    placements: end.placements === null ? null : spreadOverBuses(request, end.placements),
    lowerBoundMs: isMerged ? fallbackBoundMs(input) : end.lowerBoundMs,
  };
}

/** Slowest stage, with buses left aside. */
function searchStages(input: SearchInput, incumbent: Plan | null, limits: IdealLimits): StageEnd {
  const { problem, states, budget } = input;
  const maxIdeals = Math.min(limits.maxIdeals, Math.floor(MAX_LABELS / states.count));
  const ideals = enumerateIdeals(problem, { ...limits, maxIdeals }, budget);
  const cuts = incumbent === null ? [] : cutsOf(problem, incumbent);
  const improver = new PlanImprover(input, slowestStageOf(incumbent), cuts);
  if (ideals !== null && ideals.count <= QUICK_IDEALS) return searchAll(input, improver, ideals);
  const end = searchPicks(input, improver);
  const isProved = end.lowerBoundMs >= end.slowestMs;
  return ideals === null || isProved || budget.isSpent ? end : searchAll(input, improver, ideals);
}

function searchAll(input: SearchInput, improver: PlanImprover, ideals: IdealTable): StageEnd {
  const { request, problem, kinds } = input;
  improver.searchAll(narrowPrefixes(problem, ideals));
  const facts = makeFactTable(request, problem, ideals, kinds);
  const space = latticeSpace({ ...input, ideals, facts });
  const { found, isComplete } = space.leastBottleneck(improver.bestMs);
  if (found !== null) improver.adopt(found, ideals);
  const slowestMs = improver.bestMs;
  if (!isComplete) return lastStages(input, improver, fallbackBoundMs(input));
  const cuts = cutSpace(input, improver);
  return { space, cuts, slowestMs, lowerBoundMs: slowestMs, isExact: true };
}

function searchPicks(input: SearchInput, improver: PlanImprover): StageEnd {
  if (improver.bestMs === Infinity) {
    improver.searchAll(depthPrefixes(input.problem));
    improver.searchAll(orderPrefixes(input.problem));
  }
  improver.improve([]);
  return lastStages(input, improver, searchCoarsely(input, improver));
}

/** The best plan's cuts and, where the search for it has left something of the budget, what is close to them. */
function lastStages(input: SearchInput, improver: PlanImprover, lowerBoundMs: number): StageEnd {
  const cuts = cutSpace(input, improver);
  const { context, isSpent } = input.budget;
  const around = new WorkBudget(LAST_EFFORT_STEPS, context);
  const space = isSpent ? cuts : listSpace(improver.spaceAround(around, true));
  return { space, cuts, slowestMs: improver.bestMs, lowerBoundMs, isExact: false };
}

function cutSpace({ budget }: SearchInput, improver: PlanImprover): ChainSpace {
  return listSpace(improver.spaceAround(new WorkBudget(TIGHT_EFFORT_STEPS, budget.context), false));
}

/** Slowest stage of a plan, its buses left aside. */
function slowestStageOf(plan: Plan | null): number {
  if (plan === null) return Infinity;
  return plan.segments.reduce((slowest, { stageMs }) => Math.max(slowest, stageMs), 0);
}

/** A bound from sums alone. A plan that makes use of a fact takes as long as the fastest of them. */
function fallbackBoundMs({ request, problem }: SearchInput): number {
  const kinds = deviceKindsOf(request.devices);
  const factsMs = factSetsOf(request, problem.operatorCount).map((operators) =>
    leastStageMs(request, operators, kinds),
  );
  return Math.min(new DeviceNeed(problem, kinds).lowerBoundMs(), ...factsMs);
}

/** Of the chains with the least slowest stage one with the fewest devices, then the least latency, then crossing bytes. */
function withTies({ space, cuts, slowestMs, lowerBoundMs }: StageEnd): LatticeEnd {
  const ties = {
    limitMs: slowestMs * (1 + EQUAL_SHARE),
    weights: LATENCY_THEN_CROSSING,
    sumCeiling: Infinity,
    fewestDevicesFirst: true,
  };
  return {
    placements:
      placementsIn(space, space.leastSum(ties)) ?? placementsIn(cuts, cuts.leastSum(ties)),
    lowerBoundMs: lowerBoundMs >= slowestMs ? Infinity : lowerBoundMs,
  };
}

function withBuses(
  { request, kinds }: SearchInput,
  busCount: number,
  stages: StageEnd,
  incumbent: Plan | null,
): LatticeEnd {
  const incumbentMs = incumbent?.bottleneckMs ?? Infinity;
  const { space, lowerBoundMs: stageBoundMs } = stages;
  const end = leastWithBuses({ request, kinds, busCount, space, stageBoundMs, incumbentMs });
  const isBound = stages.isExact && !busMayOutlastStage(kinds);
  const found = end.chain === null ? null : space.placementsOf(end.chain);
  // Out of budget before the first plan.
  const placements = found ?? (incumbent === null ? withTies(stages).placements : null);
  if (!isBound) return { placements, lowerBoundMs: stageBoundMs };
  const isProved = end.isProved && busCount === 1;
  return { placements, lowerBoundMs: isProved ? Infinity : end.lowerBoundMs };
}

function placementsIn(space: ChainSpace, { found }: SearchEnd): readonly Placement[] | null {
  return found === null ? null : space.placementsOf(found.chain);
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
