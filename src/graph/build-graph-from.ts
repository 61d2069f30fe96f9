import { catchFailure, FailureError } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { executionOrder } from './execution-order.ts';
import type { GraphSpec, OperatorSpec } from './graph-spec.ts';
import type { Activation, Graph } from './types.ts';

const MODEL_INPUT = -1;

/**
 * Builds the graph of a list of operators. O(operators + edges). Fails with `graph/no-operators`,
 * `graph/unknown-tensor`, `graph/made-twice`, `graph/not-made` or `graph/not-in-order` (which covers every cycle).
 */
export function buildGraphFrom(spec: GraphSpec): Result<Graph> {
  return catchFailure(() => {
    checkNumbers(spec);
    const producerOf = producers(spec);
    checkOrder(spec, producerOf);
    return assemble(spec, producerOf);
  });
}

function checkNumbers(spec: GraphSpec): void {
  if (spec.operators.length === 0) {
    throw new FailureError({
      code: 'graph/no-operators',
      message: 'The model has no operators, so there is nothing to run or to cut.',
      hint: 'Check that the right file was chosen; convert the model again if it was.',
    });
  }
  const known = (id: number): boolean =>
    Number.isInteger(id) && id >= 0 && id < spec.activations.length;
  const lists = [
    spec.inputs,
    spec.outputs,
    ...spec.operators.flatMap((op) => [op.inputs, op.outputs]),
  ];
  for (const list of lists) {
    const unknownId = list.find((id) => !known(id));
    if (unknownId === undefined) continue;
    throw new FailureError({
      code: 'graph/unknown-tensor',
      message: `The graph names tensor ${unknownId}, which does not exist.`,
      hint: 'The file is damaged; fetch or convert it again.',
      details: { tensor: unknownId, tensors: spec.activations.length },
    });
  }
}

/** Operator that makes each activation, −1 for model inputs and for what nothing makes. */
function producers(spec: GraphSpec): Int32Array {
  const producerOf = new Int32Array(spec.activations.length).fill(MODEL_INPUT);
  const isTaken = new Uint8Array(spec.activations.length);
  for (const id of spec.inputs) isTaken[id] = 1;
  spec.operators.forEach((op, operator) => {
    for (const id of op.outputs) {
      if (isTaken[id] === 1) throw madeTwice(spec, id, operator);
      isTaken[id] = 1;
      producerOf[id] = operator;
    }
  });
  return producerOf;
}

function madeTwice(spec: GraphSpec, id: number, operator: number): FailureError {
  return new FailureError({
    code: 'graph/made-twice',
    message: `Operator ${operator} writes tensor "${nameOf(spec, id)}", which already comes from elsewhere.`,
    hint: 'The file is damaged; fetch or convert it again.',
    details: { operator, tensor: id },
  });
}

function checkOrder(spec: GraphSpec, producerOf: Int32Array): void {
  const isInput = new Uint8Array(spec.activations.length);
  for (const id of spec.inputs) isInput[id] = 1;
  const check = (id: number, reader: number): void => {
    const producer = producerOf[id] ?? MODEL_INPUT;
    if (producer === MODEL_INPUT && isInput[id] !== 1) throw notMade(spec, id);
    if (producer >= reader) throw notInOrder(spec, id, reader);
  };
  spec.operators.forEach((op, operator) => op.inputs.forEach((id) => check(id, operator)));
  for (const id of spec.outputs) check(id, spec.operators.length);
}

function notMade(spec: GraphSpec, id: number): FailureError {
  return new FailureError({
    code: 'graph/not-made',
    message: `Tensor "${nameOf(spec, id)}" is read, but it is no input of the model, no constant, and no operator makes it.`,
    hint: 'The file is damaged or was cut by another program; fetch or convert it again.',
    details: { tensor: id },
  });
}

function notInOrder(spec: GraphSpec, id: number, operator: number): FailureError {
  return new FailureError({
    code: 'graph/not-in-order',
    message: `Operator ${operator} reads tensor "${nameOf(spec, id)}" before it is made; the operators form a cycle or are stored out of order.`,
    hint: 'TensorFlow Lite cannot run such a file either; convert the model again.',
    details: { operator, tensor: id },
  });
}

function nameOf(spec: GraphSpec, id: number): string {
  return spec.activations[id]?.name ?? String(id);
}

function assemble(spec: GraphSpec, producerOf: Int32Array): Graph {
  const operatorCount = spec.operators.length;
  const activations = makeActivations(spec, producerOf);
  const inputsOf = spec.operators.map((op) => distinct(op.inputs));
  const outputsOf = spec.operators.map((op) => distinct(op.outputs));
  const predecessors = inputsOf.map((ids) =>
    sortedDistinct(
      ids.map((id) => producerOf[id] ?? MODEL_INPUT).filter((op) => op !== MODEL_INPUT),
    ),
  );
  const successors = outputsOf.map((ids) =>
    sortedDistinct(ids.flatMap((id) => activations[id]?.consumers ?? [])),
  );
  const depth = depths(predecessors);
  const order = executionOrder(predecessors, successors);
  const positionOf = new Array<number>(operatorCount).fill(0);
  order.forEach((operator, position) => (positionOf[operator] = position));
  const operatorsAtDepth = groupByDepth(depth);
  return {
    operatorCount,
    activations,
    inputsOf,
    outputsOf,
    predecessors,
    successors,
    depth,
    depthCount: operatorsAtDepth.length,
    operatorsAtDepth,
    order,
    positionOf,
  };
}

function makeActivations(spec: GraphSpec, producerOf: Int32Array): Activation[] {
  const consumers = spec.activations.map((): number[] => []);
  spec.operators.forEach((op: OperatorSpec, operator) => {
    for (const id of op.inputs) {
      const readers = consumers[id];
      // Operators come in ascending order, so a repeat can only be the last entry.
      if (readers !== undefined && readers.at(-1) !== operator) readers.push(operator);
    }
  });
  const isOutput = new Uint8Array(spec.activations.length);
  for (const id of spec.outputs) isOutput[id] = 1;
  return spec.activations.map((activation, id) => ({
    id,
    tensorIndex: activation.tensorIndex ?? id,
    name: activation.name ?? `t${id}`,
    bytes: activation.bytes,
    producer: producerOf[id] ?? MODEL_INPUT,
    consumers: consumers[id] ?? [],
    isModelOutput: isOutput[id] === 1,
  }));
}

/** Longest path in operators from any root; file order is topological, so one pass is enough. */
function depths(predecessors: readonly (readonly number[])[]): number[] {
  const depth: number[] = [];
  for (const parents of predecessors) {
    depth.push(parents.reduce((deepest, parent) => Math.max(deepest, (depth[parent] ?? 0) + 1), 0));
  }
  return depth;
}

function groupByDepth(depth: readonly number[]): number[][] {
  const groups: number[][] = [];
  depth.forEach((d, operator) => (groups[d] ??= []).push(operator));
  return groups;
}

function distinct(ids: readonly number[]): readonly number[] {
  return ids.length < 2 ? ids : [...new Set(ids)];
}

function sortedDistinct(operators: readonly number[]): readonly number[] {
  return operators.length < 2 ? operators : [...new Set(operators)].sort((a, b) => a - b);
}
