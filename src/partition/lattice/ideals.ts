// All prefixes (ideals: every ancestor of a member is a member) of an operator graph, smallest first, with what makes
// each of them larger by one operator. A convex cut is one of them; a plan is a chain from the empty to the full one.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { GrowingFloats, GrowingInts } from './csr.ts';
import type { LatticeProblem } from './problem.ts';
import { SUM_COUNT } from './problem.ts';
import type { WorkBudget } from './work-budget.ts';

/** Prefixes in ascending order of size; number 0 is the empty one, the last is the full one. */
export interface IdealTable {
  readonly count: number;
  /** 32-bit words of one bit set. */
  readonly wordCount: number;
  /** Bit sets, `wordCount` words each; bits are numbered as in `LatticeProblem.bitOf`. */
  readonly words: Int32Array;
  /** Sum over members of a random number each, modulo 2^32 (exclusive or): names a set almost uniquely. */
  readonly hashes: Int32Array;
  /** Figures of each prefix, `SUM_COUNT` each. */
  readonly sums: Float64Array;
  /** Bytes that cross the cut behind each prefix, model inputs included. */
  readonly crossingBytes: Float64Array;
  /** Crossing tensors that cannot be passed on (no fixed size); a cut with any is not legal. */
  readonly unpassableCount: Int32Array;
  /** Largest activation touched by an operator outside each prefix. */
  readonly largestOutsideBytes: Float64Array;
  /** Operators that can be added to prefix p, and the prefix that this makes: entries stepStart[p] … stepStart[p + 1] − 1. */
  readonly stepStart: Int32Array;
  readonly stepOperator: Int32Array;
  readonly stepTarget: Int32Array;
}

export interface IdealLimits {
  readonly maxIdeals: number;
  /** Most steps (prefix, operator to add) to keep. */
  readonly maxSteps: number;
  /** Most 32-bit words of bit sets to keep. */
  readonly maxWords: number;
}

/** A fixed, well-mixed 32-bit number per operator (the finaliser of MurmurHash3). */
export function operatorHash(operator: number): number {
  let x = Math.imul(operator + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Lists all prefixes; null when there are more than the limits allow or the budget ends. O(prefixes · words + steps). */
export function enumerateIdeals(
  problem: LatticeProblem,
  limits: IdealLimits,
  budget: WorkBudget,
): IdealTable | null {
  const builder = new IdealBuilder(problem);
  builder.addEmpty();
  for (let ideal = 0; ideal < builder.count; ideal++) {
    builder.extend(ideal);
    const isTooLarge =
      builder.count > limits.maxIdeals ||
      builder.stepCount > limits.maxSteps ||
      builder.count * builder.wordCount > limits.maxWords;
    if (isTooLarge || !budget.spend(1 + builder.lastWork)) return null;
  }
  return builder.finish();
}

class IdealBuilder {
  readonly wordCount: number;
  count = 0;
  /** Elementary steps of the last extension. */
  lastWork = 0;
  readonly #problem: LatticeProblem;
  readonly #hashOf: Int32Array;
  readonly #words = new GrowingInts();
  readonly #hashes = new GrowingInts();
  readonly #sums = new GrowingFloats();
  readonly #crossing = new GrowingFloats();
  readonly #unpassable = new GrowingInts();
  readonly #stepStart = new GrowingInts();
  readonly #stepOperator = new GrowingInts();
  readonly #stepTarget = new GrowingInts();
  /** Open addressing: prefix number + 1 by hash; 0 = free. */
  #slots = new Int32Array(4096);

  constructor(problem: LatticeProblem) {
    this.#problem = problem;
    this.wordCount = Math.max(1, Math.ceil(problem.operatorCount / 32));
    this.#hashOf = Int32Array.from({ length: problem.operatorCount }, (_, op) => operatorHash(op));
  }

  get stepCount(): number {
    return this.#stepOperator.length;
  }

  addEmpty(): void {
    const { operatorCount, predecessors, producer, consumers, activationBytes } = this.#problem;
    for (let word = 0; word < this.wordCount; word++) this.#words.push(0);
    for (let column = 0; column < SUM_COUNT; column++) this.#sums.push(0);
    this.#hashes.push(0);
    let crossingBytes = 0;
    let unpassable = 0;
    for (let id = 0; id < producer.length; id++) {
      if (producer[id]! >= 0 || consumers.start[id] === consumers.start[id + 1]) continue;
      crossingBytes += activationBytes[id]!;
      if (activationBytes[id] === 0) unpassable++;
    }
    this.#crossing.push(crossingBytes);
    this.#unpassable.push(unpassable);
    this.#stepStart.push(0);
    for (let op = 0; op < operatorCount; op++) {
      if (predecessors.start[op] === predecessors.start[op + 1]) this.#pushStep(op);
    }
    this.#stepStart.push(this.#stepOperator.length);
    this.#slots[0] = 1;
    this.count = 1;
  }

  /** Fills in the targets of the steps from a prefix, adding those prefixes that are new. */
  extend(ideal: number): void {
    const from = this.#stepStart.array[ideal]!;
    const to = this.#stepStart.array[ideal + 1]!;
    this.lastWork = to - from;
    for (let step = from; step < to; step++) {
      const op = this.#stepOperator.array[step]!;
      const hash = this.#hashes.array[ideal]! ^ this.#hashOf[op]!;
      const slot = this.#findSlot(ideal, op, hash);
      const known = this.#slots[slot]!;
      if (known > 0) {
        this.#stepTarget.array[step] = known - 1;
        continue;
      }
      this.#stepTarget.array[step] = this.count;
      this.#slots[slot] = this.count + 1;
      this.#add(ideal, op, hash);
      if (this.count * 2 > this.#slots.length) this.#rehash();
      this.lastWork += this.wordCount;
    }
  }

  finish(): IdealTable {
    const { count } = this;
    const table = {
      count,
      wordCount: this.wordCount,
      words: this.#words.array.subarray(0, count * this.wordCount),
      hashes: this.#hashes.array.subarray(0, count),
      sums: this.#sums.array.subarray(0, count * SUM_COUNT),
      crossingBytes: this.#crossing.array.subarray(0, count),
      unpassableCount: this.#unpassable.array.subarray(0, count),
      stepStart: this.#stepStart.array.subarray(0, count + 1),
      stepOperator: this.#stepOperator.array.subarray(0, this.stepCount),
      stepTarget: this.#stepTarget.array.subarray(0, this.stepCount),
    };
    return { ...table, largestOutsideBytes: this.#largestOutside() };
  }

  /** What is outside a prefix is what is outside any larger one by a single operator, and that operator. */
  #largestOutside(): Float64Array {
    const largest = new Float64Array(this.count);
    for (let ideal = this.count - 1; ideal >= 0; ideal--) {
      const step = this.#stepStart.array[ideal]!;
      if (step === this.#stepStart.array[ideal + 1]) continue;
      largest[ideal] = Math.max(
        this.#problem.touchedBytes[this.#stepOperator.array[step]!]!,
        largest[this.#stepTarget.array[step]!]!,
      );
    }
    return largest;
  }

  #pushStep(op: number): void {
    this.#stepOperator.push(op);
    this.#stepTarget.push(-1);
  }

  /** The slot of prefix ∪ {op}, or the free one where it belongs. */
  #findSlot(ideal: number, op: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot]!;
      if (known === 0) return slot;
      if (this.#hashes.array[known - 1] === hash && this.#isLargerBy(ideal, op, known - 1))
        return slot;
    }
  }

  #isLargerBy(ideal: number, op: number, other: number): boolean {
    const words = this.#words.array;
    const bit = this.#problem.bitOf[op]!;
    const base = ideal * this.wordCount;
    const otherBase = other * this.wordCount;
    for (let word = 0; word < this.wordCount; word++) {
      const added = word === bit >>> 5 ? 1 << (bit & 31) : 0;
      if ((words[base + word]! | added) !== words[otherBase + word]) return false;
    }
    return true;
  }

  #add(parent: number, op: number, hash: number): void {
    const { problem, base } = { problem: this.#problem, base: this.count * this.wordCount };
    this.#words.reserve(this.wordCount);
    const words = this.#words.array;
    words.copyWithin(base, parent * this.wordCount, (parent + 1) * this.wordCount);
    const bit = problem.bitOf[op]!;
    words[base + (bit >>> 5)]! |= 1 << (bit & 31);
    this.#words.length += this.wordCount;
    this.#hashes.push(hash);
    this.#addSums(parent, op);
    this.#addCrossing(parent, op, base);
    this.#addSteps(parent, op, base);
    this.count++;
  }

  #addSums(parent: number, op: number): void {
    this.#sums.reserve(SUM_COUNT);
    const { array } = this.#sums;
    const target = this.count * SUM_COUNT;
    for (let column = 0; column < SUM_COUNT; column++) {
      array[target + column] =
        array[parent * SUM_COUNT + column]! + this.#problem.sums[op * SUM_COUNT + column]!;
    }
    this.#sums.length += SUM_COUNT;
  }

  #addCrossing(parent: number, op: number, base: number): void {
    const { inputs, outputs, consumers, activationBytes } = this.#problem;
    let bytes = this.#crossing.array[parent]!;
    let unpassable = this.#unpassable.array[parent]!;
    for (let at = outputs.start[op]!; at < outputs.start[op + 1]!; at++) {
      const id = outputs.values[at]!;
      if (consumers.start[id] === consumers.start[id + 1]) continue;
      bytes += activationBytes[id]!;
      if (activationBytes[id] === 0) unpassable++;
    }
    for (let at = inputs.start[op]!; at < inputs.start[op + 1]!; at++) {
      const id = inputs.values[at]!;
      if (
        !this.#areAllMembers(consumers.values, consumers.start[id]!, consumers.start[id + 1]!, base)
      )
        continue;
      bytes -= activationBytes[id]!;
      if (activationBytes[id] === 0) unpassable--;
    }
    this.#crossing.push(bytes);
    this.#unpassable.push(unpassable);
  }

  /** Operators that can come next: those that could before, and those that waited for `op` alone. */
  #addSteps(parent: number, op: number, base: number): void {
    const { predecessors, successors } = this.#problem;
    const to = this.#stepStart.array[parent + 1]!;
    for (let step = this.#stepStart.array[parent]!; step < to; step++) {
      const other = this.#stepOperator.array[step]!;
      if (other !== op) this.#pushStep(other);
    }
    for (let at = successors.start[op]!; at < successors.start[op + 1]!; at++) {
      const next = successors.values[at]!;
      if (
        this.#areAllMembers(
          predecessors.values,
          predecessors.start[next]!,
          predecessors.start[next + 1]!,
          base,
        )
      ) {
        this.#pushStep(next);
      }
    }
    this.#stepStart.push(this.#stepOperator.length);
  }

  #areAllMembers(operators: Int32Array, from: number, to: number, base: number): boolean {
    const words = this.#words.array;
    for (let at = from; at < to; at++) {
      const bit = this.#problem.bitOf[operators[at]!]!;
      if ((words[base + (bit >>> 5)]! & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let ideal = 0; ideal < this.count; ideal++) {
      let slot = this.#hashes.array[ideal]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = ideal + 1;
    }
    this.#slots = slots;
  }
}
