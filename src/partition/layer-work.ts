// What segments of consecutive layers cost, for a fixed first layer and a growing last one: running sums and maxima
// instead of a fresh estimate per segment. Equal to `estimateSegment` bit for bit: bytes and counts are whole numbers,
// and compute times add without error (operatorComputeMs).
//
// A layer is a set of operators that only later layers read from: all operators of one depth, or one operator of the
// execution order.
import { cachingOrder, operatorComputeMs } from '../edgetpu/index.ts';
import type { Costs, SegmentWork } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import { RunningSums } from './running-sums.ts';

/** Figures of the segments first … first + k, at index k. May end before the last layer, see `stopsAt`. */
export interface WorkRow {
  readonly length: number;
  readonly computeMsAtFullClock: Float64Array;
  readonly inBytes: Float64Array;
  readonly outBytes: Float64Array;
  readonly instructionBytes: Float64Array;
  readonly streamedBytes: Float64Array;
  readonly avoidableBytes: Float64Array;
  readonly passes: Float64Array;
  /** What every longer segment costs at least; null where the row reaches the last layer. */
  readonly beyond: SegmentWork | null;
}

/** Tells from what every longer segment costs at least whether they are of no use. */
export type StopRule = (leastWork: SegmentWork) => boolean;

/** Everything about the layers that does not depend on where a segment starts. */
export class LayerWork {
  readonly layerCount: number;
  readonly #graph: Graph;
  readonly #costs: Costs;
  readonly #layers: readonly (readonly number[])[];
  readonly #layerOf: Int32Array;
  /** By activation: layer of its maker (−1: input of the model) and of its last reader (−1: none). */
  readonly #madeAt: Int32Array;
  readonly #lastReadAt: Int32Array;
  /** Activations that no layer after this one reads, outputs of the model left out. */
  readonly #doneAfter: readonly (readonly number[])[];
  readonly #computeMs: Float64Array;
  /** Place in the caching order of the whole model, −1 where a chip keeps nothing of it; and the reverse. */
  readonly #rankOf: Int32Array;
  readonly #operatorAtRank: readonly number[];

  constructor(graph: Graph, costs: Costs, layers: readonly (readonly number[])[]) {
    this.layerCount = layers.length;
    this.#graph = graph;
    this.#costs = costs;
    this.#layers = layers;
    const layerOf = new Int32Array(graph.operatorCount);
    this.#layerOf = layerOf;
    layers.forEach((operators, layer) => operators.forEach((op) => (layerOf[op] = layer)));
    this.#madeAt = Int32Array.from(graph.activations, ({ producer }) =>
      producer < 0 ? -1 : (layerOf[producer] ?? 0),
    );
    this.#lastReadAt = Int32Array.from(graph.activations, ({ consumers }) =>
      consumers.reduce((last, reader) => Math.max(last, layerOf[reader] ?? 0), -1),
    );
    const doneAfter = layers.map((): number[] => []);
    graph.activations.forEach(({ id, producer, isModelOutput }) => {
      if (producer >= 0 && !isModelOutput) doneAfter[this.#lastReadAt[id] ?? -1]?.push(id);
    });
    this.#doneAfter = doneAfter;
    this.#computeMs = Float64Array.from(costs.operators, operatorComputeMs);
    this.#operatorAtRank = cachingOrder(costs.operators, layers.flat());
    this.#rankOf = new Int32Array(graph.operatorCount).fill(-1);
    this.#operatorAtRank.forEach((operator, rank) => (this.#rankOf[operator] = rank));
  }

  /** Operators of layers `first` to `last`, ascending. */
  operatorsBetween(first: number, last: number): number[] {
    return this.#layers
      .slice(first, last + 1)
      .flat()
      .sort((a, b) => a - b);
  }

  isOf(graph: Graph): boolean {
    return this.#graph === graph;
  }

  /** First and last layer of a set of operators that is all operators between the two; null for any other set. */
  rangeOf(operators: readonly number[]): { readonly first: number; readonly last: number } | null {
    let first = this.layerCount;
    let last = -1;
    for (const operator of operators) {
      const layer = this.#layerOf[operator];
      if (layer === undefined) return null;
      first = Math.min(first, layer);
      last = Math.max(last, layer);
    }
    const inRange = this.operatorsBetween(first, last);
    const isSame =
      inRange.length === operators.length && inRange.every((op, at) => op === operators[at]);
    return last >= 0 && isSame ? { first, last } : null;
  }

  /** The row of a first layer. It ends before the first segment for which, and for all longer ones, `stopsAt` holds. */
  row(first: number, stopsAt: StopRule): WorkRow {
    const writer = new RowWriter(this.layerCount - first);
    const sums = new RunningSums(this.#costs, this.#rankOf, this.#operatorAtRank, this.#computeMs);
    const isReadIn = new Uint8Array(this.#graph.activations.length);
    for (let layer = first; layer < this.layerCount; layer++) {
      for (const operator of this.#layers[layer] ?? []) {
        sums.addOperator(operator);
        this.#addTensors(sums, { operator, first, layer }, isReadIn);
      }
      for (const id of this.#doneAfter[layer] ?? []) {
        if ((this.#madeAt[id] ?? -1) >= first) sums.outBytes -= this.#bytesOf(id);
      }
      if (stopsAt(sums.leastWork())) return writer.finish(sums.leastWork());
      writer.write(sums);
    }
    return writer.finish(null);
  }

  #addTensors(
    sums: RunningSums,
    { operator, first, layer }: { operator: number; first: number; layer: number },
    isReadIn: Uint8Array,
  ): void {
    for (const id of this.#graph.inputsOf[operator] ?? []) {
      const bytes = this.#bytesOf(id);
      if (bytes > sums.largestActivationBytes) sums.largestActivationBytes = bytes;
      if ((this.#madeAt[id] ?? -1) >= first || isReadIn[id] === 1) continue;
      isReadIn[id] = 1;
      sums.inBytes += bytes;
    }
    for (const id of this.#graph.outputsOf[operator] ?? []) {
      const bytes = this.#bytesOf(id);
      if (bytes > sums.largestActivationBytes) sums.largestActivationBytes = bytes;
      const isModelOutput = this.#graph.activations[id]?.isModelOutput === true;
      if (isModelOutput) sums.modelOutputBytes += bytes;
      // Comes back off when its last reader joins the segment.
      if (isModelOutput || (this.#lastReadAt[id] ?? -1) > layer) sums.outBytes += bytes;
    }
  }

  #bytesOf(id: number): number {
    return this.#graph.activations[id]?.bytes ?? 0;
  }
}

class RowWriter {
  #length = 0;
  readonly #computeMs: Float64Array;
  readonly #inBytes: Float64Array;
  readonly #outBytes: Float64Array;
  readonly #instructionBytes: Float64Array;
  readonly #streamedBytes: Float64Array;
  readonly #avoidableBytes: Float64Array;
  readonly #passes: Float64Array;

  constructor(mostLayers: number) {
    this.#computeMs = new Float64Array(mostLayers);
    this.#inBytes = new Float64Array(mostLayers);
    this.#outBytes = new Float64Array(mostLayers);
    this.#instructionBytes = new Float64Array(mostLayers);
    this.#streamedBytes = new Float64Array(mostLayers);
    this.#avoidableBytes = new Float64Array(mostLayers);
    this.#passes = new Float64Array(mostLayers);
  }

  write(sums: RunningSums): void {
    const at = this.#length++;
    const streamedBytes = sums.streamedBytes();
    this.#computeMs[at] = sums.computeMs;
    this.#inBytes[at] = sums.inBytes;
    this.#outBytes[at] = sums.outBytes;
    this.#instructionBytes[at] = sums.instructionBytes();
    this.#streamedBytes[at] = streamedBytes;
    this.#avoidableBytes[at] = streamedBytes - sums.unavoidableBytes();
    this.#passes[at] = sums.passes();
  }

  finish(beyond: SegmentWork | null): WorkRow {
    const length = this.#length;
    return {
      length,
      computeMsAtFullClock: this.#computeMs.subarray(0, length),
      inBytes: this.#inBytes.subarray(0, length),
      outBytes: this.#outBytes.subarray(0, length),
      instructionBytes: this.#instructionBytes.subarray(0, length),
      streamedBytes: this.#streamedBytes.subarray(0, length),
      avoidableBytes: this.#avoidableBytes.subarray(0, length),
      passes: this.#passes.subarray(0, length),
      beyond,
    };
  }
}
