// Model (or some of its operators) to bytes. Weights are written first, which puts them last in the file, straight from
// the views on the source: with the builder's size known beforehand each is copied once.

import { Builder, ByteBuffer } from 'flatbuffers';
import { catchFailure, FailureError, type Result } from '../base/index.ts';
import {
  copyTable,
  DROP,
  scalar,
  writeBytes,
  writeOffsets,
  type Edit,
  type Edits,
} from './copy-table.ts';
import { LARGEST_BYTE_CODE, operatorCode } from './names.ts';
import * as BufferBuilder from './schema/generated/build-buffer.ts';
import * as OperatorCodeBuilder from './schema/generated/build-operator-code.ts';
import { Model as RawModel } from './schema/generated/model.ts';
import {
  BUFFER_ALIGNMENT,
  METADATA_SHAPE,
  MODEL_SHAPE,
  OPERATOR_CODE_SHAPE,
} from './schema/model-shape.ts';
import { viewOf } from './table-view.ts';
import type { Model, SegmentSelection, WriteOptions } from './types.ts';
import { hasCasts, planSelection, planWhole, type WritePlan } from './write-plan.ts';
import { estimateHeadBytes } from './write-size.ts';
import { writeSubgraph } from './write-subgraph.ts';

const IDENTIFIER = 'TFL3';

/** Writes the whole model again: one file, weights inlined and aligned. */
export function writeModel(
  model: Model,
  options: WriteOptions = {},
): Result<Uint8Array<ArrayBuffer>> {
  return catchFailure(() => {
    const raw = openSource(model);
    return writePlanned(planWhole(model, raw, options));
  });
}

/**
 * Writes some operators of a model's first subgraph as a model of their own, with the tensors and constants that they
 * use. Operator versions, options, tensor names and quantisation stay as they are. Fails with `tflite/unknown-options`
 * where the file holds something that Reef cannot copy faithfully.
 */
export function writeSegment(
  model: Model,
  selection: SegmentSelection,
  options: WriteOptions = {},
): Result<Uint8Array<ArrayBuffer>> {
  return catchFailure(() => {
    const raw = openSource(model);
    const castInt64 = options.castInt64Outputs === true;
    return writePlanned(planSelection(model, raw, { selection, castInt64 }));
  });
}

function openSource(model: Model): RawModel {
  if (model.bytes.byteLength === 0) {
    throw new FailureError({
      code: 'tflite/source-gone',
      message: 'The bytes of this model are no longer in memory, so it cannot be written.',
      hint: 'Open the model file again.',
    });
  }
  return RawModel.getRootAsModel(new ByteBuffer(model.bytes));
}

function writePlanned(plan: WritePlan): Uint8Array<ArrayBuffer> {
  const builder = new Builder(weightBytes(plan) + estimateHeadBytes(plan));
  const lists: Edits = {
    buffers: writeBuffers(builder, plan),
    metadata: writeMetadata(builder, plan),
    subgraphs: writeSubgraphs(builder, plan),
    operatorCodes: writeOperatorCodes(builder, plan),
  };
  // Signatures name the whole model's tensors; the deprecated list of metadata buffers names the whole model's buffers.
  const rest: Edits = plan.isWhole
    ? { ...(hasCasts(plan) ? { signatureDefs: DROP } : {}) }
    : {
        signatureDefs: DROP,
        metadataBuffer: DROP,
        externalBufferGroups: DROP,
        externalBuffers: DROP,
      };
  builder.finish(
    copyTable(builder, viewOf(plan.raw), MODEL_SHAPE, { ...lists, ...rest }),
    IDENTIFIER,
  );
  return ownBytes(builder);
}

/** The builder's array is made by it and never shared. */
function ownBytes(builder: Builder): Uint8Array<ArrayBuffer> {
  return builder.asUint8Array() as Uint8Array<ArrayBuffer>;
}

function weightBytes(plan: WritePlan): number {
  let total = 0;
  for (const { custom } of plan.subgraphs) total += custom?.options.byteLength ?? 0;
  for (const index of plan.buffers) {
    total += (plan.table.view(index, `buffer ${index}`)?.byteLength ?? 0) + 2 * BUFFER_ALIGNMENT;
  }
  return total;
}

function writeBuffers(builder: Builder, plan: WritePlan): Edit {
  const offsets = plan.buffers.map((index) => {
    const bytes = plan.table.view(index, `buffer ${index}`);
    const data = bytes === null ? 0 : writeBytes(builder, bytes, BUFFER_ALIGNMENT);
    BufferBuilder.startBuffer(builder);
    BufferBuilder.addData(builder, data);
    return BufferBuilder.endBuffer(builder);
  });
  return { kind: 'offset', offset: writeOffsets(builder, offsets) };
}

function writeMetadata(builder: Builder, plan: WritePlan): Edit {
  if (plan.metadata.length === 0) return DROP;
  const offsets = plan.metadata.map((index) => {
    const entry = plan.raw.metadata(index);
    const buffer = plan.newBuffer.get(entry?.buffer() ?? 0) ?? 0;
    return copyTable(builder, viewOf(entry), METADATA_SHAPE, { buffer: scalar(buffer) });
  });
  return { kind: 'offset', offset: writeOffsets(builder, offsets) };
}

function writeSubgraphs(builder: Builder, plan: WritePlan): Edit {
  const offsets = plan.subgraphs.map((subgraph) => writeSubgraph(builder, plan, subgraph));
  return { kind: 'offset', offset: writeOffsets(builder, offsets) };
}

/** Both code fields are written, so that readers from before and after 2020 understand the file. */
function writeOperatorCodes(builder: Builder, plan: WritePlan): Edit {
  const offsets = plan.operatorCodes.map((index) => {
    const raw = plan.raw.operatorCodes(index);
    const code = Math.max(raw?.deprecatedBuiltinCode() ?? 0, raw?.builtinCode() ?? 0);
    return copyTable(builder, viewOf(raw), OPERATOR_CODE_SHAPE, {
      deprecatedBuiltinCode: scalar(Math.min(code, LARGEST_BYTE_CODE)),
      builtinCode: scalar(code),
    });
  });
  if (hasCasts(plan)) offsets.push(writeCastCode(builder));
  for (const { custom } of plan.subgraphs) {
    if (custom !== null) offsets.push(writeCustomCode(builder, custom.name));
  }
  return { kind: 'offset', offset: writeOffsets(builder, offsets) };
}

function writeCustomCode(builder: Builder, name: string): number {
  const code = operatorCode('CUSTOM');
  const customCode = builder.createString(name);
  OperatorCodeBuilder.startOperatorCode(builder);
  OperatorCodeBuilder.addDeprecatedBuiltinCode(builder, code);
  OperatorCodeBuilder.addCustomCode(builder, customCode);
  OperatorCodeBuilder.addVersion(builder, 1);
  OperatorCodeBuilder.addBuiltinCode(builder, code);
  return OperatorCodeBuilder.endOperatorCode(builder);
}

function writeCastCode(builder: Builder): number {
  const code = operatorCode('CAST');
  OperatorCodeBuilder.startOperatorCode(builder);
  OperatorCodeBuilder.addDeprecatedBuiltinCode(builder, code);
  OperatorCodeBuilder.addVersion(builder, 1);
  OperatorCodeBuilder.addBuiltinCode(builder, code);
  return OperatorCodeBuilder.endOperatorCode(builder);
}
