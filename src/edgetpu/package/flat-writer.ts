// Writes FlatBuffers front to back: tables first, long byte vectors where the caller wants them. The Builder of the
// flatbuffers package works back to front and cannot place a vector at a given offset, which packages need
// (parameters at 4,096 of an executable, executables at multiples of 4,096: edgetpu-usb.md 7.2).

/** One value of a table, by its kind in the schema. */
export type FlatField =
  | { readonly kind: 'int8' | 'int16' | 'int32' | 'float32'; readonly value: number }
  | { readonly kind: 'uint64'; readonly value: bigint }
  | { readonly kind: 'text'; readonly value: string }
  | {
      readonly kind: 'bytes';
      readonly value: Uint8Array;
      readonly align?: number;
      readonly isText?: boolean;
    }
  | { readonly kind: 'byteVectors'; readonly value: readonly Uint8Array[]; readonly align: number }
  | { readonly kind: 'int32s'; readonly value: readonly number[] }
  | { readonly kind: 'ranges'; readonly value: readonly { start: number; end: number }[] }
  | { readonly kind: 'table'; readonly value: FlatNode }
  | { readonly kind: 'tables'; readonly value: readonly FlatNode[] };

/** A table to be: field number → value. Absent fields take the schema's default. */
export type FlatNode = Readonly<Record<number, FlatField>>;

const INLINE_BYTES: Partial<Record<FlatField['kind'], number>> = { int8: 1, int16: 2, uint64: 8 };

/** A whole FlatBuffer with `root` as its root table; `identifier` (four characters) stands at byte 4 where given. */
export function writeFlatBuffer(root: FlatNode, identifier?: string): Uint8Array<ArrayBuffer> {
  const sink = new Sink();
  const head = sink.reserve(identifier ? 8 : 4, 4);
  if (identifier) sink.set(head + 4, new TextEncoder().encode(identifier));
  sink.uint32(head, writeTable(sink, root));
  return sink.finish();
}

/** Writes a table and all it refers to; returns its position. Long vectors go first, so that they land early. */
function writeTable(sink: Sink, node: FlatNode): number {
  const fields = Object.entries(node).map(([id, field]) => ({ id: Number(id), field }));
  const { position, slots } = placeTable(sink, fields);
  const order = [...fields].sort((a, b) => Number(isBulk(b.field)) - Number(isBulk(a.field)));
  for (const { id, field } of order) {
    const at = position + (slots.get(id) ?? 0);
    if (writeInline(sink, at, field)) continue;
    const target = writeReferred(sink, field);
    sink.uint32(at, target - at);
  }
  return position;
}

function isBulk(field: FlatField): boolean {
  return (field.kind === 'bytes' && (field.align ?? 0) > 4) || field.kind === 'byteVectors';
}

function placeTable(sink: Sink, fields: readonly { id: number; field: FlatField }[]) {
  const count = Math.max(0, ...fields.map(({ id }) => id + 1));
  const vtableBytes = 4 + 2 * count;
  const slots = new Map<number, number>();
  let tableBytes = 4;
  // Widest first keeps every field on its own alignment; the table itself starts at a multiple of 8.
  const byWidth = [...fields].sort((a, b) => inlineBytes(b.field) - inlineBytes(a.field));
  for (const { id, field } of byWidth) {
    const width = inlineBytes(field);
    tableBytes = Math.ceil(tableBytes / width) * width;
    slots.set(id, tableBytes);
    tableBytes += width;
  }
  const vtable = sink.reserve(vtableBytes, 2);
  const position = sink.reserve(tableBytes, 8);
  sink.uint16(vtable, vtableBytes);
  sink.uint16(vtable + 2, tableBytes);
  for (const [id, offset] of slots) sink.uint16(vtable + 4 + 2 * id, offset);
  sink.uint32(position, position - vtable);
  return { position, slots };
}

function inlineBytes(field: FlatField): number {
  return INLINE_BYTES[field.kind] ?? 4;
}

function writeInline(sink: Sink, at: number, field: FlatField): boolean {
  switch (field.kind) {
    case 'int8':
      sink.set(at, Uint8Array.of(field.value & 255));
      return true;
    case 'int16':
      sink.uint16(at, field.value & 0xffff);
      return true;
    case 'int32':
      sink.uint32(at, field.value >>> 0);
      return true;
    case 'float32':
      sink.float32(at, field.value);
      return true;
    case 'uint64':
      sink.uint64(at, field.value);
      return true;
    default:
      return false;
  }
}

function writeReferred(sink: Sink, field: FlatField): number {
  switch (field.kind) {
    case 'text':
      return writeBytes(sink, new TextEncoder().encode(field.value), 4, true);
    case 'bytes':
      return writeBytes(sink, field.value, field.align ?? 4, field.isText ?? false);
    case 'int32s':
      return writeInt32s(sink, field.value, field.value.length);
    case 'ranges':
      return writeInt32s(
        sink,
        field.value.flatMap(({ start, end }) => [start, end]),
        field.value.length,
      );
    case 'table':
      return writeTable(sink, field.value);
    case 'tables':
      return writeOffsets(sink, field.value, (node) => writeTable(sink, node));
    case 'byteVectors':
      return writeOffsets(sink, field.value, (bytes) => writeBytes(sink, bytes, field.align, true));
    default:
      return 0;
  }
}

function writeOffsets<T>(sink: Sink, items: readonly T[], write: (item: T) => number): number {
  const position = sink.reserve(4 + 4 * items.length, 4);
  sink.uint32(position, items.length);
  items.forEach((item, index) => {
    const at = position + 4 + 4 * index;
    sink.uint32(at, write(item) - at);
  });
  return position;
}

function writeInt32s(sink: Sink, values: readonly number[], count: number): number {
  const position = sink.reserve(4 + 4 * values.length, 4);
  sink.uint32(position, count);
  values.forEach((value, index) => sink.uint32(position + 4 + 4 * index, value >>> 0));
  return position;
}

/** A length-prefixed byte vector whose data (not its length) stands at a multiple of `align`. */
function writeBytes(sink: Sink, bytes: Uint8Array, align: number, isText: boolean): number {
  const data = sink.reserveAfterLength(bytes.byteLength + (isText ? 1 : 0), Math.max(4, align));
  sink.uint32(data - 4, bytes.byteLength);
  sink.set(data, bytes);
  return data - 4;
}

/** A buffer that grows; positions stay valid. */
class Sink {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  reserve(byteLength: number, align: number): number {
    const position = Math.ceil(this.#length / align) * align;
    this.#grow(position + byteLength);
    return position;
  }

  reserveAfterLength(byteLength: number, align: number): number {
    const position = Math.ceil((this.#length + 4) / align) * align;
    this.#grow(position + byteLength);
    return position;
  }

  set(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at);
  }
  uint16(at: number, value: number): void {
    this.#view.setUint16(at, value, true);
  }
  uint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }
  uint64(at: number, value: bigint): void {
    this.#view.setBigUint64(at, value, true);
  }
  float32(at: number, value: number): void {
    this.#view.setFloat32(at, value, true);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(length: number): void {
    this.#length = length;
    if (length <= this.#bytes.byteLength) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.byteLength));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
