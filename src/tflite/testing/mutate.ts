// Damage to model files, for tests that nothing a file says can break the reader. Seeded: the same number, the same damage.

/** Random whole numbers below a bound. */
export type Random = (bound: number) => number;

/** A small generator of good enough quality (Marsaglia's xorshift, 32 bits). */
export function seededRandom(seed: number): Random {
  let state = (seed | 0) === 0 ? 0x9e3779b9 : seed | 0;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

const TELLING_NUMBERS = [
  0, 1, 2, 4, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000,
  0xffff_fff0, 0xffff_ffff,
];

/** A damaged copy: one to four of flipped bits, overwritten bytes and 32-bit fields, moved pieces, or a cut end. */
export function mutate(source: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(source);
  for (let times = 1 + random(4); times > 0; times--) {
    if (random(8) === 0) bytes = bytes.slice(0, random(bytes.byteLength + 1));
    else if (bytes.byteLength >= 8) damage(bytes, random);
  }
  return bytes;
}

function damage(bytes: Uint8Array<ArrayBuffer>, random: Random): void {
  const at = random(bytes.byteLength);
  const field = Math.min(at, bytes.byteLength - 4);
  const view = new DataView(bytes.buffer);
  switch (random(6)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return;
    case 1:
      bytes[at] = random(256);
      return;
    case 2:
      view.setUint32(field, random(0x1_0000_0000), true);
      return;
    case 3:
      view.setUint32(field, TELLING_NUMBERS[random(TELLING_NUMBERS.length)] ?? 0, true);
      return;
    case 4:
      // Small steps turn an offset into one that points into the middle of something else.
      view.setUint32(field, view.getUint32(field, true) + random(33) - 16, true);
      return;
    default: {
      const from = random(bytes.byteLength);
      bytes.copyWithin(at, from, from + 1 + random(64));
    }
  }
}
