const MULTIPLIER_LOW = 0x01000193;
const MULTIPLIER_HIGH = 0x85ebca6b;

/** A parameter-caching token that follows from the bytes, so that the same segment always has the same one; never 0. */
export function hashToken(parts: readonly Uint8Array[]): bigint {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (const bytes of parts) {
    for (const byte of bytes) {
      low = Math.imul(low ^ byte, MULTIPLIER_LOW);
      high = Math.imul(high ^ byte, MULTIPLIER_HIGH);
      high ^= high >>> 13;
    }
  }
  const token = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return token === 0n ? 1n : token;
}
