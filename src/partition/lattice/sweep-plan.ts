// The order in which a sweep over all prefixes decides on operators, and what it must remember at each step.
//
// A prefix is decided operator by operator, in file order: in or out. What later decisions depend on is only which
// operators with undecided readers are in, and which crossing tensors have been counted already. Each such fact has a
// bit in the state while it is of use; bits are given out and taken back ahead of time, so that few words are enough.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { CoarseProblem } from './coarse-problem.ts';
import { packRows } from './csr.ts';
import type { Csr } from './csr.ts';

export interface SweepPlan {
  readonly coarse: CoarseProblem;
  /** 32-bit words of a state. */
  readonly wordCount: number;
  /** Per operator, `wordCount` words: bits that must be set for it to be in; bits that stay of use after it. */
  readonly requiredBits: Int32Array;
  readonly keptBits: Int32Array;
  /** Bit that says that the operator is in; −1 where nobody reads it. */
  readonly memberBit: Int32Array;
  /** Tensors that each operator reads and that can cross, by number in the arrays below. */
  readonly reads: Csr;
  /** Per tensor: the bit of its maker, the bit that says it has been counted (−1: read once only), its bytes. */
  readonly makerBit: Int32Array;
  readonly countedBit: Int32Array;
  /** The last operator that reads nothing made by another; after it, a state with no member bits is at its end. */
  readonly lastSource: number;
}

/** O(operators + edges). */
export function makeSweepPlan(coarse: CoarseProblem): SweepPlan {
  const { problem, crossingBytes } = coarse;
  const { operatorCount, predecessors, successors, producer, consumers } = problem;
  const bits = new BitPool();
  const memberBit = new Int32Array(operatorCount).fill(-1);
  const makerBit = new Int32Array(producer.length).fill(-1);
  const countedBit = new Int32Array(producer.length).fill(-1);
  const releasedAfter: number[][] = Array.from({ length: operatorCount }, () => []);
  for (let op = 0; op < operatorCount; op++) {
    const lastReader = lastOf(successors, op);
    if (lastReader >= 0) {
      memberBit[op] = bits.take();
      releasedAfter[lastReader]!.push(memberBit[op]!);
      for (let at = problem.outputs.start[op]!; at < problem.outputs.start[op + 1]!; at++) {
        const id = problem.outputs.values[at]!;
        makerBit[id] = memberBit[op]!;
        const readers = consumers.start[id + 1]! - consumers.start[id]!;
        if (crossingBytes[id] === 0 || readers < 2) continue;
        countedBit[id] = bits.take();
        releasedAfter[lastOf(consumers, id)]!.push(countedBit[id]);
      }
    }
    for (const bit of releasedAfter[op]!) bits.release(bit);
  }
  const wordCount = Math.max(1, Math.ceil(bits.highest / 32));
  const reads = packRows(
    Array.from({ length: operatorCount }, (_, op) =>
      rowOf(problem.inputs, op).filter((id) => crossingBytes[id]! > 0),
    ),
  );
  let lastSource = 0;
  for (let op = 0; op < operatorCount; op++) {
    if (predecessors.start[op] === predecessors.start[op + 1]) lastSource = op;
  }
  return {
    coarse,
    wordCount,
    requiredBits: masks(operatorCount, wordCount, (op) =>
      rowOf(predecessors, op).map((parent) => memberBit[parent]!),
    ),
    keptBits: masks(operatorCount, wordCount, (op) => releasedAfter[op]!).map((mask) => ~mask),
    memberBit,
    reads,
    makerBit,
    countedBit,
    lastSource,
  };
}

/** Numbers of bits; the lowest free one is given out first. */
class BitPool {
  highest = 0;
  readonly #free: number[] = [];

  take(): number {
    return this.#free.pop() ?? this.highest++;
  }

  release(bit: number): void {
    this.#free.push(bit);
  }
}

function masks(
  operatorCount: number,
  wordCount: number,
  bitsOf: (op: number) => readonly number[],
): Int32Array {
  const words = new Int32Array(operatorCount * wordCount);
  for (let op = 0; op < operatorCount; op++) {
    for (const bit of bitsOf(op)) words[op * wordCount + (bit >>> 5)]! |= 1 << (bit & 31);
  }
  return words;
}

function rowOf({ start, values }: Csr, row: number): number[] {
  return [...values.subarray(start[row], start[row + 1])];
}

/** The last of a row in ascending order; −1 where it is empty. */
function lastOf({ start, values }: Csr, row: number): number {
  return start[row] === start[row + 1] ? -1 : values[start[row + 1]! - 1]!;
}
