import { instructionBytesFor, paramBudgetBytes, passesFor } from '../edgetpu/index.ts';
import type { Costs, SegmentWork } from '../edgetpu/index.ts';

/** Sums over the operators of a segment that grows. */
export class RunningSums {
  inBytes = 0;
  outBytes = 0;
  modelOutputBytes = 0;
  largestActivationBytes = 0;
  computeMs = 0;
  #compiledParamBytes = 0;
  #unavoidableBytes = 0;
  /** Of layers that a chip can keep. */
  #cacheableFileBytes = 0;
  #cacheableOnChipBytes = 0;
  #leastOnChipBytes = Infinity;
  #operatorCount = 0;
  #convolutionCount = 0;
  #withParametersCount = 0;
  #largeConvCount = 0;
  #largeConvMapBytes = 0;
  /** Caching ranks of the layers in the segment, ascending. */
  readonly #ranks: Int32Array;
  #rankCount = 0;
  readonly #costs: Costs;
  readonly #rankOf: Int32Array;
  readonly #operatorAtRank: readonly number[];
  readonly #operatorComputeMs: Float64Array;

  constructor(
    costs: Costs,
    rankOf: Int32Array,
    operatorAtRank: readonly number[],
    operatorComputeMsOf: Float64Array,
  ) {
    this.#costs = costs;
    this.#rankOf = rankOf;
    this.#operatorAtRank = operatorAtRank;
    this.#operatorComputeMs = operatorComputeMsOf;
    this.#ranks = new Int32Array(operatorAtRank.length);
  }

  addOperator(operator: number): void {
    const cost = this.#costs.operators[operator];
    if (cost === undefined) return;
    this.computeMs += this.#operatorComputeMs[operator] ?? 0;
    this.#compiledParamBytes += cost.compiledParamBytes;
    this.#unavoidableBytes += cost.fitsTile ? cost.neverCachedBytes : cost.compiledParamBytes;
    const rank = this.#rankOf[operator] ?? -1;
    if (rank >= 0) {
      this.#insertRank(rank);
      this.#cacheableFileBytes += cost.compiledParamBytes - cost.neverCachedBytes;
      this.#cacheableOnChipBytes += cost.onChipBytes;
      if (cost.onChipBytes < this.#leastOnChipBytes) this.#leastOnChipBytes = cost.onChipBytes;
    }
    if (!cost.runsOnEdgeTpu) return;
    this.#operatorCount++;
    if (cost.isConvolution) this.#convolutionCount++;
    if (cost.compiledParamBytes === 0) return;
    this.#withParametersCount++;
    if (!cost.isLargeConv) return;
    this.#largeConvCount++;
    this.#largeConvMapBytes += cost.mapBytes;
  }

  instructionBytes(): number {
    return instructionBytesFor(this.#operatorCount, this.#convolutionCount > 0);
  }

  passes(): number {
    const isAllLarge = this.#largeConvCount === this.#withParametersCount;
    return isAllLarge ? passesFor(this.#largeConvCount, this.#largeConvMapBytes) : 1;
  }

  streamedBytes(): number {
    return this.#compiledParamBytes - this.#cachedBytes();
  }

  unavoidableBytes(): number {
    return this.#unavoidableBytes;
  }

  /** What this segment and every longer one with the same first layer cost at least: rules 1 and 2 of optimal-planner.md. */
  leastWork(): SegmentWork {
    // Cached file bytes ≤ what they occupy ≤ budget.
    const mostCachedBytes = Math.min(this.#cacheableFileBytes, Math.max(0, this.#budgetBytes()));
    return {
      inBytes: this.inBytes,
      outBytes: this.modelOutputBytes,
      instructionBytes: this.instructionBytes(),
      computeMsAtFullClock: this.computeMs,
      streamedBytes: this.#compiledParamBytes - mostCachedBytes,
      passes: 1,
    };
  }

  #budgetBytes(): number {
    return this.#costs.budgetBytes ?? paramBudgetBytes(this.largestActivationBytes);
  }

  #cachedBytes(): number {
    const budgetBytes = this.#budgetBytes();
    if (this.#cacheableOnChipBytes <= budgetBytes) return this.#cacheableFileBytes;
    let cachedBytes = 0;
    let roomBytes = budgetBytes;
    for (let index = 0; index < this.#rankCount; index++) {
      if (roomBytes < this.#leastOnChipBytes) break;
      const cost = this.#costs.operators[this.#operatorAtRank[this.#ranks[index] ?? 0] ?? 0];
      if (cost === undefined || cost.onChipBytes > roomBytes) continue;
      roomBytes -= cost.onChipBytes;
      cachedBytes += cost.compiledParamBytes - cost.neverCachedBytes;
    }
    return cachedBytes;
  }

  #insertRank(rank: number): void {
    let at = this.#rankCount++;
    while (at > 0 && (this.#ranks[at - 1] ?? 0) > rank) {
      this.#ranks[at] = this.#ranks[at - 1] ?? 0;
      at--;
    }
    this.#ranks[at] = rank;
  }
}
