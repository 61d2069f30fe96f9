// Limits of single operators (edgetpu-compiler.md i). Each returns why the operator is refused, or null.

import type { Operator, Tensor } from '../tflite/index.ts';
import { MAX_RESIZE_FACTOR, MAX_SOFTMAX_ELEMENTS } from './constants.ts';
import { elementCount } from './layer-shape.ts';

/** Reason and remedy of a refusal, one sentence each. */
export interface Refused {
  readonly reason: string;
  readonly remedy: string;
  readonly isGuess?: boolean;
}

/** An operator with its tensors: all operands in place, the data operands, the results. */
export interface MappedOperator {
  readonly op: Operator;
  readonly operands: readonly (Tensor | null)[];
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

export function noFusedActivation({ op }: MappedOperator): Refused | null {
  const activation = op.options.activation ?? 'NONE';
  if (activation === 'NONE') return null;
  return {
    reason: `This ${op.kind} has a fused ${activation}, which the Edge TPU does not run.`,
    remedy: `Put the ${activation} into an operator of its own.`,
  };
}

export function concatenationLimits(mapped: MappedOperator): Refused | null {
  const constants = mapped.inputs.flatMap((tensor) => tensor.data ?? []);
  if (constants.length > 0) {
    const isZero = constants.every((data) => data.every((value) => value === 0));
    if (mapped.inputs.length !== 2 || !isZero) {
      return {
        reason: 'CONCATENATION with a constant runs only with two inputs and a constant of zeros.',
        remedy: 'Use PAD, or compute the constant part inside the model.',
      };
    }
  }
  return noFusedActivation(mapped);
}

export function equalDilation({ op }: MappedOperator): Refused | null {
  const { dilationH = 1, dilationW = 1 } = op.options;
  if (dilationH === dilationW) return null;
  return {
    reason: `This ${op.kind} has a dilation of ${dilationH}×${dilationW}; the Edge TPU needs the same in both directions.`,
    remedy: 'Use the same dilation in height and width.',
  };
}

export function denseLimits({ op, outputs }: MappedOperator): Refused | null {
  if ((op.options.weightsFormat ?? 0) !== 0) {
    return {
      reason: 'FULLY_CONNECTED with shuffled weights does not run on the Edge TPU.',
      remedy: 'Convert the model with the default weight format.',
    };
  }
  if (outputs.every(isOneDimensional)) return null;
  return {
    reason:
      'FULLY_CONNECTED makes several rows here; on the Edge TPU its output has one dimension.',
    remedy: 'Use a 1×1 convolution for several positions at once.',
  };
}

export function softmaxLimits({ inputs }: MappedOperator): Refused | null {
  const isSmall = inputs.every(({ shape }) => elementCount(shape) <= MAX_SOFTMAX_ELEMENTS);
  if (isSmall && inputs.every(isOneDimensional)) return null;
  return {
    reason: `SOFTMAX runs on one dimension of at most ${MAX_SOFTMAX_ELEMENTS} elements.`,
    remedy: 'Leave it out and apply it to the results on the computer.',
  };
}

export function meanLimits(mapped: MappedOperator): Refused | null {
  const axes = axesOf(mapped.operands[1], mapped.inputs[0]);
  const channels = mapped.inputs[0]?.shape.at(-1) ?? 0;
  const rank = mapped.inputs[0]?.shape.length ?? 0;
  if (rank >= 3 && axes.includes(rank - 1) && channels % 4 !== 0) {
    return {
      reason: `MEAN over ${channels} channels does not run on the Edge TPU, which needs a multiple of 4.`,
      remedy: 'Make the number of channels a multiple of 4.',
    };
  }
  return notOverBatch(mapped);
}

export function notOverBatch(mapped: MappedOperator): Refused | null {
  const axes = axesOf(mapped.operands[1], mapped.inputs[0]);
  return axes.includes(0) ? overBatch(mapped.op) : null;
}

export function notPackedOverBatch({ op, outputs }: MappedOperator): Refused | null {
  const axis = op.options.axis ?? 0;
  const rank = outputs[0]?.shape.length ?? 0;
  return (axis < 0 ? axis + rank : axis) === 0 ? overBatch(op) : null;
}

export function notPaddedOverBatch({ op, operands }: MappedOperator): Refused | null {
  const [before = 0, after = 0] = integersOf(operands[1]);
  return before !== 0 || after !== 0 ? overBatch(op) : null;
}

export function notSplitOverBatch({ op, operands, inputs }: MappedOperator): Refused | null {
  return axesOf(operands[0], inputs[0]).includes(0) ? overBatch(op) : null;
}

export function preluLimits({ operands }: MappedOperator): Refused | null {
  const alphaShape = operands[1]?.shape ?? [];
  if (elementCount(alphaShape.slice(0, -1)) <= 1) return null;
  return {
    reason: 'PRELU has a slope per position here; the Edge TPU takes one per channel only.',
    remedy: 'Share the slopes over height and width (shared_axes in Keras).',
  };
}

export function resizeLimits({ op, inputs, outputs }: MappedOperator): Refused | null {
  const from = inputs[0]?.shape ?? [];
  const to = outputs[0]?.shape ?? [];
  const factor = Math.max(resizeFactor(from[1], to[1]), resizeFactor(from[2], to[2]));
  if (factor <= MAX_RESIZE_FACTOR) return null;
  return {
    reason: `${op.kind} from ${from.slice(1, 3).join('×')} to ${to.slice(1, 3).join('×')} is more than ${MAX_RESIZE_FACTOR}-fold, which the compiler probably refuses to keep precision.`,
    remedy: 'Resize in several steps, or keep it at the end of the model.',
    isGuess: true,
  };
}

export function stridedSliceLimits({ op, operands }: MappedOperator): Refused | null {
  const hasMask = (op.options.ellipsisMask ?? 0) !== 0 || (op.options.newAxisMask ?? 0) !== 0;
  if (!hasMask && integersOf(operands[3]).every((stride) => stride === 1)) return null;
  return {
    reason: 'STRIDED_SLICE runs only with strides of 1 and without ellipsis or new axes.',
    remedy: 'Use SLICE or a strided pooling, or slice the results on the computer.',
  };
}

function overBatch(op: Operator): Refused {
  return {
    reason: `This ${op.kind} works along the batch dimension, which the Edge TPU does not do.`,
    remedy: 'Use another axis; the Edge TPU runs one input at a time.',
  };
}

/** At most one dimension exceeds 1. */
function isOneDimensional({ shape }: Tensor): boolean {
  return shape.filter((dimension) => dimension !== 1).length <= 1;
}

function resizeFactor(from = 1, to = 1): number {
  return from === 0 || to === 0 ? 1 : Math.max(to / from, from / to);
}

/** Axes named by a constant, negative ones counted from the end of `subject`'s shape. */
function axesOf(axes: Tensor | null | undefined, subject: Tensor | undefined): number[] {
  const rank = subject?.shape.length ?? 0;
  return integersOf(axes).map((axis) => (axis < 0 ? axis + rank : axis));
}

/** Values of a constant INT32 tensor; [] for anything else. */
function integersOf(tensor: Tensor | null | undefined): number[] {
  if (tensor?.type !== 'INT32' || tensor.data === null) return [];
  const { data } = tensor;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: Math.floor(data.byteLength / 4) }, (_, position) =>
    view.getInt32(position * 4, true),
  );
}
