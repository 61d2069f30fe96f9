// A model file as plain data, field by field and without Reef's own model in between: what a test compares to see that
// a written file says exactly what its source said.
import { createHash } from 'node:crypto';
import { ByteBuffer } from 'flatbuffers';
import { fieldPosition, type TableView } from '../table-view.ts';
import { MODEL_SHAPE } from '../schema/model-shape.ts';
import { UNKNOWN_TABLE, type FieldShape, type TableShape } from '../schema/table-shape.ts';

export type Dump = { readonly [field: string]: unknown };

/** Vectors of bytes above this become a hash: comparing megabytes one by one is slow. */
const HASHED_BYTES = 64;

/** All fields that the file stores, by name; absent fields are absent. */
export function dumpFile(bytes: Uint8Array): Dump {
  const bb = new ByteBuffer(bytes);
  return dumpTable({ bb, position: bb.__indirect(0) }, MODEL_SHAPE);
}

function dumpTable(table: TableView, shape: TableShape): Dump {
  const dump: Record<string, unknown> = {};
  shape.fields.forEach((field, number) => {
    const position = fieldPosition(table, number);
    if (position !== 0) dump[field.name] = dumpField(table, { field, position, number });
  });
  return dump;
}

interface FieldPlace {
  readonly field: FieldShape;
  readonly position: number;
  readonly number: number;
}

function dumpField(table: TableView, { field, position, number }: FieldPlace): unknown {
  const { bb } = table;
  const { type } = field;
  if (type.kind === 'scalar') return dumpBytes(bb.bytes().subarray(position, position + type.size));
  const target = bb.__indirect(position);
  const count = bb.readUint32(target);
  switch (type.kind) {
    case 'string':
      return Buffer.from(bb.bytes().subarray(target + 4, target + 4 + count)).toString('utf8');
    case 'vector':
      return dumpBytes(bb.bytes().subarray(target + 4, target + 4 + count * type.elementSize));
    case 'table':
      return dumpTable({ bb, position: target }, type.shape);
    case 'tables':
      return Array.from({ length: count }, (_, i) =>
        dumpTable({ bb, position: bb.__indirect(target + 4 + 4 * i) }, type.shape),
      );
    case 'union': {
      const at = fieldPosition(table, number - 1);
      const shape = type.shapes[at === 0 ? 0 : bb.readUint8(at)] ?? UNKNOWN_TABLE;
      return { [shape.name]: dumpTable({ bb, position: target }, shape) };
    }
  }
}

function dumpBytes(bytes: Uint8Array): string {
  if (bytes.byteLength <= HASHED_BYTES) return Buffer.from(bytes).toString('hex');
  return `${bytes.byteLength} bytes ${createHash('sha256').update(bytes).digest('hex')}`;
}
