// What the formulas need to know of a layer with weights, taken once from the operator and its tensors.

import type { Operator, Subgraph, Tensor } from '../tflite/index.ts';
import { tapsThatHit } from './kernel-taps.ts';

export type LayerClass = 'conv' | 'depthwise' | 'dense';

export interface LayerShape {
  readonly layerClass: LayerClass;
  readonly outputChannels: number;
  /** Input channels that one output channel reads: 1 for a depthwise layer. */
  readonly inputChannels: number;
  /** Channels of the input map; differs from `inputChannels` for depthwise layers. */
  readonly mapChannels: number;
  readonly kernelPositions: number;
  /** Kernel positions that can ever meet the input. */
  readonly taps: number;
  /** Positions at which the kernel is applied: H·W of the output, of the input for a transposed convolution, 1 for a dense row. */
  readonly macPositions: number;
  readonly weights: Tensor;
  /** False also for a constant bias of zeros: compiler 16 leaves it out (edgetpu-compiler.md a). */
  readonly hasBias: boolean;
}

/** Operand numbers of input, weights and bias per kind. */
const OPERANDS: Readonly<
  Record<string, { layerClass: LayerClass; input: number; weights: number; bias: number }>
> = {
  CONV_2D: { layerClass: 'conv', input: 0, weights: 1, bias: 2 },
  DEPTHWISE_CONV_2D: { layerClass: 'depthwise', input: 0, weights: 1, bias: 2 },
  FULLY_CONNECTED: { layerClass: 'dense', input: 0, weights: 1, bias: 2 },
  // Operand 0 is the output shape.
  TRANSPOSE_CONV: { layerClass: 'conv', input: 2, weights: 1, bias: 3 },
};

/** The layer that a convolution or dense operator is; null for other kinds and where tensors are missing or malformed. */
export function layerShapeOf(subgraph: Subgraph, op: Operator): LayerShape | null {
  const operands = OPERANDS[op.kind];
  if (operands === undefined) return null;
  const weights = tensorAt(subgraph, op.inputs[operands.weights]);
  const input = tensorAt(subgraph, op.inputs[operands.input]);
  const output = tensorAt(subgraph, op.outputs[0]);
  if (weights === null || input === null || output === null) return null;
  const bias = tensorAt(subgraph, op.inputs[operands.bias]);
  const hasBias = bias !== null && !(bias.data?.every((byte) => byte === 0) ?? false);
  if (operands.layerClass === 'dense') return denseShape(weights, output, hasBias);
  if (weights.shape.length !== 4 || input.shape.length !== 4 || output.shape.length !== 4)
    return null;
  return convolutionShape(op, { weights, input, output, hasBias }, operands.layerClass);
}

function denseShape(weights: Tensor, output: Tensor, hasBias: boolean): LayerShape | null {
  const [outputChannels, inputChannels] = weights.shape;
  if (weights.shape.length !== 2 || !outputChannels || !inputChannels) return null;
  return {
    layerClass: 'dense',
    outputChannels,
    inputChannels,
    mapChannels: inputChannels,
    kernelPositions: 1,
    taps: 1,
    macPositions: Math.max(1, Math.floor(elementCount(output.shape) / outputChannels)),
    weights,
    hasBias,
  };
}

interface ConvolutionTensors {
  readonly weights: Tensor;
  readonly input: Tensor;
  readonly output: Tensor;
  readonly hasBias: boolean;
}

function convolutionShape(
  op: Operator,
  { weights, input, output, hasBias }: ConvolutionTensors,
  layerClass: LayerClass,
): LayerShape {
  const [first = 0, kernelH = 0, kernelW = 0, last = 0] = weights.shape;
  const isDepthwise = layerClass === 'depthwise';
  const isTransposed = op.kind === 'TRANSPOSE_CONV';
  const kernelPositions = kernelH * kernelW;
  return {
    layerClass,
    outputChannels: isDepthwise ? last : first,
    inputChannels: isDepthwise ? 1 : last,
    mapChannels: input.shape[3] ?? 0,
    kernelPositions,
    // A transposed convolution lays every weight on some output.
    taps: isTransposed ? kernelPositions : hittingTaps(op, input, output, [kernelH, kernelW]),
    macPositions: positionsOf(isTransposed ? input.shape : output.shape),
    weights,
    hasBias,
  };
}

function hittingTaps(
  op: Operator,
  input: Tensor,
  output: Tensor,
  kernel: readonly [number, number],
): number {
  const { strideH = 1, strideW = 1, dilationH = 1, dilationW = 1, padding } = op.options;
  const isSamePadded = padding !== 'VALID';
  const rows = tapsThatHit({
    inputSize: input.shape[1] ?? 0,
    outputSize: output.shape[1] ?? 0,
    kernelSize: kernel[0],
    stride: Math.max(1, strideH),
    dilation: Math.max(1, dilationH),
    isSamePadded,
  });
  const columns = tapsThatHit({
    inputSize: input.shape[2] ?? 0,
    outputSize: output.shape[2] ?? 0,
    kernelSize: kernel[1],
    stride: Math.max(1, strideW),
    dilation: Math.max(1, dilationW),
    isSamePadded,
  });
  return rows * columns;
}

/** The tensor of an operand; null where the operand is absent. */
export function tensorAt(subgraph: Subgraph, tensorIndex: number | undefined): Tensor | null {
  if (tensorIndex === undefined || tensorIndex < 0) return null;
  return subgraph.tensors[tensorIndex] ?? null;
}

/** Positions of a map: all dimensions but the innermost. */
export function positionsOf(shape: readonly number[]): number {
  return elementCount(shape.slice(0, -1));
}

/** Elements of a tensor of this shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, dimension) => count * dimension, 1);
}
