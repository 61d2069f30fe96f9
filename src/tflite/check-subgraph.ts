// What a subgraph must be beyond having valid indices: every tensor computed at run time has exactly one maker, which
// comes before its readers. Everything that plans or cuts relies on it.

import { failDamaged } from './read-failures.ts';
import type { Operator, Subgraph, Tensor } from './types.ts';

const NOT_MADE = -1;

/** Throws a `FailureError` where the order of the operators contradicts what they read and make. */
export function checkSubgraph(subgraph: Subgraph, subgraphIndex: number): void {
  const maker = findMakers(subgraph);
  const given = markInputs(subgraph);
  for (const operator of subgraph.operators) {
    for (const index of operator.inputs) {
      const tensor = subgraph.tensors[index];
      if (tensor === undefined || hasValueFromStart(tensor, given)) continue;
      const madeBy = maker[index] ?? NOT_MADE;
      if (madeBy === NOT_MADE) failNeverMade(operator, tensor, subgraphIndex);
      if (madeBy >= operator.index) failOrder(subgraph, operator, tensor);
    }
  }
  checkOutputs(subgraph, maker, given);
}

function findMakers(subgraph: Subgraph): Int32Array {
  const maker = new Int32Array(subgraph.tensors.length).fill(NOT_MADE);
  const given = markInputs(subgraph);
  for (const operator of subgraph.operators) {
    for (const index of operator.outputs) {
      const tensor = subgraph.tensors[index];
      if (tensor === undefined || tensor.isVariable) continue;
      if (maker[index] !== NOT_MADE || given[index] === 1 || tensor.data !== null) {
        failDamaged(
          'two-producers',
          `The file is damaged: ${nameOf(tensor)} is made more than once.`,
          {
            tensor: index,
            operator: operator.index,
          },
        );
      }
      maker[index] = operator.index;
    }
  }
  return maker;
}

/** 1 for every tensor that the graph is given. */
function markInputs(subgraph: Subgraph): Uint8Array {
  const given = new Uint8Array(subgraph.tensors.length);
  for (const index of subgraph.inputs) given[index] = 1;
  return given;
}

/** Constants, graph inputs, state, and tensors without elements (empty constants have no bytes in a file). */
function hasValueFromStart(tensor: Tensor, given: Uint8Array): boolean {
  return (
    tensor.data !== null ||
    given[tensor.index] === 1 ||
    tensor.isVariable ||
    tensor.shape.includes(0)
  );
}

function checkOutputs(subgraph: Subgraph, maker: Int32Array, given: Uint8Array): void {
  for (const index of subgraph.outputs) {
    const tensor = subgraph.tensors[index];
    if (tensor === undefined || hasValueFromStart(tensor, given) || maker[index] !== NOT_MADE)
      continue;
    failDamaged(
      'missing-producer',
      `The file is damaged: nothing makes its output ${nameOf(tensor)}.`,
      {
        tensor: index,
      },
    );
  }
}

function failNeverMade(operator: Operator, tensor: Tensor, subgraphIndex: number): never {
  failDamaged(
    'missing-producer',
    `The file is damaged: operator ${operator.index} (${operator.kind}) reads ${nameOf(tensor)}, which nothing makes.`,
    { operator: operator.index, tensor: tensor.index, subgraph: subgraphIndex },
  );
}

function failOrder(subgraph: Subgraph, operator: Operator, tensor: Tensor): never {
  const details = { operator: operator.index, tensor: tensor.index };
  const reader = `operator ${operator.index} (${operator.kind})`;
  if (isCyclic(subgraph)) {
    failDamaged(
      'cycle',
      `The file is damaged: ${reader} needs ${nameOf(tensor)}, which depends on that operator itself.`,
      details,
    );
  }
  failDamaged(
    'operator-order',
    `The file is damaged: ${reader} reads ${nameOf(tensor)}, which a later operator makes. Operators must be in the order in which they run.`,
    details,
  );
}

/** Whether repeatedly taking away operators whose inputs are all there leaves some over. O(operands). */
function isCyclic(subgraph: Subgraph): boolean {
  const readers = new Map<number, number[]>();
  const missing = subgraph.operators.map(() => 0);
  const makerOf = findMakers(subgraph);
  for (const operator of subgraph.operators) {
    for (const index of operator.inputs) {
      const maker = index < 0 ? NOT_MADE : (makerOf[index] ?? NOT_MADE);
      if (maker === NOT_MADE) continue;
      const list = readers.get(maker) ?? [];
      list.push(operator.index);
      readers.set(maker, list);
      missing[operator.index] = (missing[operator.index] ?? 0) + 1;
    }
  }
  const ready = missing.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let taken = 0; taken < ready.length; taken++) {
    for (const reader of readers.get(ready[taken] ?? 0) ?? []) {
      const left = (missing[reader] ?? 0) - 1;
      missing[reader] = left;
      if (left === 0) ready.push(reader);
    }
  }
  return ready.length < subgraph.operators.length;
}

function nameOf(tensor: Tensor): string {
  return tensor.name === '' ? `tensor ${tensor.index}` : `tensor “${tensor.name}”`;
}
