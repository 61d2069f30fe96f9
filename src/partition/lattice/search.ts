// The way through a search: slowest stage, then ties or buses; unlike devices first taken as alike where they are many.
import { assemblePlan } from '../assemble.ts';
import type { Placement } from '../assemble.ts';
import type { Plan, PlanContext, PlanRequest } from '../types.ts';
import { busMayOutlastStage, leastWithBuses } from './bus.ts';
import { makeDeviceStates, stateCountOf } from './device-states.ts';
import type { SearchEnd } from './exact.ts';
import { enumerateIdeals } from './ideals.ts';
import type { IdealLimits, IdealTable } from './ideals.ts';
import type { SearchInput } from './improve.ts';
import { mergedKindsOf, searchKindsOf } from './kinds.ts';
import type { SearchKinds } from './kinds.ts';
import type { Weights } from './labels.ts';
import { makeProblem } from './problem.ts';
import type { LatticeProblem } from './problem.ts';
import type { ChainSpace } from './space.ts';
import { fallbackBoundMs, searchStages } from './stages.ts';
import type { StageEnd } from './stages.ts';
import { spreadOverBuses } from './swap-devices.ts';
import { WorkBudget } from './work-budget.ts';

/** Default budget, millions of elementary steps: NASNet-Mobile on 8 devices ends within 2 s in one thread. */
export const DEFAULT_EFFORT_MILLIONS = 100;

/** Up to here prefixes are listed; the more they are, the less likely a search over all of them ends within the budget. */
const IDEAL_LIMITS: IdealLimits = { maxIdeals: 30_000, maxSteps: 1_000_000, maxWords: 2_000_000 };
/** Most labels (prefixes · states of the devices) of a search over all prefixes. */
const MAX_LABELS = 600_000;
/** With more states of used devices, kinds that are close in speed are first taken as one. */
const ROUGH_STATES = 300;

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

export interface SearchStart {
  /** The best plan known. */
  readonly incumbent: Plan | null;
  /** Beyond these, prefixes are not listed. */
  readonly limits?: IdealLimits;
}

/** What does not depend on the kinds of devices. */
interface Frame {
  readonly request: PlanRequest;
  readonly problem: LatticeProblem;
  readonly budget: WorkBudget;
  /** All prefixes, or null where they are too many. */
  readonly ideals: IdealTable | null;
}

/** Searches for the least bottleneck over convex cuts, below that of a plan known already. */
export function searchLattice(
  request: PlanRequest,
  context: PlanContext,
  { incumbent, limits = IDEAL_LIMITS }: SearchStart,
): LatticeEnd {
  const problem = makeProblem(request.graph, request.costs);
  const budget = new WorkBudget((request.effort ?? DEFAULT_EFFORT_MILLIONS) * 1e6, context);
  const ideals = enumerateIdeals(problem, limits, budget);
  const frame: Frame = { request, problem, budget, ideals };
  const all = searchKindsOf(request);
  const stateCount = stateCountOf(all.kinds);
  if (stateCount <= ROUGH_STATES) return searchWith(frame, all, incumbent);
  const rough = searchWith(frame, mergedKindsOf(request, all, ROUGH_STATES), incumbent);
  const isTooLarge = ideals === null || ideals.count * stateCount > MAX_LABELS || budget.isSpent;
  if (isTooLarge) return rough;
  const fine = searchWith(frame, all, betterOf(request, rough, incumbent));
  return { ...fine, placements: fine.placements ?? rough.placements };
}

function betterOf(request: PlanRequest, rough: LatticeEnd, incumbent: Plan | null): Plan | null {
  if (rough.placements === null) return incumbent;
  const plan = assemblePlan(request, 'optimal', rough.placements);
  return incumbent !== null && incumbent.bottleneckMs <= plan.bottleneckMs ? incumbent : plan;
}

function searchWith(frame: Frame, searched: SearchKinds, incumbent: Plan | null): LatticeEnd {
  const { kinds, busCount, isMerged } = searched;
  const { ideals, ...rest } = frame;
  const states = makeDeviceStates(kinds);
  const input: SearchInput = { ...rest, kinds, states };
  const isListed = ideals !== null && ideals.count * states.count <= MAX_LABELS;
  const stages = searchStages(input, incumbent, isListed ? ideals : null);
  const end = busCount === 0 ? withTies(stages) : withBuses(input, busCount, stages, incumbent);
  return {
    placements: end.placements === null ? null : spreadOverBuses(input.request, end.placements),
    lowerBoundMs: isMerged ? fallbackBoundMs(input) : end.lowerBoundMs,
  };
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
