import { unreachable } from '../base/index.ts';
import type { CpuTensor } from './types.ts';

/** The element types that the interpreter's inputs may have. */
const WRITERS: Readonly<Record<string, (view: DataView, at: number, word: number) => void>> = {
  uint8: (view, at, word) => view.setUint8(at, word & 255),
  int8: (view, at, word) => view.setUint8(at, word & 255),
  int16: (view, at, word) => view.setInt16(at, word & 0xffff, true),
  // Integers of 32 bits are mostly indices: small ones are in range wherever any are.
  int32: (view, at, word) => view.setInt32(at, (word >>> 0) % 10, true),
  float32: (view, at, word) => view.setFloat32(at, (word | 0) / 2 ** 31, true),
  bool: (view, at, word) => view.setUint8(at, word & 1),
};

const ELEMENT_BYTES: Readonly<Record<string, number>> = { int16: 2, int32: 4, float32: 4 };

/**
 * Raw bytes for one input, the same for the same seed and tensor: whole range of 8- and 16-bit types, −1 … 1 for floats,
 * 0 … 9 for 32-bit integers.
 */
export function randomInput(tensor: CpuTensor, seed: number): Uint8Array {
  const bytes = new Uint8Array(tensor.byteLength);
  const view = new DataView(bytes.buffer);
  const write = WRITERS[tensor.type] ?? WRITERS['uint8'] ?? unreachable(undefined as never);
  const step = ELEMENT_BYTES[tensor.type] ?? 1;
  let state = seed >>> 0;
  for (let at = 0; at + step <= bytes.length; at += step) {
    state = (state + 0x9e3779b9) >>> 0;
    write(view, at, scramble(state));
  }
  return bytes;
}

/** A second seed for the input at `index`, so that equal inputs of one model get different bytes. */
export function seedForInput(seed: number, index: number): number {
  return scramble((seed ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
}

/** Spreads a counter over all 32 bits ("lowbias32", C. Wellons, public domain). */
function scramble(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
