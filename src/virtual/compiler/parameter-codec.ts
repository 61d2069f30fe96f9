// Weights and biases between their tensors and the parameter blob, in the arrangement of edgetpu-compiler.md (a): output
// channels in groups, a group's per-channel headers first, then its weights. What the blob has no place for (taps that
// never meet the input, odd constants) stays in the program's skeleton.
import { fileChannels, headerBytesOf, layerShapeOf, roundUp } from '../../edgetpu/index.ts';
import type { LayerShape } from '../../edgetpu/index.ts';
import type { Operator, Subgraph, Tensor } from '../../tflite/index.ts';

const GROUP_CHANNELS = 64;
const DEPTHWISE_GROUP_CHANNELS = 4;
const QUAD = 4;
const SIGN_BIT = 0x80;
const ELEMENTWISE_BYTES_PER_CHANNEL = 16;
const BIAS_BYTES = 4;

/** Where one byte of a tensor stands in a blob: visited for every byte that the blob carries. */
export type VisitByte = (
  tensor: Tensor,
  tensorByte: number,
  blobByte: number,
  flip: number,
) => void;

/**
 * Walks an operator's parameter block. `compiledParamBytes` is the block's size from the memory model; no position at or
 * past it is ever visited. The same walk writes blobs, reads them, and clears what they carry from a skeleton.
 */
export function walkParameters(
  subgraph: Subgraph,
  op: Operator,
  compiledParamBytes: number,
  visit: VisitByte,
): void {
  if (compiledParamBytes === 0) return;
  const bounded: VisitByte = (tensor, tensorByte, blobByte, flip) => {
    if (blobByte < compiledParamBytes) visit(tensor, tensorByte, blobByte, flip);
  };
  const layer = layerShapeOf(subgraph, op);
  if (layer === null) return walkConstants(subgraph, op, bounded);
  const bias = biasOf(subgraph, op, layer);
  const headerBytes = headerBytesOf(layer.weights, layer.hasBias);
  const isGrouped4 =
    layer.layerClass === 'depthwise' && !(layer.mapChannels === 1 && layer.outputChannels > 1);
  if (isGrouped4) walkDepthwise({ layer, bias, headerBytes, visit: bounded });
  else walkLayer({ layer, bias, headerBytes, visit: bounded });
}

interface LayerWalk {
  readonly layer: LayerShape;
  readonly bias: Tensor | null;
  readonly headerBytes: number;
  readonly visit: VisitByte;
}

/** [cin / 4][tap][output][4 inputs] inside groups of 64 outputs; weights are stored [output][tap][cin]. */
function walkLayer({ layer, bias, headerBytes, visit }: LayerWalk): void {
  const { outputChannels, inputChannels, kernelPositions, taps, weights } = layer;
  const flip = weights.type === 'INT8' ? SIGN_BIT : 0;
  const padded = fileChannels(outputChannels);
  const quads = Math.ceil(inputChannels / QUAD);
  const isDepthwiseTensor = layer.layerClass === 'depthwise';
  let groupStart = 0;
  for (let first = 0; first < padded; first += GROUP_CHANNELS) {
    const groupChannels = Math.min(GROUP_CHANNELS, padded - first);
    const used = Math.min(groupChannels, outputChannels - first);
    visitBias(bias, { first, used, at: groupStart, headerBytes, visit });
    const weightsStart = groupStart + headerBytes * groupChannels;
    for (let channel = 0; channel < used; channel++) {
      const output = first + channel;
      for (let tap = 0; tap < taps; tap++) {
        for (let input = 0; input < inputChannels; input++) {
          const source = isDepthwiseTensor
            ? tap * outputChannels + output
            : (output * kernelPositions + tap) * inputChannels + input;
          const quad = Math.floor(input / QUAD);
          const target = ((quad * taps + tap) * groupChannels + channel) * QUAD + (input % QUAD);
          visit(weights, source, weightsStart + target, flip);
        }
      }
    }
    groupStart = weightsStart + quads * taps * groupChannels * QUAD;
  }
}

/** Groups of 4 channels; a channel takes 4 bytes a tap, of which one is used. Weights are stored [tap][channel]. */
function walkDepthwise({ layer, bias, headerBytes, visit }: LayerWalk): void {
  const { outputChannels, taps, weights } = layer;
  const flip = weights.type === 'INT8' ? SIGN_BIT : 0;
  const groupBytes = DEPTHWISE_GROUP_CHANNELS * (headerBytes + QUAD * taps);
  for (let first = 0; first < roundUp(outputChannels, QUAD); first += DEPTHWISE_GROUP_CHANNELS) {
    const used = Math.min(DEPTHWISE_GROUP_CHANNELS, outputChannels - first);
    const groupStart = (first / DEPTHWISE_GROUP_CHANNELS) * groupBytes;
    visitBias(bias, { first, used, at: groupStart, headerBytes, visit });
    const weightsStart = groupStart + headerBytes * DEPTHWISE_GROUP_CHANNELS;
    for (let channel = 0; channel < used; channel++) {
      for (let tap = 0; tap < taps; tap++) {
        const target = (tap * DEPTHWISE_GROUP_CHANNELS + channel) * QUAD;
        visit(weights, tap * outputChannels + first + channel, weightsStart + target, flip);
      }
    }
  }
}

interface BiasWalk {
  readonly first: number;
  readonly used: number;
  readonly at: number;
  readonly headerBytes: number;
  readonly visit: VisitByte;
}

/** Biases are the last 4 bytes of each channel's header. */
function visitBias(bias: Tensor | null, { first, used, at, headerBytes, visit }: BiasWalk): void {
  if (bias === null || headerBytes < BIAS_BYTES) return;
  for (let channel = 0; channel < used; channel++) {
    for (let byte = 0; byte < BIAS_BYTES; byte++) {
      const source = (first + channel) * BIAS_BYTES + byte;
      if (source >= (bias.data?.length ?? 0)) return;
      visit(bias, source, at + (channel + 1) * headerBytes - BIAS_BYTES + byte, 0);
    }
  }
}

/** Elementwise constants: 16 bytes a channel, its element first; recurrent cells: constants one after the other. */
function walkConstants(subgraph: Subgraph, op: Operator, visit: VisitByte): void {
  const isElementwise = op.kind === 'ADD' || op.kind === 'MUL' || op.kind === 'SUB';
  const channels = subgraph.tensors[op.outputs[0] ?? -1]?.shape.at(-1) ?? 1;
  let start = 0;
  for (const tensorIndex of new Set(op.inputs)) {
    const tensor = subgraph.tensors[tensorIndex];
    if (!tensor?.data) continue;
    const elements = tensor.shape.reduce((count, dimension) => count * dimension, 1);
    const isPerChannel = isElementwise && elements === channels;
    if (isElementwise && !isPerChannel && elements === 1) continue;
    const elementBytes = Math.max(1, Math.floor(tensor.data.length / Math.max(1, elements)));
    for (let byte = 0; byte < tensor.data.length; byte++) {
      const target = isPerChannel
        ? Math.floor(byte / elementBytes) * ELEMENTWISE_BYTES_PER_CHANNEL + (byte % elementBytes)
        : byte;
      visit(tensor, byte, start + target, 0);
    }
    start += isPerChannel ? elements * ELEMENTWISE_BYTES_PER_CHANNEL : tensor.data.length;
  }
}

function biasOf(subgraph: Subgraph, op: Operator, layer: LayerShape): Tensor | null {
  if (!layer.hasBias) return null;
  const tensor = subgraph.tensors[op.inputs[op.kind === 'TRANSPOSE_CONV' ? 3 : 2] ?? -1];
  return tensor?.data && tensor.type === 'INT32' ? tensor : null;
}
