// The input of graph building: operators and activations by number, nothing else. `buildGraph` makes one from a
// model; tests write them by hand or draw them at random.

export interface ActivationSpec {
  /** Whole number of bytes; 0 where the size is not known (dynamic shapes, strings). */
  readonly bytes: number;
  readonly name?: string;
  /** Tensor of the file's subgraph; its own position where there is no file. */
  readonly tensorIndex?: number;
}

export interface OperatorSpec {
  /** Activation ids, in operand order; repeats are allowed. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export interface GraphSpec {
  readonly activations: readonly ActivationSpec[];
  /** In file order, which must be an order in which they can be run. */
  readonly operators: readonly OperatorSpec[];
  /** Activation ids of the model's inputs and outputs. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}
