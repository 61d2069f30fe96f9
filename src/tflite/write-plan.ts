// Decides what goes into a written file, and under which new number, before a byte is written.

import { BufferTable } from './buffers.ts';
import { fieldPosition, type TableView } from './table-view.ts';
import { Operator as RawOperator } from './schema/generated/operator.ts';
import type { Model as RawModel } from './schema/generated/model.ts';
import type { SubGraph as RawSubgraph } from './schema/generated/sub-graph.ts';
import { Tensor as RawTensor } from './schema/generated/tensor.ts';
import type { CustomOperator, Model, SegmentSelection, Subgraph, WriteOptions } from './types.ts';

/** The one metadata entry that stays true of a part of a model: the oldest runtime that can run its operators. */
const KEPT_METADATA = 'min_runtime_version';

export interface SubgraphPlan {
  readonly raw: RawSubgraph;
  readonly subgraph: Subgraph;
  /** Old indices in their new order, and the way back. */
  readonly tensors: readonly number[];
  readonly newTensor: ReadonlyMap<number, number>;
  readonly operators: readonly number[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly names: ReadonlyMap<number, string>;
  /** Outputs that get a CAST from INT64 to INT32 appended. */
  readonly casts: readonly number[];
  readonly custom: CustomOperator | null;
}

export interface WritePlan {
  readonly raw: RawModel;
  readonly table: BufferTable;
  readonly isWhole: boolean;
  readonly subgraphs: readonly SubgraphPlan[];
  /** Old buffer indices in their new order; place 0 is the empty buffer. */
  readonly buffers: readonly number[];
  readonly newBuffer: ReadonlyMap<number, number>;
  readonly operatorCodes: readonly number[];
  readonly newOperatorCode: ReadonlyMap<number, number>;
  /** Places in the file's metadata list. */
  readonly metadata: readonly number[];
}

/** Everything, under its old numbers. */
export function planWhole(model: Model, raw: RawModel, options: WriteOptions): WritePlan {
  const castInt64 = options.castInt64Outputs === true;
  const subgraphs = model.subgraphs.map((subgraph, index) => {
    const selection: SegmentSelection = {
      operators: subgraph.operators.map((operator) => operator.index),
      inputs: subgraph.inputs,
      outputs: subgraph.outputs,
      ...(index === 0 && options.names !== undefined ? { names: options.names } : {}),
    };
    return planSubgraph(
      { model, raw, index, castInt64 },
      selection,
      range(subgraph.tensors.length),
    );
  });
  return {
    raw,
    table: new BufferTable(raw, model.bytes),
    isWhole: true,
    subgraphs,
    ...numbered(range(Math.max(1, raw.buffersLength()))),
    ...numberedCodes(range(raw.operatorCodesLength())),
    metadata: range(raw.metadataLength()),
  };
}

/** Some operators of the first subgraph, with the tensors and constants that they use. */
export function planSelection(
  model: Model,
  raw: RawModel,
  request: { readonly selection: SegmentSelection; readonly castInt64: boolean },
): WritePlan {
  const source = { model, raw, index: 0, castInt64: request.castInt64 };
  const table = new BufferTable(raw, model.bytes);
  const rawSubgraph = rawSubgraphAt(source);
  const tensors = usedTensors(rawSubgraph, request.selection);
  const subgraph = planSubgraph(source, request.selection, tensors);
  const metadata = range(raw.metadataLength()).filter(
    (i) => raw.metadata(i)?.name() === KEPT_METADATA,
  );
  const buffers = new Set([0]);
  for (const index of tensors) {
    const tensor = subgraph.subgraph.tensors[index];
    if (tensor !== undefined && tensor.data !== null) buffers.add(tensor.bufferIndex);
  }
  for (const i of metadata) buffers.add(raw.metadata(i)?.buffer() ?? 0);
  return {
    raw,
    table,
    isWhole: false,
    subgraphs: [subgraph],
    ...numbered([...buffers].sort(ascending)),
    ...numberedCodes(usedCodes(rawSubgraph, request.selection.operators)),
    metadata,
  };
}

/** True when some output gets a CAST appended, which needs an operator code of its own. */
export function hasCasts(plan: WritePlan): boolean {
  return plan.subgraphs.some((subgraph) => subgraph.casts.length > 0);
}

interface SubgraphSource {
  readonly model: Model;
  readonly raw: RawModel;
  readonly index: number;
  readonly castInt64: boolean;
}

function planSubgraph(
  source: SubgraphSource,
  selection: SegmentSelection,
  tensors: readonly number[],
): SubgraphPlan {
  const subgraph = source.model.subgraphs[source.index];
  if (subgraph === undefined) throw new Error('Broken invariant: the model has no such subgraph');
  const isInt64 = (index: number): boolean => subgraph.tensors[index]?.type === 'INT64';
  return {
    raw: rawSubgraphAt(source),
    subgraph,
    tensors,
    newTensor: new Map(tensors.map((old, position) => [old, position])),
    operators: selection.operators,
    inputs: selection.inputs,
    outputs: selection.outputs,
    names: selection.names ?? new Map<number, string>(),
    casts: source.castInt64 ? selection.outputs.filter(isInt64) : [],
    custom: selection.custom ?? null,
  };
}

function rawSubgraphAt(source: SubgraphSource): RawSubgraph {
  const raw = source.raw.subgraphs(source.index);
  if (raw === null) throw new Error('Broken invariant: the file has no such subgraph');
  return raw;
}

/** Ascending, so that a segment lists its tensors in the model's order. */
function usedTensors(raw: RawSubgraph, selection: SegmentSelection): readonly number[] {
  const { inputs, outputs, custom } = selection;
  const used = new Set([
    ...inputs,
    ...outputs,
    ...(custom?.inputs ?? []),
    ...(custom?.outputs ?? []),
  ]);
  const operator = new RawOperator();
  for (const index of selection.operators) {
    if (raw.operators(index, operator) === null) continue;
    for (let i = 0; i < operator.inputsLength(); i++) used.add(operator.inputs(i) ?? -1);
    for (let i = 0; i < operator.outputsLength(); i++) used.add(operator.outputs(i) ?? -1);
    for (let i = 0; i < operator.intermediatesLength(); i++)
      used.add(operator.intermediates(i) ?? -1);
  }
  // Tensors may keep their scales in other tensors (blockwise quantisation).
  for (const index of [...used]) {
    for (const { tensor } of scaleTensors(raw, index)) used.add(tensor);
  }
  used.delete(-1);
  return [...used].sort(ascending);
}

/** Field names of the quantisation details that hold tensor indices. */
const SCALE_FIELDS = ['scales', 'zeroPoints'] as const;
const CUSTOM_DETAILS = 1;

/** Tensors that the quantisation details of tensor `index` name, with the field that names them. */
export function scaleTensors(
  raw: RawSubgraph,
  index: number,
): readonly { readonly field: string; readonly tensor: number }[] {
  if (index < 0) return [];
  const quantization = raw.tensors(index, new RawTensor())?.quantization() ?? null;
  const details = quantization?.details() ?? null;
  if (quantization === null || details === null || details.bb === null) return [];
  if (quantization.detailsType() <= CUSTOM_DETAILS) return [];
  const view: TableView = { bb: details.bb, position: details.bb_pos };
  return SCALE_FIELDS.flatMap((field, number) => {
    const position = fieldPosition(view, number);
    const tensor = position === 0 ? 0 : view.bb.readInt32(position);
    return tensor >= 0 && tensor < raw.tensorsLength() ? [{ field, tensor }] : [];
  });
}

function usedCodes(raw: RawSubgraph, operators: readonly number[]): readonly number[] {
  const operator = new RawOperator();
  const codes = new Set<number>();
  for (const index of operators) codes.add(raw.operators(index, operator)?.opcodeIndex() ?? 0);
  return [...codes].sort(ascending);
}

function numbered(buffers: readonly number[]): Pick<WritePlan, 'buffers' | 'newBuffer'> {
  return { buffers, newBuffer: places(buffers) };
}

function numberedCodes(
  codes: readonly number[],
): Pick<WritePlan, 'operatorCodes' | 'newOperatorCode'> {
  return { operatorCodes: codes, newOperatorCode: places(codes) };
}

function places(list: readonly number[]): ReadonlyMap<number, number> {
  return new Map(list.map((old, place) => [old, place]));
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function ascending(a: number, b: number): number {
  return a - b;
}
