// From weights to compiled parameter bytes: the closed forms of edgetpu-compiler.md (a). Not modelled, as they are the
// exceptions of that section: 48,256 bytes of one old compiler's SOFTMAX and 192 of a CONCATENATION that rescales.

import type { Operator, Subgraph, Tensor } from '../tflite/index.ts';
import {
  BIAS_HEADER_BYTES,
  CHANNELS_PER_GROUP,
  CHANNELS_PER_QUAD,
  CHANNELS_PER_SMALL_GROUP,
  ELEMENTWISE_CONSTANT_BYTES_PER_CHANNEL,
  MAX_GROUP_BYTES,
  SCALE_HEADER_BYTES,
} from './constants.ts';
import { elementCount, tensorAt } from './layer-shape.ts';
import type { LayerShape } from './layer-shape.ts';

/** Compiled parameters of one operator, bytes. */
export interface ParameterLayout {
  readonly compiledParamBytes: number;
  readonly onChipBytes: number;
  readonly neverCachedBytes: number;
  /** False when one group of 64 channels is larger than a tile's memory. */
  readonly groupFitsTile: boolean;
}

const NO_PARAMETERS: ParameterLayout = {
  compiledParamBytes: 0,
  onChipBytes: 0,
  neverCachedBytes: 0,
  groupFitsTile: true,
};

/** `count` rounded up to a multiple of `multiple`. */
export function roundUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

/** Output channels as the compiled file pads them: to 16 up to one group of 64, to whole groups beyond. */
export function fileChannels(channels: number): number {
  return roundUp(
    channels,
    channels <= CHANNELS_PER_GROUP ? CHANNELS_PER_SMALL_GROUP : CHANNELS_PER_GROUP,
  );
}

/** Header bytes per padded output channel; `isPerTensor` takes weights with a scale per channel as if they had one. */
export function headerBytesOf(weights: Tensor, hasBias: boolean, isPerTensor = false): number {
  const hasChannelScales =
    !isPerTensor && weights.type === 'INT8' && (weights.quantization?.scales.length ?? 0) > 1;
  return (hasChannelScales ? SCALE_HEADER_BYTES : 0) + (hasBias ? BIAS_HEADER_BYTES : 0);
}

/** Compiled parameters of a convolution, depthwise or dense layer. */
export function layerLayout(layer: LayerShape, headerBytes: number): ParameterLayout {
  if (isStoredByQuads(layer)) {
    const bytes =
      roundUp(layer.outputChannels, CHANNELS_PER_QUAD) *
      (headerBytes + CHANNELS_PER_QUAD * layer.taps);
    return {
      compiledParamBytes: bytes,
      onChipBytes: bytes,
      neverCachedBytes: 0,
      groupFitsTile: true,
    };
  }
  const channelBytes = headerBytes + layer.taps * roundUp(layer.inputChannels, CHANNELS_PER_QUAD);
  return {
    compiledParamBytes: fileChannels(layer.outputChannels) * channelBytes,
    onChipBytes: roundUp(layer.outputChannels, CHANNELS_PER_GROUP) * channelBytes,
    neverCachedBytes: 0,
    groupFitsTile: CHANNELS_PER_GROUP * channelBytes <= MAX_GROUP_BYTES,
  };
}

/**
 * True for depthwise layers, stored in groups of four channels. Not for one input channel spread over several output
 * channels: that is a convolution to the compiler.
 */
export function isStoredByQuads(layer: LayerShape): boolean {
  const isSpread = layer.mapChannels === 1 && layer.outputChannels > 1;
  return layer.layerClass === 'depthwise' && !isSpread;
}

/** Compiled parameters of an operator that is no convolution or dense layer. */
export function otherLayout(subgraph: Subgraph, op: Operator): ParameterLayout {
  switch (op.kind) {
    case 'ADD':
    case 'MUL':
    case 'SUB': {
      const bytes = elementwiseConstantBytes(subgraph, op);
      return { ...NO_PARAMETERS, compiledParamBytes: bytes, neverCachedBytes: bytes };
    }
    case 'UNIDIRECTIONAL_SEQUENCE_LSTM': {
      // A guess: the rules do not cover recurrent cells, so their bytes are taken as stored.
      const bytes = storedConstantBytes(subgraph, op);
      return { ...NO_PARAMETERS, compiledParamBytes: bytes, onChipBytes: bytes };
    }
    default:
      // What other operators hold as constants (shapes, paddings, axes) goes into instructions.
      return NO_PARAMETERS;
  }
}

/**
 * 16 bytes per channel of a constant per-channel operand, always streamed. A scalar needs none; a constant with a value
 * per element is not covered by the rules and is taken as stored.
 */
function elementwiseConstantBytes(subgraph: Subgraph, op: Operator): number {
  const output = tensorAt(subgraph, op.outputs[0]);
  const outputChannels = output?.shape.at(-1) ?? 1;
  return op.inputs.reduce((bytes, tensorIndex) => {
    const tensor = tensorAt(subgraph, tensorIndex);
    if (tensor === null || tensor.data === null) return bytes;
    const elements = elementCount(tensor.shape);
    if (elements === outputChannels)
      return bytes + ELEMENTWISE_CONSTANT_BYTES_PER_CHANNEL * elements;
    return elements === 1 ? bytes : bytes + tensor.data.byteLength;
  }, 0);
}

/** Bytes of an operator's constant inputs as stored in the file; each tensor counts once. */
export function storedConstantBytes(subgraph: Subgraph, op: Operator): number {
  let bytes = 0;
  for (const tensorIndex of new Set(op.inputs))
    bytes += tensorAt(subgraph, tensorIndex)?.data?.byteLength ?? 0;
  return bytes;
}
