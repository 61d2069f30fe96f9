// Endpoint 0x01 carries one byte stream: an 8-byte header (length, tag), that many bytes, and again; transfer boundaries
// mean nothing (edgetpu-usb.md 5.2, 11.3 row 1).
import type { BufferPool } from './buffer-pool.ts';
import { joinParts } from './join-parts.ts';

export const TAG = { instructions: 0, input: 1, parameters: 2, output: 3, interrupt0: 4 } as const;

const HEADER_BYTES = 8;
/** Larger than any parameter blob of a real package; a length beyond it means that the stream is out of step. */
const MAX_PAYLOAD_BYTES = 1 << 29;

/** One payload, in the pieces in which it came. */
export class Payload {
  readonly tag: number;
  readonly length: number;
  readonly #parts: Uint8Array[] = [];
  /** Transfers that brought nothing but this payload, with or without its header. */
  readonly #transfers: Uint8Array[] = [];
  #received = 0;

  constructor(tag: number, length: number) {
    this.tag = tag;
    this.length = length;
  }

  get received(): number {
    return this.#received;
  }

  get isWhole(): boolean {
    return this.#received === this.length;
  }

  /** Takes what belongs to it from `transfer` at `offset`; how much that is. */
  take(transfer: Uint8Array, offset: number): number {
    const part = transfer.subarray(offset, offset + this.length - this.#received);
    this.#parts.push(part);
    this.#received += part.length;
    const isAlone = offset <= HEADER_BYTES && offset + part.length === transfer.length;
    if (isAlone && part.length > 0) this.#transfers.push(transfer);
    return part.length;
  }

  /** In one piece; put together when it is first asked for. */
  get bytes(): Uint8Array {
    const joined = joinParts(this.#parts);
    this.#parts.splice(0, this.#parts.length, joined);
    return joined;
  }

  /** Gives the transfers back that it came in: `bytes` is over. */
  release(pool: BufferPool): void {
    for (const transfer of this.#transfers.splice(0)) pool.give(transfer);
  }
}

export class StreamParser {
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerFill = 0;
  #payload: Payload | null = null;

  /** The payload that has begun and is not whole; null between payloads. */
  get inProgress(): Payload | null {
    return this.#payload;
  }

  /**
   * Takes bytes of a transfer, from `offset` on, until one payload is whole; returns how many were used, with the payload
   * when it is. The transfer belongs to the payload from then on. Null = out of step.
   */
  take(
    transfer: Uint8Array,
    offset: number,
  ): { readonly used: number; readonly payload: Payload | null } | null {
    let used = 0;
    if (this.#payload === null) {
      used = this.#fillHeader(transfer.subarray(offset));
      if (this.#headerFill < HEADER_BYTES) return { used, payload: null };
      const length = new DataView(this.#header.buffer).getUint32(0, true);
      if (length > MAX_PAYLOAD_BYTES) return null;
      this.#payload = new Payload((this.#header[4] ?? 0) & 15, length);
    }
    const payload = this.#payload;
    used += payload.take(transfer, offset + used);
    if (!payload.isWhole) return { used, payload: null };
    this.reset();
    return { used, payload };
  }

  reset(): void {
    this.#headerFill = 0;
    this.#payload = null;
  }

  #fillHeader(bytes: Uint8Array): number {
    const part = bytes.subarray(0, HEADER_BYTES - this.#headerFill);
    this.#header.set(part, this.#headerFill);
    this.#headerFill += part.length;
    return part.length;
  }
}
