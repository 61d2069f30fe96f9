// The graph that planning works on: operators as nodes, activation tensors as (hyper-)edges, constants left out.
// It can be built from a model (`buildGraph`) or directly from a list of operators (tests on random graphs).

/** A tensor computed at run time, or an input of the model. Constants are never activations. */
export interface Activation {
  /** Position in `Graph.activations`. */
  readonly id: number;
  /** Index of the tensor in the file's subgraph; equal to `id` in hand-built graphs. */
  readonly tensorIndex: number;
  readonly name: string;
  readonly bytes: number;
  /** Operator that makes it; −1 for an input of the model. */
  readonly producer: number;
  /** Distinct operators that read it, ascending. */
  readonly consumers: readonly number[];
  readonly isModelOutput: boolean;
}

export interface Graph {
  /** Operators are numbered 0 … operatorCount − 1 in the file's own order, everywhere. */
  readonly operatorCount: number;
  readonly activations: readonly Activation[];
  /** Activation ids read / made by each operator (distinct, in operand order). */
  readonly inputsOf: readonly (readonly number[])[];
  readonly outputsOf: readonly (readonly number[])[];
  /** Distinct neighbouring operators, ascending. */
  readonly predecessors: readonly (readonly number[])[];
  readonly successors: readonly (readonly number[])[];
  /** Longest path, in operators, from any model input; operators that read only model inputs (or nothing) have depth 0. */
  readonly depth: readonly number[];
  readonly depthCount: number;
  readonly operatorsAtDepth: readonly (readonly number[])[];
  /** Execution order of the vendor's compiler (edgetpu-compiler.md d.2): order[position] = operator. */
  readonly order: readonly number[];
  /** Inverse of `order`. */
  readonly positionOf: readonly number[];
}

/** What crosses the boundary of a set of operators. Activation ids ascending. */
export interface Boundary {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly inBytes: number;
  readonly outBytes: number;
  /** Bytes of the largest activation that the set touches, its inputs and outputs included. */
  readonly largestActivationBytes: number;
}
