import { instructionBytesFor, paramBudgetBytes, passesFor } from '../edgetpu/index.ts';
import type { SegmentWork } from '../edgetpu/index.ts';
import { GrowingInts } from './lattice/csr.ts';
import { HAS_PARAMETERS, IS_CONVOLUTION, IS_LARGE_CONV, RUNS_ON_EDGE_TPU } from './layer-facts.ts';
import type { LayerFacts } from './layer-facts.ts';

/** Work of one segment, with the streamed bytes that a better cut could save. */
export interface RowWork extends SegmentWork {
  readonly avoidableBytes: number;
}

const INITIAL_RANKS = 32;

/** Sums over a segment of whole layers that starts at one layer and grows by one layer at a time. */
export class RunningSums {
  #inBytes = 0;
  #outBytes = 0;
  #modelOutputBytes = 0;
  #computeMs = 0;
  #unavoidableBytes = 0;
  #compiledParamBytes = 0;
  #largestActivationBytes = 0;
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
  readonly #ranks = new GrowingInts(INITIAL_RANKS);
  readonly #facts: LayerFacts;
  readonly #first: number;

  constructor(facts: LayerFacts, first: number) {
    this.#facts = facts;
    this.#first = first;
  }

  /** Adds the next layer; layers come in ascending order, from the first on. */
  addLayer(layer: number): void {
    const { operatorsAt, doneAfter, madeAt, activationBytes } = this.#facts;
    for (let at = operatorsAt.start[layer]!; at < operatorsAt.start[layer + 1]!; at++) {
      const operator = operatorsAt.values[at]!;
      this.#addOperator(operator);
      this.#addInputs(operator);
      this.#addOutputs(operator, layer);
    }
    for (let at = doneAfter.start[layer]!; at < doneAfter.start[layer + 1]!; at++) {
      const id = doneAfter.values[at]!;
      if (madeAt[id]! >= this.#first) this.#outBytes -= activationBytes[id]!;
    }
  }

  /** Work of the layers so far as one segment. */
  work(): RowWork {
    const streamedBytes = this.#compiledParamBytes - this.#cachedBytes();
    const isAllLarge = this.#largeConvCount === this.#withParametersCount;
    return {
      inBytes: this.#inBytes,
      outBytes: this.#outBytes,
      instructionBytes: this.#instructionBytes(),
      computeMsAtFullClock: this.#computeMs,
      streamedBytes,
      avoidableBytes: streamedBytes - this.#unavoidableBytes,
      passes: isAllLarge ? passesFor(this.#largeConvCount, this.#largeConvMapBytes) : 1,
    };
  }

  /** What this segment and every longer one cost at least: rules 1 and 2 of optimal-planner.md, what only grows. */
  leastWork(): SegmentWork {
    // Cached file bytes ≤ what they occupy ≤ budget.
    const mostCachedBytes = Math.min(this.#cacheableFileBytes, Math.max(0, this.#budgetBytes()));
    return {
      inBytes: this.#inBytes,
      outBytes: this.#modelOutputBytes,
      instructionBytes: this.#instructionBytes(),
      computeMsAtFullClock: this.#computeMs,
      streamedBytes: this.#compiledParamBytes - mostCachedBytes,
      passes: 1,
    };
  }

  #instructionBytes(): number {
    return instructionBytesFor(this.#operatorCount, this.#convolutionCount > 0);
  }

  #addOperator(operator: number): void {
    const facts = this.#facts;
    this.#computeMs += facts.computeMs[operator]!;
    this.#compiledParamBytes += facts.compiledParamBytes[operator]!;
    this.#unavoidableBytes += facts.unavoidableBytes[operator]!;
    const rank = facts.rankOf[operator]!;
    if (rank >= 0) {
      const onChipBytes = facts.onChipBytesAtRank[rank]!;
      this.#insertRank(rank);
      this.#cacheableFileBytes += facts.fileBytesAtRank[rank]!;
      this.#cacheableOnChipBytes += onChipBytes;
      if (onChipBytes < this.#leastOnChipBytes) this.#leastOnChipBytes = onChipBytes;
    }
    const flags = facts.flags[operator]!;
    if ((flags & RUNS_ON_EDGE_TPU) === 0) return;
    this.#operatorCount++;
    if ((flags & IS_CONVOLUTION) !== 0) this.#convolutionCount++;
    if ((flags & HAS_PARAMETERS) === 0) return;
    this.#withParametersCount++;
    if ((flags & IS_LARGE_CONV) === 0) return;
    this.#largeConvCount++;
    this.#largeConvMapBytes += facts.mapBytes[operator]!;
  }

  #addInputs(operator: number): void {
    const { inputsOf, readerBefore, activationBytes, madeAt } = this.#facts;
    const first = this.#first;
    for (let at = inputsOf.start[operator]!; at < inputsOf.start[operator + 1]!; at++) {
      const id = inputsOf.values[at]!;
      const bytes = activationBytes[id]!;
      if (bytes > this.#largestActivationBytes) this.#largestActivationBytes = bytes;
      // Comes in once, with its first reader in the segment.
      if (madeAt[id]! < first && readerBefore[at]! < first) this.#inBytes += bytes;
    }
  }

  #addOutputs(operator: number, layer: number): void {
    const { outputsOf, activationBytes, isModelOutput, lastReadAt } = this.#facts;
    for (let at = outputsOf.start[operator]!; at < outputsOf.start[operator + 1]!; at++) {
      const id = outputsOf.values[at]!;
      const bytes = activationBytes[id]!;
      if (bytes > this.#largestActivationBytes) this.#largestActivationBytes = bytes;
      const isOutput = isModelOutput[id] === 1;
      if (isOutput) this.#modelOutputBytes += bytes;
      // Comes back off when its last reader joins the segment.
      if (isOutput || lastReadAt[id]! > layer) this.#outBytes += bytes;
    }
  }

  #budgetBytes(): number {
    return this.#facts.fixedBudgetBytes ?? paramBudgetBytes(this.#largestActivationBytes);
  }

  /** The compiler's choice (edgetpu-compiler.md b.4), skipped where everything fits. */
  #cachedBytes(): number {
    const budgetBytes = this.#budgetBytes();
    if (this.#cacheableOnChipBytes <= budgetBytes) return this.#cacheableFileBytes;
    const { fileBytesAtRank, onChipBytesAtRank } = this.#facts;
    let cachedBytes = 0;
    let roomBytes = budgetBytes;
    const { array: ranks, length } = this.#ranks;
    for (let index = 0; index < length && roomBytes >= this.#leastOnChipBytes; index++) {
      const rank = ranks[index]!;
      const onChipBytes = onChipBytesAtRank[rank]!;
      if (onChipBytes > roomBytes) continue;
      roomBytes -= onChipBytes;
      cachedBytes += fileBytesAtRank[rank]!;
    }
    return cachedBytes;
  }

  #insertRank(rank: number): void {
    let at = this.#ranks.length;
    this.#ranks.push(rank);
    const ranks = this.#ranks.array;
    while (at > 0 && ranks[at - 1]! > rank) {
      ranks[at] = ranks[at - 1]!;
      at--;
    }
    ranks[at] = rank;
  }
}
