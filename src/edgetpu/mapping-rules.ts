// The vendor's list of operators and their limits (edgetpu-compiler.md i, compiler 16 with runtime 14), one line each.
// Not decided here, as the list does not say where it lies: "some reshapes of large tensors are refused".

import type { Operator, Subgraph, Tensor } from '../tflite/index.ts';
import {
  concatenationLimits,
  denseLimits,
  equalDilation,
  meanLimits,
  noFusedActivation,
  notOverBatch,
  notPackedOverBatch,
  notPaddedOverBatch,
  notSplitOverBatch,
  preluLimits,
  resizeLimits,
  softmaxLimits,
  stridedSliceLimits,
} from './mapping-limits.ts';
import type { MappedOperator, Refused } from './mapping-limits.ts';
import { elementCount, tensorAt } from './layer-shape.ts';
import type { MappingRefusal } from './types.ts';

interface MappingRule {
  /** Operands that must be constants where they are present: weights, biases, shapes, axes. */
  readonly constants?: readonly number[];
  /** Of these, the weights: they must have 8 bits. */
  readonly weights?: number;
  /** Operands with data; all that are not in `constants` where absent. */
  readonly data?: readonly number[];
  readonly limit?: (op: MappedOperator) => Refused | null;
}

const ANY: MappingRule = {};

const RULES: Readonly<Record<string, MappingRule>> = {
  ADD: ANY,
  MUL: ANY,
  SUB: ANY,
  MAXIMUM: ANY,
  MINIMUM: ANY,
  SQUARED_DIFFERENCE: ANY,
  AVERAGE_POOL_2D: { limit: noFusedActivation },
  MAX_POOL_2D: { limit: noFusedActivation },
  CONCATENATION: { limit: concatenationLimits },
  CONV_2D: { constants: [1, 2], weights: 1, limit: equalDilation },
  DEPTHWISE_CONV_2D: { constants: [1, 2], weights: 1, limit: equalDilation },
  EXPAND_DIMS: { constants: [1] },
  SQUEEZE: ANY,
  RESHAPE: { constants: [1] },
  FULLY_CONNECTED: { constants: [1, 2], weights: 1, limit: denseLimits },
  L2_NORMALIZATION: ANY,
  LOGISTIC: ANY,
  TANH: ANY,
  RELU: ANY,
  RELU6: ANY,
  RELU_N1_TO_1: ANY,
  RSQRT: ANY,
  QUANTIZE: ANY,
  MEAN: { constants: [1], limit: meanLimits },
  PACK: { limit: notPackedOverBatch },
  PAD: { constants: [1], limit: notPaddedOverBatch },
  SPLIT: { constants: [0], limit: notSplitOverBatch },
  SUM: { constants: [1], limit: notOverBatch },
  REDUCE_MAX: { constants: [1], limit: notOverBatch },
  REDUCE_MIN: { constants: [1], limit: notOverBatch },
  PRELU: { constants: [1], limit: preluLimits },
  RESIZE_BILINEAR: { constants: [1], limit: resizeLimits },
  RESIZE_NEAREST_NEIGHBOR: { constants: [1], limit: resizeLimits },
  SLICE: { constants: [1, 2] },
  SPACE_TO_DEPTH: ANY,
  TRANSPOSE: { constants: [1] },
  TRANSPOSE_CONV: { constants: [0, 1, 3], weights: 1 },
  SOFTMAX: { limit: softmaxLimits },
  STRIDED_SLICE: { constants: [1, 2, 3], limit: stridedSliceLimits },
  UNIDIRECTIONAL_SEQUENCE_LSTM: { data: [0] },
};

/** Why the Edge TPU refuses this operator, wherever it stands; null when it does not. */
export function refusalOf(subgraph: Subgraph, op: Operator): MappingRefusal | null {
  const rule = RULES[op.kind];
  const refused = rule === undefined ? unknownKind(op) : ruleRefusal(subgraph, op, rule);
  if (refused === null) return null;
  return { kind: 'unsupported', isGuess: false, ...refused };
}

function ruleRefusal(subgraph: Subgraph, op: Operator, rule: MappingRule): Refused | null {
  const constants = rule.constants ?? [];
  const operands = op.inputs.map((tensorIndex) => tensorAt(subgraph, tensorIndex));
  const isData = (_: unknown, position: number): boolean =>
    rule.data === undefined ? !constants.includes(position) : rule.data.includes(position);
  const data = operands.filter(isData).filter((tensor) => tensor !== null);
  const outputs = op.outputs
    .map((tensorIndex) => tensorAt(subgraph, tensorIndex))
    .filter((tensor) => tensor !== null);
  const weights = rule.weights === undefined ? null : (operands[rule.weights] ?? null);
  return (
    wrongType(op, [...data, ...outputs, ...(weights === null ? [] : [weights])]) ??
    wrongShape(
      op,
      [...data, ...outputs].filter((tensor) => tensor.data === null),
    ) ??
    notConstant(
      op,
      constants.map((position) => operands[position] ?? null),
    ) ??
    rule.limit?.({ op, operands, inputs: data, outputs }) ??
    null
  );
}

function unknownKind(op: Operator): Refused {
  if (op.kind === 'CUSTOM') {
    return {
      reason: `"${op.customName ?? 'CUSTOM'}" is a custom operator, and the Edge TPU runs none.`,
      remedy: 'Keep it at the end of the model, where the computer runs it on the results.',
    };
  }
  if (op.kind === 'DEQUANTIZE') {
    return {
      reason: 'DEQUANTIZE turns 8-bit values into float, which the Edge TPU does not have.',
      remedy: 'Leave it at the end of the model, or convert the model with 8-bit outputs.',
    };
  }
  return {
    reason: `The Edge TPU has no ${op.kind}.`,
    remedy: 'Replace it by operators that the Edge TPU has, or move it to the end of the model.',
  };
}

function wrongType(op: Operator, tensors: readonly Tensor[]): Refused | null {
  const wrong = tensors.find(({ type }) => type !== 'UINT8' && type !== 'INT8');
  if (wrong === undefined) return null;
  const remedy =
    op.kind === 'QUANTIZE'
      ? 'Leave it at the start of the model, or convert the model with 8-bit inputs.'
      : 'Convert the model with full integer quantisation, so that all its data has 8 bits.';
  return {
    reason: `${op.kind} works on ${wrong.type} data here; the Edge TPU takes UINT8 and INT8.`,
    remedy,
  };
}

function wrongShape(op: Operator, tensors: readonly Tensor[]): Refused | null {
  if (tensors.some((tensor) => tensor.isDynamic)) {
    return {
      reason: `A shape of this ${op.kind} is only known at run time; the Edge TPU needs fixed shapes.`,
      remedy: 'Convert the model with a fixed input shape.',
    };
  }
  const wrong = tensors.find(({ shape }) => elementCount(shape.slice(0, -3)) > 1);
  if (wrong === undefined) return null;
  return {
    reason: `${op.kind} has a tensor of shape ${wrong.shape.join('×')}; only the three innermost dimensions may exceed 1.`,
    remedy: 'Convert the model for batch 1, or reshape it to three dimensions.',
  };
}

function notConstant(op: Operator, tensors: readonly (Tensor | null)[]): Refused | null {
  if (!tensors.some((tensor) => tensor !== null && tensor.data === null)) return null;
  return {
    reason: `Weights or other parameters of this ${op.kind} are computed at run time; the Edge TPU needs constants.`,
    remedy: 'Make them constants in the model before you convert it.',
  };
}
