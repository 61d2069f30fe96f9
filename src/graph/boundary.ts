import type { Boundary, Graph } from './types.ts';

/** Marks the members of a set of operators: 1 for each, in the file's numbering. */
export function membershipOf(graph: Graph, operators: Iterable<number>): Uint8Array {
  const isMember = new Uint8Array(graph.operatorCount);
  for (const operator of operators) isMember[operator] = 1;
  return isMember;
}

/**
 * What goes into and comes out of a set of operators, and the largest activation it touches. A model input that the set
 * reads is an input of it; a model output made in it is an output, read later or not. What nobody reads stays inside.
 */
export function boundaryOf(graph: Graph, operators: readonly number[]): Boundary {
  const isMember = membershipOf(graph, operators);
  const inputs = new Set<number>();
  const outputs: number[] = [];
  let largestActivationBytes = 0;
  for (const operator of operators) {
    for (const id of graph.inputsOf[operator] ?? []) {
      const activation = graph.activations[id];
      if (activation === undefined) continue;
      largestActivationBytes = Math.max(largestActivationBytes, activation.bytes);
      if (activation.producer < 0 || isMember[activation.producer] !== 1) inputs.add(id);
    }
    for (const id of graph.outputsOf[operator] ?? []) {
      const activation = graph.activations[id];
      if (activation === undefined) continue;
      largestActivationBytes = Math.max(largestActivationBytes, activation.bytes);
      const leaves =
        activation.isModelOutput || activation.consumers.some((reader) => isMember[reader] !== 1);
      if (leaves) outputs.push(id);
    }
  }
  const sortedInputs = [...inputs].sort((a, b) => a - b);
  return {
    inputs: sortedInputs,
    outputs: outputs.sort((a, b) => a - b),
    inBytes: sumBytes(graph, sortedInputs),
    outBytes: sumBytes(graph, outputs),
    largestActivationBytes,
  };
}

/** Total bytes of some activations. */
export function sumBytes(graph: Graph, activationIds: readonly number[]): number {
  return activationIds.reduce((bytes, id) => bytes + (graph.activations[id]?.bytes ?? 0), 0);
}
