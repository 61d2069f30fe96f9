import type { Costs } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import { layerFactsOf } from './layer-facts.ts';
import type { LayerFacts } from './layer-facts.ts';
import { RunningSums } from './running-sums.ts';
import type { RowWork } from './running-sums.ts';
import { WorkRow } from './work-row.ts';

/** Everything about the layers that does not depend on where a segment starts. */
export class LayerWork {
  readonly facts: LayerFacts;
  readonly #graph: Graph;
  readonly #layers: readonly (readonly number[])[];

  constructor(graph: Graph, costs: Costs, layers: readonly (readonly number[])[]) {
    this.#graph = graph;
    this.#layers = layers;
    this.facts = layerFactsOf(graph, costs, layers);
  }

  get layerCount(): number {
    return this.#layers.length;
  }

  isOf(graph: Graph): boolean {
    return this.#graph === graph;
  }

  /** Operators of layers `first` to `last`, ascending. */
  operatorsBetween(first: number, last: number): number[] {
    return this.#layers
      .slice(first, last + 1)
      .flat()
      .sort((a, b) => a - b);
  }

  /** First and last layer of a set of operators that is all operators between the two; null for any other set. */
  rangeOf(operators: readonly number[]): { readonly first: number; readonly last: number } | null {
    let first = this.layerCount;
    let last = -1;
    for (const operator of operators) {
      const layer = this.facts.layerOf[operator];
      if (layer === undefined) return null;
      first = Math.min(first, layer);
      last = Math.max(last, layer);
    }
    const inRange = this.operatorsBetween(first, last);
    const isSame =
      inRange.length === operators.length && inRange.every((op, at) => op === operators[at]);
    return last >= 0 && isSame ? { first, last } : null;
  }

  /** Work of the one segment of layers `first` to `last`. */
  segment(first: number, last: number): RowWork {
    const sums = new RunningSums(this.facts, first);
    for (let layer = first; layer <= last; layer++) sums.addLayer(layer);
    return sums.work();
  }

  /** The row of a first layer, empty as yet. */
  row(first: number): WorkRow {
    return new WorkRow(this.facts, first);
  }
}
