// Which sound models can be planned and cut, and what to do about the others.

import { fail, ok, type Failure, type Result } from '../base/index.ts';
import type { Model, Operator, Subgraph, Tensor, TensorType } from './types.ts';

/** Name of the operator that the vendor's compiler puts in place of what it mapped. */
export const COMPILED_OPERATOR = 'edgetpu-custom-op';

const INTEGER_TYPES: ReadonlySet<TensorType> = new Set(['UINT8', 'INT8', 'INT16']);
const FLOAT_TYPES: ReadonlySet<TensorType> = new Set(['FLOAT32', 'FLOAT16', 'BFLOAT16', 'FLOAT64']);
/** They change representation only; a model may have them at its ends and still be quantised. */
const CONVERTING_KINDS: ReadonlySet<string> = new Set([
  'QUANTIZE',
  'DEQUANTIZE',
  'CAST',
  'CUSTOM',
  'FAKE_QUANT',
]);
const STATE_TYPES: ReadonlySet<TensorType> = new Set(['RESOURCE', 'VARIANT']);

const QUANTISE_HINT =
  'Convert it with full integer post-training quantisation: optimizations = [DEFAULT], a representative_dataset, ' +
  'and target_spec.supported_ops = [TFLITE_BUILTINS_INT8].';

/** True when the file already went through the Edge TPU compiler. */
export function isCompiledModel(model: Model): boolean {
  return model.subgraphs.some((subgraph) =>
    subgraph.operators.some((operator) => operator.customName === COMPILED_OPERATOR),
  );
}

/**
 * The subgraph that planning and cutting work on, or why this model cannot be cut: `tflite/compiled-model`,
 * `tflite/several-subgraphs`, `tflite/no-operators`, `tflite/dynamic-shape`, `tflite/stateful`, `tflite/float-model`.
 */
export function checkCuttable(model: Model): Result<Subgraph> {
  const [subgraph] = model.subgraphs;
  if (isCompiledModel(model)) return fail(COMPILED);
  if (model.subgraphs.length > 1) return fail(severalSubgraphs(model.subgraphs.length));
  if (subgraph === undefined || subgraph.operators.length === 0) return fail(NO_OPERATORS);
  const failure = findDynamic(subgraph) ?? findState(subgraph) ?? findFloat(subgraph);
  return failure === null ? ok(subgraph) : fail(failure);
}

const COMPILED: Failure = {
  code: 'tflite/compiled-model',
  message:
    'This model has already been through the Edge TPU compiler: its operators are merged into one (edgetpu-custom-op), so it cannot be cut any more.',
  hint: 'Open the uncompiled .tflite file from which it was made; its name has no “_edgetpu” at the end.',
};

const NO_OPERATORS: Failure = {
  code: 'tflite/no-operators',
  message: 'This model has no operators, so there is nothing to cut.',
  hint: 'Check how the model was exported and convert it again.',
};

function severalSubgraphs(count: number): Failure {
  return {
    code: 'tflite/several-subgraphs',
    message: `This model has ${count} subgraphs (control flow, or several signatures). The Edge TPU compiler maps models with one.`,
    hint: 'Export one signature without loops or conditions, for instance the inference function alone.',
    details: { subgraphs: count },
  };
}

function findDynamic(subgraph: Subgraph): Failure | null {
  const tensor = activations(subgraph).find((candidate) => candidate.isDynamic);
  if (tensor === undefined) return null;
  return {
    code: 'tflite/dynamic-shape',
    message: `This model has tensors without a fixed shape (first: “${tensor.name}”). The Edge TPU needs static shapes.`,
    hint: 'Convert it with a fixed input shape and batch 1, for instance from a concrete function with TensorSpec([1, height, width, channels]).',
    details: { tensor: tensor.name, index: tensor.index, shape: `[${tensor.shape.join(', ')}]` },
  };
}

/** State that lives on between inferences cannot be shared by two files. */
function findState(subgraph: Subgraph): Failure | null {
  const tensor = activations(subgraph).find((candidate) => STATE_TYPES.has(candidate.type));
  if (tensor === undefined) return null;
  return {
    code: 'tflite/stateful',
    message: `This model keeps variables between inferences (“${tensor.name}”), which cannot be split over several files.`,
    hint: 'Export it with its variables frozen into constants.',
    details: { tensor: tensor.name, index: tensor.index },
  };
}

/** A model is float when operators compute in floating point and none computes in integers. */
function findFloat(subgraph: Subgraph): Failure | null {
  const computing = subgraph.operators.filter((operator) => !CONVERTING_KINDS.has(operator.kind));
  const makes = (types: ReadonlySet<TensorType>) => (operator: Operator) =>
    operator.outputs.some((index) => types.has(subgraph.tensors[index]?.type ?? 'UNKNOWN'));
  if (computing.some(makes(INTEGER_TYPES))) return null;
  const inFloat = computing.filter(makes(FLOAT_TYPES));
  if (inFloat.length === 0) return null;
  const hasIntegerWeights = inFloat.some((operator) => readsIntegerConstant(operator, subgraph));
  return {
    code: 'tflite/float-model',
    message: hasIntegerWeights
      ? 'Only the weights of this model are quantised (dynamic range quantisation); it computes in floating point. The Edge TPU runs 8-bit integers only.'
      : 'This model computes in floating point. The Edge TPU runs 8-bit integers only.',
    hint: QUANTISE_HINT,
    details: { floatOperators: inFloat.length },
  };
}

function readsIntegerConstant(operator: Operator, subgraph: Subgraph): boolean {
  return operator.inputs.some((index) => {
    const tensor = subgraph.tensors[index];
    return tensor !== undefined && tensor.data !== null && INTEGER_TYPES.has(tensor.type);
  });
}

/** Tensors without stored data that an operator or the graph itself uses. */
function activations(subgraph: Subgraph): readonly Tensor[] {
  const used = new Set([...subgraph.inputs, ...subgraph.outputs]);
  for (const operator of subgraph.operators) {
    for (const index of operator.inputs) used.add(index);
    for (const index of operator.outputs) used.add(index);
  }
  return subgraph.tensors.filter((tensor) => tensor.data === null && used.has(tensor.index));
}
