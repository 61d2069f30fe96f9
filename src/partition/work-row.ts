// What segments of consecutive layers cost, for a fixed first layer and a growing last one: running sums and maxima
// instead of a fresh estimate per segment. Equal to `estimateSegment` bit for bit: bytes and counts are whole numbers,
// and compute times add without error (operatorComputeMs).
import type { SegmentWork } from '../edgetpu/index.ts';
import type { LayerFacts } from './layer-facts.ts';
import { RunningSums } from './running-sums.ts';

/** Tells from what every longer segment costs at least whether all of them are of no use. */
export type StopRule = (leastWork: SegmentWork) => boolean;

/** Work of one segment as a row holds it. */
export interface RowWork extends SegmentWork {
  readonly avoidableBytes: number;
}

/** The same, to be filled in. */
export type WritableWork = { -readonly [Key in keyof RowWork]: RowWork[Key] };

/** Layers between two looks at the stop rule; a row that is a little too long does no harm. */
const LAYERS_PER_CHECK = 6;
const COLUMN_COUNT = 7;

/** Figures of the segments first … first + k, for k from 0 to `length` − 1. Grows on demand, from where it stopped. */
export class WorkRow {
  readonly #facts: LayerFacts;
  readonly #first: number;
  readonly #sums: RunningSums;
  /** The columns, one after the other. */
  readonly #values: Float64Array;
  readonly #stride: number;
  #length = 0;

  constructor(facts: LayerFacts, first: number) {
    this.#facts = facts;
    this.#first = first;
    this.#sums = new RunningSums(facts, first);
    this.#stride = facts.layerCount - first;
    this.#values = new Float64Array(COLUMN_COUNT * this.#stride);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds longer segments until `stopsAt` holds for all that are left, but not before the segment that ends at `leastLast`. */
  extend(stopsAt: StopRule, leastLast: number): void {
    for (;;) {
      const last = this.#first + this.#length - 1;
      const isAtEnd = last === this.#facts.layerCount - 1;
      if (isAtEnd || (this.#length > 0 && last >= leastLast && stopsAt(this.#leastWork()))) return;
      const end = Math.min(last + LAYERS_PER_CHECK, this.#facts.layerCount - 1);
      for (let layer = last + 1; layer <= end; layer++) {
        this.#sums.addLayer(layer);
        this.#write();
      }
    }
  }

  /** Copies the work of one segment into `work`, which is kept from one to the next to spare the memory. */
  read(index: number, work: WritableWork): void {
    const values = this.#values;
    const stride = this.#stride;
    let at = index;
    work.computeMsAtFullClock = values[at]!;
    work.inBytes = values[(at += stride)]!;
    work.outBytes = values[(at += stride)]!;
    work.instructionBytes = values[(at += stride)]!;
    work.streamedBytes = values[(at += stride)]!;
    work.avoidableBytes = values[(at += stride)]!;
    work.passes = values[at + stride]!;
  }

  #write(): void {
    const values = this.#values;
    const stride = this.#stride;
    const sums = this.#sums;
    const streamedBytes = sums.streamedBytes();
    let at = this.#length++;
    values[at] = sums.computeMs;
    values[(at += stride)] = sums.inBytes;
    values[(at += stride)] = sums.outBytes;
    values[(at += stride)] = sums.instructionBytes();
    values[(at += stride)] = streamedBytes;
    values[(at += stride)] = streamedBytes - sums.unavoidableBytes;
    values[at + stride] = sums.passes();
  }

  /** Rules 1 and 2 of optimal-planner.md: what only grows with the segment. */
  #leastWork(): SegmentWork {
    const sums = this.#sums;
    return {
      inBytes: sums.inBytes,
      outBytes: sums.modelOutputBytes,
      instructionBytes: sums.instructionBytes(),
      computeMsAtFullClock: sums.computeMs,
      streamedBytes: sums.leastStreamedBytes(),
      passes: 1,
    };
  }
}
