import type { Builder } from 'flatbuffers';
import { viewBehind } from './buffers.ts';
import {
  copyTable,
  DROP,
  scalar,
  writeBytes,
  writeInts,
  writeOffsets,
  type Edit,
  type Edits,
} from './copy-table.ts';
import { elementTypeCode } from './names.ts';
import * as OperatorBuilder from './schema/generated/build-operator.ts';
import * as TensorBuilder from './schema/generated/build-tensor.ts';
import type { Operator as RawOperator } from './schema/generated/operator.ts';
import { OPERATOR_SHAPE, SUBGRAPH_SHAPE, TENSOR_SHAPE } from './schema/model-shape.ts';
import { BUILTIN_OPTIONS } from './schema/option-shapes.ts';
import { viewOf } from './table-view.ts';
import { hasCasts, scaleTensors, type SubgraphPlan, type WritePlan } from './write-plan.ts';

/** End of the name of an output that an appended CAST makes readable as int32. */
export const CAST_SUFFIX = '_int32';

/** Large binary options (a compiled package) keep the alignment of weights. */
const CUSTOM_OPTIONS_ALIGNMENT = 16;

/** Writes one subgraph under its new numbers and returns its offset. */
export function writeSubgraph(builder: Builder, plan: WritePlan, subgraph: SubgraphPlan): number {
  const tensors = subgraph.tensors.map((index) => writeTensor(builder, plan, { subgraph, index }));
  const operators = subgraph.operators.map((index) =>
    writeOperator(builder, plan, { subgraph, index }),
  );
  if (subgraph.custom !== null)
    operators.splice(subgraph.custom.position, 0, writeCustom(builder, plan, subgraph));
  const castOutputs = new Map<number, number>();
  for (const index of subgraph.casts) {
    castOutputs.set(index, tensors.length);
    tensors.push(writeCastTensor(builder, subgraph, index));
    operators.push(writeCast(builder, plan, renumber(subgraph, index), tensors.length - 1));
  }
  const outputs = subgraph.outputs.map(
    (index) => castOutputs.get(index) ?? renumber(subgraph, index),
  );
  const inputs = subgraph.inputs.map((index) => renumber(subgraph, index));
  return copyTable(builder, viewOf(subgraph.raw), SUBGRAPH_SHAPE, {
    tensors: offsetOf(writeOffsets(builder, tensors)),
    operators: offsetOf(writeOffsets(builder, operators)),
    inputs: offsetOf(writeInts(builder, inputs)),
    outputs: offsetOf(writeInts(builder, outputs)),
    ...debugIndex(plan),
  });
}

interface Item {
  readonly subgraph: SubgraphPlan;
  /** Old index of the tensor or operator. */
  readonly index: number;
}

function writeTensor(builder: Builder, plan: WritePlan, { subgraph, index }: Item): number {
  const raw = subgraph.raw.tensors(index);
  const name = subgraph.names.get(index);
  const details = Object.fromEntries(
    scaleTensors(subgraph.raw, index).map(({ field, tensor }) => [
      field,
      scalar(renumber(subgraph, tensor)),
    ]),
  );
  const edits: Record<string, Edit> = {
    buffer: scalar(plan.newBuffer.get(raw?.buffer() ?? 0) ?? 0),
    quantization: nested({ details: nested(details) }),
  };
  if (name !== undefined) edits['name'] = offsetOf(builder.createString(name));
  return copyTable(builder, viewOf(raw), TENSOR_SHAPE, edits);
}

function writeOperator(builder: Builder, plan: WritePlan, { subgraph, index }: Item): number {
  const raw = subgraph.raw.operators(index);
  if (raw === null) throw new Error('Broken invariant: the plan names operators that exist');
  const operator = subgraph.subgraph.operators[index];
  const renumbered = (indices: readonly number[]): Edit =>
    offsetOf(
      writeInts(
        builder,
        indices.map((old) => renumber(subgraph, old)),
      ),
    );
  return copyTable(builder, viewOf(raw), OPERATOR_SHAPE, {
    opcodeIndex: scalar(plan.newOperatorCode.get(raw.opcodeIndex()) ?? 0),
    inputs: renumbered(operator?.inputs ?? []),
    outputs: renumbered(operator?.outputs ?? []),
    ...(raw.intermediatesLength() === 0 ? {} : { intermediates: renumbered(intermediatesOf(raw)) }),
    ...customOptions(builder, plan, raw),
    largeCustomOptionsOffset: DROP,
    largeCustomOptionsSize: DROP,
    ...debugIndex(plan),
  });
}

/** Options behind the flatbuffer move into it; others are copied with the alignment that a package wants. */
function customOptions(builder: Builder, plan: WritePlan, raw: RawOperator): Edits {
  const range = { offset: raw.largeCustomOptionsOffset(), size: raw.largeCustomOptionsSize() };
  const bytes =
    viewBehind(plan.table.file, range, 'the options of an operator') ?? raw.customOptionsArray();
  if (bytes === null) return {};
  return { customOptions: offsetOf(writeBytes(builder, bytes, CUSTOM_OPTIONS_ALIGNMENT)) };
}

function intermediatesOf(raw: RawOperator): readonly number[] {
  return Array.from({ length: raw.intermediatesLength() }, (_, i) => raw.intermediates(i) ?? -1);
}

/** The code of the custom operator stands behind those of the source and, where there is one, that of CAST. */
function writeCustom(builder: Builder, plan: WritePlan, subgraph: SubgraphPlan): number {
  const { custom } = subgraph;
  if (custom === null) throw new Error('Broken invariant: the plan has a custom operator');
  const options = writeBytes(builder, custom.options, CUSTOM_OPTIONS_ALIGNMENT);
  const inputs = writeInts(
    builder,
    custom.inputs.map((index) => renumber(subgraph, index)),
  );
  const outputs = writeInts(
    builder,
    custom.outputs.map((index) => renumber(subgraph, index)),
  );
  OperatorBuilder.startOperator(builder);
  OperatorBuilder.addOpcodeIndex(builder, plan.operatorCodes.length + (hasCasts(plan) ? 1 : 0));
  OperatorBuilder.addInputs(builder, inputs);
  OperatorBuilder.addOutputs(builder, outputs);
  OperatorBuilder.addCustomOptions(builder, options);
  return OperatorBuilder.endOperator(builder);
}

function writeCastTensor(builder: Builder, subgraph: SubgraphPlan, index: number): number {
  const tensor = subgraph.subgraph.tensors[index];
  const shape = writeInts(builder, tensor?.shape ?? []);
  const name = builder.createString(
    `${subgraph.names.get(index) ?? tensor?.name ?? ''}${CAST_SUFFIX}`,
  );
  TensorBuilder.startTensor(builder);
  TensorBuilder.addShape(builder, shape);
  TensorBuilder.addType(builder, elementTypeCode('INT32'));
  TensorBuilder.addName(builder, name);
  TensorBuilder.addHasRank(builder, true);
  return TensorBuilder.endTensor(builder);
}

function writeCast(builder: Builder, plan: WritePlan, from: number, to: number): number {
  const inputs = writeInts(builder, [from]);
  const outputs = writeInts(builder, [to]);
  builder.startObject(2);
  builder.addFieldInt8(0, elementTypeCode('INT64'), 0);
  builder.addFieldInt8(1, elementTypeCode('INT32'), 0);
  const options = builder.endObject();
  OperatorBuilder.startOperator(builder);
  // The code of CAST is appended to the list of codes.
  OperatorBuilder.addOpcodeIndex(builder, plan.operatorCodes.length);
  OperatorBuilder.addInputs(builder, inputs);
  OperatorBuilder.addOutputs(builder, outputs);
  OperatorBuilder.addBuiltinOptionsType(builder, CAST_OPTIONS);
  OperatorBuilder.addBuiltinOptions(builder, options);
  return OperatorBuilder.endOperator(builder);
}

const CAST_OPTIONS = BUILTIN_OPTIONS.findIndex((options) => options.name === 'Cast');

/** Debug numbers index a metadata list that a part of the model does not carry. */
function debugIndex(plan: WritePlan): Edits {
  return plan.isWhole ? {} : { debugMetadataIndex: DROP };
}

function renumber(subgraph: SubgraphPlan, index: number): number {
  return index < 0 ? index : (subgraph.newTensor.get(index) ?? -1);
}

function offsetOf(offset: number): Edit {
  return { kind: 'offset', offset };
}

function nested(edits: Edits): Edit {
  return { kind: 'nested', edits };
}
