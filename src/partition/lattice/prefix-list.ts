// Some prefixes, picked by whoever searches, in an order in which every subset comes before its supersets. Where there
// are too many prefixes to list them all, searches run on such picks.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { packRows } from './csr.ts';
import type { Csr } from './csr.ts';
import { operatorHash } from './ideals.ts';
import { SUM_COMPUTE_MS, SUM_COUNT } from './problem.ts';
import type { LatticeProblem } from './problem.ts';

export interface PrefixList {
  readonly count: number;
  readonly wordCount: number;
  /** Bit sets; number 0 is the empty prefix, the last is the full one. */
  readonly words: Int32Array;
  readonly hashes: Int32Array;
  readonly sums: Float64Array;
  /** Activations that cross the cut behind each prefix, model inputs included. */
  readonly crossing: Csr;
  /** Of each crossing entry the bits of the readers outside the prefix: row = position in `crossing.values`. */
  readonly waitingBits: Csr;
  readonly unpassableCount: Int32Array;
}

/** Bit sets of prefixes one after the other, `wordCount` words each. */
export interface BitSets {
  readonly wordCount: number;
  readonly words: Int32Array;
}

/** A prefix as a bit set, numbered as in `LatticeProblem.bitOf`. */
export type PrefixWords = Int32Array;

export function wordCountOf(problem: LatticeProblem): number {
  return Math.max(1, Math.ceil(problem.operatorCount / 32));
}

/** The bit set of some operators. */
export function wordsOf(problem: LatticeProblem, operators: Iterable<number>): PrefixWords {
  const words = new Int32Array(wordCountOf(problem));
  for (const op of operators) {
    const bit = problem.bitOf[op]!;
    words[bit >>> 5]! |= 1 << (bit & 31);
  }
  return words;
}

/** All operators but some and what depends on them. */
export function prefixWithout(problem: LatticeProblem, leftOut: readonly number[]): PrefixWords {
  const { operatorCount, predecessors } = problem;
  const isOut = new Uint8Array(operatorCount);
  for (const op of leftOut) isOut[op] = 1;
  const members: number[] = [];
  for (let op = 0; op < operatorCount; op++) {
    for (let at = predecessors.start[op]!; at < predecessors.start[op + 1]!; at++) {
      if (isOut[predecessors.values[at]!] === 1) isOut[op] = 1;
    }
    if (isOut[op] === 0) members.push(op);
  }
  return wordsOf(problem, members);
}

/** A pool that has grown beyond this starts anew. */
const MAX_POOLED = 40_000;

/** Prefixes seen so far, with all that a list says of each: searches come back to the same ones again and again. */
export class PrefixPool {
  /** Prefixes that had to be worked out, ever. */
  madeCount = 0;
  readonly #hashOf: Int32Array;
  readonly #entries = new Map<number, Entry[]>();

  constructor(readonly problem: LatticeProblem) {
    this.#hashOf = problem.operatorAtBit.map(operatorHash);
  }

  /** One object per set of operators. */
  entryOf(words: PrefixWords): Entry {
    let hash = 0;
    words.forEach((word, index) => {
      for (let bits = word; bits !== 0; bits &= bits - 1) {
        hash ^= this.#hashOf[(index << 5) + 31 - Math.clz32(bits & -bits)]!;
      }
    });
    const known = this.#entries.get(hash);
    const same = known?.find((entry) => entry.words.every((word, at) => word === words[at]));
    if (same !== undefined) return same;
    if (this.#entries.size > MAX_POOLED) this.#entries.clear();
    const entry = makeEntry(this.problem, words, hash);
    this.madeCount++;
    if (known === undefined) this.#entries.set(hash, [entry]);
    else known.push(entry);
    return entry;
  }
}

/**
 * Lists prefixes, each once, the empty and the full one always among them, by compute time and then size. Prefixes
 * behind which no legal cut is possible are left out. O(prefixes · (operators + tensors)) for those new to the pool.
 */
export function listPrefixes(pool: PrefixPool, prefixes: Iterable<PrefixWords>): PrefixList {
  const { problem } = pool;
  const all = [...Array(problem.operatorCount).keys()];
  const distinct = new Set<Entry>();
  for (const words of [wordsOf(problem, []), ...prefixes, wordsOf(problem, all)]) {
    distinct.add(pool.entryOf(words));
  }
  const entries = [...distinct]
    .filter(({ size, unpassable }) => unpassable === 0 || size === 0 || size === all.length)
    .sort(compareEntries);
  const wordCount = wordCountOf(problem);
  const list = {
    count: entries.length,
    wordCount,
    words: new Int32Array(entries.length * wordCount),
    hashes: Int32Array.from(entries, ({ hash }) => hash),
    sums: new Float64Array(entries.length * SUM_COUNT),
    crossing: packRows(entries.map(({ crossing }) => crossing)),
    waitingBits: packRows(entries.flatMap(({ waitingBits }) => waitingBits)),
    unpassableCount: new Int32Array(entries.length),
  };
  entries.forEach((entry, index) => {
    list.words.set(entry.words, index * wordCount);
    list.sums.set(entry.sums, index * SUM_COUNT);
  });
  return list;
}

interface Entry {
  readonly words: PrefixWords;
  readonly size: number;
  readonly hash: number;
  readonly sums: Float64Array;
  readonly crossing: readonly number[];
  readonly waitingBits: readonly (readonly number[])[];
  readonly unpassable: number;
}

/** The empty prefix comes first and the full one last: sums grow with the set, and size decides among equals. */
function compareEntries(a: Entry, b: Entry): number {
  return a.sums[SUM_COMPUTE_MS]! - b.sums[SUM_COMPUTE_MS]! || a.size - b.size || a.hash - b.hash;
}

function makeEntry(problem: LatticeProblem, words: PrefixWords, hash: number): Entry {
  const sums = new Float64Array(SUM_COUNT);
  let size = 0;
  const isMember = (op: number): boolean => {
    const bit = problem.bitOf[op]!;
    return (words[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  };
  for (let op = 0; op < problem.operatorCount; op++) {
    if (!isMember(op)) continue;
    size++;
    for (let column = 0; column < SUM_COUNT; column++) {
      sums[column]! += problem.sums[op * SUM_COUNT + column]!;
    }
  }
  const { crossing, waitingBits } = crossingOf(problem, isMember);
  const unpassable = crossing.filter((id) => problem.activationBytes[id] === 0).length;
  return { words, size, hash, sums, crossing, waitingBits, unpassable };
}

function crossingOf(
  problem: LatticeProblem,
  isMember: (op: number) => boolean,
): Pick<Entry, 'crossing' | 'waitingBits'> {
  const { producer, consumers, bitOf } = problem;
  const crossing: number[] = [];
  const waitingBits: number[][] = [];
  for (let id = 0; id < producer.length; id++) {
    const maker = producer[id]!;
    if (maker >= 0 && !isMember(maker)) continue;
    const waiting: number[] = [];
    for (let at = consumers.start[id]!; at < consumers.start[id + 1]!; at++) {
      const reader = consumers.values[at]!;
      if (!isMember(reader)) waiting.push(bitOf[reader]!);
    }
    if (waiting.length === 0) continue;
    crossing.push(id);
    waitingBits.push(waiting);
  }
  return { crossing, waitingBits };
}
