// Names and sizes of the schema's enumerations. A name's place in its list is its number in the file.
// Source: the published TensorFlow Lite schema, version 3, with LiteRT's additions.

import type { TensorType } from './types.ts';

interface ElementType {
  readonly name: TensorType;
  /** Bits of one element; 0 where elements have no fixed size. */
  readonly bits: number;
}

// prettier-ignore
const ELEMENT_TYPES: readonly ElementType[] = [
  { name: 'FLOAT32', bits: 32 },
  { name: 'FLOAT16', bits: 16 },
  { name: 'INT32', bits: 32 },
  { name: 'UINT8', bits: 8 },
  { name: 'INT64', bits: 64 },
  { name: 'STRING', bits: 0 },
  { name: 'BOOL', bits: 8 },
  { name: 'INT16', bits: 16 },
  { name: 'COMPLEX64', bits: 64 },
  { name: 'INT8', bits: 8 },
  { name: 'FLOAT64', bits: 64 },
  { name: 'COMPLEX128', bits: 128 },
  { name: 'UINT64', bits: 64 },
  { name: 'RESOURCE', bits: 0 },
  { name: 'VARIANT', bits: 0 },
  { name: 'UINT32', bits: 32 },
  { name: 'UINT16', bits: 16 },
  { name: 'INT4', bits: 4 },
  { name: 'BFLOAT16', bits: 16 },
  { name: 'INT2', bits: 2 },
  { name: 'UINT4', bits: 4 },
  { name: 'FLOAT8_E4M3FN', bits: 8 },
  { name: 'FLOAT8_E5M2', bits: 8 },
];

const UNKNOWN_TYPE: ElementType = { name: 'UNKNOWN', bits: 0 };

/** Name and element size of a tensor type by its number in the file. */
export function elementType(code: number): ElementType {
  return ELEMENT_TYPES[code] ?? UNKNOWN_TYPE;
}

/** Number of a tensor type in the file. */
export function elementTypeCode(name: TensorType): number {
  return ELEMENT_TYPES.findIndex((type) => type.name === name);
}

/** Bytes that `count` elements take, elements smaller than a byte packed; 0 where the size is not fixed. */
export function elementBytes(bits: number, count: number): number {
  return Math.ceil((bits * count) / 8);
}

const ACTIVATIONS = ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'] as const;

/** Fused activation by its number; an unknown number reads as NONE. */
export function activationName(code: number): (typeof ACTIVATIONS)[number] {
  return ACTIVATIONS[code] ?? 'NONE';
}

/** Number of `CUSTOM`, whose name stands in the operator code. */
export const CUSTOM_CODE = 32;
/** Codes from here on do not fit the old one-byte field, which then holds this number. */
export const LARGEST_BYTE_CODE = 127;

// prettier-ignore
const OPERATOR_NAMES = [
  'ADD', 'AVERAGE_POOL_2D', 'CONCATENATION', 'CONV_2D', 'DEPTHWISE_CONV_2D', 'DEPTH_TO_SPACE', 'DEQUANTIZE',
  'EMBEDDING_LOOKUP', 'FLOOR', 'FULLY_CONNECTED', 'HASHTABLE_LOOKUP', 'L2_NORMALIZATION', 'L2_POOL_2D',
  'LOCAL_RESPONSE_NORMALIZATION', 'LOGISTIC', 'LSH_PROJECTION', 'LSTM', 'MAX_POOL_2D', 'MUL', 'RELU', 'RELU_N1_TO_1',
  'RELU6', 'RESHAPE', 'RESIZE_BILINEAR', 'RNN', 'SOFTMAX', 'SPACE_TO_DEPTH', 'SVDF', 'TANH', 'CONCAT_EMBEDDINGS',
  'SKIP_GRAM', 'CALL', 'CUSTOM', 'EMBEDDING_LOOKUP_SPARSE', 'PAD', 'UNIDIRECTIONAL_SEQUENCE_RNN', 'GATHER',
  'BATCH_TO_SPACE_ND', 'SPACE_TO_BATCH_ND', 'TRANSPOSE', 'MEAN', 'SUB', 'DIV', 'SQUEEZE',
  'UNIDIRECTIONAL_SEQUENCE_LSTM', 'STRIDED_SLICE', 'BIDIRECTIONAL_SEQUENCE_RNN', 'EXP', 'TOPK_V2', 'SPLIT',
  'LOG_SOFTMAX', 'DELEGATE', 'BIDIRECTIONAL_SEQUENCE_LSTM', 'CAST', 'PRELU', 'MAXIMUM', 'ARG_MAX', 'MINIMUM', 'LESS',
  'NEG', 'PADV2', 'GREATER', 'GREATER_EQUAL', 'LESS_EQUAL', 'SELECT', 'SLICE', 'SIN', 'TRANSPOSE_CONV',
  'SPARSE_TO_DENSE', 'TILE', 'EXPAND_DIMS', 'EQUAL', 'NOT_EQUAL', 'LOG', 'SUM', 'SQRT', 'RSQRT', 'SHAPE', 'POW',
  'ARG_MIN', 'FAKE_QUANT', 'REDUCE_PROD', 'REDUCE_MAX', 'PACK', 'LOGICAL_OR', 'ONE_HOT', 'LOGICAL_AND', 'LOGICAL_NOT',
  'UNPACK', 'REDUCE_MIN', 'FLOOR_DIV', 'REDUCE_ANY', 'SQUARE', 'ZEROS_LIKE', 'FILL', 'FLOOR_MOD', 'RANGE',
  'RESIZE_NEAREST_NEIGHBOR', 'LEAKY_RELU', 'SQUARED_DIFFERENCE', 'MIRROR_PAD', 'ABS', 'SPLIT_V', 'UNIQUE', 'CEIL',
  'REVERSE_V2', 'ADD_N', 'GATHER_ND', 'COS', 'WHERE', 'RANK', 'ELU', 'REVERSE_SEQUENCE', 'MATRIX_DIAG', 'QUANTIZE',
  'MATRIX_SET_DIAG', 'ROUND', 'HARD_SWISH', 'IF', 'WHILE', 'NON_MAX_SUPPRESSION_V4', 'NON_MAX_SUPPRESSION_V5',
  'SCATTER_ND', 'SELECT_V2', 'DENSIFY', 'SEGMENT_SUM', 'BATCH_MATMUL', 'PLACEHOLDER_FOR_GREATER_OP_CODES', 'CUMSUM',
  'CALL_ONCE', 'BROADCAST_TO', 'RFFT2D', 'CONV_3D', 'IMAG', 'REAL', 'COMPLEX_ABS', 'HASHTABLE', 'HASHTABLE_FIND',
  'HASHTABLE_IMPORT', 'HASHTABLE_SIZE', 'REDUCE_ALL', 'CONV_3D_TRANSPOSE', 'VAR_HANDLE', 'READ_VARIABLE',
  'ASSIGN_VARIABLE', 'BROADCAST_ARGS', 'RANDOM_STANDARD_NORMAL', 'BUCKETIZE', 'RANDOM_UNIFORM', 'MULTINOMIAL', 'GELU',
  'DYNAMIC_UPDATE_SLICE', 'RELU_0_TO_1', 'UNSORTED_SEGMENT_PROD', 'UNSORTED_SEGMENT_MAX', 'UNSORTED_SEGMENT_SUM',
  'ATAN2', 'UNSORTED_SEGMENT_MIN', 'SIGN', 'BITCAST', 'BITWISE_XOR', 'RIGHT_SHIFT', 'STABLEHLO_LOGISTIC',
  'STABLEHLO_ADD', 'STABLEHLO_DIVIDE', 'STABLEHLO_MULTIPLY', 'STABLEHLO_MAXIMUM', 'STABLEHLO_RESHAPE',
  'STABLEHLO_CLAMP', 'STABLEHLO_CONCATENATE', 'STABLEHLO_BROADCAST_IN_DIM', 'STABLEHLO_CONVOLUTION',
  'STABLEHLO_SLICE', 'STABLEHLO_CUSTOM_CALL', 'STABLEHLO_REDUCE', 'STABLEHLO_ABS', 'STABLEHLO_AND',
  'STABLEHLO_COSINE', 'STABLEHLO_EXPONENTIAL', 'STABLEHLO_FLOOR', 'STABLEHLO_LOG', 'STABLEHLO_MINIMUM',
  'STABLEHLO_NEGATE', 'STABLEHLO_OR', 'STABLEHLO_POWER', 'STABLEHLO_REMAINDER', 'STABLEHLO_RSQRT', 'STABLEHLO_SELECT',
  'STABLEHLO_SUBTRACT', 'STABLEHLO_TANH', 'STABLEHLO_SCATTER', 'STABLEHLO_COMPARE', 'STABLEHLO_CONVERT',
  'STABLEHLO_DYNAMIC_SLICE', 'STABLEHLO_DYNAMIC_UPDATE_SLICE', 'STABLEHLO_PAD', 'STABLEHLO_IOTA',
  'STABLEHLO_DOT_GENERAL', 'STABLEHLO_REDUCE_WINDOW', 'STABLEHLO_SORT', 'STABLEHLO_WHILE', 'STABLEHLO_GATHER',
  'STABLEHLO_TRANSPOSE', 'DILATE', 'STABLEHLO_RNG_BIT_GENERATOR', 'REDUCE_WINDOW', 'STABLEHLO_COMPOSITE',
  'STABLEHLO_SHIFT_LEFT', 'STABLEHLO_CBRT', 'STABLEHLO_CASE',
] as const;

/** Schema name of a builtin operator; `UNKNOWN_<code>` for a code newer than this list. */
export function operatorName(code: number): string {
  return OPERATOR_NAMES[code] ?? `UNKNOWN_${code}`;
}

/** Code of a builtin operator by its schema name; −1 where there is none. */
export function operatorCode(name: string): number {
  return (OPERATOR_NAMES as readonly string[]).indexOf(name);
}
