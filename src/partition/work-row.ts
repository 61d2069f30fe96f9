// What segments of consecutive layers cost, for a fixed first layer and a growing last one: running sums and maxima
// instead of a fresh estimate per segment. Equal to `estimateSegment` bit for bit: bytes and counts are whole numbers,
// and compute times add without error (operatorComputeMs).
import type { SegmentWork } from '../edgetpu/index.ts';
import { GrowingFloats } from './lattice/csr.ts';
import type { LayerFacts } from './layer-facts.ts';
import { RunningSums } from './running-sums.ts';
import type { RowWork } from './running-sums.ts';

/** Tells from what every longer segment costs at least whether all of them are of no use. */
export type StopRule = (leastWork: SegmentWork) => boolean;

/** Work of one segment, to be filled in. */
export type WritableWork = { -readonly [Key in keyof RowWork]: RowWork[Key] };

/** Layers between two looks at the stop rule; a row that is a little too long does no harm. */
const LAYERS_PER_CHECK = 6;
const COLUMN_COUNT = 7;
const INITIAL_SEGMENTS = 32;

/** Figures of the segments first … first + k, for k from 0 to `length` − 1. Grows on demand, from where it stopped. */
export class WorkRow {
  readonly #facts: LayerFacts;
  readonly #first: number;
  readonly #sums: RunningSums;
  /** The figures of one segment after those of the one before. */
  readonly #values: GrowingFloats;

  constructor(facts: LayerFacts, first: number) {
    this.#facts = facts;
    this.#first = first;
    this.#sums = new RunningSums(facts, first);
    this.#values = new GrowingFloats(COLUMN_COUNT * INITIAL_SEGMENTS);
  }

  get length(): number {
    return this.#values.length / COLUMN_COUNT;
  }

  /** Adds longer segments until `stopsAt` holds for all that are left, but not before the segment that ends at `leastLast`. */
  extend(stopsAt: StopRule, leastLast: number): void {
    for (;;) {
      const last = this.#first + this.length - 1;
      const isAtEnd = last === this.#facts.layerCount - 1;
      if (isAtEnd || (this.length > 0 && last >= leastLast && stopsAt(this.#sums.leastWork())))
        return;
      const end = Math.min(last + LAYERS_PER_CHECK, this.#facts.layerCount - 1);
      for (let layer = last + 1; layer <= end; layer++) {
        this.#sums.addLayer(layer);
        this.#write();
      }
    }
  }

  /** Copies the work of one segment into `work`, which is kept from one to the next to spare the memory. */
  read(index: number, work: WritableWork): void {
    const values = this.#values.array;
    const at = index * COLUMN_COUNT;
    work.computeMsAtFullClock = values[at]!;
    work.inBytes = values[at + 1]!;
    work.outBytes = values[at + 2]!;
    work.instructionBytes = values[at + 3]!;
    work.streamedBytes = values[at + 4]!;
    work.avoidableBytes = values[at + 5]!;
    work.passes = values[at + 6]!;
  }

  #write(): void {
    const work = this.#sums.work();
    this.#values.reserve(COLUMN_COUNT);
    const { array: values, length: at } = this.#values;
    values[at] = work.computeMsAtFullClock;
    values[at + 1] = work.inBytes;
    values[at + 2] = work.outBytes;
    values[at + 3] = work.instructionBytes;
    values[at + 4] = work.streamedBytes;
    values[at + 5] = work.avoidableBytes;
    values[at + 6] = work.passes;
    this.#values.length = at + COLUMN_COUNT;
  }
}
