// A bounds-checked reader of FlatBuffers tables. Files are hostile input: every offset is checked before it is followed,
// and what does not fit ends in a `FailureError` that names the place.
import { FailureError } from '../../base/index.ts';

/** What is wrong with a compiled model, thrown inside this folder only. */
export function damaged(what: string, offset?: number): FailureError {
  return new FailureError({
    code: 'edgetpu/package-damaged',
    message: `The compiled model cannot be read: ${what}.`,
    hint: 'Compile the model again, or copy the file again if it came over a network.',
    ...(offset === undefined ? {} : { details: { offset } }),
  });
}

/** One table of a FlatBuffer inside `bytes`. Field numbers count from 0, as in the schema. */
export class FlatTable {
  readonly #view: DataView;
  readonly #vtable: number;
  readonly #vtableBytes: number;
  readonly #tableBytes: number;

  private constructor(
    readonly bytes: Uint8Array,
    readonly position: number,
    readonly what: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#require(position, 4);
    this.#vtable = position - this.#view.getInt32(position, true);
    this.#require(this.#vtable, 4);
    this.#vtableBytes = this.#view.getUint16(this.#vtable, true);
    this.#tableBytes = this.#view.getUint16(this.#vtable + 2, true);
    if (this.#vtableBytes < 4)
      throw damaged(`the field list of ${what} is too short`, this.#vtable);
    this.#require(this.#vtable, this.#vtableBytes);
    this.#require(position, Math.max(4, this.#tableBytes));
  }

  /** The root table of a whole FlatBuffer. */
  static root(bytes: Uint8Array, what: string): FlatTable {
    if (bytes.byteLength < 8) throw damaged(`${what} has only ${bytes.byteLength} bytes`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(bytes, view.getUint32(0, true), what);
  }

  int32(field: number, fallback = 0): number {
    const at = this.#field(field, 4);
    return at === 0 ? fallback : this.#view.getInt32(at, true);
  }

  int16(field: number, fallback = 0): number {
    const at = this.#field(field, 2);
    return at === 0 ? fallback : this.#view.getInt16(at, true);
  }

  uint8(field: number, fallback = 0): number {
    const at = this.#field(field, 1);
    return at === 0 ? fallback : this.#view.getUint8(at);
  }

  float32(field: number, fallback = 0): number {
    const at = this.#field(field, 4);
    return at === 0 ? fallback : this.#view.getFloat32(at, true);
  }

  uint64(field: number): bigint {
    const at = this.#field(field, 8);
    return at === 0 ? 0n : this.#view.getBigUint64(at, true);
  }

  /** A byte vector or string as a view; null where the field is absent. */
  byteVector(field: number): Uint8Array | null {
    const vector = this.#vector(field, 1);
    return vector && this.bytes.subarray(vector.start, vector.start + vector.length);
  }

  text(field: number): string {
    const bytes = this.byteVector(field);
    return bytes ? new TextDecoder().decode(bytes) : '';
  }

  int32Vector(field: number): number[] {
    const vector = this.#vector(field, 4);
    if (!vector) return [];
    return Array.from({ length: vector.length }, (_, index) =>
      this.#view.getInt32(vector.start + 4 * index, true),
    );
  }

  /** Structs of two int32 (schema: `Range`). */
  rangeVector(field: number): { start: number; end: number }[] {
    const vector = this.#vector(field, 8);
    if (!vector) return [];
    return Array.from({ length: vector.length }, (_, index) => ({
      start: this.#view.getInt32(vector.start + 8 * index, true),
      end: this.#view.getInt32(vector.start + 8 * index + 4, true),
    }));
  }

  table(field: number, what: string): FlatTable | null {
    const at = this.#field(field, 4);
    return at === 0 ? null : new FlatTable(this.bytes, this.#follow(at), what);
  }

  tableVector(field: number, what: string): FlatTable[] {
    const vector = this.#vector(field, 4);
    if (!vector) return [];
    return Array.from(
      { length: vector.length },
      (_, index) => new FlatTable(this.bytes, this.#follow(vector.start + 4 * index), what),
    );
  }

  /** A vector of strings, each as its bytes. */
  byteVectors(field: number): Uint8Array[] {
    const vector = this.#vector(field, 4);
    if (!vector) return [];
    return Array.from({ length: vector.length }, (_, index) => {
      const { start, length } = this.#vectorAt(this.#follow(vector.start + 4 * index), 1);
      return this.bytes.subarray(start, start + length);
    });
  }

  /** Position of a field's value, or 0 where it is absent. */
  #field(field: number, valueBytes: number): number {
    const slot = 4 + 2 * field;
    if (slot + 2 > this.#vtableBytes) return 0;
    const offset = this.#view.getUint16(this.#vtable + slot, true);
    if (offset === 0) return 0;
    if (offset < 4 || offset + valueBytes > this.#tableBytes) {
      throw damaged(`field ${field} of ${this.what} lies outside its table`, this.position);
    }
    return this.position + offset;
  }

  #vector(field: number, elementBytes: number): { start: number; length: number } | null {
    const at = this.#field(field, 4);
    return at === 0 ? null : this.#vectorAt(this.#follow(at), elementBytes);
  }

  #vectorAt(position: number, elementBytes: number): { start: number; length: number } {
    this.#require(position, 4);
    const length = this.#view.getUint32(position, true);
    this.#require(position + 4, length * elementBytes);
    return { start: position + 4, length };
  }

  #follow(at: number): number {
    this.#require(at, 4);
    return at + this.#view.getUint32(at, true);
  }

  #require(position: number, count: number): void {
    if (position < 0 || position + count > this.bytes.byteLength) {
      throw damaged(`${this.what} points outside the file`, position);
    }
  }
}
