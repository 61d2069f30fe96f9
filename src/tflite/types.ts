// The one internal model. Nothing outside `tflite/` (and `edgetpu/package`, `wasm/`) knows that a flatbuffer exists.

/** Element types of the TensorFlow Lite schema, by their schema names. */
export type TensorType =
  | 'FLOAT32'
  | 'FLOAT16'
  | 'INT32'
  | 'UINT8'
  | 'INT64'
  | 'STRING'
  | 'BOOL'
  | 'INT16'
  | 'COMPLEX64'
  | 'INT8'
  | 'FLOAT64'
  | 'COMPLEX128'
  | 'UINT64'
  | 'RESOURCE'
  | 'VARIANT'
  | 'UINT32'
  | 'UINT16'
  | 'INT4'
  | 'BFLOAT16'
  | 'INT2'
  | 'UINT4'
  | 'FLOAT8_E4M3FN'
  | 'FLOAT8_E5M2'
  | 'UNKNOWN';

/** Affine quantisation: real = scale · (stored − zeroPoint); one entry, or one per slice along `axis`. */
export interface Quantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis: number;
}

export interface Tensor {
  readonly index: number;
  readonly name: string;
  readonly type: TensorType;
  /** Dimensions as stored; [] for a scalar. */
  readonly shape: readonly number[];
  /**
   * True when the file leaves a dimension open (−1 in shape or shape_signature, or no rank where ranks are given). An
   * open batch stored as 1 does not count: interpreter and compiler take it as 1.
   */
  readonly isDynamic: boolean;
  readonly isVariable: boolean;
  readonly bufferIndex: number;
  /** Bytes of a constant: a view on the file, never a copy; null for a tensor computed at run time. */
  readonly data: Uint8Array | null;
  /** Elements × element size; 0 where unknown (strings, dynamic shapes). */
  readonly byteLength: number;
  readonly quantization: Quantization | null;
}

/** Options that Reef's rules look at, by plain names, translated once from the option table. Missing = schema default. */
export interface OperatorOptions {
  readonly strideH?: number;
  readonly strideW?: number;
  readonly dilationH?: number;
  readonly dilationW?: number;
  readonly padding?: 'SAME' | 'VALID';
  readonly filterH?: number;
  readonly filterW?: number;
  readonly depthMultiplier?: number;
  readonly activation?: 'NONE' | 'RELU' | 'RELU_N1_TO_1' | 'RELU6' | 'TANH' | 'SIGN_BIT';
  readonly axis?: number;
  readonly keepDims?: boolean;
  /** 0 = the plain layout. */
  readonly weightsFormat?: number;
  readonly keepNumDims?: boolean;
  readonly beginMask?: number;
  readonly endMask?: number;
  readonly ellipsisMask?: number;
  readonly newAxisMask?: number;
  readonly shrinkAxisMask?: number;
  readonly splitCount?: number;
  readonly blockSize?: number;
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
  /** SOFTMAX. */
  readonly beta?: number;
  /** LEAKY_RELU. */
  readonly alpha?: number;
}

export interface Operator {
  readonly index: number;
  /** Builtin operator by its schema name (`CONV_2D`), `CUSTOM` for a custom one, `UNKNOWN_<code>` for a code newer than this schema. */
  readonly kind: string;
  /** Name of a custom operator, for instance `TFLite_Detection_PostProcess`; null for builtin ones. */
  readonly customName: string | null;
  readonly version: number;
  /** Tensor indices; −1 for an optional input that is absent. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: OperatorOptions;
}

export interface Subgraph {
  readonly name: string;
  readonly tensors: readonly Tensor[];
  readonly operators: readonly Operator[];
  /** Tensor indices of the graph's inputs and outputs. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export interface Model {
  /** The whole file, as given; tensors are views on it. */
  readonly bytes: Uint8Array;
  readonly description: string;
  readonly version: number;
  readonly subgraphs: readonly Subgraph[];
  /** Names of the metadata entries the file carries. */
  readonly metadataNames: readonly string[];
}

/** Some operators of a model's first subgraph, to be written as a model of their own. */
export interface SegmentSelection {
  /** Operator indices, in the order in which they run. */
  readonly operators: readonly number[];
  /** Tensor indices of the new graph's inputs and outputs, in their new order. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** New names for tensors whose own would not identify them; by tensor index. */
  readonly names?: ReadonlyMap<number, string>;
  /** A custom operator that stands for others, as a compiler leaves it in its output. */
  readonly custom?: CustomOperator;
}

export interface CustomOperator {
  readonly name: string;
  readonly options: Uint8Array;
  /** Tensor indices of the source model. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** How many of the selection's operators run before it. */
  readonly position: number;
}

export interface WriteOptions {
  /** Appends a CAST to INT32 to every INT64 output, for interpreters that cannot hand out 64-bit integers. */
  readonly castInt64Outputs?: boolean;
  /** New names for tensors of the first subgraph; by tensor index. */
  readonly names?: ReadonlyMap<number, string>;
}
