import type { ByteBuffer } from 'flatbuffers';

/** A table of a verified flatbuffer whose class is not generated: fields by number. */
export interface TableView {
  readonly bb: ByteBuffer;
  readonly position: number;
}

/** Where field `number` of a table lies, or 0 when it is absent. */
export function fieldPosition(table: TableView, number: number): number {
  const start = table.bb.__offset(table.position, 4 + 2 * number);
  return start === 0 ? 0 : table.position + start;
}

/** How many field numbers the table's frame has room for. */
export function fieldCount(table: TableView): number {
  const frame = table.position - table.bb.readInt32(table.position);
  return table.bb.readInt16(frame) / 2 - 2;
}

/** A view of a table that does have a generated class. */
export function viewOf(
  raw: { readonly bb: ByteBuffer | null; readonly bb_pos: number } | null,
): TableView {
  if (raw === null || raw.bb === null)
    throw new Error('Broken invariant: the verified file has this table');
  return { bb: raw.bb, position: raw.bb_pos };
}
