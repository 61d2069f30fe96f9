// The tables of a model file, as shapes. Field order as in reef.fbs, with the tables that it leaves opaque spelled out.

import { BUILTIN_OPTIONS, BUILTIN_OPTIONS_2 } from './option-shapes.ts';
import { tableShape, UNKNOWN_TABLE, type FieldType, type TableShape } from './table-shape.ts';

/** Bytes to which weights are aligned in a file, so that an interpreter can map them (schema: force_align 16). */
export const BUFFER_ALIGNMENT = 16;

const table = (shape: TableShape): FieldType => ({ kind: 'table', shape });
const tables = (shape: TableShape): FieldType => ({ kind: 'tables', shape });
const union = (shapes: readonly TableShape[]): FieldType => ({
  kind: 'union',
  shapes: [UNKNOWN_TABLE, ...shapes],
});
const alignedVector = (elementSize: 1 | 2, alignment: number): FieldType => ({
  kind: 'vector',
  elementSize,
  alignment,
});

const CUSTOM_QUANTIZATION = tableShape('CustomQuantization', {
  custom: alignedVector(1, BUFFER_ALIGNMENT),
});
const BLOCKWISE_QUANTIZATION = tableShape('BlockwiseQuantization', {
  scales: 'i32',
  zeroPoints: 'i32',
  blockSize: 'i32',
});
const MULTI_AXIS_QUANTIZATION = tableShape('MultiAxisQuantization', {
  scales: 'i32',
  zeroPoints: 'i32',
  blockSize: 'i32',
  quantizedDimensions: '[i32]',
});

const QUANTIZATION_SHAPE = tableShape('QuantizationParameters', {
  min: '[f32]',
  max: '[f32]',
  scale: '[f32]',
  zeroPoint: '[i64]',
  detailsType: 'u8',
  details: union([CUSTOM_QUANTIZATION, BLOCKWISE_QUANTIZATION, MULTI_AXIS_QUANTIZATION]),
  quantizedDimension: 'i32',
});

const SPARSE_INDEX_VECTORS = [
  tableShape('Int32Vector', { values: '[i32]' }),
  tableShape('Uint16Vector', { values: alignedVector(2, 4) }),
  tableShape('Uint8Vector', { values: alignedVector(1, 4) }),
];
const DIMENSION_METADATA = tableShape('DimensionMetadata', {
  format: 'i8',
  denseSize: 'i32',
  arraySegmentsType: 'u8',
  arraySegments: union(SPARSE_INDEX_VECTORS),
  arrayIndicesType: 'u8',
  arrayIndices: union(SPARSE_INDEX_VECTORS),
});
const SPARSITY_SHAPE = tableShape('SparsityParameters', {
  traversalOrder: '[i32]',
  blockMap: '[i32]',
  dimMetadata: tables(DIMENSION_METADATA),
});
const VARIANT_SUB_TYPE = tableShape('VariantSubType', {
  shape: '[i32]',
  type: 'i8',
  hasRank: 'bool',
});

export const TENSOR_SHAPE = tableShape('Tensor', {
  shape: '[i32]',
  type: 'i8',
  buffer: 'u32',
  name: 'str',
  quantization: table(QUANTIZATION_SHAPE),
  isVariable: 'bool',
  sparsity: table(SPARSITY_SHAPE),
  shapeSignature: '[i32]',
  hasRank: 'bool',
  variantTensors: tables(VARIANT_SUB_TYPE),
  externalBuffer: 'u32',
});

export const OPERATOR_CODE_SHAPE = tableShape('OperatorCode', {
  deprecatedBuiltinCode: 'i8',
  customCode: 'str',
  version: 'i32',
  builtinCode: 'i32',
});

export const OPERATOR_SHAPE = tableShape('Operator', {
  opcodeIndex: 'u32',
  inputs: '[i32]',
  outputs: '[i32]',
  builtinOptionsType: 'u8',
  builtinOptions: union(BUILTIN_OPTIONS.slice(1).map((options) => options.shape)),
  customOptions: '[u8]',
  customOptionsFormat: 'i8',
  mutatingVariableInputs: '[bool]',
  intermediates: '[i32]',
  largeCustomOptionsOffset: 'u64',
  largeCustomOptionsSize: 'u64',
  builtinOptions2Type: 'u8',
  builtinOptions2: union(BUILTIN_OPTIONS_2.slice(1).map((options) => options.shape)),
  debugMetadataIndex: 'i32',
});

export const SUBGRAPH_SHAPE = tableShape('SubGraph', {
  tensors: tables(TENSOR_SHAPE),
  inputs: '[i32]',
  outputs: '[i32]',
  operators: tables(OPERATOR_SHAPE),
  name: 'str',
  debugMetadataIndex: 'i32',
});

const BUFFER_SHAPE = tableShape('Buffer', {
  data: alignedVector(1, BUFFER_ALIGNMENT),
  offset: 'u64',
  size: 'u64',
});

export const METADATA_SHAPE = tableShape('Metadata', { name: 'str', buffer: 'u32' });
const TENSOR_MAP = tableShape('TensorMap', { name: 'str', tensorIndex: 'u32' });
const SIGNATURE_SHAPE = tableShape('SignatureDef', {
  inputs: tables(TENSOR_MAP),
  outputs: tables(TENSOR_MAP),
  signatureKey: 'str',
  deprecatedTag: 'str',
  subgraphIndex: 'u32',
});
const EXTERNAL_BUFFER_GROUP = tableShape('ExternalBufferGroup', { name: 'str' });
const EXTERNAL_BUFFER = tableShape('ExternalBuffer', {
  id: 'u32',
  group: 'u32',
  offset: 'u64',
  length: 'u64',
  packing: 'str',
});

export const MODEL_SHAPE = tableShape('Model', {
  version: 'u32',
  operatorCodes: tables(OPERATOR_CODE_SHAPE),
  subgraphs: tables(SUBGRAPH_SHAPE),
  description: 'str',
  buffers: tables(BUFFER_SHAPE),
  metadataBuffer: '[i32]',
  metadata: tables(METADATA_SHAPE),
  signatureDefs: tables(SIGNATURE_SHAPE),
  externalBufferGroups: tables(EXTERNAL_BUFFER_GROUP),
  externalBuffers: tables(EXTERNAL_BUFFER),
});
