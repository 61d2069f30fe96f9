// The queue between two stages: bounded, and in the order of inferences even where replicas finish out of turn.

/** Thrown to everybody who waits when the queue is closed; the run has ended. */
export class QueueClosedError extends Error {
  constructor() {
    super('The run has ended.');
    this.name = 'QueueClosedError';
  }
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Items 0, 1, 2 … are put and taken in that order; whoever is early waits. */
export class OrderedQueue<T> {
  readonly #capacity: number;
  readonly #items: { readonly item: T; readonly atMs: number }[] = [];
  readonly #now: () => number;
  #waiters: Waiter[] = [];
  #nextPut = 0;
  #nextTake = 0;
  #isClosed = false;

  constructor(capacity: number, now: () => number) {
    this.#capacity = capacity;
    this.#now = now;
  }

  /** Waits for its turn and for a free place. Throws `QueueClosedError` when the run ends first. */
  async put(index: number, item: T): Promise<void> {
    await this.#until(() => index === this.#nextPut && this.#items.length < this.#capacity);
    this.#nextPut++;
    this.#items.push({ item, atMs: this.#now() });
    this.#wake();
  }

  /** Waits for its turn and for the item; says since when it was there. Throws `QueueClosedError` when the run ends. */
  async take(index: number): Promise<{ readonly item: T; readonly atMs: number }> {
    await this.#until(() => index === this.#nextTake && this.#items.length > 0);
    this.#nextTake++;
    const entry = this.#items.shift();
    if (entry === undefined) throw new Error('Broken invariant: an item is there');
    this.#wake();
    return entry;
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  async #until(condition: () => boolean): Promise<void> {
    for (;;) {
      if (this.#isClosed) throw new QueueClosedError();
      if (condition()) return;
      await new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    }
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.resolve();
  }
}
