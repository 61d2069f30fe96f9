import { catchFailure, FailureError } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import type { Subgraph, Tensor } from '../tflite/index.ts';
import { buildGraphFrom } from './build-graph-from.ts';
import type { ActivationSpec, GraphSpec } from './graph-spec.ts';
import type { Graph } from './types.ts';

/**
 * Builds the graph of a subgraph: every tensor that operators pass on becomes an activation, ids ascending with the
 * tensor index; constants, absent optional inputs and operators' own state are left out. Fails as `buildGraphFrom`
 * does, or with `graph/constant-written`.
 */
export function buildGraph(subgraph: Subgraph): Result<Graph> {
  const spec = catchFailure(() => specOf(subgraph));
  return spec.ok ? buildGraphFrom(spec.value) : spec;
}

function specOf(subgraph: Subgraph): GraphSpec {
  const isFlowing = flowingTensors(subgraph);
  const idOf = new Map<number, number>();
  const activations: ActivationSpec[] = [];
  subgraph.tensors.forEach((tensor, tensorIndex) => {
    if (isFlowing[tensorIndex] !== 1) return;
    idOf.set(tensorIndex, activations.length);
    activations.push({ bytes: tensor.byteLength, name: tensor.name, tensorIndex });
  });
  const idsOf = (tensorIndices: readonly number[]): number[] =>
    tensorIndices.flatMap((tensorIndex) => idOf.get(tensorIndex) ?? []);
  return {
    activations,
    operators: subgraph.operators.map((op) => ({
      inputs: idsOf(op.inputs),
      outputs: idsOf(op.outputs),
    })),
    inputs: idsOf(subgraph.inputs),
    outputs: idsOf(subgraph.outputs),
  };
}

/** Marks the tensors that are passed between operators or in and out of the model. */
function flowingTensors(subgraph: Subgraph): Uint8Array {
  const isFlowing = new Uint8Array(subgraph.tensors.length);
  const mark = (tensorIndex: number): void => {
    if (tensorIndex < 0) return;
    const tensor = subgraph.tensors[tensorIndex];
    if (tensor === undefined) throw unknownTensor(tensorIndex, subgraph.tensors.length);
    if (tensor.data === null) isFlowing[tensorIndex] = 1;
  };
  for (const tensorIndex of subgraph.inputs) mark(tensorIndex);
  for (const tensorIndex of subgraph.outputs) mark(tensorIndex);
  for (const op of subgraph.operators) {
    for (const tensorIndex of op.inputs) mark(tensorIndex);
    for (const tensorIndex of op.outputs) {
      mark(tensorIndex);
      if (tensorIndex >= 0 && isFlowing[tensorIndex] !== 1)
        throw constantWritten(op.index, subgraph.tensors[tensorIndex]);
    }
  }
  unmarkSourceless(subgraph, isFlowing);
  return isFlowing;
}

/** State that an operator keeps to itself and empty optional operands flow nowhere, though no buffer holds them. */
function unmarkSourceless(subgraph: Subgraph, isFlowing: Uint8Array): void {
  const hasSource = new Uint8Array(subgraph.tensors.length);
  for (const tensorIndex of subgraph.inputs) if (tensorIndex >= 0) hasSource[tensorIndex] = 1;
  for (const op of subgraph.operators) {
    for (const tensorIndex of op.outputs) if (tensorIndex >= 0) hasSource[tensorIndex] = 1;
  }
  subgraph.tensors.forEach((tensor, tensorIndex) => {
    const isEmpty = tensor.byteLength === 0 && !tensor.isDynamic && tensor.shape.includes(0);
    if (hasSource[tensorIndex] === 0 && (tensor.isVariable || isEmpty)) isFlowing[tensorIndex] = 0;
  });
}

function unknownTensor(tensorIndex: number, tensorCount: number): FailureError {
  return new FailureError({
    code: 'graph/unknown-tensor',
    message: `The graph names tensor ${tensorIndex}, which does not exist.`,
    hint: 'The file is damaged; fetch or convert it again.',
    details: { tensor: tensorIndex, tensors: tensorCount },
  });
}

function constantWritten(operator: number, tensor: Tensor | undefined): FailureError {
  return new FailureError({
    code: 'graph/constant-written',
    message: `Operator ${operator} writes to "${tensor?.name ?? ''}", which holds constant data.`,
    hint: 'The file is damaged; fetch or convert it again.',
    details: { operator },
  });
}
