// Times that no chain of segments can beat, from sums alone: what prunes a search before it looks at a segment.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import {
  CNN_INSTRUCTION_BYTES,
  DENSE_INSTRUCTION_BYTES,
  INSTRUCTION_BYTES_PER_OPERATOR,
  ON_CHIP_PARAM_BYTES,
  ratesOf,
  STD_CLOCK_FACTOR,
} from '../../edgetpu/index.ts';
import type { DeviceKind } from '../device-kinds.ts';
import {
  SUM_CACHEABLE_FILE_BYTES,
  SUM_COMPUTE_MS,
  SUM_CONVOLUTION_MS,
  SUM_CONVOLUTIONS,
  SUM_COUNT,
  SUM_FILE_BYTES,
} from './problem.ts';
import type { LatticeProblem } from './problem.ts';

/** What every stage spends beside its work: t0 and the fewest instructions, on the device kind where that is least. */
export function leastOverheadMs(
  kinds: readonly DeviceKind[],
  instructionBytes = DENSE_INSTRUCTION_BYTES,
): number {
  return kinds.reduce((least, { device }) => {
    const { fixedMs, inBytesPerMs } = ratesOf(device);
    return Math.min(least, fixedMs + instructionBytes / inBytesPerMs);
  }, Infinity);
}

/** Compute time on the fastest clock, as a multiple of that at full clock. */
export function leastClockFactor(kinds: readonly DeviceKind[]): number {
  return kinds.some(({ device }) => device.clock !== 'std') ? 1 : STD_CLOCK_FACTOR;
}

/** A shade that rounding errors of sums stay below. */
const ROUNDING = 1e-12;

/**
 * How many devices some operators need at least. With r stages below a limit, each spends t0 and instructions at least,
 * and r chips together cache no more than r budgets, so the sums over stages of compute and of streaming are bounded
 * from below; a stage takes at least either of them and half of the other.
 */
export class DeviceNeed {
  readonly #total: Float64Array;
  readonly #overheadMs: number;
  readonly #convolutionOverheadMs: number;
  readonly #clockFactor: number;
  readonly #inBytesPerMs: number;
  readonly #cachedBytesPerDevice: number;
  readonly #deviceCount: number;

  constructor(problem: LatticeProblem, kinds: readonly DeviceKind[]) {
    this.#total = totalsOf(problem);
    this.#overheadMs = leastOverheadMs(kinds);
    this.#convolutionOverheadMs = leastOverheadMs(kinds, CNN_INSTRUCTION_BYTES);
    this.#clockFactor = leastClockFactor(kinds);
    this.#inBytesPerMs = Math.max(...kinds.map(({ device }) => ratesOf(device).inBytesPerMs));
    this.#cachedBytesPerDevice =
      (problem.fixedBudgetBytes ?? ON_CHIP_PARAM_BYTES) * problem.fileBytesPerChipByte;
    this.#deviceCount = kinds.reduce((count, kind) => count + kind.deviceIndices.length, 0);
  }

  /** Devices needed by the operators outside a prefix, of which `sums` are the figures; one more than there are for "too many". */
  behind(sums: Float64Array, prefix: number, limitMs: number): number {
    const at = prefix * SUM_COUNT;
    const restOf = (column: number): number => this.#total[column]! - sums[at + column]!;
    const computeMs = restOf(SUM_COMPUTE_MS) * this.#clockFactor;
    const instructionMs =
      (restOf(SUM_CONVOLUTIONS) * INSTRUCTION_BYTES_PER_OPERATOR) / this.#inBytesPerMs;
    const convolutionMs = restOf(SUM_CONVOLUTION_MS) * this.#clockFactor + instructionMs;
    const cacheableBytes = restOf(SUM_CACHEABLE_FILE_BYTES);
    const uncacheableBytes = restOf(SUM_FILE_BYTES) - cacheableBytes;
    const limit = limitMs * (1 + ROUNDING);
    for (let devices = 1; devices <= this.#deviceCount; devices++) {
      const leftOver = cacheableBytes - devices * this.#cachedBytesPerDevice;
      const streamMs = (uncacheableBytes + Math.max(0, leftOver)) / this.#inBytesPerMs;
      const isEnough =
        busyMs(computeMs, streamMs) <= devices * (limit - this.#overheadMs) &&
        (convolutionMs === 0 || convolutionMs <= devices * (limit - this.#convolutionOverheadMs));
      if (isEnough) return devices;
    }
    return this.#deviceCount + 1;
  }

  /** A time that no plan for these devices beats, from the same sums. */
  lowerBoundMs(): number {
    const empty = new Float64Array(SUM_COUNT);
    let low = 0;
    let high = 1;
    while (this.behind(empty, 0, high) > this.#deviceCount) high *= 2;
    for (let step = 0; step < BISECTION_STEPS; step++) {
      const middle = (low + high) / 2;
      if (this.behind(empty, 0, middle) > this.#deviceCount) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** Halvings that bring a bound to within 1e-9 of its value. */
const BISECTION_STEPS = 40;

function busyMs(computeMs: number, streamMs: number): number {
  return Math.max(computeMs, streamMs) + Math.min(computeMs, streamMs) / 2;
}

function totalsOf(problem: LatticeProblem): Float64Array {
  const total = new Float64Array(SUM_COUNT);
  for (let op = 0; op < problem.operatorCount; op++) {
    for (let column = 0; column < SUM_COUNT; column++) {
      total[column]! += problem.sums[op * SUM_COUNT + column]!;
    }
  }
  return total;
}
