// Exact search over all prefixes: dynamic programming from the empty to the full one, all numbers of devices at once.
// O(pairs of prefixes that a segment can lie between · device states); most pairs are pruned (walk.ts).
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { DeviceKind } from '../device-kinds.ts';
import { DeviceNeed } from './bounds.ts';
import type { DeviceStates } from './device-states.ts';
import type { FactTable } from './facts.ts';
import type { IdealTable } from './ideals.ts';
import { BottleneckLabels, SumLabels } from './labels.ts';
import type { ChainLink, Labels, Weights } from './labels.ts';
import type { LatticeProblem } from './problem.ts';
import { SegmentEvaluator } from './segment-evaluator.ts';
import { LatticeWalk } from './walk.ts';
import type { WorkBudget } from './work-budget.ts';

/** Everything that one exact search looks at. */
export interface Lattice {
  readonly problem: LatticeProblem;
  readonly ideals: IdealTable;
  readonly kinds: readonly DeviceKind[];
  readonly states: DeviceStates;
  readonly facts: FactTable | null;
  readonly budget: WorkBudget;
}

export interface Found {
  /** What was minimised. */
  readonly value: number;
  readonly chain: readonly ChainLink[];
}

export interface SearchEnd {
  /** The best chain below the ceiling; null where none was met. */
  readonly found: Found | null;
  /** False when the budget ended first: then `found` is a plan, and proves nothing. */
  readonly isComplete: boolean;
}

/** The least slowest stage of any chain below `ceilingMs`. */
export function leastBottleneck(lattice: Lattice, ceilingMs: number): SearchEnd {
  const { states, ideals } = lattice;
  const labels = new BottleneckLabels(
    states,
    ideals.count,
    devicesNeeded(lattice, ceilingMs),
    ceilingMs,
  );
  const isComplete = sweep(lattice, labels, {
    limitMs: () => labels.ceilingMs,
    onPrefixDone: () => labels.closeIn(),
  });
  const best = labels.best();
  const found = best === null ? null : { value: best.slowestMs, chain: best.chain };
  return { found, isComplete };
}

export interface SumRequest {
  /** Every stage must be below it. */
  readonly limitMs: number;
  readonly weights: Weights;
  /** Chains with a first sum of at least this are of no interest. */
  readonly sumCeiling: number;
  /** Fewer devices count more than a lower sum. */
  readonly fewestDevicesFirst: boolean;
}

/** The least sum of weights over chains whose every stage is below a limit. */
export function leastSum(lattice: Lattice, request: SumRequest): SearchEnd {
  const needed = devicesNeeded(lattice, request.limitMs);
  const deviceCount = lattice.states.devicesLeft[0]!;
  const fewest = request.fewestDevicesFirst && lattice.facts === null ? needed[0]! : deviceCount;
  // With few devices a search prunes so well that trying one number after the other costs less than all at once.
  for (let devices = Math.max(1, fewest); devices < deviceCount; devices++) {
    const end = leastSumWith(lattice, request, needed, deviceCount - devices);
    if (end.found !== null || !end.isComplete) return end;
  }
  return leastSumWith(lattice, request, needed, 0);
}

function leastSumWith(
  lattice: Lattice,
  request: SumRequest,
  needed: Uint8Array,
  spareDevices: number,
): SearchEnd {
  const { states, ideals } = lattice;
  const labels = new SumLabels(states, ideals.count, needed, { ...request, spareDevices });
  const isComplete = sweep(lattice, labels, { limitMs: () => request.limitMs });
  const best = labels.best(request.fewestDevicesFirst);
  return { found: best === null ? null : { value: best.sum, chain: best.chain }, isComplete };
}

interface SweepRule {
  readonly limitMs: () => number;
  readonly onPrefixDone?: () => void;
}

/** Visits prefixes in order of size; all ways to reach one are known when its turn comes. False: out of budget. */
function sweep(lattice: Lattice, labels: Labels, rule: SweepRule): boolean {
  const { problem, ideals, kinds, states, facts, budget } = lattice;
  const evaluator = new SegmentEvaluator(problem, ideals, kinds);
  const walk = new LatticeWalk(problem, ideals, evaluator, facts);
  const last = ideals.count - 1;
  for (let from = 0; from < last; from++) {
    const devicesLeft = labels.devicesLeftAt(from);
    if (devicesLeft < 1) continue;
    const visitedBefore = walk.visitedCount;
    const onSegment = (to: number): void => labels.relax(from, to, evaluator);
    if (walk.evaluateRest(from, rule.limitMs())) onSegment(last);
    facts?.visit(from, evaluator, rule.limitMs(), (to) => {
      if (ideals.unpassableCount[to] === 0) onSegment(to);
    });
    rule.onPrefixDone?.();
    if (devicesLeft > 1) walk.walk(from, rule.limitMs(), onSegment);
    const steps = 1 + (walk.visitedCount - visitedBefore) * (1 + states.stepCount / 8);
    if (!budget.spend(steps)) return false;
  }
  return true;
}

/** Devices that what lies behind each prefix needs at least; facts can undercut that: then 1, as always. */
function devicesNeeded({ problem, ideals, kinds, facts }: Lattice, limitMs: number): Uint8Array {
  const isBounded = facts === null && limitMs < Infinity;
  const needed = isBounded
    ? new DeviceNeed(problem, kinds).behindAll(ideals.sums, ideals.count, limitMs)
    : new Uint8Array(ideals.count).fill(1);
  needed[ideals.count - 1] = 0;
  return needed;
}
