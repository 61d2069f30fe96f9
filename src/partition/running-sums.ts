import { instructionBytesFor, paramBudgetBytes, passesFor } from '../edgetpu/index.ts';
import { HAS_PARAMETERS, IS_CONVOLUTION, IS_LARGE_CONV, RUNS_ON_EDGE_TPU } from './layer-facts.ts';
import type { LayerFacts } from './layer-facts.ts';

/** Sums over a segment of whole layers that starts at one layer and grows by one layer at a time. */
export class RunningSums {
  inBytes = 0;
  outBytes = 0;
  modelOutputBytes = 0;
  computeMs = 0;
  unavoidableBytes = 0;
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
  readonly #ranks: Int32Array;
  #rankCount = 0;
  readonly #isReadIn: Uint8Array;
  readonly #facts: LayerFacts;
  readonly #first: number;

  constructor(facts: LayerFacts, first: number) {
    this.#facts = facts;
    this.#first = first;
    this.#ranks = new Int32Array(facts.fileBytesAtRank.length);
    this.#isReadIn = new Uint8Array(facts.activationBytes.length);
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
      if (madeAt[id]! >= this.#first) this.outBytes -= activationBytes[id]!;
    }
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

  /** What this segment and every longer one stream at least: cached file bytes ≤ what they occupy ≤ budget. */
  leastStreamedBytes(): number {
    const mostCachedBytes = Math.min(this.#cacheableFileBytes, Math.max(0, this.#budgetBytes()));
    return this.#compiledParamBytes - mostCachedBytes;
  }

  #addOperator(operator: number): void {
    const facts = this.#facts;
    this.computeMs += facts.computeMs[operator]!;
    this.#compiledParamBytes += facts.compiledParamBytes[operator]!;
    this.unavoidableBytes += facts.unavoidableBytes[operator]!;
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
    const { inputsOf, activationBytes, madeAt } = this.#facts;
    for (let at = inputsOf.start[operator]!; at < inputsOf.start[operator + 1]!; at++) {
      const id = inputsOf.values[at]!;
      const bytes = activationBytes[id]!;
      if (bytes > this.#largestActivationBytes) this.#largestActivationBytes = bytes;
      if (madeAt[id]! >= this.#first || this.#isReadIn[id] === 1) continue;
      this.#isReadIn[id] = 1;
      this.inBytes += bytes;
    }
  }

  #addOutputs(operator: number, layer: number): void {
    const { outputsOf, activationBytes, isModelOutput, lastReadAt } = this.#facts;
    for (let at = outputsOf.start[operator]!; at < outputsOf.start[operator + 1]!; at++) {
      const id = outputsOf.values[at]!;
      const bytes = activationBytes[id]!;
      if (bytes > this.#largestActivationBytes) this.#largestActivationBytes = bytes;
      const isOutput = isModelOutput[id] === 1;
      if (isOutput) this.modelOutputBytes += bytes;
      // Comes back off when its last reader joins the segment.
      if (isOutput || lastReadAt[id]! > layer) this.outBytes += bytes;
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
    for (let index = 0; index < this.#rankCount && roomBytes >= this.#leastOnChipBytes; index++) {
      const rank = this.#ranks[index]!;
      const onChipBytes = onChipBytesAtRank[rank]!;
      if (onChipBytes > roomBytes) continue;
      roomBytes -= onChipBytes;
      cachedBytes += fileBytesAtRank[rank]!;
    }
    return cachedBytes;
  }

  #insertRank(rank: number): void {
    const ranks = this.#ranks;
    let at = this.#rankCount++;
    while (at > 0 && ranks[at - 1]! > rank) {
      ranks[at] = ranks[at - 1]!;
      at--;
    }
    ranks[at] = rank;
  }
}
