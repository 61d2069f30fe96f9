// The FlexBuffers map in the custom options of the Edge TPU operator: a reader for what compilers write (a map of ints,
// strings and vectors of those), and a writer for the same. Format: the FlexBuffers chapter of the FlatBuffers docs.
import { damaged } from './flat-table.ts';

/** A value of such a map. Strings stay bytes: the package is stored as one. */
export type FlexValue = number | Uint8Array | readonly FlexValue[] | null;

/** Type numbers of the format. */
const TYPE = {
  null: 0,
  int: 1,
  uint: 2,
  key: 4,
  string: 5,
  map: 9,
  vector: 10,
  vectorInt: 11,
  vectorUint: 12,
  vectorKey: 14,
  vectorString: 15,
  blob: 25,
  bool: 26,
} as const;

/** Compilers write a handful of keys; a file that claims more is not one of theirs. */
const MAX_ELEMENTS = 4096;

/** Reads a FlexBuffers document whose root is a map; throws a `FailureError` when it is none or is damaged. */
export function readFlexMap(bytes: Uint8Array): ReadonlyMap<string, FlexValue> {
  const reader = new FlexReader(bytes);
  const size = bytes.byteLength;
  if (size < 3) throw damaged('the options of the Edge TPU operator are empty');
  const rootWidth = reader.uint(size - 1, 1);
  const packedType = reader.uint(size - 2, 1);
  if (packedType >> 2 !== TYPE.map) {
    throw damaged('the options of the Edge TPU operator are not a map');
  }
  const at = size - 2 - rootWidth;
  return reader.map(reader.follow(at, rootWidth), 1 << (packedType & 3));
}

class FlexReader {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint(at: number, width: number): number {
    this.#require(at, width);
    switch (width) {
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at, true);
      case 4:
        return this.#view.getUint32(at, true);
      case 8: {
        const value = this.#view.getBigUint64(at, true);
        if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('a size is out of range', at);
        return Number(value);
      }
      default:
        throw damaged(`an integer of ${width} bytes`, at);
    }
  }

  /** Offsets point backwards from where they stand. */
  follow(at: number, width: number): number {
    const target = at - this.uint(at, width);
    this.#require(target, 0);
    return target;
  }

  map(position: number, width: number): ReadonlyMap<string, FlexValue> {
    const keysAt = this.follow(position - 3 * width, width);
    const keysWidth = this.uint(position - 2 * width, width);
    const count = this.#count(position, width);
    const result = new Map<string, FlexValue>();
    for (let index = 0; index < count; index++) {
      const keyAt = this.follow(keysAt + index * keysWidth, keysWidth);
      const type = this.uint(position + count * width + index, 1);
      result.set(this.#key(keyAt), this.#value(position + index * width, width, type));
    }
    return result;
  }

  #value(at: number, parentWidth: number, packedType: number): FlexValue {
    const width = 1 << (packedType & 3);
    switch (packedType >> 2) {
      case TYPE.null:
        return null;
      case TYPE.int:
        return this.#int(at, parentWidth);
      case TYPE.uint:
      case TYPE.bool:
        return this.uint(at, parentWidth);
      case TYPE.string:
      case TYPE.blob:
        return this.#bytes(this.follow(at, parentWidth), width);
      case TYPE.vectorInt:
      case TYPE.vectorUint:
        return this.#vector(this.follow(at, parentWidth), width, (packedType >> 2) - 10);
      case TYPE.vectorString:
        return this.#vector(this.follow(at, parentWidth), width, TYPE.string);
      case TYPE.vector:
        return this.#untyped(this.follow(at, parentWidth), width);
      default:
        throw damaged(`an option of type ${packedType >> 2}`, at);
    }
  }

  #int(at: number, width: number): number {
    const value = this.uint(at, width);
    return width < 8 && value >= 2 ** (8 * width - 1) ? value - 2 ** (8 * width) : value;
  }

  #bytes(position: number, width: number): Uint8Array {
    const length = this.uint(position - width, width);
    this.#require(position, length);
    return this.bytes.subarray(position, position + length);
  }

  #vector(position: number, width: number, elementType: number): FlexValue[] {
    const count = this.#count(position, width);
    // Elements of a typed vector carry no type of their own; their strings use one-byte lengths (old writers).
    const packed = elementType << 2;
    return Array.from({ length: count }, (_, index) =>
      this.#value(position + index * width, width, packed),
    );
  }

  #untyped(position: number, width: number): FlexValue[] {
    const count = this.#count(position, width);
    return Array.from({ length: count }, (_, index) => {
      const type = this.uint(position + count * width + index, 1);
      if (type >> 2 === TYPE.vector || type >> 2 === TYPE.map) throw damaged('nested options');
      return this.#value(position + index * width, width, type);
    });
  }

  #count(position: number, width: number): number {
    const count = this.uint(position - width, width);
    if (count > MAX_ELEMENTS) throw damaged(`an option list of ${count} entries`, position);
    this.#require(position, count * width);
    return count;
  }

  #key(at: number): string {
    let end = at;
    while (end < this.bytes.byteLength && this.bytes[end] !== 0) end++;
    return new TextDecoder().decode(this.bytes.subarray(at, end));
  }

  #require(at: number, count: number): void {
    if (at < 0 || at + count > this.bytes.byteLength) {
      throw damaged('the options of the Edge TPU operator point outside themselves', at);
    }
  }
}
