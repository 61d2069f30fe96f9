// Weights and biases between their tensors and the parameter blob, in the arrangement of edgetpu-compiler.md (a): output
// channels in groups, a group's per-channel headers first, then its weights. What the blob has no place for (taps that
// never meet the input, odd constants) stays in the program's skeleton.
import {
  BIAS_HEADER_BYTES,
  CHANNELS_PER_GROUP,
  CHANNELS_PER_QUAD,
  ELEMENTWISE_CONSTANT_BYTES_PER_CHANNEL,
  fileChannels,
  headerBytesOf,
  isStoredByQuads,
  layerShapeOf,
  roundUp,
} from '../../edgetpu/index.ts';
import type { LayerShape } from '../../edgetpu/index.ts';
import type { Operator, Subgraph, Tensor } from '../../tflite/index.ts';

const SIGN_BIT = 0x80;

/** Size of a block by the memory model, and whether its headers hold biases (a cleared skeleton cannot tell). */
export interface BlockShape {
  readonly bytes: number;
  readonly hasBias: boolean;
}

/** What to do with the bytes that a block carries. */
export type Transfer = 'pack' | 'unpack' | 'clear';

/** A block's place in a blob. Nothing at or past its end is ever touched. */
export interface BlockPlace {
  readonly blob: Uint8Array;
  readonly offset: number;
  readonly shape: BlockShape;
}

/**
 * Walks an operator's parameters: packs them from the tensors into the blob, unpacks them again, or clears in the tensors
 * what the blob carries.
 */
export function moveParameters(
  subgraph: Subgraph,
  op: Operator,
  place: BlockPlace,
  transfer: Transfer,
): void {
  const mover = new Mover(place, transfer);
  const layer = layerShapeOf(subgraph, op);
  if (layer === null) return walkConstants(subgraph, op, mover);
  const { hasBias } = place.shape;
  const bias = hasBias ? biasOf(subgraph, op) : null;
  const headerBytes = headerBytesOf(layer.weights, hasBias);
  if (isStoredByQuads(layer)) walkDepthwise({ layer, bias, headerBytes, mover });
  else walkLayer({ layer, bias, headerBytes, mover });
}

/** Moves runs of bytes that are consecutive on both sides. */
class Mover {
  readonly #blob: Uint8Array;
  readonly #offset: number;
  readonly #limit: number;
  readonly #transfer: Transfer;
  data: Uint8Array = new Uint8Array(0);
  flip = 0;

  constructor({ blob, offset, shape }: BlockPlace, transfer: Transfer) {
    this.#blob = blob;
    this.#offset = offset;
    this.#limit = Math.min(blob.length, offset + shape.bytes);
    this.#transfer = transfer;
  }

  /** The tensor that the following runs are about. Int8 weights stand in blobs as value + 128. */
  use(tensor: Tensor, flip: number): void {
    this.data = tensor.data ?? this.data.subarray(0, 0);
    this.flip = flip;
  }

  run(source: number, target: number, count: number): void {
    const { data, flip } = this;
    const blob = this.#blob;
    const start = this.#offset + target;
    const end = Math.min(count, data.length - source, this.#limit - start);
    if (this.#transfer === 'clear') {
      if (end > 0) data.fill(0, source, source + end);
    } else if (this.#transfer === 'pack') {
      for (let byte = 0; byte < end; byte++) blob[start + byte] = (data[source + byte] ?? 0) ^ flip;
    } else {
      for (let byte = 0; byte < end; byte++) data[source + byte] = (blob[start + byte] ?? 0) ^ flip;
    }
  }
}

interface LayerWalk {
  readonly layer: LayerShape;
  readonly bias: Tensor | null;
  readonly headerBytes: number;
  readonly mover: Mover;
}

/** [cin / 4][tap][output][4 inputs] inside groups of 64 outputs; weights are stored [output][tap][cin]. */
function walkLayer({ layer, bias, headerBytes, mover }: LayerWalk): void {
  const { outputChannels, inputChannels, kernelPositions, taps, weights } = layer;
  const flip = weights.type === 'INT8' ? SIGN_BIT : 0;
  const padded = fileChannels(outputChannels);
  const quads = Math.ceil(inputChannels / CHANNELS_PER_QUAD);
  const isDepthwiseTensor = layer.layerClass === 'depthwise';
  let groupStart = 0;
  for (let first = 0; first < padded; first += CHANNELS_PER_GROUP) {
    const groupChannels = Math.min(CHANNELS_PER_GROUP, padded - first);
    const used = Math.min(groupChannels, outputChannels - first);
    moveBias(bias, { first, used, at: groupStart, headerBytes, mover });
    mover.use(weights, flip);
    const weightsStart = groupStart + headerBytes * groupChannels;
    for (let channel = 0; channel < used; channel++) {
      const output = first + channel;
      for (let tap = 0; tap < taps; tap++) {
        for (let quad = 0; quad < quads; quad++) {
          const input = quad * CHANNELS_PER_QUAD;
          const source = isDepthwiseTensor
            ? tap * outputChannels + output
            : (output * kernelPositions + tap) * inputChannels + input;
          const target = ((quad * taps + tap) * groupChannels + channel) * CHANNELS_PER_QUAD;
          mover.run(
            source,
            weightsStart + target,
            Math.min(CHANNELS_PER_QUAD, inputChannels - input),
          );
        }
      }
    }
    groupStart = weightsStart + quads * taps * groupChannels * CHANNELS_PER_QUAD;
  }
}

/** Groups of 4 channels; a channel takes 4 bytes a tap, of which one is used. Weights are stored [tap][channel]. */
function walkDepthwise({ layer, bias, headerBytes, mover }: LayerWalk): void {
  const { outputChannels, taps, weights } = layer;
  const flip = weights.type === 'INT8' ? SIGN_BIT : 0;
  const groupBytes = CHANNELS_PER_QUAD * (headerBytes + CHANNELS_PER_QUAD * taps);
  for (
    let first = 0;
    first < roundUp(outputChannels, CHANNELS_PER_QUAD);
    first += CHANNELS_PER_QUAD
  ) {
    const used = Math.min(CHANNELS_PER_QUAD, outputChannels - first);
    const groupStart = (first / CHANNELS_PER_QUAD) * groupBytes;
    moveBias(bias, { first, used, at: groupStart, headerBytes, mover });
    mover.use(weights, flip);
    const weightsStart = groupStart + headerBytes * CHANNELS_PER_QUAD;
    for (let channel = 0; channel < used; channel++) {
      for (let tap = 0; tap < taps; tap++) {
        const target = (tap * CHANNELS_PER_QUAD + channel) * CHANNELS_PER_QUAD;
        mover.run(tap * outputChannels + first + channel, weightsStart + target, 1);
      }
    }
  }
}

interface BiasWalk {
  readonly first: number;
  readonly used: number;
  readonly at: number;
  readonly headerBytes: number;
  readonly mover: Mover;
}

/** Biases are the last 4 bytes of each channel's header. */
function moveBias(bias: Tensor | null, { first, used, at, headerBytes, mover }: BiasWalk): void {
  if (bias === null || headerBytes < BIAS_HEADER_BYTES) return;
  mover.use(bias, 0);
  for (let channel = 0; channel < used; channel++) {
    const target = at + (channel + 1) * headerBytes - BIAS_HEADER_BYTES;
    mover.run((first + channel) * BIAS_HEADER_BYTES, target, BIAS_HEADER_BYTES);
  }
}

/** Elementwise constants: 16 bytes a channel, its element first; recurrent cells: constants one after the other. */
function walkConstants(subgraph: Subgraph, op: Operator, mover: Mover): void {
  const isElementwise = op.kind === 'ADD' || op.kind === 'MUL' || op.kind === 'SUB';
  const channels = subgraph.tensors[op.outputs[0] ?? -1]?.shape.at(-1) ?? 1;
  let start = 0;
  for (const tensorIndex of new Set(op.inputs)) {
    const tensor = subgraph.tensors[tensorIndex];
    if (!tensor?.data) continue;
    const { length } = tensor.data;
    const elements = tensor.shape.reduce((count, dimension) => count * dimension, 1);
    mover.use(tensor, 0);
    if (isElementwise && elements === channels) {
      const elementBytes = Math.floor(length / Math.max(1, elements));
      for (let element = 0; element < elements; element++) {
        const target = start + element * ELEMENTWISE_CONSTANT_BYTES_PER_CHANNEL;
        mover.run(element * elementBytes, target, elementBytes);
      }
      start += elements * ELEMENTWISE_CONSTANT_BYTES_PER_CHANNEL;
    } else if (!isElementwise || elements !== 1) {
      mover.run(0, start, length);
      start += length;
    }
  }
}

function biasOf(subgraph: Subgraph, op: Operator): Tensor | null {
  const tensor = subgraph.tensors[op.inputs[op.kind === 'TRANSPOSE_CONV' ? 3 : 2] ?? -1];
  return tensor?.data && tensor.type === 'INT32' ? tensor : null;
}
