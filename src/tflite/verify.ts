// Walks an untrusted flatbuffer before anything else reads it, so that the generated accessors can be used without
// further checks. Every frame, vector and text is bounded; what is visited is charged by its size against a budget
// proportional to the file, so overlapping parts cannot make the walk (or any later reading) long; depth is bounded
// because shapes do not refer back to themselves.

import { failOffset, failPastEnd, failUnfolds } from './read-failures.ts';
import { MODEL_SHAPE } from './schema/model-shape.ts';
import { UNKNOWN_TABLE, type FieldShape, type TableShape } from './schema/table-shape.ts';

/** Honest writers share little (equal texts, equal vectors): four times the file is generous. */
const BUDGET_FACTOR = 4;
const BUDGET_FLOOR_BYTES = 1024 * 1024;

const OFFSET_BYTES = 4;
const FRAME_BYTES = 4;
/** The runtime reads frame sizes as signed 16-bit numbers. */
const LARGEST_FRAME = 0x7fff;

/** Throws a `FailureError` unless every table that the model reaches lies within `bytes`. */
export function verifyModel(bytes: Uint8Array): void {
  const verifier = new Verifier(bytes);
  verifier.table(verifier.follow(0, 'the root'), MODEL_SHAPE);
}

class Verifier {
  readonly #view: DataView;
  readonly #length: number;
  #budget: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#length = bytes.byteLength;
    this.#budget = bytes.byteLength * BUDGET_FACTOR + BUDGET_FLOOR_BYTES;
  }

  /** Reads the offset at `position` and returns where it points. */
  follow(position: number, what: string): number {
    const offset = this.#view.getUint32(position, true);
    if (offset === 0) failOffset(what, position);
    const target = position + offset;
    this.#bound(target, OFFSET_BYTES, what);
    return target;
  }

  table(position: number, shape: TableShape): void {
    const frame = position - this.#view.getInt32(position, true);
    if (frame < 0) failOffset(shape.name, position);
    this.#bound(frame, FRAME_BYTES, shape.name);
    const frameBytes = this.#view.getUint16(frame, true);
    const tableBytes = this.#view.getUint16(frame + 2, true);
    if (frameBytes < FRAME_BYTES || frameBytes > LARGEST_FRAME || frameBytes % 2 !== 0) {
      failOffset(shape.name, position);
    }
    if (tableBytes < FRAME_BYTES || tableBytes > LARGEST_FRAME) failOffset(shape.name, position);
    this.#bound(frame, frameBytes, shape.name);
    this.#bound(position, tableBytes, shape.name);
    this.#charge(tableBytes);
    this.#fields(position, frame, shape);
  }

  #fields(position: number, frame: number, shape: TableShape): void {
    const fieldCount = this.#view.getUint16(frame, true) / 2 - 2;
    const tableBytes = this.#view.getUint16(frame + 2, true);
    let unionType = 0;
    for (let number = 0; number < fieldCount; number++) {
      const start = this.#view.getUint16(frame + FRAME_BYTES + 2 * number, true);
      const field = shape.fields[number];
      const size = field === undefined ? 1 : inlineBytes(field);
      if (start !== 0 && (start < FRAME_BYTES || start + size > tableBytes)) {
        failOffset(field?.label ?? shape.name, position);
      }
      if (field === undefined) continue;
      if (start !== 0) this.#field(position + start, field, unionType);
      // A union's kind is the byte before it; 0 ("none") where that is absent.
      unionType = start !== 0 && size === 1 ? this.#view.getUint8(position + start) : 0;
    }
  }

  #field(position: number, field: FieldShape, unionType: number): void {
    const { type, label } = field;
    if (type.kind === 'scalar') return;
    const target = this.follow(position, label);
    switch (type.kind) {
      case 'string':
        this.#vector(target, 1, label);
        return;
      case 'vector':
        this.#vector(target, type.elementSize, label);
        return;
      case 'table':
        this.table(target, type.shape);
        return;
      case 'tables':
        this.#tables(target, type.shape, label);
        return;
      case 'union':
        this.table(target, type.shapes[unionType] ?? UNKNOWN_TABLE);
    }
  }

  #vector(position: number, elementSize: number, what: string): number {
    const count = this.#view.getUint32(position, true);
    const size = OFFSET_BYTES + count * elementSize;
    this.#bound(position, size, what);
    this.#charge(size);
    return count;
  }

  #tables(position: number, shape: TableShape, what: string): void {
    const count = this.#vector(position, OFFSET_BYTES, what);
    for (let i = 1; i <= count; i++)
      this.table(this.follow(position + OFFSET_BYTES * i, what), shape);
  }

  #bound(start: number, size: number, what: string): void {
    if (start + size > this.#length) failPastEnd(what, start + size, this.#length);
  }

  #charge(size: number): void {
    this.#budget -= size;
    if (this.#budget < 0) failUnfolds(this.#length);
  }
}

function inlineBytes(field: FieldShape): number {
  return field.type.kind === 'scalar' ? field.type.size : OFFSET_BYTES;
}
