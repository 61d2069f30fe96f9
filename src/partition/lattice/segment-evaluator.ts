// Stage time of the segment between two prefixes, from their differences: what `estimateSegment` computes, some hundred
// times faster. The caller keeps what does not subtract (boundary bytes, largest activation) up to date.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import {
  CNN_INSTRUCTION_BYTES,
  DENSE_INSTRUCTION_BYTES,
  INSTRUCTION_BYTES_PER_OPERATOR,
  MAX_ACTIVATION_RESERVE_BYTES,
  ON_CHIP_PARAM_BYTES,
  passesFor,
  ratesOf,
  STD_CLOCK_FACTOR,
  UNOVERLAPPED_SHARE_MORE_PASSES,
  UNOVERLAPPED_SHARE_ONE_PASS,
} from '../../edgetpu/index.ts';
import type { DeviceKind } from '../device-kinds.ts';
import {
  SUM_CACHEABLE_CHIP_BYTES,
  SUM_CACHEABLE_FILE_BYTES,
  SUM_COMPUTE_MS,
  SUM_CONVOLUTIONS,
  SUM_COUNT,
  SUM_FILE_BYTES,
  SUM_LARGE_MAP_BYTES,
  SUM_LARGE_WITH_PARAMS,
  SUM_MODEL_OUTPUT_BYTES,
  SUM_OPERATORS,
  SUM_WITH_PARAMS,
} from './problem.ts';
import type { LatticeProblem } from './problem.ts';

/** The prefixes that segments lie between: bit sets and sums, numbered alike. */
export interface PrefixData {
  readonly wordCount: number;
  readonly words: Int32Array;
  readonly sums: Float64Array;
}

/** Rates of each kind of device, flat. */
interface KindRates {
  readonly fixedMs: Float64Array;
  readonly inBytesPerMs: Float64Array;
  readonly outBytesPerMs: Float64Array;
  readonly clockFactor: Float64Array;
}

export class SegmentEvaluator {
  readonly kindCount: number;
  /** Set before `evaluate`: bytes that come in and go out, and the largest activation touched. */
  inBytes = 0;
  outBytes = 0;
  largestBytes = 0;
  /** Set by `evaluate`: stage time on a device of each kind, Infinity where it is known not to be below the limit. */
  readonly stageMs: Float64Array;
  /** Set by `evaluate`: bytes over the bus per inference; exact where some stage time is finite. */
  busBytes = 0;
  /** Least stage time over kinds of this segment or any longer one that starts at the same prefix. */
  growingMs = 0;

  readonly #problem: LatticeProblem;
  readonly #prefixes: PrefixData;
  readonly #rates: KindRates;
  #instructionBytes = 0;
  #cacheableBytes = 0;
  #uncacheableBytes = 0;
  #fits = true;

  constructor(problem: LatticeProblem, prefixes: PrefixData, kinds: readonly DeviceKind[]) {
    this.#problem = problem;
    this.#prefixes = prefixes;
    this.kindCount = kinds.length;
    this.stageMs = new Float64Array(kinds.length);
    const rates = kinds.map(({ device }) => ratesOf(device));
    this.#rates = {
      fixedMs: Float64Array.from(rates, ({ fixedMs }) => fixedMs),
      inBytesPerMs: Float64Array.from(rates, ({ inBytesPerMs }) => inBytesPerMs),
      outBytesPerMs: Float64Array.from(rates, ({ outBytesPerMs }) => outBytesPerMs),
      clockFactor: Float64Array.from(kinds, ({ device }) =>
        device.clock === 'std' ? STD_CLOCK_FACTOR : 1,
      ),
    };
  }

  /**
   * Stage times of the segment prefix `to` without prefix `from`. First a bound that needs no choice of cached layers
   * (at least what exceeds the budget streams); the choice is made only where the bound lies below `limitMs`.
   */
  evaluate(from: number, to: number, limitMs: number): void {
    if (!this.bound(from, to, limitMs)) return;
    if (this.#fits && this.#uncacheableBytes === 0) {
      this.busBytes = this.inBytes + this.#instructionBytes + this.outBytes;
      return;
    }
    const streamed = this.#fits
      ? this.#uncacheableBytes
      : this.#uncacheableBytes +
        this.#cacheableBytes -
        this.#cachedBytes(from, to, this.#budgetBytes());
    this.#exact(from * SUM_COUNT, to * SUM_COUNT, streamed, limitMs);
  }

  /** The first half of `evaluate`: fills in times that may be too short; false when none is below the limit. */
  bound(from: number, to: number, limitMs: number): boolean {
    const { sums } = this.#prefixes;
    const a = from * SUM_COUNT;
    const b = to * SUM_COUNT;
    const hasConvolution = sums[b + SUM_CONVOLUTIONS]! > sums[a + SUM_CONVOLUTIONS]!;
    this.#instructionBytes = hasConvolution
      ? CNN_INSTRUCTION_BYTES +
        INSTRUCTION_BYTES_PER_OPERATOR * (sums[b + SUM_OPERATORS]! - sums[a + SUM_OPERATORS]!)
      : DENSE_INSTRUCTION_BYTES;
    const cacheableBytes =
      sums[b + SUM_CACHEABLE_FILE_BYTES]! - sums[a + SUM_CACHEABLE_FILE_BYTES]!;
    const uncacheableBytes = sums[b + SUM_FILE_BYTES]! - sums[a + SUM_FILE_BYTES]! - cacheableBytes;
    const chipBytes = sums[b + SUM_CACHEABLE_CHIP_BYTES]! - sums[a + SUM_CACHEABLE_CHIP_BYTES]!;
    const budgetBytes = this.#budgetBytes();
    this.#fits = chipBytes <= budgetBytes;
    this.#cacheableBytes = cacheableBytes;
    this.#uncacheableBytes = uncacheableBytes;
    const leastStreamed = this.#fits
      ? uncacheableBytes
      : uncacheableBytes +
        Math.max(0, cacheableBytes - budgetBytes * this.#problem.fileBytesPerChipByte);
    return this.#bound(a, b, leastStreamed, limitMs);
  }

  #budgetBytes(): number {
    const fixed = this.#problem.fixedBudgetBytes;
    if (fixed !== null) return fixed;
    return ON_CHIP_PARAM_BYTES - Math.min(this.largestBytes, MAX_ACTIVATION_RESERVE_BYTES);
  }

  /** Fills in bounds; they are the times themselves where nothing streams. True when one lies below the limit. */

  #bound(a: number, b: number, streamedBytes: number, limitMs: number): boolean {
    const { sums } = this.#prefixes;
    const { fixedMs, inBytesPerMs, outBytesPerMs, clockFactor } = this.#rates;
    const fullClockMs = sums[b + SUM_COMPUTE_MS]! - sums[a + SUM_COMPUTE_MS]!;
    const modelOutputBytes = sums[b + SUM_MODEL_OUTPUT_BYTES]! - sums[a + SUM_MODEL_OUTPUT_BYTES]!;
    let growingMs = Infinity;
    let mayMeetLimit = false;
    for (let kind = 0; kind < this.kindCount; kind++) {
      const computeMs = fullClockMs * clockFactor[kind]!;
      const linkMs = streamedBytes / inBytesPerMs[kind]!;
      const busyMs =
        computeMs > linkMs
          ? computeMs + UNOVERLAPPED_SHARE_ONE_PASS * linkMs
          : linkMs + UNOVERLAPPED_SHARE_ONE_PASS * computeMs;
      const inMs = fixedMs[kind]! + (this.inBytes + this.#instructionBytes) / inBytesPerMs[kind]!;
      const ms = inMs + busyMs + modelOutputBytes / outBytesPerMs[kind]!;
      if (ms < growingMs) growingMs = ms;
      const stageMs = inMs + busyMs + this.outBytes / outBytesPerMs[kind]!;
      const isBelow = stageMs < limitMs;
      this.stageMs[kind] = isBelow ? stageMs : Infinity;
      if (isBelow) mayMeetLimit = true;
    }
    this.growingMs = growingMs;
    return mayMeetLimit;
  }

  /** The times with the streamed bytes known, for the kinds that the bound left open. */

  #exact(a: number, b: number, streamedBytes: number, limitMs: number): void {
    const { sums } = this.#prefixes;
    const { fixedMs, inBytesPerMs, outBytesPerMs, clockFactor } = this.#rates;
    const largeCount = sums[b + SUM_LARGE_WITH_PARAMS]! - sums[a + SUM_LARGE_WITH_PARAMS]!;
    const isAllLarge = largeCount === sums[b + SUM_WITH_PARAMS]! - sums[a + SUM_WITH_PARAMS]!;
    const passes = isAllLarge
      ? passesFor(largeCount, sums[b + SUM_LARGE_MAP_BYTES]! - sums[a + SUM_LARGE_MAP_BYTES]!)
      : 1;
    const share = passes > 1 ? UNOVERLAPPED_SHARE_MORE_PASSES : UNOVERLAPPED_SHARE_ONE_PASS;
    const fullClockMs = sums[b + SUM_COMPUTE_MS]! - sums[a + SUM_COMPUTE_MS]!;
    for (let kind = 0; kind < this.kindCount; kind++) {
      if (this.stageMs[kind] === Infinity) continue;
      const computeMs = fullClockMs * clockFactor[kind]!;
      const linkMs = (passes * streamedBytes) / inBytesPerMs[kind]!;
      const stageMs =
        fixedMs[kind]! +
        (this.inBytes + this.#instructionBytes) / inBytesPerMs[kind]! +
        Math.max(computeMs, linkMs) +
        share * Math.min(computeMs, linkMs) +
        this.outBytes / outBytesPerMs[kind]!;
      this.stageMs[kind] = stageMs < limitMs ? stageMs : Infinity;
    }
    this.busBytes = this.inBytes + this.#instructionBytes + passes * streamedBytes + this.outBytes;
  }

  /** File bytes that the compiler caches: layers in its order of visit, each that still fits (edgetpu-compiler.md b.4). */
  #cachedBytes(from: number, to: number, budgetBytes: number): number {
    const { cacheableCount, cacheableChipBytes, cacheableFileBytes, smallestChipBytes } =
      this.#problem;
    const { words, wordCount } = this.#prefixes;
    const wordLimit = (cacheableCount + 31) >>> 5;
    let room = budgetBytes;
    let cached = 0;
    for (let word = 0; word < wordLimit && room >= smallestChipBytes; word++) {
      let bits = words[to * wordCount + word]! & ~words[from * wordCount + word]!;
      while (bits !== 0) {
        const bit = (word << 5) + 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        if (bit >= cacheableCount) break;
        if (cacheableChipBytes[bit]! > room) continue;
        room -= cacheableChipBytes[bit]!;
        cached += cacheableFileBytes[bit]!;
      }
    }
    return cached;
  }
}
