// Least slowest stage, with buses left aside: over all prefixes where they are few, else coarse to fine.
import { deviceKindsOf } from '../device-kinds.ts';
import type { Plan } from '../types.ts';
import { DeviceNeed } from './bounds.ts';
import { searchCoarsely } from './coarse-search.ts';
import { factSetsOf, leastStageMs, makeFactTable } from './facts.ts';
import type { IdealTable } from './ideals.ts';
import { PlanImprover } from './improve.ts';
import type { SearchInput } from './improve.ts';
import { depthPrefixes, narrowPrefixes, orderPrefixes } from './picks.ts';
import { wordsOf } from './prefix-list.ts';
import type { PrefixWords } from './prefix-list.ts';
import type { LatticeProblem } from './problem.ts';
import { latticeSpace, listSpace } from './space.ts';
import type { ChainSpace } from './space.ts';
import { WorkBudget } from './work-budget.ts';

/** Up to here a search over all prefixes is the faster way; beyond, it comes after the coarse one, and prunes with its plan. */
const QUICK_IDEALS = 6_000;

/** For the last searches among the cuts of the best plan and their neighbours. */
const LAST_EFFORT_STEPS = 10e6;
/** Enough for the cuts alone. */
const TIGHT_EFFORT_STEPS = 1e6;

/** What a search over some prefixes knows of the slowest stage: the best there is, and a bound for all plans. */
export interface StageEnd {
  readonly space: ChainSpace;
  /** The cuts of the best plan alone: a search over them takes next to nothing. */
  readonly cuts: ChainSpace;
  readonly slowestMs: number;
  readonly lowerBoundMs: number;
  /** True when the space holds all prefixes, so that what it does not hold does not exist. */
  readonly isExact: boolean;
}

/** The least slowest stage below that of a plan known already; `ideals` is null where not all prefixes are listed. */
export function searchStages(
  input: SearchInput,
  incumbent: Plan | null,
  ideals: IdealTable | null,
): StageEnd {
  const { problem, budget } = input;
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
export function fallbackBoundMs({ request, problem }: SearchInput): number {
  const kinds = deviceKindsOf(request.devices);
  const factsMs = factSetsOf(request, problem.operatorCount).map((operators) =>
    leastStageMs(request, operators, kinds),
  );
  return Math.min(new DeviceNeed(problem, kinds).lowerBoundMs(), ...factsMs);
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
