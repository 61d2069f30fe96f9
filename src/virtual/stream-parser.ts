// Endpoint 0x01 carries one byte stream: an 8-byte header (length, tag), that many bytes, and again; transfer boundaries
// mean nothing (edgetpu-usb.md 5.2, 11.3 row 1).
import type { BufferPool } from './buffer-pool.ts';

export const TAG = { instructions: 0, input: 1, parameters: 2, output: 3, interrupt0: 4 } as const;

const HEADER_BYTES = 8;
/** Larger than any parameter blob of a real package; a length beyond it means that the stream is out of step. */
const MAX_PAYLOAD_BYTES = 1 << 29;

export interface Payload {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

export class StreamParser {
  readonly #header = new Uint8Array(HEADER_BYTES);
  readonly #pool: BufferPool;
  #headerFill = 0;
  #payload: Uint8Array | null = null;
  #payloadFill = 0;

  /** Payloads are put together in buffers of `pool`. */
  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  /** Tag and bytes so far of the payload in progress; null between payloads. */
  get inProgress(): { readonly tag: number; readonly received: number } | null {
    return this.#payload === null ? null : { tag: this.#tag, received: this.#payloadFill };
  }

  /** Takes bytes until one payload is complete; returns how many were used, with the payload when it is. Null = out of step. */
  take(bytes: Uint8Array): { readonly used: number; readonly payload: Payload | null } | null {
    let used = 0;
    if (this.#payload === null) {
      used = this.#fillHeader(bytes);
      if (this.#headerFill < HEADER_BYTES) return { used, payload: null };
      const length = new DataView(this.#header.buffer).getUint32(0, true);
      if (length > MAX_PAYLOAD_BYTES) return null;
      this.#payload = this.#pool.take(length);
      this.#payloadFill = 0;
    }
    const room = this.#payload.length - this.#payloadFill;
    const part = bytes.subarray(used, used + room);
    this.#payload.set(part, this.#payloadFill);
    this.#payloadFill += part.length;
    used += part.length;
    if (this.#payloadFill < this.#payload.length) return { used, payload: null };
    const payload = { tag: this.#tag, bytes: this.#payload };
    this.reset();
    return { used, payload };
  }

  reset(): void {
    this.#headerFill = 0;
    this.#payload = null;
    this.#payloadFill = 0;
  }

  get #tag(): number {
    return (this.#header[4] ?? 0) & 15;
  }

  #fillHeader(bytes: Uint8Array): number {
    const part = bytes.subarray(0, HEADER_BYTES - this.#headerFill);
    this.#header.set(part, this.#headerFill);
    this.#headerFill += part.length;
    return part.length;
  }
}
