// The byte patterns of the recorder: what it fed as inputs and what its device answered as outputs.
import { createHash } from 'node:crypto';

/** Tensor byte i of an input: (i·7 + (i>>8)·3 + (i>>16)·5 + seed) & 255. */
export function inputPattern(bytes: number, seed: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    { length: bytes },
    (_, i) => (i * 7 + (i >> 8) * 3 + (i >> 16) * 5 + seed) & 255,
  );
}

/** Byte i of the output stream of a chip run: (i + (i>>8)·89 + (i>>16)·197 + 13·run) & 255. */
export function outputPattern(at: number, bytes: number, run: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytes }, (_, offset) => {
    const i = at + offset;
    return (i + (i >> 8) * 89 + (i >> 16) * 197 + 13 * run) & 255;
  });
}

/** Seed of input t of inference K, counted over the whole script. */
export function inputSeed(inference: number, tensor: number): number {
  return (inference * 11 + tensor * 101) & 255;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A copy with the 32 bits at each bit number cleared; numbers count from the start of the whole chunk. */
export function clearFields(
  bytes: Uint8Array,
  bits: readonly number[],
  chunkOffset: number,
): Uint8Array {
  const copy = bytes.slice();
  for (const first of bits) {
    for (let bit = first - chunkOffset * 8; bit < first - chunkOffset * 8 + 32; bit++) {
      const at = bit >> 3;
      if (bit >= 0 && at < copy.length) copy[at] = (copy[at] ?? 0) & ~(1 << (bit & 7));
    }
  }
  return copy;
}
