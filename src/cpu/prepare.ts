// What the interpreter can be given of a model. Two things stand between a sound model and the interpreter: operators
// that it lacks, which are left out together with all that depends on them, and 64-bit outputs, which it cannot hand
// over and which get a CAST to 32 bits appended. Whole model and segments go through here alike, so they stay comparable.

import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { boundaryOf, buildGraph } from '../graph/index.ts';
import type { Graph } from '../graph/index.ts';
import { hasOutsideWeights, readModel, writeModel, writeSegment } from '../tflite/index.ts';
import type { Model, Subgraph } from '../tflite/index.ts';
import { checkInterpreterRuns, listUnsupportedOperators } from './support.ts';

export interface PreparedModel {
  /** A model that the interpreter has all operators of; null when nothing of it can be run. */
  readonly bytes: Uint8Array | null;
  /** Operators that are left out: unsupported ones, and those that depend on them. */
  readonly leftOut: LeftOut;
  /** Outputs that are compared as 32-bit integers. */
  readonly castOutputs: readonly string[];
}

export interface LeftOut {
  readonly operatorCount: number;
  /** Names of the unsupported ones, each once. */
  readonly unsupported: readonly string[];
}

const NOTHING: LeftOut = { operatorCount: 0, unsupported: [] };

/**
 * Makes a model runnable on the interpreter. `isMissing` tells which inputs there will be none of, because an earlier
 * segment left their maker out. Fails as `readModel`, `buildGraph` and the writer do.
 */
export function prepareForInterpreter(
  bytes: Uint8Array,
  isMissing: (inputName: string) => boolean = () => false,
): Result<PreparedModel> {
  const model = readModel(bytes);
  if (!model.ok) return model;
  const [subgraph] = model.value.subgraphs;
  const unsupported = listUnsupportedOperators(model.value);
  const missing = new Set(
    (subgraph?.inputs ?? []).filter((index) => isMissing(subgraph?.tensors[index]?.name ?? '')),
  );
  if (subgraph === undefined || model.value.subgraphs.length > 1) {
    const refusal = checkInterpreterRuns(model.value);
    return refusal ? fail(refusal) : prepareWhole(model.value, subgraph);
  }
  if (unsupported.length === 0 && missing.size === 0) return prepareWhole(model.value, subgraph);
  const graph = buildGraph(subgraph);
  if (!graph.ok) return graph;
  const starved = subgraph.operators.filter(({ inputs }) => inputs.some((id) => missing.has(id)));
  const isRunnable = markRunnable(graph.value, [...unsupported, ...starved]);
  const operators = isRunnable.flatMap((runs, operator) => (runs ? [operator] : []));
  const leftOut = {
    operatorCount: isRunnable.length - operators.length,
    unsupported: [...new Set(unsupported.map(({ name }) => name))],
  };
  if (operators.length === 0) return ok({ bytes: null, leftOut, castOutputs: [] });
  return preparePart(model.value, graph.value, { operators, leftOut });
}

function prepareWhole(model: Model, subgraph: Subgraph | undefined): Result<PreparedModel> {
  const castOutputs = namesOfInt64(subgraph, subgraph?.outputs ?? []);
  // Weights behind the flatbuffer are something else that the interpreter lacks; the writer puts them inside.
  if (castOutputs.length === 0 && !hasOutsideWeights(model)) {
    return ok({ bytes: model.bytes, leftOut: NOTHING, castOutputs });
  }
  const written = writeModel(model, { castInt64Outputs: true });
  return written.ok ? ok({ bytes: written.value, leftOut: NOTHING, castOutputs }) : written;
}

function preparePart(
  model: Model,
  graph: Graph,
  part: { readonly operators: readonly number[]; readonly leftOut: LeftOut },
): Result<PreparedModel> {
  const boundary = boundaryOf(graph, part.operators);
  const tensorsOf = (ids: readonly number[]): readonly number[] =>
    ids.map((id) => graph.activations[id]?.tensorIndex ?? -1);
  const outputs = tensorsOf(boundary.outputs);
  const written = writeSegment(
    model,
    { operators: part.operators, inputs: tensorsOf(boundary.inputs), outputs },
    { castInt64Outputs: true },
  );
  if (!written.ok) return written;
  const castOutputs = namesOfInt64(model.subgraphs[0], outputs);
  return ok({ bytes: written.value, leftOut: part.leftOut, castOutputs });
}

/** Per operator: true where neither it nor anything that it depends on is unsupported. */
function markRunnable(graph: Graph, unsupported: readonly { index: number }[]): boolean[] {
  const isRunnable = new Array<boolean>(graph.operatorCount).fill(true);
  for (const { index } of unsupported) isRunnable[index] = false;
  for (const operator of graph.order) {
    const inherits = graph.predecessors[operator]?.some((earlier) => isRunnable[earlier] !== true);
    if (inherits === true) isRunnable[operator] = false;
  }
  return isRunnable;
}

function namesOfInt64(subgraph: Subgraph | undefined, tensors: readonly number[]): string[] {
  return tensors.flatMap((index) => {
    const tensor = subgraph?.tensors[index];
    return tensor?.type === 'INT64' ? [tensor.name] : [];
  });
}
