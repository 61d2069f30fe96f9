// What a model file made for a test holds; build-model.ts writes it.
import type { TensorType } from '../types.ts';

export interface TensorSpec {
  readonly name?: string;
  readonly type?: TensorType;
  readonly shape?: readonly number[];
  readonly signature?: readonly number[];
  readonly hasRank?: boolean;
  readonly isVariable?: boolean;
  readonly data?: Uint8Array;
  /** Puts the data behind the flatbuffer. */
  readonly isOutside?: boolean;
  readonly scales?: readonly number[];
  readonly zeroPoints?: readonly number[];
  /** Dimension that several scales belong to. */
  readonly quantizedDimension?: number;
  /** Details of blockwise quantisation: tensors that hold scales and zero points. */
  readonly blockwise?: {
    readonly scales: number;
    readonly zeroPoints: number;
    readonly blockSize: number;
  };
  /** Writes a sparsity table with this traversal order. */
  readonly traversalOrder?: readonly number[];
}

export interface OperatorSpec {
  /** Schema name, a number for a code of its own, or `custom:NAME`. */
  readonly kind: string | number;
  readonly version?: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly intermediates?: readonly number[];
  /** Name of an option table (`Conv2D`) and its fields. */
  readonly options?: string;
  readonly fields?: Readonly<Record<string, number | string | readonly number[]>>;
  readonly customOptions?: Uint8Array;
  readonly hasLargeOptions?: boolean;
}

export interface GraphSpec {
  readonly name?: string;
  readonly tensors: readonly TensorSpec[];
  readonly operators: readonly OperatorSpec[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export interface ModelSpec {
  readonly subgraphs: readonly GraphSpec[];
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, Uint8Array>>;
  /** Leaves the new code field (or the old one) out, as older (or hypothetical) writers do. */
  readonly codeFields?: 'old' | 'new' | 'both';
}
