// From one prefix upwards through the lattice: every segment that starts there and can still be fast enough, timed.
//
// Boundary bytes and the largest activation of a segment depend on the segment alone, so each prefix takes them over
// from any one it was reached by, changed by the one operator added: a few bit tests a step.
// Stage time is not monotone in the segment, but its part that is (t0, input, instructions, model outputs, compute, a
// lower bound of streaming) prunes: where that reaches the limit, every larger segment goes too.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { FactTable } from './facts.ts';
import type { IdealTable } from './ideals.ts';
import { SUM_COUNT, SUM_MODEL_OUTPUT_BYTES } from './problem.ts';
import type { LatticeProblem } from './problem.ts';
import type { SegmentEvaluator } from './segment-evaluator.ts';

export class LatticeWalk {
  /** Prefixes visited by all walks so far. */
  visitedCount = 0;
  readonly #problem: LatticeProblem;
  readonly #ideals: IdealTable;
  readonly #evaluator: SegmentEvaluator;
  readonly #facts: FactTable | null;
  /** Number of the walk that reached a prefix last. */
  readonly #reachedBy: Int32Array;
  readonly #queue: Int32Array;
  readonly #inBytes: Float64Array;
  readonly #outBytes: Float64Array;
  readonly #largestBytes: Float64Array;
  /** Members of the prefix where the walk starts. */
  readonly #isBefore: Uint8Array;
  #walkNumber = 0;

  constructor(
    problem: LatticeProblem,
    ideals: IdealTable,
    evaluator: SegmentEvaluator,
    facts: FactTable | null,
  ) {
    this.#problem = problem;
    this.#ideals = ideals;
    this.#evaluator = evaluator;
    this.#facts = facts;
    this.#reachedBy = new Int32Array(ideals.count);
    this.#queue = new Int32Array(ideals.count);
    this.#inBytes = new Float64Array(ideals.count);
    this.#outBytes = new Float64Array(ideals.count);
    this.#largestBytes = new Float64Array(ideals.count);
    this.#isBefore = new Uint8Array(problem.operatorCount);
  }

  /**
   * Calls `onSegment(to)` for every prefix `to` above `from`, the full one left out, whose segment may take less than
   * `limitMs` on some kind of device; the evaluator then holds its times. Segments with a fact are left to the facts.
   */
  walk(from: number, limitMs: number, onSegment: (to: number) => void): void {
    const { stepStart, stepTarget, stepOperator, count, unpassableCount } = this.#ideals;
    const evaluator = this.#evaluator;
    this.#start(from);
    let end = 1;
    for (let head = 0; head < end; head++) {
      const below = this.#queue[head]!;
      for (let step = stepStart[below]!; step < stepStart[below + 1]!; step++) {
        const to = stepTarget[step]!;
        if (this.#reachedBy[to] === this.#walkNumber || to === count - 1) continue;
        this.#reachedBy[to] = this.#walkNumber;
        this.#addOperator(below, to, stepOperator[step]!);
        evaluator.evaluate(from, to, limitMs);
        if (evaluator.growingMs >= limitMs) continue;
        this.#queue[end++] = to;
        if (unpassableCount[to]! > 0 || this.#facts?.isFact(from, to) === true) continue;
        onSegment(to);
      }
    }
    this.visitedCount += end;
  }

  /** Times the segment from a prefix to the end of the model; false where a fact stands for it. */
  evaluateRest(from: number, limitMs: number): boolean {
    const { count, crossingBytes, largestOutsideBytes, sums } = this.#ideals;
    if (this.#facts?.isFact(from, count - 1) === true) return false;
    const evaluator = this.#evaluator;
    evaluator.inBytes = crossingBytes[from]!;
    evaluator.outBytes =
      sums[(count - 1) * SUM_COUNT + SUM_MODEL_OUTPUT_BYTES]! -
      sums[from * SUM_COUNT + SUM_MODEL_OUTPUT_BYTES]!;
    evaluator.largestBytes = largestOutsideBytes[from]!;
    evaluator.evaluate(from, count - 1, limitMs);
    return true;
  }

  #start(from: number): void {
    this.#walkNumber++;
    this.#queue[0] = from;
    this.#inBytes[from] = 0;
    this.#outBytes[from] = 0;
    this.#largestBytes[from] = 0;
    this.#reachedBy[from] = this.#walkNumber;
    const { bitOf } = this.#problem;
    for (let op = 0; op < bitOf.length; op++)
      this.#isBefore[op] = Number(this.#has(from, bitOf[op]!));
  }

  #has(ideal: number, bit: number): boolean {
    return (
      (this.#ideals.words[ideal * this.#ideals.wordCount + (bit >>> 5)]! & (1 << (bit & 31))) !== 0
    );
  }

  /** Boundary of the segment that ends at `to`, from the one that ends at `below`, and into the evaluator. */
  #addOperator(below: number, to: number, op: number): void {
    const { inputs, outputs, activationBytes, producer, isModelOutput, consumers, touchedBytes } =
      this.#problem;
    let inBytes = this.#inBytes[below]!;
    let outBytes = this.#outBytes[below]!;
    for (let at = outputs.start[op]!; at < outputs.start[op + 1]!; at++) {
      const id = outputs.values[at]!;
      const isRead = consumers.start[id + 1]! > consumers.start[id]!;
      if (isRead || isModelOutput[id] === 1) outBytes += activationBytes[id]!;
    }
    for (let at = inputs.start[op]!; at < inputs.start[op + 1]!; at++) {
      const id = inputs.values[at]!;
      const maker = producer[id]!;
      if (maker < 0 || this.#isBefore[maker] === 1) {
        if (!this.#isReadBetween(id, below)) inBytes += activationBytes[id]!;
      } else if (isModelOutput[id] === 0 && this.#isReadUp(id, to)) {
        outBytes -= activationBytes[id]!;
      }
    }
    const largestBytes = Math.max(this.#largestBytes[below]!, touchedBytes[op]!);
    this.#inBytes[to] = inBytes;
    this.#outBytes[to] = outBytes;
    this.#largestBytes[to] = largestBytes;
    this.#evaluator.inBytes = inBytes;
    this.#evaluator.outBytes = outBytes;
    this.#evaluator.largestBytes = largestBytes;
  }

  /** True when an operator between the start of the walk and a prefix reads the activation. */
  #isReadBetween(id: number, to: number): boolean {
    const { consumers, bitOf } = this.#problem;
    for (let at = consumers.start[id]!; at < consumers.start[id + 1]!; at++) {
      const reader = consumers.values[at]!;
      if (this.#isBefore[reader] === 0 && this.#has(to, bitOf[reader]!)) return true;
    }
    return false;
  }

  /** True when all readers of the activation are members of a prefix. */
  #isReadUp(id: number, to: number): boolean {
    const { consumers, bitOf } = this.#problem;
    for (let at = consumers.start[id]!; at < consumers.start[id + 1]!; at++) {
      if (!this.#has(to, bitOf[consumers.values[at]!]!)) return false;
    }
    return true;
  }
}
