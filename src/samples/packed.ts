// The packed skeleton: a model file without its generated weights, so that ResNet-152 travels as 150 kB and only 2 MB
// have to be unpacked. Little-endian: magic "RSK1", file length, number of fills, per fill (offset, length, seed), all
// u32, then the bytes of the file that lie outside the fills, in order. Stored gzipped.

import type { Fill } from './fill.ts';

const MAGIC = 0x314b5352; // "RSK1"
const HEADER_BYTES = 12;
const FILL_BYTES = 12;

/** A packed skeleton, its ranges checked against each other and against the length. */
export interface Skeleton {
  readonly fileBytes: number;
  readonly fills: readonly Fill[];
  /** Bytes outside the fills: a view on the packed bytes. */
  readonly kept: Uint8Array;
}

/** Packs a model; `fills` ascending and without overlap. */
export function packSkeleton(file: Uint8Array, fills: readonly Fill[]): Uint8Array<ArrayBuffer> {
  const filled = fills.reduce((sum, fill) => sum + fill.length, 0);
  const keptStart = HEADER_BYTES + fills.length * FILL_BYTES;
  const packed = new Uint8Array(keptStart + file.length - filled);
  const view = new DataView(packed.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, file.length, true);
  view.setUint32(8, fills.length, true);
  let from = 0;
  let to = keptStart;
  fills.forEach((fill, fillIndex) => {
    const at = HEADER_BYTES + fillIndex * FILL_BYTES;
    view.setUint32(at, fill.offset, true);
    view.setUint32(at + 4, fill.length, true);
    view.setUint32(at + 8, fill.seed, true);
    packed.set(file.subarray(from, fill.offset), to);
    to += fill.offset - from;
    from = fill.offset + fill.length;
  });
  packed.set(file.subarray(from), to);
  return packed;
}

/** Reads a packed skeleton; null when it is not one or its ranges do not add up. */
export function readSkeleton(packed: Uint8Array): Skeleton | null {
  if (packed.length < HEADER_BYTES) return null;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return null;
  const fileBytes = view.getUint32(4, true);
  const fillCount = view.getUint32(8, true);
  const keptStart = HEADER_BYTES + fillCount * FILL_BYTES;
  if (keptStart > packed.length) return null;
  const fills: Fill[] = [];
  let end = 0;
  let filled = 0;
  for (let fillIndex = 0; fillIndex < fillCount; fillIndex++) {
    const at = HEADER_BYTES + fillIndex * FILL_BYTES;
    const offset = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    if (offset < end) return null;
    end = offset + length;
    filled += length;
    fills.push({ offset, length, seed: view.getUint32(at + 8, true) });
  }
  if (end > fileBytes || keptStart + fileBytes - filled !== packed.length) return null;
  return { fileBytes, fills, kept: packed.subarray(keptStart) };
}

/** Copies the kept bytes of a skeleton to their places in `file`, which has `fileBytes` zero bytes. */
export function placeKeptBytes(file: Uint8Array, { fills, kept }: Skeleton): void {
  let from = 0;
  let to = 0;
  for (const fill of fills) {
    const length = fill.offset - to;
    file.set(kept.subarray(from, from + length), to);
    from += length;
    to = fill.offset + fill.length;
  }
  file.set(kept.subarray(from), to);
}
