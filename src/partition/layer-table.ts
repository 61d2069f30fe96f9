// Stage times of consecutive layers on each kind of device, row by row as a search asks for them. The work behind them
// does not depend on devices and is kept per model, so that strategies, numbers of devices and kinds share it.
import { stageTime } from '../edgetpu/index.ts';
import type { Costs, DeviceSpec, SegmentEstimate, SegmentWork } from '../edgetpu/index.ts';
import { busMsOf } from '../edgetpu/index.ts';
import { rateKeyOf } from './device-kinds.ts';
import { evaluateSegment } from './evaluate.ts';
import { LayerWork } from './layer-work.ts';
import type { WorkRow } from './layer-work.ts';
import type { PlanRequest } from './types.ts';

/** Which sets of operators are the layers. */
export type Layering = 'depth' | 'order';

/** A lower bound may be this much above the true value from rounding; a row only stops well clear of it. */
const ROUNDING_MARGIN = 1 + 1e-9;

/** Figures of segments by first layer; `row[k]` is of the segment first … first + k. */
export class LayerTable {
  readonly layerCount: number;
  readonly #request: PlanRequest;
  readonly #shared: SharedWork;
  readonly #devices: readonly DeviceSpec[];
  readonly #limitMs: number;
  readonly #facts: FactsByFirst;
  readonly #rows = new Map<string, Float64Array>();

  /**
   * Segments that take longer than `limitMs` on every one of `devices` may be left out of the rows, at their end.
   * Facts of the request count for the segments that they are about.
   */
  constructor(
    request: PlanRequest,
    layering: Layering,
    devices: readonly DeviceSpec[],
    limitMs: number,
  ) {
    this.#request = request;
    this.#shared = sharedWorkOf(request, layering);
    this.#devices = distinctRates(devices);
    this.#limitMs = limitMs * ROUNDING_MARGIN;
    this.#facts = factsByFirst(request, this.#shared.work);
    this.layerCount = this.#shared.work.layerCount;
  }

  /** Operators of layers `first` to `last`, ascending. */
  operatorsBetween(first: number, last: number): number[] {
    return this.#shared.work.operatorsBetween(first, last);
  }

  /** Stage times on a device, ms. */
  stageRow(first: number, device: DeviceSpec): Float64Array {
    return this.#row('stage', first, device, {
      ofWork: (work) => stageTime(work, device).stageMs,
      ofEstimate: (estimate) => estimate.stageMs,
    });
  }

  /** Time per inference that a segment takes of a shared bus, ms. */
  busRow(first: number, device: DeviceSpec): Float64Array {
    return this.#row('bus', first, device, {
      ofWork: (work) => busMsOf(work, device),
      ofEstimate: (estimate) => busMsOf(estimate, device),
    });
  }

  /** Streamed bytes that a better cut could save. */
  avoidableRow(first: number, device: DeviceSpec): Float64Array {
    const avoidableBytes = this.#workRow(first).avoidableBytes;
    return this.#row('avoidable', first, device, {
      ofWork: (_work, index) => avoidableBytes[index] ?? 0,
      ofEstimate: (estimate) => estimate.avoidableBytes,
    });
  }

  #row(
    figure: string,
    first: number,
    device: DeviceSpec,
    pick: {
      readonly ofWork: (work: SegmentWork, index: number) => number;
      readonly ofEstimate: (estimate: SegmentEstimate) => number;
    },
  ): Float64Array {
    const key = `${figure}/${first}/${rateKeyOf(device)}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const work = this.#workRow(first);
    const row = new Float64Array(work.length);
    for (let index = 0; index < row.length; index++)
      row[index] = pick.ofWork(workAt(work, index), index);
    for (const last of this.#facts.get(first) ?? []) {
      const operators = this.operatorsBetween(first, last);
      row[last - first] = pick.ofEstimate(evaluateSegment(this.#request, operators, device));
    }
    this.#rows.set(key, row);
    return row;
  }

  #workRow(first: number): WorkRow {
    const known = this.#shared.rows[first];
    const isHopeless = (least: SegmentWork): boolean =>
      this.#devices.every((device) => stageTime(least, device).stageMs > this.#limitMs);
    // A measured segment may be faster than any estimate allows: never stop before it.
    const lastFact = Math.max(-1, ...(this.#facts.get(first) ?? []));
    const isEnough =
      known !== undefined &&
      (known.beyond === null || (isHopeless(known.beyond) && first + known.length > lastFact));
    if (isEnough) return known;
    let layer = first - 1;
    const row = this.#shared.work.row(first, (least) => ++layer > lastFact && isHopeless(least));
    this.#shared.rows[first] = row;
    return row;
  }
}

function workAt(row: WorkRow, index: number): SegmentWork {
  return {
    inBytes: row.inBytes[index] ?? 0,
    outBytes: row.outBytes[index] ?? 0,
    instructionBytes: row.instructionBytes[index] ?? 0,
    computeMsAtFullClock: row.computeMsAtFullClock[index] ?? 0,
    streamedBytes: row.streamedBytes[index] ?? 0,
    passes: row.passes[index] ?? 1,
  };
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
  if (known !== undefined && known.work.isOf(graph)) return known;
  const layers =
    layering === 'depth' ? graph.operatorsAtDepth : graph.order.map((operator) => [operator]);
  const made: SharedWork = { work: new LayerWork(graph, costs, layers), rows: [] };
  sharedWork[layering].set(costs, made);
  return made;
}
