// Which operators, and which versions of them, the interpreter in @tensorflow/tfjs-tflite 0.0.1-alpha.10 has: found by
// asking it (op-versions.test.ts asks again). It refuses the others at load with a line on stderr only, so look first.

interface VersionRange {
  readonly first: number;
  readonly last: number;
}

/** Builtin operators that exist in version 1 only. */
const VERSION_ONE_ONLY = [
  'ADD_N',
  'ASSIGN_VARIABLE',
  'ATAN2',
  'BROADCAST_ARGS',
  'BUCKETIZE',
  'CALL_ONCE',
  'CEIL',
  'COMPLEX_ABS',
  'CONV_3D',
  'CONV_3D_TRANSPOSE',
  'COS',
  'CUMSUM',
  'DENSIFY',
  'DYNAMIC_UPDATE_SLICE',
  'ELU',
  'EMBEDDING_LOOKUP_SPARSE',
  'EXP',
  'EXPAND_DIMS',
  'FLOOR',
  'FLOOR_MOD',
  'HARD_SWISH',
  'HASHTABLE',
  'HASHTABLE_FIND',
  'HASHTABLE_IMPORT',
  'HASHTABLE_LOOKUP',
  'HASHTABLE_SIZE',
  'IF',
  'IMAG',
  'L2_POOL_2D',
  'LOCAL_RESPONSE_NORMALIZATION',
  'LOG',
  'LOGICAL_AND',
  'LOGICAL_NOT',
  'LOGICAL_OR',
  'LSH_PROJECTION',
  'MATRIX_DIAG',
  'MATRIX_SET_DIAG',
  'MULTINOMIAL',
  'NEG',
  'NON_MAX_SUPPRESSION_V4',
  'NON_MAX_SUPPRESSION_V5',
  'ONE_HOT',
  'POW',
  'PRELU',
  'RANDOM_STANDARD_NORMAL',
  'RANDOM_UNIFORM',
  'RANGE',
  'RANK',
  'READ_VARIABLE',
  'REAL',
  'REDUCE_ALL',
  'REDUCE_ANY',
  'RELU_0_TO_1',
  'RELU_N1_TO_1',
  'RESHAPE',
  'REVERSE_SEQUENCE',
  'RFFT2D',
  'ROUND',
  'SCATTER_ND',
  'SEGMENT_SUM',
  'SELECT_V2',
  'SHAPE',
  'SIGN',
  'SIN',
  'SKIP_GRAM',
  'SQRT',
  'SQUARE',
  'UNIQUE',
  'UNSORTED_SEGMENT_MAX',
  'UNSORTED_SEGMENT_MIN',
  'UNSORTED_SEGMENT_PROD',
  'UNSORTED_SEGMENT_SUM',
  'VAR_HANDLE',
  'WHILE',
  'ZEROS_LIKE',
] as const;

/** The others: first and last version, with none missing in between. */
const VERSIONS: Readonly<Record<string, readonly [first: number, last: number]>> = {
  ABS: [1, 4],
  ADD: [1, 4],
  ARG_MAX: [1, 3],
  ARG_MIN: [1, 3],
  AVERAGE_POOL_2D: [1, 3],
  BATCH_MATMUL: [1, 4],
  BATCH_TO_SPACE_ND: [1, 3],
  BIDIRECTIONAL_SEQUENCE_LSTM: [1, 3],
  BIDIRECTIONAL_SEQUENCE_RNN: [1, 3],
  BROADCAST_TO: [2, 3],
  CAST: [1, 4],
  CONCATENATION: [1, 3],
  CONV_2D: [1, 6],
  DEPTHWISE_CONV_2D: [1, 6],
  DEPTH_TO_SPACE: [1, 2],
  DEQUANTIZE: [1, 5],
  DIV: [1, 2],
  EMBEDDING_LOOKUP: [1, 3],
  EQUAL: [1, 3],
  FAKE_QUANT: [1, 2],
  FILL: [1, 3],
  FLOOR_DIV: [1, 2],
  FULLY_CONNECTED: [1, 9],
  GATHER: [1, 5],
  GATHER_ND: [1, 3],
  GELU: [1, 2],
  GREATER: [1, 2],
  GREATER_EQUAL: [1, 2],
  L2_NORMALIZATION: [1, 2],
  LEAKY_RELU: [1, 2],
  LESS: [1, 2],
  LESS_EQUAL: [1, 2],
  LOGISTIC: [1, 3],
  LOG_SOFTMAX: [1, 2],
  LSTM: [1, 4],
  MAXIMUM: [1, 4],
  MAX_POOL_2D: [1, 3],
  MEAN: [1, 3],
  MINIMUM: [1, 4],
  MIRROR_PAD: [1, 2],
  MUL: [1, 6],
  NOT_EQUAL: [1, 3],
  PACK: [1, 3],
  PAD: [1, 4],
  PADV2: [1, 4],
  QUANTIZE: [1, 3],
  REDUCE_MAX: [1, 3],
  REDUCE_MIN: [1, 3],
  REDUCE_PROD: [1, 2],
  RELU: [1, 3],
  RELU6: [1, 3],
  RESIZE_BILINEAR: [1, 4],
  RESIZE_NEAREST_NEIGHBOR: [1, 4],
  REVERSE_V2: [1, 3],
  RNN: [1, 3],
  RSQRT: [1, 2],
  SELECT: [1, 2],
  SLICE: [1, 5],
  SOFTMAX: [1, 3],
  SPACE_TO_BATCH_ND: [1, 3],
  SPACE_TO_DEPTH: [1, 2],
  SPARSE_TO_DENSE: [1, 3],
  SPLIT: [1, 4],
  SPLIT_V: [1, 2],
  SQUARED_DIFFERENCE: [1, 2],
  SQUEEZE: [1, 2],
  STRIDED_SLICE: [1, 6],
  SUB: [1, 5],
  SUM: [1, 2],
  SVDF: [1, 4],
  TANH: [1, 3],
  TILE: [1, 3],
  TOPK_V2: [1, 2],
  TRANSPOSE: [1, 5],
  TRANSPOSE_CONV: [1, 3],
  UNIDIRECTIONAL_SEQUENCE_LSTM: [1, 3],
  UNIDIRECTIONAL_SEQUENCE_RNN: [1, 3],
  UNPACK: [1, 4],
  WHERE: [1, 2],
};

/**
 * Custom operators that it runs. Not a complete list, and deliberately: some unknown ones (Flex) bring the whole
 * runtime down instead of being refused.
 */
const CUSTOM_OPERATORS: ReadonlySet<string> = new Set(['TFLite_Detection_PostProcess']);

const RANGES: ReadonlyMap<string, VersionRange> = new Map<string, VersionRange>([
  ...VERSION_ONE_ONLY.map((kind) => [kind, { first: 1, last: 1 }] as const),
  ...Object.entries(VERSIONS).map(([kind, [first, last]]) => [kind, { first, last }] as const),
]);

/** The versions of a builtin operator that the interpreter runs; null when it does not have the operator at all. */
export function interpreterVersions(kind: string): VersionRange | null {
  return RANGES.get(kind) ?? null;
}

/** Names of the builtin operators that the interpreter has. */
export function interpreterOperators(): readonly string[] {
  return [...RANGES.keys()];
}

/** True when the interpreter has a custom operator of this name. */
export function hasCustomOperator(customName: string): boolean {
  return CUSTOM_OPERATORS.has(customName);
}
