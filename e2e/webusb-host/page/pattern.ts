// Bytes that both sides of a test can make: a lost, doubled or swapped piece of any size shows.

/** Pseudo-random bytes (xorshift32), the same for the same seed. */
export function patternBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = 0x9e3779b9 ^ seed;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer).slice(0, length);
}
