// Buffers that are used again: a run needs the same sizes at every inference, and fresh ones of a megabyte a time keep
// the garbage collector busier than the work itself.

/** Streamed parameters come in transfers of one size, as many as a payload has megabytes. */
const KEPT_PER_SIZE = 16;

export class BufferPool {
  readonly #free = new Map<number, Uint8Array[]>();

  /** A buffer of this length; what it holds is left over from before. */
  take(bytes: number): Uint8Array {
    return this.#free.get(bytes)?.pop() ?? new Uint8Array(bytes);
  }

  /** Takes a buffer back that nobody reads any more. Views of something larger stay with their owner. */
  give(buffer: Uint8Array): void {
    if (buffer.length !== buffer.buffer.byteLength) return;
    const free = this.#free.get(buffer.length);
    if (free === undefined) this.#free.set(buffer.length, [buffer]);
    else if (free.length < KEPT_PER_SIZE) free.push(buffer);
  }
}
