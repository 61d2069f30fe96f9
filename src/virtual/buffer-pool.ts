// Buffers that are used again: a run needs the same sizes at every inference, and fresh ones of a megabyte a time keep
// the garbage collector busier than the work itself.

/** A program has few payloads of one size, and few of them are under way at once. */
const KEPT_PER_SIZE = 4;

export class BufferPool {
  readonly #free = new Map<number, Uint8Array[]>();

  /** A buffer of this length; what it holds is left over from before. */
  take(bytes: number): Uint8Array {
    return this.#free.get(bytes)?.pop() ?? new Uint8Array(bytes);
  }

  /** Takes a buffer back that nobody reads any more. */
  give(buffer: Uint8Array): void {
    const free = this.#free.get(buffer.length);
    if (free === undefined) this.#free.set(buffer.length, [buffer]);
    else if (free.length < KEPT_PER_SIZE) free.push(buffer);
  }
}
