// A model with all that planning needs of it, from a file's bytes or a sample's name; for everybody's tests.

import { unwrap } from '../../base/index.ts';
import { buildGraph } from '../../graph/index.ts';
import type { Graph } from '../../graph/index.ts';
import { loadSampleBytes } from '../../samples/testing/load-sample.ts';
import { readModel } from '../../tflite/index.ts';
import type { Subgraph } from '../../tflite/index.ts';
import { operatorCosts } from '../operator-costs.ts';
import type { CostOptions } from '../operator-costs.ts';
import type { Costs } from '../types.ts';

export interface PlannedModel {
  readonly subgraph: Subgraph;
  readonly graph: Graph;
  readonly costs: Costs;
}

/** Reads a model, which must be one that can be planned, and works out its graph and costs. */
export function planModel(bytes: Uint8Array, options: CostOptions = {}): PlannedModel {
  const [subgraph] = unwrap(readModel(bytes)).subgraphs;
  if (subgraph === undefined) throw new Error('The model has no subgraph.');
  const graph = unwrap(buildGraph(subgraph));
  return { subgraph, graph, costs: operatorCosts(subgraph, graph, options) };
}

/** The same of a sample model, by name ("resnet50"). */
export async function planSample(name: string, options: CostOptions = {}): Promise<PlannedModel> {
  return planModel(await loadSampleBytes(name), options);
}

/** All operators, ascending: the whole model as one segment. */
export function allOperators(graph: Graph): number[] {
  return Array.from({ length: graph.operatorCount }, (_, operator) => operator);
}
