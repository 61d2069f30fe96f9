// One pass over all prefixes of a graph, astronomically many though they may be: operator by operator, in or out.
// Prefixes that agree in all that later decisions depend on, and fall into the same cell of work and cacheable bytes,
// go on as one entry that keeps the least crossing bytes of them, one of them by name, and the range of their figures.
//
// Cells are numbers of whole units. An operator's units are differences of rounded running totals, so that a prefix's
// units times the unit are off by little; by how much is carried along exactly.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { GrowingInts } from './csr.ts';
import { EntryTable } from './entry-table.ts';
import type { Entry } from './entry-table.ts';
import type { SweepPlan } from './sweep-plan.ts';
import type { WorkBudget } from './work-budget.ts';

export interface SweepGrid {
  /** Width of a cell, ms of work. */
  readonly workUnitMs: number;
  /** Height of a cell, cacheable bytes; Infinity: they do not matter. */
  readonly byteUnit: number;
  /** False: no two prefixes are merged, whatever their cells. */
  readonly mayMerge: boolean;
}

/** Bytes that may cross at prefixes of some range of work, at most. */
export type Allowance = (leastWorkMs: number, mostWorkMs: number) => number;

export interface SweepResult {
  /** All entries at their end. The empty and the full prefix are among the entries like any other. */
  readonly entries: EntryTable;
  /** Operators that an entry's prefix lacks although nothing forces it to: `choices` of a chain of records. */
  readonly records: ChoiceRecords;
  readonly peakEntries: number;
}

/** Linked lists of operators left out by choice; all that depend on them are out too. */
export class ChoiceRecords {
  readonly #operator = new GrowingInts(4096);
  readonly #previous = new GrowingInts(4096);

  /** A list that goes on with one more operator; −1 is the empty list. */
  add(previous: number, operator: number): number {
    this.#operator.push(operator);
    this.#previous.push(previous);
    return this.#operator.length - 1;
  }

  get count(): number {
    return this.#operator.length;
  }

  operatorsOf(record: number): number[] {
    const operators: number[] = [];
    for (let at = record; at >= 0; at = this.#previous.array[at]!) {
      operators.push(this.#operator.array[at]!);
    }
    return operators;
  }
}

export interface SweepLimits {
  readonly maxEntries: number;
  readonly maxRecords: number;
}

/** Runs the sweep; null when it outgrows its limits or the budget. */
export function sweepPrefixes(
  plan: SweepPlan,
  grid: SweepGrid,
  allowance: Allowance | null,
  { limits, budget }: { readonly limits: SweepLimits; readonly budget: WorkBudget },
): SweepResult | null {
  const sweep = new Sweep(plan, grid, allowance);
  for (let op = 0; op < plan.coarse.problem.operatorCount; op++) {
    const steps = sweep.decide(op);
    const isTooLarge =
      sweep.liveEntries > limits.maxEntries ||
      sweep.ended.count > limits.maxEntries ||
      sweep.records.count > limits.maxRecords;
    if (isTooLarge || !budget.spend(steps)) return null;
  }
  return { entries: sweep.ended, records: sweep.records, peakEntries: sweep.peakEntries };
}

/** What it takes to decide on an operator for one entry, both ways. */
const STEPS_PER_ENTRY = 6;

class Sweep {
  readonly records = new ChoiceRecords();
  readonly ended: EntryTable;
  peakEntries = 0;
  readonly #plan: SweepPlan;
  readonly #allowance: Allowance | null;
  readonly #workUnits: Int32Array;
  readonly #byteUnits: Int32Array;
  #now: EntryTable;
  #next: EntryTable;
  readonly #entry: Entry;
  readonly #state: Int32Array;

  constructor(plan: SweepPlan, grid: SweepGrid, allowance: Allowance | null) {
    this.#plan = plan;
    this.#allowance = allowance;
    const { workMs, cacheableBytes, totalWorkMs } = plan.coarse;
    this.#workUnits = unitsOf(workMs, grid.workUnitMs);
    this.#byteUnits = unitsOf(cacheableBytes, grid.byteUnit);
    this.#now = new EntryTable(plan.wordCount, grid.mayMerge);
    this.#next = new EntryTable(plan.wordCount, grid.mayMerge);
    this.ended = new EntryTable(0, grid.mayMerge);
    this.#state = new Int32Array(plan.wordCount);
    this.#entry = {
      workUnits: 0,
      byteUnits: 0,
      leastWorkMs: 0,
      mostWorkMs: 0,
      leastBytes: 0,
      mostBytes: 0,
      leastConvolutions: 0,
      mostConvolutions: 0,
      crossingBytes: 0,
      reachMs: totalWorkMs,
      record: -1,
      count: 1,
    };
    this.#now.add(this.#state, this.#entry);
  }

  get liveEntries(): number {
    return this.#now.count;
  }

  /** Decides on one operator for all entries; returns the elementary steps spent. */
  decide(op: number): number {
    const steps = this.#now.count * STEPS_PER_ENTRY;
    this.#next.clear();
    for (let at = 0; at < this.#now.count; at++) {
      if (this.#mayBeIn(op, at)) {
        this.#goIn(op, at);
        this.#goOut(op, at, true);
      } else {
        this.#goOut(op, at, false);
      }
    }
    const decided = this.#next;
    this.#next = this.#now;
    this.#now = decided;
    this.peakEntries = Math.max(this.peakEntries, decided.count);
    return steps;
  }

  #mayBeIn(op: number, at: number): boolean {
    const { wordCount, requiredBits } = this.#plan;
    const { states } = this.#now;
    for (let word = 0; word < wordCount; word++) {
      const required = requiredBits[op * wordCount + word]!;
      if ((states[at * wordCount + word]! & required) !== required) return false;
    }
    return true;
  }

  #goIn(op: number, at: number): void {
    const { coarse, memberBit } = this.#plan;
    const entry = this.#entry;
    this.#now.read(at, entry);
    this.#loadState(at);
    const bit = memberBit[op]!;
    if (bit >= 0) this.#state[bit >>> 5]! |= 1 << (bit & 31);
    entry.workUnits += this.#workUnits[op]!;
    entry.byteUnits += this.#byteUnits[op]!;
    entry.leastWorkMs += coarse.workMs[op]!;
    entry.mostWorkMs += coarse.workMs[op]!;
    entry.leastBytes += coarse.cacheableBytes[op]!;
    entry.mostBytes += coarse.cacheableBytes[op]!;
    entry.leastConvolutions += coarse.problem.isConvolution[op]!;
    entry.mostConvolutions += coarse.problem.isConvolution[op]!;
    this.#place(op);
  }

  #goOut(op: number, at: number, isChoice: boolean): void {
    const { coarse } = this.#plan;
    const entry = this.#entry;
    this.#now.read(at, entry);
    this.#loadState(at);
    this.#countCrossing(op);
    if (isChoice) {
      entry.reachMs = Math.min(entry.reachMs, coarse.workWithoutMs[op]!);
      if (!this.#isAllowed()) return;
      entry.record = this.records.add(entry.record, op);
    } else if (!this.#isAllowed()) return;
    this.#place(op);
  }

  #loadState(at: number): void {
    const { wordCount } = this.#plan;
    for (let word = 0; word < wordCount; word++) {
      this.#state[word] = this.#now.states[at * wordCount + word]!;
    }
  }

  /** Tensors that an operator left out reads cross, if they are there; each counts once. */
  #countCrossing(op: number): void {
    const { reads, makerBit, countedBit, coarse } = this.#plan;
    for (let at = reads.start[op]!; at < reads.start[op + 1]!; at++) {
      const id = reads.values[at]!;
      const maker = makerBit[id]!;
      if ((this.#state[maker >>> 5]! & (1 << (maker & 31))) === 0) continue;
      const counted = countedBit[id]!;
      if (counted >= 0) {
        const mask = 1 << (counted & 31);
        if ((this.#state[counted >>> 5]! & mask) !== 0) continue;
        this.#state[counted >>> 5]! |= mask;
      }
      this.#entry.crossingBytes += coarse.crossingBytes[id]!;
    }
  }

  #isAllowed(): boolean {
    if (this.#allowance === null) return true;
    const { leastWorkMs, reachMs, crossingBytes } = this.#entry;
    return crossingBytes <= this.#allowance(leastWorkMs, reachMs);
  }

  /** Into the next table, or to the ended ones where nothing is left to decide. */
  #place(op: number): void {
    const { wordCount, keptBits, lastSource, coarse } = this.#plan;
    let isEnded = op >= lastSource;
    for (let word = 0; word < wordCount; word++) {
      this.#state[word]! &= keptBits[op * wordCount + word]!;
      if (this.#state[word] !== 0) isEnded = false;
    }
    if (!isEnded && op < coarse.problem.operatorCount - 1) {
      this.#next.add(this.#state, this.#entry);
      return;
    }
    const { leastWorkMs, mostWorkMs, crossingBytes } = this.#entry;
    if (this.#allowance !== null && crossingBytes > this.#allowance(leastWorkMs, mostWorkMs))
      return;
    this.ended.add(this.#state, this.#entry);
  }
}

/** Whole units of each value, so that running totals are rounded, not each value alone. */
function unitsOf(values: Float64Array, unit: number): Int32Array {
  const units = new Int32Array(values.length);
  if (unit === Infinity) return units;
  let total = 0;
  values.forEach((value, index) => {
    const before = Math.round(total / unit);
    total += value;
    units[index] = Math.round(total / unit) - before;
  });
  return units;
}
