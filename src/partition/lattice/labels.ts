// What a search keeps per prefix and per state of the devices: the best way to get there. Two rules of "best":
// least slowest stage, and least sum (of latency, or of bus time) among chains whose stages all meet a bound.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { DeviceStates } from './device-states.ts';
import type { SegmentEvaluator } from './segment-evaluator.ts';

/** One segment of a chain: it ends at prefix `ideal` and runs on a device of `kind`. */
export interface ChainLink {
  readonly ideal: number;
  readonly kind: number;
}

export interface Labels {
  /** Most devices that are left at a prefix in any state that is reached there; −1 where none is. */
  devicesLeftAt(ideal: number): number;
  /** Takes the segment that the evaluator has just timed into account. */
  relax(from: number, to: number, evaluator: SegmentEvaluator): void;
}

/** Where each label came from. */
class Trace {
  readonly #from: Int32Array;
  readonly #kind: Uint8Array;

  constructor(
    readonly states: DeviceStates,
    idealCount: number,
  ) {
    this.#from = new Int32Array(idealCount * states.count);
    this.#kind = new Uint8Array(idealCount * states.count);
  }

  set(label: number, from: number, kind: number): void {
    this.#from[label] = from;
    this.#kind[label] = kind;
  }

  chain(ideal: number, state: number): ChainLink[] {
    const links: ChainLink[] = [];
    let at = ideal;
    let left = state;
    while (left > 0) {
      const label = at * this.states.count + left;
      const kind = this.#kind[label]!;
      links.push({ ideal: at, kind });
      at = this.#from[label]!;
      left -= this.states.step[kind]!;
    }
    return links.reverse();
  }
}

/** Least slowest stage. Only values below `ceilingMs` are kept. */
export class BottleneckLabels implements Labels {
  readonly #best: Float64Array;
  readonly #trace: Trace;

  constructor(
    readonly states: DeviceStates,
    readonly idealCount: number,
    /** Devices that the rest behind each prefix needs at least, to stay below the ceiling. */
    readonly devicesNeeded: Uint8Array,
    public ceilingMs: number,
  ) {
    this.#best = new Float64Array(idealCount * states.count).fill(Infinity);
    this.#trace = new Trace(states, idealCount);
    this.#best[0] = 0;
  }

  devicesLeftAt(ideal: number): number {
    let left = -1;
    for (let state = 0; state < this.states.count; state++) {
      if (this.#best[ideal * this.states.count + state]! < this.ceilingMs) {
        left = Math.max(left, this.states.devicesLeft[state]!);
      }
    }
    return left;
  }

  relax(from: number, to: number, evaluator: SegmentEvaluator): void {
    const { count, withRoom, step, devicesLeft } = this.states;
    const needed = this.devicesNeeded[to]!;
    for (let kind = 0; kind < withRoom.length; kind++) {
      const stageMs = evaluator.stageMs[kind]!;
      if (stageMs >= this.ceilingMs) continue;
      const states = withRoom[kind]!;
      for (let at = 0; at < states.length; at++) {
        const before = this.#best[from * count + states[at]!]!;
        if (before >= this.ceilingMs) continue;
        const state = states[at]! + step[kind]!;
        if (devicesLeft[state]! < needed) continue;
        const slowestMs = before > stageMs ? before : stageMs;
        const label = to * count + state;
        if (slowestMs >= this.#best[label]!) continue;
        this.#best[label] = slowestMs;
        this.#trace.set(label, from, kind);
      }
    }
  }

  /** Lowers the ceiling to the best full chain found so far. */
  closeIn(): void {
    const { value } = this.#end();
    if (value < this.ceilingMs) this.ceilingMs = value;
  }

  /** The best chain below the ceiling that the search started with, fewest devices among equals; null where none is. */
  best(): { readonly slowestMs: number; readonly chain: ChainLink[] } | null {
    const { value, state } = this.#end();
    if (value === Infinity) return null;
    return { slowestMs: value, chain: this.#trace.chain(this.idealCount - 1, state) };
  }

  #end(): { value: number; state: number } {
    let end = { value: Infinity, state: 0 };
    for (const state of this.states.byUsed) {
      const value = this.#best[(this.idealCount - 1) * this.states.count + state]!;
      if (value < end.value) end = { value, state };
    }
    return end;
  }
}

/** Sums that differ by less than this share are equal: they were added up in different orders. */
const EQUAL_SHARE = 1e-9;

/** What a segment adds to the two sums: the first decides, the second where the first is equal. */
export interface Weights {
  first(evaluator: SegmentEvaluator, kind: number): number;
  second(evaluator: SegmentEvaluator, kind: number): number;
}

export interface SumRule {
  readonly weights: Weights;
  readonly sumCeiling: number;
  /** Devices that have to stay unused. */
  readonly spareDevices: number;
}

/** Least sum over chains all of whose stages are below `limitMs`; sums from `sumCeiling` on are not kept. */
export class SumLabels implements Labels {
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #trace: Trace;

  constructor(
    readonly states: DeviceStates,
    readonly idealCount: number,
    readonly devicesNeeded: Uint8Array,
    readonly rule: SumRule,
  ) {
    this.#first = new Float64Array(idealCount * states.count).fill(Infinity);
    this.#second = new Float64Array(idealCount * states.count).fill(Infinity);
    this.#trace = new Trace(states, idealCount);
    this.#first[0] = 0;
    this.#second[0] = 0;
  }

  devicesLeftAt(ideal: number): number {
    let left = -1;
    for (let state = 0; state < this.states.count; state++) {
      if (this.#first[ideal * this.states.count + state]! < Infinity) {
        left = Math.max(left, this.states.devicesLeft[state]!);
      }
    }
    return left - this.rule.spareDevices;
  }

  relax(from: number, to: number, evaluator: SegmentEvaluator): void {
    const { count, withRoom, step, devicesLeft } = this.states;
    const needed = this.devicesNeeded[to]! + this.rule.spareDevices;
    for (let kind = 0; kind < withRoom.length; kind++) {
      if (evaluator.stageMs[kind] === Infinity) continue;
      const first = this.rule.weights.first(evaluator, kind);
      const second = this.rule.weights.second(evaluator, kind);
      for (const before of withRoom[kind]!) {
        const state = before + step[kind]!;
        if (devicesLeft[state]! < needed) continue;
        const sum = this.#first[from * count + before]! + first;
        if (sum >= this.rule.sumCeiling) continue;
        if (this.#offer(to * count + state, sum, this.#second[from * count + before]! + second))
          this.#trace.set(to * count + state, from, kind);
      }
    }
  }

  #offer(label: number, first: number, second: number): boolean {
    const known = this.#first[label]!;
    const tolerance = first * EQUAL_SHARE;
    const isBetter =
      known === Infinity ||
      first < known - tolerance ||
      (first < known + tolerance && second < this.#second[label]!);
    if (!isBetter) return false;
    this.#first[label] = first;
    this.#second[label] = second;
    return true;
  }

  /** The best full chain: fewest devices first where asked for, then least sums; null where there is none. */
  best(fewestFirst: boolean): { readonly sum: number; readonly chain: ChainLink[] } | null {
    let end = { first: Infinity, second: Infinity, state: 0 };
    for (const state of this.states.byUsed) {
      const label = (this.idealCount - 1) * this.states.count + state;
      const first = this.#first[label]!;
      if (first === Infinity) continue;
      const isMoreDevices =
        end.state > 0 && this.states.devicesLeft[state]! < this.states.devicesLeft[end.state]!;
      if (fewestFirst && isMoreDevices) break;
      if (first < end.first * (1 - EQUAL_SHARE))
        end = { first, second: this.#second[label]!, state };
    }
    if (end.state === 0) return null;
    return { sum: end.first, chain: this.#trace.chain(this.idealCount - 1, end.state) };
  }
}
