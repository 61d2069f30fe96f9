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
const ROUNDING = 1e-9;

/** Figures of one device that say how much work it can do in some time. */
interface Worker {
  readonly overheadMs: number;
  readonly convolutionOverheadMs: number;
  readonly clockFactor: number;
  readonly inBytesPerMs: number;
}

/** Weights of compute (ms at full clock) and of streamed bytes; both sums are bounded together. */
interface Direction {
  readonly perComputeMs: number;
  readonly perStreamedByte: number;
}

/** What the first r devices can do together at best, r = 0 … all. */
type Capacities = Float64Array;

/**
 * How many devices some operators need at least. With r stages below a limit, each spends t0 and instructions at least,
 * and r chips together cache no more than r budgets, so the sums over stages of compute and of streaming are bounded
 * from below; a stage takes at least either of them and half of the other. Unlike devices count with what each can do,
 * the best ones first.
 */
export class DeviceNeed {
  readonly deviceCount: number;
  readonly #total: Float64Array;
  readonly #workers: readonly Worker[];
  readonly #directions: readonly Direction[];
  readonly #slowestClockFactor: number;
  readonly #bestInBytesPerMs: number;
  readonly #cachedBytesPerDevice: number;

  constructor(problem: LatticeProblem, kinds: readonly DeviceKind[]) {
    this.#total = totalsOf(problem);
    this.#workers = kinds.flatMap(workersOf);
    this.deviceCount = this.#workers.length;
    this.#bestInBytesPerMs = Math.max(...this.#workers.map((worker) => worker.inBytesPerMs));
    this.#slowestClockFactor = Math.max(...this.#workers.map((worker) => worker.clockFactor));
    this.#cachedBytesPerDevice =
      (problem.fixedBudgetBytes ?? ON_CHIP_PARAM_BYTES) * problem.fileBytesPerChipByte;
    const clockFactor = leastClockFactor(kinds);
    this.#directions = [
      { perComputeMs: 1, perStreamedByte: 0 },
      { perComputeMs: 0, perStreamedByte: 1 },
      { perComputeMs: clockFactor, perStreamedByte: 0.5 / this.#bestInBytesPerMs },
      { perComputeMs: clockFactor / 2, perStreamedByte: 1 / this.#bestInBytesPerMs },
    ];
  }

  /** For each of some prefixes, the devices that what is outside it needs; one more than there are for "too many". */
  behindAll(sums: Float64Array, prefixCount: number, limitMs: number): Uint8Array {
    const capacities = this.#capacitiesBelow(limitMs);
    return Uint8Array.from({ length: prefixCount }, (_, prefix) =>
      this.#behind(sums, prefix, capacities),
    );
  }

  /** A time that no plan for these devices beats, from the same sums. */
  lowerBoundMs(): number {
    const empty = new Float64Array(SUM_COUNT);
    const isEnough = (limitMs: number): boolean =>
      this.#behind(empty, 0, this.#capacitiesBelow(limitMs)) <= this.deviceCount;
    // Even a stage with nothing to do takes that long.
    let low = Math.min(...this.#workers.map(({ overheadMs }) => overheadMs));
    let high = low + 1;
    while (!isEnough(high)) high *= 2;
    for (let step = 0; step < BISECTION_STEPS; step++) {
      const middle = (low + high) / 2;
      if (isEnough(middle)) high = middle;
      else low = middle;
    }
    return low;
  }

  #behind(sums: Float64Array, prefix: number, { along, convolution }: AllCapacities): number {
    const at = prefix * SUM_COUNT;
    const restOf = (column: number): number => this.#total[column]! - sums[at + column]!;
    const computeMs = restOf(SUM_COMPUTE_MS);
    const instructionMs =
      (restOf(SUM_CONVOLUTIONS) * INSTRUCTION_BYTES_PER_OPERATOR) / this.#bestInBytesPerMs;
    // On a slow clock instructions weigh less beside compute: counted as on the slowest.
    const convolutionMs = restOf(SUM_CONVOLUTION_MS) + instructionMs / this.#slowestClockFactor;
    const cacheableBytes = restOf(SUM_CACHEABLE_FILE_BYTES);
    const uncacheableBytes = restOf(SUM_FILE_BYTES) - cacheableBytes;
    for (let devices = 1; devices <= this.deviceCount; devices++) {
      const leftOver = cacheableBytes - devices * this.#cachedBytesPerDevice;
      const streamedBytes = uncacheableBytes + Math.max(0, leftOver);
      const isEnough =
        convolutionMs <= convolution[devices]! &&
        this.#directions.every(
          ({ perComputeMs, perStreamedByte }, index) =>
            perComputeMs * computeMs + perStreamedByte * streamedBytes <= along[index]![devices]!,
        );
      if (isEnough) return devices;
    }
    return this.deviceCount + 1;
  }

  #capacitiesBelow(limitMs: number): AllCapacities {
    const limit = limitMs * (1 + ROUNDING);
    return {
      along: this.#directions.map((direction) =>
        runningBest(this.#workers.map((worker) => capacityAlong(worker, direction, limit))),
      ),
      convolution: runningBest(
        this.#workers.map(({ convolutionOverheadMs, clockFactor }) =>
          Math.max(0, (limit - convolutionOverheadMs) / clockFactor),
        ),
      ),
    };
  }
}

interface AllCapacities {
  readonly along: readonly Capacities[];
  readonly convolution: Capacities;
}

/** Halvings that bring a bound to within 1e-9 of its value. */
const BISECTION_STEPS = 40;

function workersOf(kind: DeviceKind): Worker[] {
  const { device, deviceIndices } = kind;
  const worker = {
    overheadMs: leastOverheadMs([kind]),
    convolutionOverheadMs: leastOverheadMs([kind], CNN_INSTRUCTION_BYTES),
    clockFactor: device.clock === 'std' ? STD_CLOCK_FACTOR : 1,
    inBytesPerMs: ratesOf(device).inBytesPerMs,
  };
  return deviceIndices.map(() => worker);
}

/**
 * The most of a weighted sum that one stage can do below a limit: at a corner of what the two halves of its time allow
 * (compute + streaming ÷ 2, compute ÷ 2 + streaming).
 */
function capacityAlong(worker: Worker, direction: Direction, limitMs: number): number {
  const roomMs = Math.max(0, limitMs - worker.overheadMs);
  const computeMs = roomMs / worker.clockFactor;
  const streamedBytes = roomMs * worker.inBytesPerMs;
  const both = direction.perComputeMs * computeMs + direction.perStreamedByte * streamedBytes;
  return Math.max(
    direction.perComputeMs * computeMs,
    direction.perStreamedByte * streamedBytes,
    both / 1.5,
  );
}

/** Sums of the largest 0, 1, 2, … values. */
function runningBest(values: readonly number[]): Capacities {
  const sorted = [...values].sort((a, b) => b - a);
  const sums = new Float64Array(values.length + 1);
  sorted.forEach((value, index) => (sums[index + 1] = sums[index]! + value));
  return sums;
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
