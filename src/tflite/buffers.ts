import { failDamaged, failIndex, failPastEnd } from './read-failures.ts';
import { Buffer } from './schema/generated/buffer.ts';
import type { Model as RawModel } from './schema/generated/model.ts';

/** The constants of a file, as views: inside the flatbuffer or, in very large models, behind it. */
export class BufferTable {
  /** The whole file. */
  readonly file: Uint8Array;
  readonly count: number;
  readonly #raw: RawModel;
  readonly #scratch = new Buffer();

  constructor(raw: RawModel, bytes: Uint8Array) {
    this.#raw = raw;
    this.file = bytes;
    this.count = raw.buffersLength();
  }

  /** Bytes of buffer `index`, or null when it is empty; `what` names the reader in a failure. */
  view(index: number, what: string): Uint8Array | null {
    // Index 0 is "no buffer" by convention, also in files that have no list of buffers.
    if (index === 0 && this.count === 0) return null;
    if (index >= this.count) failIndex(`the buffer of ${what}`, index, this.count);
    const buffer = this.#raw.buffers(index, this.#scratch);
    if (buffer === null) return null;
    const outside = viewBehind(this.file, { offset: buffer.offset(), size: buffer.size() }, what);
    if (outside !== null) return outside;
    const inside = buffer.dataArray();
    return inside === null || inside.byteLength === 0 ? null : inside;
  }
}

/**
 * A range of the file given by 64-bit offset and size, as models over 2 GB keep weights and custom options; null when
 * the offset says that there is none (0 or 1).
 */
export function viewBehind(
  bytes: Uint8Array,
  range: { readonly offset: bigint; readonly size: bigint },
  what: string,
): Uint8Array | null {
  if (range.offset <= 1n) return null;
  if (range.size === 0n)
    failDamaged('corrupt-offset', `The file is damaged: ${what} has no bytes behind the model.`);
  const end = range.offset + range.size;
  if (end > BigInt(bytes.byteLength))
    failPastEnd(`the data of ${what}`, Number(end), bytes.byteLength);
  return bytes.subarray(Number(range.offset), Number(end));
}
