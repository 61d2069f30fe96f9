// Stage times of consecutive layers on each kind of device, row by row as a search asks for them. The work behind them
// does not depend on devices and is kept per model, so that strategies, numbers of devices and kinds share it.
import { busMsOf, stageTime } from '../edgetpu/index.ts';
import type { Costs, DeviceSpec, SegmentEstimate } from '../edgetpu/index.ts';
import { rateKeyOf } from './device-kinds.ts';
import { evaluateSegment } from './evaluate.ts';
import { LayerWork } from './layer-work.ts';
import type { PlanRequest } from './types.ts';
import type { RowWork, WorkRow, WritableWork } from './work-row.ts';

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

export class LayerTable {
  readonly work: LayerWork;
  readonly #request: PlanRequest;
  readonly #workRows: (WorkRow | undefined)[];
  readonly #devices: readonly DeviceSpec[];
  readonly #limitMs: LimitRule;
  readonly #facts: FactsByFirst;
  readonly #rows = new Map<string, DeviceRows>();

  /**
   * Segments that take longer than the limit on every device of the request may be left out of the rows, at their end.
   * Facts of the request count for the segments that they are about.
   */
  constructor(request: PlanRequest, layering: Layering, limitMs: LimitRule) {
    this.#request = request;
    const shared = sharedWorkOf(request, layering);
    this.work = shared.work;
    this.#workRows = shared.rows;
    this.#devices = distinctRates(request.devices);
    this.#limitMs = limitMs;
    this.#facts = factsByFirst(request, shared.work);
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
    const row = (this.#workRows[first] ??= this.work.row(first));
    row.extend(() => true, last);
    const work = emptyWork();
    row.read(last - first, work);
    return {
      stageMs: stageTime(work, device).stageMs,
      busMs: busMsOf(work, device),
      avoidableBytes: work.avoidableBytes,
    };
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
      rows[first] = row;
      return row;
    };
  }

  #workRow(first: number): WorkRow {
    const row = (this.#workRows[first] ??= this.work.row(first));
    const limitMs = this.#limitMs(first) * ROUNDING_MARGIN;
    // A measured segment may be faster than any estimate allows: never stop before it.
    const lastFact = Math.max(first, ...(this.#facts.get(first) ?? []));
    row.extend(
      (least) => this.#devices.every((device) => stageTime(least, device).stageMs > limitMs),
      lastFact,
    );
    return row;
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
  readonly rows: (WorkRow | undefined)[];
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
  const made: SharedWork = { work: new LayerWork(graph, costs, layers), rows: [] };
  sharedWork[layering].set(costs, made);
  return made;
}
