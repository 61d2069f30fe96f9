// Every operator option table of the schema, as data: what the reader translates, the checker bounds and the writer
// copies. A row is the table's name and its fields in wire order, `name:kind=default`; a table's place in the list is
// its number in the union. Source: the published TensorFlow Lite schema, version 3, with LiteRT's additions up to
// StablehloCaseOptions. Kinds: i8 bool i32 u32 f32 i64 are scalars, str a string, [kind] a vector.

import { readFieldKind, type FieldShape, type TableShape } from './table-shape.ts';

export interface OptionField {
  readonly name: string;
  readonly kind: string;
  readonly defaultValue: number;
}

export interface OptionTable {
  readonly name: string;
  readonly fields: readonly OptionField[];
  readonly shape: TableShape;
}

// prettier-ignore
const BUILTIN_ROWS = [
  'None',
  'Conv2D padding:i8 strideW:i32 strideH:i32 activation:i8 dilationW:i32=1 dilationH:i32=1 quantizedBiasType:i8',
  'DepthwiseConv2D padding:i8 strideW:i32 strideH:i32 depthMultiplier:i32 activation:i8 dilationW:i32=1 dilationH:i32=1',
  'ConcatEmbeddings numChannels:i32 numColumnsPerChannel:[i32] embeddingDimPerChannel:[i32]',
  'LSHProjection type:i8',
  'Pool2D padding:i8 strideW:i32 strideH:i32 filterW:i32 filterH:i32 activation:i8',
  'SVDF rank:i32 activation:i8 asymmetricQuantizeInputs:bool',
  'RNN activation:i8 asymmetricQuantizeInputs:bool',
  'FullyConnected activation:i8 weightsFormat:i8 keepNumDims:bool asymmetricQuantizeInputs:bool quantizedBiasType:i8',
  'Softmax beta:f32',
  'Concatenation axis:i32 activation:i8',
  'Add activation:i8 potScaleInt16:bool=1',
  'L2Norm activation:i8',
  'LocalResponseNormalization radius:i32 bias:f32 alpha:f32 beta:f32',
  'LSTM activation:i8 cellClip:f32 projClip:f32 kernelType:i8 asymmetricQuantizeInputs:bool',
  'ResizeBilinear newHeight:i32 newWidth:i32 alignCorners:bool halfPixelCenters:bool',
  'Call subgraph:u32',
  'Reshape newShape:[i32]',
  'SkipGram ngramSize:i32 maxSkipSize:i32 includeAllNgrams:bool',
  'SpaceToDepth blockSize:i32',
  'EmbeddingLookupSparse combiner:i8',
  'Mul activation:i8',
  'Pad',
  'Gather axis:i32 batchDims:i32',
  'BatchToSpaceND',
  'SpaceToBatchND',
  'Transpose',
  'Reducer keepDims:bool',
  'Sub activation:i8 potScaleInt16:bool=1',
  'Div activation:i8',
  'Squeeze squeezeDims:[i32]',
  'SequenceRNN timeMajor:bool activation:i8 asymmetricQuantizeInputs:bool',
  'StridedSlice beginMask:i32 endMask:i32 ellipsisMask:i32 newAxisMask:i32 shrinkAxisMask:i32 offset:bool',
  'Exp',
  'TopKV2',
  'Split splitCount:i32',
  'LogSoftmax',
  'Cast inDataType:i8 outDataType:i8',
  'Dequantize',
  'MaximumMinimum',
  'ArgMax outputType:i8',
  'Less',
  'Neg',
  'PadV2',
  'Greater',
  'GreaterEqual',
  'LessEqual',
  'Select',
  'Slice',
  'TransposeConv padding:i8 strideW:i32 strideH:i32 activation:i8 quantizedBiasType:i8',
  'SparseToDense validateIndices:bool',
  'Tile',
  'ExpandDims',
  'Equal',
  'NotEqual',
  'Shape outType:i8',
  'Pow',
  'ArgMin outputType:i8',
  'FakeQuant min:f32 max:f32 numBits:i32 narrowRange:bool',
  'Pack valuesCount:i32 axis:i32',
  'LogicalOr',
  'OneHot axis:i32',
  'LogicalAnd',
  'LogicalNot',
  'Unpack num:i32 axis:i32',
  'FloorDiv',
  'Square',
  'ZerosLike',
  'Fill',
  'BidirectionalSequenceLSTM activation:i8 cellClip:f32 projClip:f32 mergeOutputs:bool timeMajor:bool=1 asymmetricQuantizeInputs:bool',
  'BidirectionalSequenceRNN timeMajor:bool activation:i8 mergeOutputs:bool asymmetricQuantizeInputs:bool',
  'UnidirectionalSequenceLSTM activation:i8 cellClip:f32 projClip:f32 timeMajor:bool asymmetricQuantizeInputs:bool diagonalRecurrentTensors:bool',
  'FloorMod',
  'Range',
  'ResizeNearestNeighbor alignCorners:bool halfPixelCenters:bool',
  'LeakyRelu alpha:f32',
  'SquaredDifference',
  'MirrorPad mode:i8',
  'Abs',
  'SplitV splitCount:i32',
  'Unique idxOutType:i8=2',
  'ReverseV2',
  'AddN',
  'GatherNd',
  'Cos',
  'Where',
  'Rank',
  'ReverseSequence seqDim:i32 batchDim:i32',
  'MatrixDiag',
  'Quantize',
  'MatrixSetDiag',
  'HardSwish',
  'If thenSubgraphIndex:i32 elseSubgraphIndex:i32',
  'While condSubgraphIndex:i32 bodySubgraphIndex:i32',
  'DepthToSpace blockSize:i32',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'ScatterNd',
  'SelectV2',
  'Densify',
  'SegmentSum',
  'BatchMatMul adjX:bool adjY:bool asymmetricQuantizeInputs:bool',
  'Cumsum exclusive:bool reverse:bool',
  'CallOnce initSubgraphIndex:i32',
  'BroadcastTo',
  'Rfft2d',
  'Conv3D padding:i8 strideD:i32 strideW:i32 strideH:i32 activation:i8 dilationD:i32=1 dilationW:i32=1 dilationH:i32=1',
  'Hashtable tableId:i32 keyDtype:i8 valueDtype:i8',
  'HashtableFind',
  'HashtableImport',
  'HashtableSize',
  'VarHandle container:str sharedName:str',
  'ReadVariable',
  'AssignVariable',
  'Random seed:i64 seed2:i64',
  'Bucketize boundaries:[f32]',
  'Gelu approximate:bool',
  'DynamicUpdateSlice',
  'UnsortedSegmentProd',
  'UnsortedSegmentMax',
  'UnsortedSegmentMin',
  'UnsortedSegmentSum',
  'ATan2',
  'Sign',
  'Bitcast',
  'BitwiseXor',
  'RightShift',
];

// prettier-ignore
const BUILTIN_2_ROWS = [
  'None',
  'StablehloConcatenate dimension:i64',
  'StablehloBroadcastInDim broadcastDimensions:[i64]',
  'StablehloSlice startIndices:[i64] limitIndices:[i64] strides:[i64]',
  'StablehloConvolution windowStrides:[i64] padding:[i64] lhsDilation:[i64] rhsDilation:[i64] windowReversal:[bool] inputBatchDimension:i64 inputFeatureDimension:i64 inputSpatialDimensions:[i64] kernelInputFeatureDimension:i64 kernelOutputFeatureDimension:i64 kernelSpatialDimensions:[i64] outputBatchDimension:i64 outputFeatureDimension:i64 outputSpatialDimensions:[i64] featureGroupCount:i64 batchGroupCount:i64 precisionConfig:[u32]',
  'StablehloCustomCall callTargetName:str hasSideEffect:bool backendConfig:str apiVersion:i32 calledComputations:[i32] customAttributes:[u8]',
  'StablehloReduce dimensions:[i64] bodySubgraphIndex:i32',
  'StablehloScatter indicesAreSorted:bool updateWindowDims:[i64] insertedWindowDims:[i64] scatterDimsToOperandDims:[i64] indexVectorDim:i64 uniqueIndices:bool updateComputationSubgraphIndex:i32',
  'StablehloCompare comparisonDirection:u32 compareType:u32',
  'StablehloDynamicSlice sliceSizes:[i64]',
  'StablehloPad edgePaddingLow:[i64] edgePaddingHigh:[i64] interiorPadding:[i64]',
  'StablehloIota iotaDimension:i64',
  'StablehloDotGeneral lhsBatchingDimensions:[i64] rhsBatchingDimensions:[i64] lhsContractingDimensions:[i64] rhsContractingDimensions:[i64] precisionConfig:[u32]',
  'StablehloReduceWindow windowDimensions:[i64] windowStrides:[i64] baseDilations:[i64] windowDilations:[i64] padding:[i64] bodySubgraphIndex:i32',
  'StablehloSort dimension:i64 isStable:bool comparatorSubgraphIndex:i32',
  'StablehloWhile condSubgraphIndex:i32 bodySubgraphIndex:i32',
  'StablehloGather offsetDims:[i64] collapsedSliceDims:[i64] startIndexMap:[i64] indexVectorDim:i64 sliceSizes:[i64] indicesAreSorted:bool',
  'StablehloTranspose permutation:[i64]',
  'Dilate',
  'StablehloRngBitGenerator algorithm:i8',
  'ReduceWindow reduceFunction:i32',
  'StablehloComposite name:str decompositionSubgraphIndex:i32 compositeAttributes:[u8] compositeAttributesFormat:i8 version:i32',
  'StablehloShiftLeft',
  'StablehloCase branchSubgraphIndices:[i32]',
];

/** Option tables by their number in the union `builtin_options`; 0 is "no options". */
export const BUILTIN_OPTIONS: readonly OptionTable[] = BUILTIN_ROWS.map(parseRow);
/** Option tables by their number in the union `builtin_options_2`. */
export const BUILTIN_OPTIONS_2: readonly OptionTable[] = BUILTIN_2_ROWS.map(parseRow);

function parseRow(row: string): OptionTable {
  const [name = '', ...columns] = row.split(' ');
  const fields = columns.map(parseField);
  const shapes: FieldShape[] = fields.map((field) => ({
    name: field.name,
    label: `${name}Options.${field.name}`,
    type: readFieldKind(field.kind),
  }));
  return { name, fields, shape: { name: `${name}Options`, fields: shapes } };
}

function parseField(column: string): OptionField {
  const [name = '', rest = ''] = column.split(':');
  const [kind = '', defaultText = '0'] = rest.split('=');
  return { name, kind, defaultValue: Number(defaultText) };
}
