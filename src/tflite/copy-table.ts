// Copies a table of a verified flatbuffer into a new one, field by field as its shape says, so that values and the
// choice of stored fields stay as they are. What the shape does not know is refused rather than lost.

import type { Builder } from 'flatbuffers';
import { FailureError } from '../base/index.ts';
import { fieldCount, fieldPosition, type TableView } from './table-view.ts';
import {
  UNKNOWN_TABLE,
  type FieldShape,
  type ScalarSize,
  type TableShape,
} from './schema/table-shape.ts';

/**
 * What to do with a field instead of copying it. Scalars are indices, whose schema default is 0; offsets are of things
 * already written to the builder.
 */
export type Edit =
  | { readonly kind: 'drop' }
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'nested'; readonly edits: Edits };

/** Edits by field name. */
export type Edits = Readonly<Record<string, Edit>>;

export const DROP: Edit = { kind: 'drop' };

export function scalar(value: number): Edit {
  return { kind: 'scalar', value };
}

const NO_EDITS: Edits = {};

/** Writes a copy of `table` and returns its offset. Throws a `FailureError` where the table has unknown fields. */
export function copyTable(
  builder: Builder,
  table: TableView,
  shape: TableShape,
  edits = NO_EDITS,
): number {
  refuseUnknownFields(table, shape);
  // Children come before their table in a builder.
  const offsets = shape.fields.map((field, number) =>
    copyChild(builder, { table, field, number }, edits[field.name]),
  );
  builder.startObject(shape.fields.length);
  // Large fields first, so that smaller ones need no padding between them.
  for (const size of [8, 4, 2, 1] as const) {
    shape.fields.forEach((field, number) => {
      if (inlineSize(field) !== size) return;
      const offset = offsets[number] ?? 0;
      if (field.type.kind !== 'scalar') {
        builder.addFieldOffset(number, offset, 0);
        return;
      }
      copyScalar(builder, { table, number, size }, edits[field.name]);
    });
  }
  return builder.endObject();
}

interface ChildField {
  readonly table: TableView;
  readonly field: FieldShape;
  readonly number: number;
}

/** Offset of the copied child, or 0 where the field is a scalar, absent or dropped. */
function copyChild(builder: Builder, child: ChildField, edit: Edit | undefined): number {
  if (edit?.kind === 'drop') return 0;
  if (edit?.kind === 'offset') return edit.offset;
  const { type } = child.field;
  const position = fieldPosition(child.table, child.number);
  if (type.kind === 'scalar' || position === 0) return 0;
  const { bb } = child.table;
  const target = bb.__indirect(position);
  const edits = edit?.kind === 'nested' ? edit.edits : NO_EDITS;
  switch (type.kind) {
    case 'string':
      return builder.createString(vectorBytes({ bb, position: target }, 1));
    case 'vector':
      return copyVector(builder, { bb, position: target }, type);
    case 'table':
      return copyTable(builder, { bb, position: target }, type.shape, edits);
    case 'tables':
      return copyTables(builder, { bb, position: target }, type.shape);
    case 'union':
      return copyTable(builder, { bb, position: target }, unionShape(child, type.shapes), edits);
  }
}

function unionShape(child: ChildField, shapes: readonly TableShape[]): TableShape {
  const position = fieldPosition(child.table, child.number - 1);
  const type = position === 0 ? 0 : child.table.bb.readUint8(position);
  const shape = shapes[type];
  if (shape === undefined) failUnknown(`${child.field.label} of kind ${type}`);
  return type === 0 ? UNKNOWN_TABLE : shape;
}

function copyScalar(
  builder: Builder,
  field: { readonly table: TableView; readonly number: number; readonly size: ScalarSize },
  edit: Edit | undefined,
): void {
  if (edit?.kind === 'drop') return;
  const position = fieldPosition(field.table, field.number);
  const { bb } = field.table;
  const edited = edit?.kind === 'scalar' ? edit.value : null;
  if (position === 0 && (edited ?? 0) === 0) return;
  switch (field.size) {
    case 1:
      builder.addInt8(edited ?? bb.readInt8(position));
      break;
    case 2:
      builder.addInt16(edited ?? bb.readInt16(position));
      break;
    case 4:
      builder.addInt32(edited ?? bb.readInt32(position));
      break;
    case 8:
      builder.addInt64(edited === null ? bb.readInt64(position) : BigInt(edited));
  }
  builder.slot(field.number);
}

function copyVector(
  builder: Builder,
  vector: TableView,
  type: { readonly elementSize: ScalarSize; readonly alignment: number },
): number {
  const { elementSize, alignment } = type;
  if (elementSize === 1) return writeBytes(builder, vectorBytes(vector, 1), alignment);
  const { bb } = vector;
  const count = bb.readUint32(vector.position);
  const start = vector.position + 4;
  builder.startVector(elementSize, count, alignment);
  for (let i = count - 1; i >= 0; i--) {
    if (elementSize === 2) builder.addInt16(bb.readInt16(start + 2 * i));
    else if (elementSize === 4) builder.addInt32(bb.readInt32(start + 4 * i));
    else builder.addInt64(bb.readInt64(start + 8 * i));
  }
  return builder.endVector();
}

function copyTables(builder: Builder, vector: TableView, shape: TableShape): number {
  const { bb, position } = vector;
  const offsets: number[] = [];
  for (let i = 1; i <= bb.readUint32(position); i++) {
    offsets.push(copyTable(builder, { bb, position: bb.__indirect(position + 4 * i) }, shape));
  }
  return writeOffsets(builder, offsets);
}

/** Writes a byte vector whose first byte is aligned; one bulk copy. */
export function writeBytes(builder: Builder, bytes: Uint8Array, alignment: number): number {
  builder.prep(alignment, bytes.byteLength);
  return builder.createByteVector(bytes);
}

/** Writes a vector of 32-bit numbers. */
export function writeInts(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; i--) builder.addInt32(values[i] ?? 0);
  return builder.endVector();
}

/** Writes a vector of tables that are already in the builder. */
export function writeOffsets(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (let i = offsets.length - 1; i >= 0; i--) builder.addOffset(offsets[i] ?? 0);
  return builder.endVector();
}

/** The elements of a vector as bytes: a view. */
function vectorBytes(vector: TableView, elementSize: number): Uint8Array {
  const start = vector.position + 4;
  return vector.bb
    .bytes()
    .subarray(start, start + elementSize * vector.bb.readUint32(vector.position));
}

function refuseUnknownFields(table: TableView, shape: TableShape): void {
  for (let number = shape.fields.length; number < fieldCount(table); number++) {
    if (fieldPosition(table, number) !== 0) failUnknown(`field ${number} of ${shape.name}`);
  }
}

function failUnknown(what: string): never {
  throw new FailureError({
    code: 'tflite/unknown-options',
    message: `This model uses a part of the format that is newer than Reef (${what}), so it cannot be written without losing it.`,
    hint: 'Convert the model with an older TensorFlow, or look for a newer version of Reef.',
    details: { what },
  });
}

function inlineSize(field: FieldShape): ScalarSize {
  return field.type.kind === 'scalar' ? field.type.size : 4;
}
