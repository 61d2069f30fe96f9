// Entries of a sweep in flat arrays, found by state and cell through open addressing; cleared and filled again at every
// operator.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.

/** One entry: prefixes that go on as one. */
export interface Entry {
  workUnits: number;
  byteUnits: number;
  leastWorkMs: number;
  mostWorkMs: number;
  leastBytes: number;
  mostBytes: number;
  leastConvolutions: number;
  mostConvolutions: number;
  crossingBytes: number;
  /** Work that any prefix reached from here has at most, ms. */
  reachMs: number;
  /** The prefix with the least crossing bytes, as a list of choices. */
  record: number;
  /** Number of prefixes merged; a float, as it may be astronomical. */
  count: number;
}

const FLOATS = 9;
const LEAST_WORK = 0;
const MOST_WORK = 1;
const LEAST_BYTES = 2;
const MOST_BYTES = 3;
const CROSSING = 4;
const REACH = 5;
const COUNT = 6;
const LEAST_CONVOLUTIONS = 7;
const MOST_CONVOLUTIONS = 8;

const INTS = 3;
const WORK_UNITS = 0;
const BYTE_UNITS = 1;
const RECORD = 2;

export class EntryTable {
  count = 0;
  states: Int32Array;
  #ints: Int32Array;
  #floats: Float64Array;
  /** Entry number + 1 by hash; 0 = free. */
  #slots: Int32Array;
  #capacity = 256;

  constructor(
    readonly wordCount: number,
    readonly mayMerge: boolean,
  ) {
    this.states = new Int32Array(this.#capacity * wordCount);
    this.#ints = new Int32Array(this.#capacity * INTS);
    this.#floats = new Float64Array(this.#capacity * FLOATS);
    this.#slots = new Int32Array(this.#capacity * 2);
  }

  clear(): void {
    this.count = 0;
    if (this.mayMerge) this.#slots.fill(0);
  }

  read(at: number, entry: Entry): void {
    const ints = at * INTS;
    const floats = at * FLOATS;
    entry.workUnits = this.#ints[ints + WORK_UNITS]!;
    entry.byteUnits = this.#ints[ints + BYTE_UNITS]!;
    entry.record = this.#ints[ints + RECORD]!;
    entry.leastWorkMs = this.#floats[floats + LEAST_WORK]!;
    entry.mostWorkMs = this.#floats[floats + MOST_WORK]!;
    entry.leastBytes = this.#floats[floats + LEAST_BYTES]!;
    entry.mostBytes = this.#floats[floats + MOST_BYTES]!;
    entry.leastConvolutions = this.#floats[floats + LEAST_CONVOLUTIONS]!;
    entry.mostConvolutions = this.#floats[floats + MOST_CONVOLUTIONS]!;
    entry.crossingBytes = this.#floats[floats + CROSSING]!;
    entry.reachMs = this.#floats[floats + REACH]!;
    entry.count = this.#floats[floats + COUNT]!;
  }

  /** Adds an entry, or merges it into the one of the same state and cell. */
  add(state: Int32Array, entry: Entry): void {
    if (!this.mayMerge) {
      this.#append(state, entry);
      return;
    }
    const slot = this.#findSlot(state, entry);
    const known = this.#slots[slot]!;
    if (known > 0) {
      this.#merge(known - 1, entry);
      return;
    }
    this.#append(state, entry);
    this.#slots[slot] = this.count;
    if (this.count * 2 > this.#slots.length) this.#rehash();
  }

  #findSlot(state: Int32Array, entry: Entry): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(state, 0, this.wordCount, entry.workUnits, entry.byteUnits) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot]! - 1;
      if (known < 0) return slot;
      if (
        this.#ints[known * INTS + WORK_UNITS] === entry.workUnits &&
        this.#ints[known * INTS + BYTE_UNITS] === entry.byteUnits &&
        this.#hasState(known, state)
      ) {
        return slot;
      }
    }
  }

  #hasState(at: number, state: Int32Array): boolean {
    for (let word = 0; word < this.wordCount; word++) {
      if (this.states[at * this.wordCount + word] !== state[word]) return false;
    }
    return true;
  }

  #merge(at: number, entry: Entry): void {
    const floats = this.#floats;
    const base = at * FLOATS;
    if (entry.crossingBytes < floats[base + CROSSING]!) {
      floats[base + CROSSING] = entry.crossingBytes;
      this.#ints[at * INTS + RECORD] = entry.record;
    }
    if (entry.leastWorkMs < floats[base + LEAST_WORK]!)
      floats[base + LEAST_WORK] = entry.leastWorkMs;
    if (entry.mostWorkMs > floats[base + MOST_WORK]!) floats[base + MOST_WORK] = entry.mostWorkMs;
    if (entry.leastBytes < floats[base + LEAST_BYTES]!)
      floats[base + LEAST_BYTES] = entry.leastBytes;
    if (entry.mostBytes > floats[base + MOST_BYTES]!) floats[base + MOST_BYTES] = entry.mostBytes;
    if (entry.leastConvolutions < floats[base + LEAST_CONVOLUTIONS]!) {
      floats[base + LEAST_CONVOLUTIONS] = entry.leastConvolutions;
    }
    if (entry.mostConvolutions > floats[base + MOST_CONVOLUTIONS]!) {
      floats[base + MOST_CONVOLUTIONS] = entry.mostConvolutions;
    }
    if (entry.reachMs > floats[base + REACH]!) floats[base + REACH] = entry.reachMs;
    floats[base + COUNT]! += entry.count;
  }

  #append(state: Int32Array, entry: Entry): void {
    if (this.count === this.#capacity) this.#grow();
    const at = this.count++;
    for (let word = 0; word < this.wordCount; word++) {
      this.states[at * this.wordCount + word] = state[word]!;
    }
    const ints = at * INTS;
    const floats = at * FLOATS;
    this.#ints[ints + WORK_UNITS] = entry.workUnits;
    this.#ints[ints + BYTE_UNITS] = entry.byteUnits;
    this.#ints[ints + RECORD] = entry.record;
    this.#floats[floats + LEAST_WORK] = entry.leastWorkMs;
    this.#floats[floats + MOST_WORK] = entry.mostWorkMs;
    this.#floats[floats + LEAST_BYTES] = entry.leastBytes;
    this.#floats[floats + MOST_BYTES] = entry.mostBytes;
    this.#floats[floats + LEAST_CONVOLUTIONS] = entry.leastConvolutions;
    this.#floats[floats + MOST_CONVOLUTIONS] = entry.mostConvolutions;
    this.#floats[floats + CROSSING] = entry.crossingBytes;
    this.#floats[floats + REACH] = entry.reachMs;
    this.#floats[floats + COUNT] = entry.count;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.states = enlarged(this.states, new Int32Array(this.#capacity * this.wordCount));
    this.#ints = enlarged(this.#ints, new Int32Array(this.#capacity * INTS));
    this.#floats = enlarged(this.#floats, new Float64Array(this.#capacity * FLOATS));
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let at = 0; at < this.count; at++) {
      const workUnits = this.#ints[at * INTS + WORK_UNITS]!;
      const byteUnits = this.#ints[at * INTS + BYTE_UNITS]!;
      let slot =
        hashOf(this.states, at * this.wordCount, this.wordCount, workUnits, byteUnits) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = at + 1;
    }
  }
}

function enlarged<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

// eslint-disable-next-line @typescript-eslint/max-params -- a state inside a flat array and a cell; called per entry
function hashOf(
  words: Int32Array,
  base: number,
  wordCount: number,
  workUnits: number,
  byteUnits: number,
): number {
  let hash = Math.imul(workUnits, 0x9e3779b1) ^ Math.imul(byteUnits, 0x85ebca6b);
  for (let word = 0; word < wordCount; word++) {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ words[base + word]!;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
