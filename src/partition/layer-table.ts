// Stage times of consecutive layers on each kind of device, row by row as a search asks for them. The work behind them
// does not depend on devices and is kept per model, so that strategies, numbers of devices and kinds share it.
import { busMsOf, stageTime } from '../edgetpu/index.ts';
import type { Costs, DeviceSpec, SegmentEstimate } from '../edgetpu/index.ts';
import { rateKeyOf } from './device-kinds.ts';
import { evaluateSegment } from './evaluate.ts';
import { LayerWork } from './layer-work.ts';
import type { PlanRequest } from './types.ts';
import type { RowWork } from './running-sums.ts';
import type { StopRule, WorkRow, WritableWork } from './work-row.ts';

/** Which sets of operators are the layers. */
export type Layering = 'depth' | 'order';

/** A lower bound may be this much above the true value from rounding; a row only stops well clear of it. */
const ROUNDING_MARGIN = 1 + 1e-9;

/** Longest useful stage, ms, by the layer that a segment starts with. */
export type LimitRule = (first: number) => number;

/** Figures of the segments that start at a layer: `row[k]` is of the segment first … first + k. */
export interface DeviceRows {
  /** Stage times, ms. */
  readonly stage: (first: number) => Float64Array;
  /** Time per inference that a segment takes of a shared bus, ms. */
  readonly bus: (first: number) => Float64Array;
}

/** The same figures of one segment, and streamed bytes that a better cut could save. */
export interface SegmentFigures {
  readonly stageMs: number;
  readonly busMs: number;
  readonly avoidableBytes: number;
}

/** Beyond this many layers, a segment alone costs less than the row that it would be in, even where that is read again. */
const LONGEST_ROW_FOR_ONE = 64;

export class LayerTable {
  readonly work: LayerWork;
  readonly #request: PlanRequest;
  readonly #shared: SharedWork;
  readonly #devices: readonly DeviceSpec[];
  readonly #limitMs: LimitRule;
  readonly #facts: FactsByFirst;
  readonly #rows = new Map<string, DeviceRows>();
  #figureCount = 0;

  /**
   * Segments that take longer than the limit on every device of the request may be left out of the rows, at their end.
   * Facts of the request count for the segments that they are about.
   */
  constructor(request: PlanRequest, layering: Layering, limitMs: LimitRule) {
    this.#request = request;
    this.#shared = sharedWorkOf(request, layering);
    this.work = this.#shared.work;
    this.#devices = distinctRates(request.devices);
    this.#limitMs = limitMs;
    this.#facts = factsByFirst(request, this.work);
  }

  get layerCount(): number {
    return this.work.layerCount;
  }

  /** Operators of layers `first` to `last`, ascending. */
  operatorsBetween(first: number, last: number): number[] {
    return this.work.operatorsBetween(first, last);
  }

  /** The rows of a device of the request; shared by devices of equal rates. */
  rowsOf(device: DeviceSpec): DeviceRows {
    const key = rateKeyOf(device);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const rows: DeviceRows = {
      stage: this.#rowMaker(device, {
        ofWork: (work) => stageTime(work, device).stageMs,
        ofEstimate: (estimate) => estimate.stageMs,
      }),
      bus: this.#rowMaker(device, {
        ofWork: (work) => busMsOf(work, device),
        ofEstimate: (estimate) => busMsOf(estimate, device),
      }),
    };
    this.#rows.set(key, rows);
    return rows;
  }

  /** Figures of the one segment of layers `first` to `last`, whatever the limit. */
  segmentAt(first: number, last: number, device: DeviceSpec): SegmentFigures {
    if (this.#facts.get(first)?.includes(last) === true) {
      const estimate = evaluateSegment(this.#request, this.operatorsBetween(first, last), device);
      const { stageMs, avoidableBytes } = estimate;
      return { stageMs, busMs: busMsOf(estimate, device), avoidableBytes };
    }
    const work = this.#workAt(first, last);
    const { avoidableBytes } = work;
    return {
      stageMs: stageTime(work, device).stageMs,
      busMs: busMsOf(work, device),
      avoidableBytes,
    };
  }

  #workAt(first: number, last: number): RowWork {
    const isInRow = (this.#shared.rows.get(first)?.length ?? 0) > last - first;
    if (!isInRow && last - first > LONGEST_ROW_FOR_ONE) return this.work.segment(first, last);
    const row = extended(this.#shared, first, { stopsAt: () => true, leastLast: last });
    const work = emptyWork();
    row.read(last - first, work);
    return work;
  }

  /** A function that makes rows of one figure and keeps them. */
  #rowMaker(device: DeviceSpec, figure: Figure): (first: number) => Float64Array {
    const rows: (Float64Array | undefined)[] = [];
    return (first) => {
      const known = rows[first];
      if (known !== undefined) return known;
      const row = figureRow(this.#workRow(first), figure);
      for (const last of this.#facts.get(first) ?? []) {
        const operators = this.operatorsBetween(first, last);
        row[last - first] = figure.ofEstimate(evaluateSegment(this.#request, operators, device));
      }
      this.#figureCount += row.length;
      // A model of thousands of layers is computed anew rather than kept.
      if (this.#figureCount <= MAX_KEPT_FIGURES) rows[first] = row;
      return row;
    };
  }

  #workRow(first: number): WorkRow {
    const limitMs = this.#limitMs(first) * ROUNDING_MARGIN;
    return extended(this.#shared, first, {
      stopsAt: (least) =>
        this.#devices.every((device) => stageTime(least, device).stageMs > limitMs),
      // A measured segment may be faster than any estimate allows: never stop before it.
      leastLast: Math.max(first, ...(this.#facts.get(first) ?? [])),
    });
  }
}

interface Figure {
  readonly ofWork: (work: RowWork) => number;
  readonly ofEstimate: (estimate: SegmentEstimate) => number;
}

function emptyWork(): WritableWork {
  return {
    inBytes: 0,
    outBytes: 0,
    instructionBytes: 0,
    computeMsAtFullClock: 0,
    streamedBytes: 0,
    avoidableBytes: 0,
    passes: 1,
  };
}

function figureRow(row: WorkRow, { ofWork }: Figure): Float64Array {
  const figures = new Float64Array(row.length);
  const work = emptyWork();
  for (let index = 0; index < figures.length; index++) {
    row.read(index, work);
    figures[index] = ofWork(work);
  }
  return figures;
}

function distinctRates(devices: readonly DeviceSpec[]): readonly DeviceSpec[] {
  return [...new Map(devices.map((device) => [rateKeyOf(device), device])).values()];
}

/** Last layers of the segments that a fact is about, by first layer. */
type FactsByFirst = ReadonlyMap<number, readonly number[]>;

function factsByFirst(request: PlanRequest, work: LayerWork): FactsByFirst {
  const lasts = new Map<number, number[]>();
  for (const { operators } of request.facts ?? []) {
    const range = work.rangeOf(operators);
    if (range === null) continue;
    const known = lasts.get(range.first) ?? [];
    lasts.set(range.first, [...known, range.last]);
  }
  return lasts;
}

/** Rows of work, kept as long as the costs of the model are: one entry a model and layering. */
interface SharedWork {
  readonly work: LayerWork;
  readonly rows: Map<number, WorkRow>;
  keptCount: number;
}

/** Segments whose work (7 numbers) and single figures are kept; both bound memory to some 60 MB a model. */
const MAX_KEPT_SEGMENTS = 1_000_000;
const MAX_KEPT_FIGURES = 8_000_000;

/** The row of a first layer, with at least the segments up to `leastLast` and those before the stop rule holds. */
function extended(
  shared: SharedWork,
  first: number,
  until: { readonly stopsAt: StopRule; readonly leastLast: number },
): WorkRow {
  const row = shared.rows.get(first) ?? shared.work.row(first);
  const before = shared.rows.has(first) ? row.length : 0;
  row.extend(until.stopsAt, until.leastLast);
  shared.keptCount += row.length - before;
  if (shared.keptCount > MAX_KEPT_SEGMENTS) {
    shared.rows.clear();
    shared.keptCount = row.length;
  }
  shared.rows.set(first, row);
  return row;
}

const sharedWork: Readonly<Record<Layering, WeakMap<Costs, SharedWork>>> = {
  depth: new WeakMap(),
  order: new WeakMap(),
};

function sharedWorkOf({ graph, costs }: PlanRequest, layering: Layering): SharedWork {
  const known = sharedWork[layering].get(costs);
  if (known?.work.isOf(graph) === true) return known;
  const layers =
    layering === 'depth' ? graph.operatorsAtDepth : graph.order.map((operator) => [operator]);
  const made: SharedWork = {
    work: new LayerWork(graph, costs, layers),
    rows: new Map(),
    keptCount: 0,
  };
  sharedWork[layering].set(costs, made);
  return made;
}
