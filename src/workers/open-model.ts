// From bytes to what the page shows and plans with. Pure.
import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { operatorCosts, segmentMemory } from '../edgetpu/index.ts';
import type { Costs } from '../edgetpu/index.ts';
import { boundaryOf, buildGraph } from '../graph/index.ts';
import type { Graph } from '../graph/index.ts';
import { collectModelFacts, listOperatorRows, profileDepths } from '../report/index.ts';
import { checkCuttable, readModel } from '../tflite/index.ts';
import type { Model } from '../tflite/index.ts';
import type { ModelSummary } from './planner-api.ts';

/** A model as the worker holds it. */
export interface OpenedModel {
  readonly model: Model;
  readonly graph: Graph;
  readonly costs: Costs;
  readonly summary: ModelSummary;
}

/** Where a model's bytes came from, as it is shown. */
export type ModelOrigin = Pick<
  ModelSummary,
  'name' | 'sampleName' | 'fileName' | 'sha256' | 'hasGeneratedWeights'
>;

/** Reads a model. One that cannot be cut is shown all the same, with the reason; only an unsound file fails. */
export function openModel(bytes: Uint8Array, origin: ModelOrigin): Result<OpenedModel> {
  const read = readModel(bytes);
  if (!read.ok) return read;
  const model = read.value;
  const cuttable = checkCuttable(model);
  const [subgraph] = model.subgraphs;
  if (subgraph === undefined) {
    return cuttable.ok
      ? fail({ code: 'tflite/no-operators', message: 'This model has no graph.' })
      : cuttable;
  }
  const graph = buildGraph(subgraph);
  // A graph that cannot be ordered is the better reason only where the model is otherwise fit to be cut.
  if (!graph.ok) return cuttable.ok ? graph : cuttable;
  const costs = operatorCosts(subgraph, graph.value);
  const all = subgraph.operators.map((operator) => operator.index);
  const whole = segmentMemory(costs, all, boundaryOf(graph.value, all));
  const summary: ModelSummary = {
    ...origin,
    facts: collectModelFacts(bytes.length, graph.value, costs, whole),
    profile: profileDepths(graph.value, costs),
    operators: listOperatorRows(model, graph.value, costs),
    graph: graph.value,
    graphName: subgraph.name,
    costs,
    compiled: null,
    obstacle: cuttable.ok ? null : cuttable.failure,
  };
  return ok({ model, graph: graph.value, costs, summary });
}
