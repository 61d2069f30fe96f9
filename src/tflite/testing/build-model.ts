// Makes small model files for tests, with the rare features that no real fixture has.
import { Builder } from 'flatbuffers';
import { elementTypeCode, operatorCode } from '../names.ts';
import * as BufferBuilder from '../schema/generated/build-buffer.ts';
import * as MetadataBuilder from '../schema/generated/build-metadata.ts';
import * as ModelBuilder from '../schema/generated/build-model.ts';
import * as OperatorBuilder from '../schema/generated/build-operator.ts';
import * as OperatorCodeBuilder from '../schema/generated/build-operator-code.ts';
import * as QuantizationParametersBuilder from '../schema/generated/build-quantization-parameters.ts';
import * as SubGraphBuilder from '../schema/generated/build-sub-graph.ts';
import * as TensorBuilder from '../schema/generated/build-tensor.ts';
import { BUILTIN_OPTIONS, BUILTIN_OPTIONS_2, type OptionTable } from '../schema/option-shapes.ts';
import type { GraphSpec, ModelSpec, OperatorSpec, TensorSpec } from './model-spec.ts';

export type { GraphSpec, ModelSpec, OperatorSpec, TensorSpec } from './model-spec.ts';

/** A model with one subgraph. */
export function buildModel(
  graph: GraphSpec,
  rest: Omit<ModelSpec, 'subgraphs'> = {},
): Uint8Array<ArrayBuffer> {
  return buildFile({ ...rest, subgraphs: [graph] });
}

export function buildFile(spec: ModelSpec): Uint8Array<ArrayBuffer> {
  // Data behind the flatbuffer needs its length: it is built twice, with and without known offsets.
  const draft = new FileWriter(spec, 0).write();
  return new FileWriter(spec, draft.head).write().bytes;
}

class FileWriter {
  readonly #builder = new Builder(1024);
  readonly #spec: ModelSpec;
  readonly #outsideStart: number;
  readonly #outside: Uint8Array[] = [];
  readonly #buffers: number[] = [];
  readonly #codes: { readonly kind: string | number; readonly version: number }[] = [];

  constructor(spec: ModelSpec, outsideStart: number) {
    this.#spec = spec;
    this.#outsideStart = outsideStart;
  }

  write(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly head: number } {
    const b = this.#builder;
    this.#addBuffer(undefined, false);
    const graphs = this.#spec.subgraphs.map((graph) => this.#graph(graph));
    const subgraphs = ModelBuilder.createSubgraphsVector(b, graphs);
    const metadata = this.#metadata();
    const codes = ModelBuilder.createOperatorCodesVector(
      b,
      this.#codes.map((code) => this.#code(code)),
    );
    const buffers = ModelBuilder.createBuffersVector(b, this.#buffers);
    const description = b.createString(this.#spec.description ?? 'made for a test');
    ModelBuilder.startModel(b);
    ModelBuilder.addVersion(b, 3);
    ModelBuilder.addOperatorCodes(b, codes);
    ModelBuilder.addSubgraphs(b, subgraphs);
    ModelBuilder.addDescription(b, description);
    ModelBuilder.addBuffers(b, buffers);
    if (metadata !== 0) ModelBuilder.addMetadata(b, metadata);
    b.finish(ModelBuilder.endModel(b), 'TFL3');
    const head = b.asUint8Array();
    return { bytes: join([head, ...this.#outside]), head: head.byteLength };
  }

  #graph(graph: GraphSpec): number {
    const b = this.#builder;
    const tensors = SubGraphBuilder.createTensorsVector(
      b,
      graph.tensors.map((tensor) => this.#tensor(tensor)),
    );
    const operators = SubGraphBuilder.createOperatorsVector(
      b,
      graph.operators.map((operator) => this.#operator(operator)),
    );
    const inputs = SubGraphBuilder.createInputsVector(b, [...graph.inputs]);
    const outputs = SubGraphBuilder.createOutputsVector(b, [...graph.outputs]);
    const name = b.createString(graph.name ?? 'main');
    SubGraphBuilder.startSubGraph(b);
    SubGraphBuilder.addTensors(b, tensors);
    SubGraphBuilder.addInputs(b, inputs);
    SubGraphBuilder.addOutputs(b, outputs);
    SubGraphBuilder.addOperators(b, operators);
    SubGraphBuilder.addName(b, name);
    return SubGraphBuilder.endSubGraph(b);
  }

  #tensor(tensor: TensorSpec): number {
    const b = this.#builder;
    const buffer =
      tensor.data === undefined ? 0 : this.#addBuffer(tensor.data, tensor.isOutside === true);
    const shape = TensorBuilder.createShapeVector(b, [...(tensor.shape ?? [1, 4])]);
    const signature =
      tensor.signature && TensorBuilder.createShapeSignatureVector(b, [...tensor.signature]);
    const name = b.createString(tensor.name ?? '');
    const quantization = this.#quantization(tensor);
    const sparsity = tensor.traversalOrder && this.#ints([tensor.traversalOrder]);
    TensorBuilder.startTensor(b);
    TensorBuilder.addShape(b, shape);
    TensorBuilder.addType(b, elementTypeCode(tensor.type ?? 'INT8'));
    TensorBuilder.addBuffer(b, buffer);
    TensorBuilder.addName(b, name);
    if (quantization !== 0) TensorBuilder.addQuantization(b, quantization);
    TensorBuilder.addIsVariable(b, tensor.isVariable === true);
    if (sparsity !== undefined) TensorBuilder.addSparsity(b, sparsity);
    if (signature !== undefined) TensorBuilder.addShapeSignature(b, signature);
    TensorBuilder.addHasRank(b, tensor.hasRank === true);
    return TensorBuilder.endTensor(b);
  }

  #quantization(tensor: TensorSpec): number {
    if (tensor.scales === undefined && tensor.blockwise === undefined) return 0;
    const b = this.#builder;
    const scales = QuantizationParametersBuilder.createScaleVector(b, [...(tensor.scales ?? [])]);
    const zeroPoints = QuantizationParametersBuilder.createZeroPointVector(
      b,
      (tensor.zeroPoints ?? []).map(BigInt),
    );
    const details = this.#blockwise(tensor);
    QuantizationParametersBuilder.startQuantizationParameters(b);
    QuantizationParametersBuilder.addScale(b, scales);
    QuantizationParametersBuilder.addZeroPoint(b, zeroPoints);
    QuantizationParametersBuilder.addQuantizedDimension(b, tensor.quantizedDimension ?? 0);
    if (details !== 0) {
      QuantizationParametersBuilder.addDetailsType(b, 2);
      QuantizationParametersBuilder.addDetails(b, details);
    }
    return QuantizationParametersBuilder.endQuantizationParameters(b);
  }

  #blockwise({ blockwise }: TensorSpec): number {
    if (blockwise === undefined) return 0;
    const b = this.#builder;
    b.startObject(3);
    b.addFieldInt32(0, blockwise.scales, 0);
    b.addFieldInt32(1, blockwise.zeroPoints, 0);
    b.addFieldInt32(2, blockwise.blockSize, 0);
    return b.endObject();
  }

  /** A table whose fields are vectors of 32-bit numbers. */
  #ints(vectors: readonly (readonly number[])[]): number {
    const b = this.#builder;
    const offsets = vectors.map((values) => TensorBuilder.createShapeVector(b, [...values]));
    b.startObject(offsets.length);
    offsets.forEach((offset, field) => b.addFieldOffset(field, offset, 0));
    return b.endObject();
  }

  #operator(operator: OperatorSpec): number {
    const b = this.#builder;
    const inputs = OperatorBuilder.createInputsVector(b, [...operator.inputs]);
    const outputs = OperatorBuilder.createOutputsVector(b, [...operator.outputs]);
    const intermediates =
      operator.intermediates &&
      OperatorBuilder.createIntermediatesVector(b, [...operator.intermediates]);
    const union = this.#options(operator);
    const large =
      operator.hasLargeOptions === true ? this.#addOutside(operator.customOptions) : null;
    const custom =
      large === null &&
      operator.customOptions &&
      OperatorBuilder.createCustomOptionsVector(b, operator.customOptions);
    OperatorBuilder.startOperator(b);
    OperatorBuilder.addOpcodeIndex(b, this.#codeIndex(operator));
    OperatorBuilder.addInputs(b, inputs);
    OperatorBuilder.addOutputs(b, outputs);
    if (intermediates !== undefined) OperatorBuilder.addIntermediates(b, intermediates);
    if (union?.list === 1) {
      OperatorBuilder.addBuiltinOptionsType(b, union.type);
      OperatorBuilder.addBuiltinOptions(b, union.offset);
    } else if (union?.list === 2) {
      OperatorBuilder.addBuiltinOptions2Type(b, union.type);
      OperatorBuilder.addBuiltinOptions2(b, union.offset);
    }
    if (custom) OperatorBuilder.addCustomOptions(b, custom);
    if (large !== null) {
      OperatorBuilder.addLargeCustomOptionsOffset(b, large.offset);
      OperatorBuilder.addLargeCustomOptionsSize(b, large.size);
    }
    return OperatorBuilder.endOperator(b);
  }

  #options(
    operator: OperatorSpec,
  ): { readonly list: 1 | 2; readonly type: number; readonly offset: number } | null {
    if (operator.options === undefined) return null;
    const named = (table: OptionTable): boolean => table.name === operator.options;
    const first = BUILTIN_OPTIONS.findIndex(named);
    const second = BUILTIN_OPTIONS_2.findIndex(named);
    const table = BUILTIN_OPTIONS[first] ?? BUILTIN_OPTIONS_2[second];
    if (table === undefined) throw new Error(`no options ${operator.options}`);
    const offset = this.#optionTable(table, operator.fields ?? {});
    return first >= 0 ? { list: 1, type: first, offset } : { list: 2, type: second, offset };
  }

  #optionTable(table: OptionTable, values: NonNullable<OperatorSpec['fields']>): number {
    const b = this.#builder;
    const children = table.fields.map(({ name, kind }) => this.#child(kind, values[name]));
    b.startObject(table.fields.length);
    table.fields.forEach(({ name, kind }, number) => {
      const value = values[name];
      const child = children[number] ?? 0;
      if (value === undefined) return;
      if (child !== 0) b.addFieldOffset(number, child, 0);
      else this.#scalar(number, kind, Number(value));
    });
    return b.endObject();
  }

  #child(kind: string, value: number | string | readonly number[] | undefined): number {
    const b = this.#builder;
    if (typeof value === 'string') return b.createString(value);
    if (typeof value !== 'object') return 0;
    if (kind === '[u8]' || kind === '[bool]') return b.createByteVector(new Uint8Array(value));
    const size = kind === '[i64]' ? 8 : 4;
    b.startVector(size, value.length, size);
    for (const item of [...value].reverse()) {
      if (kind === '[i64]') b.addInt64(BigInt(item));
      else if (kind === '[f32]') b.addFloat32(item);
      else b.addInt32(item);
    }
    return b.endVector();
  }

  /** Stores the value even where it is the default, as some writers do. */
  #scalar(number: number, kind: string, value: number): void {
    const b = this.#builder;
    if (kind === 'f32') b.addFloat32(value);
    else if (kind === 'i64') b.addInt64(BigInt(value));
    else if (kind === 'i32' || kind === 'u32') b.addInt32(value);
    else b.addInt8(value);
    b.slot(number);
  }

  #codeIndex({ kind, version = 1 }: OperatorSpec): number {
    const known = this.#codes.findIndex((code) => code.kind === kind && code.version === version);
    return known >= 0 ? known : this.#codes.push({ kind, version }) - 1;
  }

  #code({ kind, version }: { readonly kind: string | number; readonly version: number }): number {
    const b = this.#builder;
    const isCustom = typeof kind === 'string' && kind.startsWith('custom:');
    const custom = isCustom ? b.createString(kind.slice('custom:'.length)) : 0;
    const code = typeof kind === 'number' ? kind : operatorCode(isCustom ? 'CUSTOM' : kind);
    if (code < 0) throw new Error(`no operator ${kind}`);
    const fields = this.#spec.codeFields ?? 'both';
    OperatorCodeBuilder.startOperatorCode(b);
    if (fields !== 'new') OperatorCodeBuilder.addDeprecatedBuiltinCode(b, Math.min(code, 127));
    if (isCustom) OperatorCodeBuilder.addCustomCode(b, custom);
    OperatorCodeBuilder.addVersion(b, version);
    if (fields !== 'old') OperatorCodeBuilder.addBuiltinCode(b, code);
    return OperatorCodeBuilder.endOperatorCode(b);
  }

  #metadata(): number {
    const b = this.#builder;
    const entries = Object.entries(this.#spec.metadata ?? {}).map(([name, data]) => {
      const buffer = this.#addBuffer(data, false);
      const text = b.createString(name);
      MetadataBuilder.startMetadata(b);
      MetadataBuilder.addName(b, text);
      MetadataBuilder.addBuffer(b, buffer);
      return MetadataBuilder.endMetadata(b);
    });
    return entries.length === 0 ? 0 : ModelBuilder.createMetadataVector(b, entries);
  }

  #addBuffer(data: Uint8Array | undefined, isOutside: boolean): number {
    const b = this.#builder;
    const outside = data !== undefined && isOutside ? this.#addOutside(data) : null;
    const inside = data === undefined || isOutside ? 0 : b.createByteVector(data);
    BufferBuilder.startBuffer(b);
    if (inside !== 0) BufferBuilder.addData(b, inside);
    if (outside !== null) {
      BufferBuilder.addOffset(b, outside.offset);
      BufferBuilder.addSize(b, outside.size);
    }
    return this.#buffers.push(BufferBuilder.endBuffer(b)) - 1;
  }

  /** The draft uses offset 2, so that both passes write the same fields. */
  #addOutside(data: Uint8Array = new Uint8Array()): {
    readonly offset: bigint;
    readonly size: bigint;
  } {
    const before = this.#outside.reduce((sum, part) => sum + part.byteLength, 0);
    this.#outside.push(data);
    const offset = this.#outsideStart === 0 ? 2 : this.#outsideStart + before;
    return { offset: BigInt(offset), size: BigInt(data.byteLength) };
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}
