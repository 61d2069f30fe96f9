// Operators and tensors by hand, for tests of the rules. Shapes are batch, height, width, channels.

import { unwrap } from '../../base/index.ts';
import { buildGraph } from '../../graph/index.ts';
import type {
  Operator,
  OperatorOptions,
  Subgraph,
  Tensor,
  TensorType,
} from '../../tflite/index.ts';
import { operatorCosts } from '../operator-costs.ts';
import type { OperatorCost } from '../types.ts';
import type { PlannedModel } from './planned-model.ts';

const BYTES_PER_ELEMENT: Partial<Record<TensorType, number>> = {
  FLOAT32: 4,
  INT32: 4,
  INT64: 8,
  INT16: 2,
};

export interface TensorSketch {
  readonly shape: readonly number[];
  /** INT8 where absent. */
  readonly type?: TensorType;
  /** A constant with these 32-bit values, or with bytes of this one value. */
  readonly values?: readonly number[];
  readonly fill?: number;
  /** Scales of its quantisation: 1 where absent. */
  readonly scaleCount?: number;
  readonly isDynamic?: boolean;
}

export interface OperatorSketch {
  readonly kind: string;
  readonly customName?: string;
  readonly options?: OperatorOptions;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export interface ModelSketch {
  readonly tensors: readonly TensorSketch[];
  readonly operators: readonly OperatorSketch[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A model of any operators, with its graph and costs. */
export function sketchModel(sketch: ModelSketch): PlannedModel {
  const subgraph: Subgraph = {
    name: 'main',
    tensors: sketch.tensors.map(tensorOf),
    operators: sketch.operators.map(operatorOf),
    inputs: sketch.inputs,
    outputs: sketch.outputs,
  };
  const graph = unwrap(buildGraph(subgraph));
  return { subgraph, graph, costs: operatorCosts(subgraph, graph) };
}

/** One operator as a model: the first input is the model's, all other operands are as given, the last tensor is its result. */
export function sketchOperator(
  kind: string,
  options: OperatorOptions,
  tensors: readonly TensorSketch[],
): { readonly model: PlannedModel; readonly cost: OperatorCost } {
  const output = tensors.length - 1;
  const operands = tensors.slice(0, -1).map((_, index) => index);
  const isConstant = (index: number): boolean => {
    const tensor = tensors[index];
    return tensor?.values !== undefined || tensor?.fill !== undefined;
  };
  const model = sketchModel({
    tensors,
    operators: [{ kind, options, inputs: operands, outputs: [output] }],
    inputs: operands.filter((index) => !isConstant(index)),
    outputs: [output],
  });
  const [cost] = model.costs.operators;
  if (cost === undefined) throw new Error('The sketch has no operator.');
  return { model, cost };
}

function operatorOf(sketch: OperatorSketch, index: number): Operator {
  const { kind, customName = null, options = {}, inputs, outputs } = sketch;
  return { index, kind, customName, version: 1, inputs, outputs, options };
}

function tensorOf(sketch: TensorSketch, index: number): Tensor {
  const { shape, type = 'INT8', isDynamic = false, scaleCount = 1 } = sketch;
  const elements = shape.reduce((count, dimension) => count * dimension, 1);
  const byteLength = isDynamic ? 0 : elements * (BYTES_PER_ELEMENT[type] ?? 1);
  const scales = Array.from({ length: scaleCount }, () => 0.5);
  return {
    index,
    name: `t${index}`,
    type,
    shape,
    isDynamic,
    isVariable: false,
    bufferIndex: index,
    data: dataOf(sketch, byteLength),
    byteLength,
    quantization: { scales, zeroPoints: scales.map(() => 0), axis: 0 },
  };
}

function dataOf({ values, fill }: TensorSketch, byteLength: number): Uint8Array | null {
  if (values !== undefined) return new Uint8Array(Int32Array.from(values).buffer);
  return fill === undefined ? null : new Uint8Array(byteLength).fill(fill);
}
