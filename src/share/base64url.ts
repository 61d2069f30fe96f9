// Bytes as text that a URL fragment can carry (RFC 4648 section 5, no padding).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BITS = 6;

export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= BITS) {
      bits -= BITS;
      text += digitOf(held >> bits);
    }
  }
  return bits > 0 ? text + digitOf(held << (BITS - bits)) : text;
}

/** The bytes; null when the text holds a character that is none of the alphabet. */
export function fromBase64Url(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * BITS) / 8));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (const character of text) {
    const digit = valueOf(character);
    if (digit < 0) return null;
    held = ((held << BITS) | digit) & 0xffff;
    bits += BITS;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = held >> bits;
  }
  return bytes;
}

/** One character for 0 … 63. */
export function digitOf(value: number): string {
  return ALPHABET.charAt(value & 63);
}

/** The number of a character, −1 for one outside the alphabet. */
export function valueOf(character: string): number {
  return ALPHABET.indexOf(character);
}
