// The weight generator of the sample models: word k of a range is mix(k · 0x9E3779B1 + seed), `mix` being the 32-bit
// finaliser of MurmurHash3 (public domain, Austin Appleby). Bytes of −128 become −127, because int8 weights are symmetric.

// As signed 32-bit integers (`| 0`), so that the engine never leaves integer arithmetic.
const GOLDEN_STEP = 0x9e3779b1 | 0;
const MIX_1 = 0x85ebca6b | 0;
const MIX_2 = 0xc2b2ae35 | 0;
/** Every byte 0x80, the value to be replaced. */
const LOWEST_BYTES = 0x80808080 | 0;
/** The lower seven bits of every byte. */
const LOW_BITS = 0x7f7f7f7f;

const BLOCK_WORDS = 2048;

/** A range of the file that holds generated weights. */
export interface Fill {
  readonly offset: number;
  readonly length: number;
  readonly seed: number;
}

/** Writes the generated weights into one range of `bytes`; the caller has checked that the range lies inside. */
export function writeFill(bytes: Uint8Array, { offset, length, seed }: Fill): void {
  const wholeWords = length >>> 2;
  if (((bytes.byteOffset + offset) & 3) === 0 && isLittleEndian) {
    writeWords(new Int32Array(bytes.buffer, bytes.byteOffset + offset, wholeWords), seed);
  } else {
    writeWordsUnaligned(bytes, offset, wholeWords, seed);
  }
  const rest = length & 3;
  if (rest === 0) return;
  const lastWord = wordAt(wholeWords, seed);
  for (let k = 0; k < rest; k++) bytes[offset + wholeWords * 4 + k] = (lastWord >>> (8 * k)) & 255;
}

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function writeWords(words: Int32Array, seed: number): void {
  let state = seed;
  for (let from = 0; from < words.length; from += BLOCK_WORDS) {
    state = writeBlock(words, { from, to: Math.min(from + BLOCK_WORDS, words.length), state });
  }
}

interface Block {
  readonly from: number;
  readonly to: number;
  /** Counter of the first word. */
  readonly state: number;
}

/**
 * Writes one block and returns the counter after it. Written out and in 32-bit integers throughout, because ResNet-152
 * takes 15 million rounds; in blocks, because engines make a function fast that is called often rather than one that
 * runs long.
 */
function writeBlock(words: Int32Array, { from, to, state }: Block): number {
  // Local copies: in a module with a top-level await, engines read module constants anew in every round.
  const [step, mix1, mix2, lowest, lowBits] = [GOLDEN_STEP, MIX_1, MIX_2, LOWEST_BYTES, LOW_BITS];
  let counter = state | 0;
  for (let k = from; k < to; k++) {
    let x = counter;
    x = Math.imul(x ^ (x >>> 16), mix1);
    x = Math.imul(x ^ (x >>> 13), mix2);
    x ^= x >>> 16;
    // The highest bit of each byte of `isLowest` tells whether that byte of x is 0x80: adding 0x7f to the low seven
    // bits of a byte carries into its highest bit unless they are all zero.
    const flipped = x ^ lowest;
    const isLowest = ~(((flipped & lowBits) + lowBits) | 0 | flipped | lowBits);
    words[k] = x | (isLowest >>> 7);
    counter = (counter + step) | 0;
  }
  return counter;
}

function writeWordsUnaligned(bytes: Uint8Array, offset: number, count: number, seed: number): void {
  for (let k = 0; k < count; k++) {
    const x = wordAt(k, seed);
    const at = offset + 4 * k;
    bytes[at] = x & 255;
    bytes[at + 1] = (x >>> 8) & 255;
    bytes[at + 2] = (x >>> 16) & 255;
    bytes[at + 3] = x >>> 24;
  }
}

function wordAt(k: number, seed: number): number {
  let x = (Math.imul(k, GOLDEN_STEP) + seed) | 0;
  x = Math.imul(x ^ (x >>> 16), MIX_1);
  x = Math.imul(x ^ (x >>> 13), MIX_2);
  return raiseLowestBytes(x ^ (x >>> 16));
}

/** The word with every byte of 0x80 made 0x81. */
function raiseLowestBytes(word: number): number {
  let result = word;
  for (let shift = 0; shift < 32; shift += 8) {
    if (((word >>> shift) & 255) === 0x80) result |= 1 << shift;
  }
  return result;
}
