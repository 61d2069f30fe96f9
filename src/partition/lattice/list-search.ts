// Exact search over the chains of a list of prefixes: what `exact.ts` does on all of them, here pair by pair.
// O(prefixes² ) pairs at worst; a row ends where compute time alone is too much.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { MAX_ACTIVATION_RESERVE_BYTES, ON_CHIP_PARAM_BYTES } from '../../edgetpu/index.ts';
import type { DeviceKind } from '../device-kinds.ts';
import { leastClockFactor, leastOverheadMs } from './bounds.ts';
import type { DeviceStates } from './device-states.ts';
import type { SearchEnd, SumRequest } from './exact.ts';
import type { FactTable } from './facts.ts';
import { BottleneckLabels, SumLabels } from './labels.ts';
import type { Labels } from './labels.ts';
import type { PrefixList } from './prefix-list.ts';
import {
  SUM_CACHEABLE_CHIP_BYTES,
  SUM_COMPUTE_MS,
  SUM_COUNT,
  SUM_MODEL_OUTPUT_BYTES,
} from './problem.ts';
import type { LatticeProblem } from './problem.ts';
import { SegmentEvaluator } from './segment-evaluator.ts';
import type { WorkBudget } from './work-budget.ts';

/** Everything that one search over a list looks at. */
export interface ListSpace {
  readonly problem: LatticeProblem;
  readonly list: PrefixList;
  readonly kinds: readonly DeviceKind[];
  readonly states: DeviceStates;
  readonly facts: FactTable | null;
  readonly budget: WorkBudget;
}

/** The least slowest stage of any chain of the list below `ceilingMs`. */
export function leastBottleneckInList(space: ListSpace, ceilingMs: number): SearchEnd {
  const { states, list } = space;
  const needed = new Uint8Array(list.count);
  const labels = new BottleneckLabels(states, list.count, needed, ceilingMs);
  const isComplete = sweepList(space, labels, () => labels.ceilingMs);
  const best = labels.best();
  return {
    found: best === null ? null : { value: best.slowestMs, chain: best.chain },
    isComplete,
  };
}

/** The least sum of weights over chains of the list whose every stage is below a limit. */
export function leastSumInList(space: ListSpace, request: SumRequest): SearchEnd {
  const { states, list } = space;
  const labels = new SumLabels(states, list.count, new Uint8Array(list.count), {
    ...request,
    spareDevices: 0,
  });
  const isComplete = sweepList(space, labels, () => request.limitMs);
  const best = labels.best(request.fewestDevicesFirst);
  return { found: best === null ? null : { value: best.sum, chain: best.chain }, isComplete };
}

function sweepList(space: ListSpace, labels: Labels, limitMs: () => number): boolean {
  const { problem, list, kinds, states, facts, budget } = space;
  const evaluator = new SegmentEvaluator(problem, list, kinds);
  const pairs = new PairTimer(problem, list, evaluator);
  const overheadMs = leastOverheadMs(kinds);
  const factor = leastClockFactor(kinds);
  for (let from = 0; from < list.count - 1; from++) {
    const devicesLeft = labels.devicesLeftAt(from);
    if (devicesLeft < 1) continue;
    const onSegment = (to: number): void => labels.relax(from, to, evaluator);
    facts?.visit(from, evaluator, limitMs(), onSegment);
    const startMs = list.sums[from * SUM_COUNT + SUM_COMPUTE_MS]!;
    let timed = 0;
    for (let to = devicesLeft > 1 ? from + 1 : list.count - 1; to < list.count; to++) {
      const computeMs = (list.sums[to * SUM_COUNT + SUM_COMPUTE_MS]! - startMs) * factor;
      if (overheadMs + computeMs >= limitMs()) break;
      if (!pairs.mayMeet(from, to, limitMs()) || !pairs.isSubset(from, to)) continue;
      if (facts?.isFact(from, to) === true) continue;
      timed++;
      pairs.time(from, to, limitMs());
      onSegment(to);
    }
    const steps =
      list.count / 4 + timed * (4 + states.stepCount / 2) + pairs.takeCrossingCount() / 2;
    if (!budget.spend(steps)) return false;
  }
  return true;
}

/** Times the segment between any two prefixes of a list. */
class PairTimer {
  readonly #operatorsByTouch: Int32Array;
  #crossingCount = 0;

  constructor(
    readonly problem: LatticeProblem,
    readonly list: PrefixList,
    readonly evaluator: SegmentEvaluator,
  ) {
    const operators = [...Array(problem.operatorCount).keys()];
    const { touchedBytes } = problem;
    this.#operatorsByTouch = Int32Array.from(
      operators.sort((a, b) => touchedBytes[b]! - touchedBytes[a]!),
    );
  }

  /** Crossing tensors looked at since the last call. */
  takeCrossingCount(): number {
    const count = this.#crossingCount;
    this.#crossingCount = 0;
    return count;
  }

  /** Without transfers, which take the time to work out. */
  mayMeet(from: number, to: number, limitMs: number): boolean {
    this.evaluator.inBytes = 0;
    this.evaluator.outBytes = 0;
    this.evaluator.largestBytes = 0;
    return this.evaluator.bound(from, to, limitMs);
  }

  isSubset(from: number, to: number): boolean {
    const { words, wordCount } = this.list;
    for (let word = 0; word < wordCount; word++) {
      if ((words[from * wordCount + word]! & ~words[to * wordCount + word]!) !== 0) return false;
    }
    return true;
  }

  time(from: number, to: number, limitMs: number): void {
    const { start } = this.list.crossing;
    this.#crossingCount += start[from + 1]! - start[from]! + start[to + 1]! - start[to]!;
    this.evaluator.inBytes = this.#inBytes(from, to);
    this.evaluator.outBytes = this.#outBytes(from, to);
    this.evaluator.largestBytes = this.#largestBytes(from, to);
    this.evaluator.evaluate(from, to, limitMs);
  }

  #has(prefix: number, op: number): boolean {
    const bit = this.problem.bitOf[op]!;
    return (this.list.words[prefix * this.list.wordCount + (bit >>> 5)]! & (1 << (bit & 31))) !== 0;
  }

  #inBytes(from: number, to: number): number {
    const { crossing, waitingBits, words, wordCount } = this.list;
    const { activationBytes } = this.problem;
    const base = to * wordCount;
    let bytes = 0;
    for (let at = crossing.start[from]!; at < crossing.start[from + 1]!; at++) {
      for (let reader = waitingBits.start[at]!; reader < waitingBits.start[at + 1]!; reader++) {
        const bit = waitingBits.values[reader]!;
        if ((words[base + (bit >>> 5)]! & (1 << (bit & 31))) === 0) continue;
        bytes += activationBytes[crossing.values[at]!]!;
        break;
      }
    }
    return bytes;
  }

  #outBytes(from: number, to: number): number {
    const { crossing, sums } = this.list;
    const { producer, activationBytes, isModelOutput } = this.problem;
    let bytes =
      sums[to * SUM_COUNT + SUM_MODEL_OUTPUT_BYTES]! -
      sums[from * SUM_COUNT + SUM_MODEL_OUTPUT_BYTES]!;
    for (let at = crossing.start[to]!; at < crossing.start[to + 1]!; at++) {
      const id = crossing.values[at]!;
      const maker = producer[id]!;
      if (maker < 0 || isModelOutput[id] === 1 || this.#has(from, maker)) continue;
      bytes += activationBytes[id]!;
    }
    return bytes;
  }

  /** Only asked for where it can matter: parameters beyond the smallest budget, and no fixed one. */
  #largestBytes(from: number, to: number): number {
    const { sums } = this.list;
    const chipBytes =
      sums[to * SUM_COUNT + SUM_CACHEABLE_CHIP_BYTES]! -
      sums[from * SUM_COUNT + SUM_CACHEABLE_CHIP_BYTES]!;
    const fitsAnyway = chipBytes <= ON_CHIP_PARAM_BYTES - MAX_ACTIVATION_RESERVE_BYTES;
    if (fitsAnyway || this.problem.fixedBudgetBytes !== null) return 0;
    for (const op of this.#operatorsByTouch) {
      if (this.#has(to, op) && !this.#has(from, op)) return this.problem.touchedBytes[op]!;
    }
    return 0;
  }
}
