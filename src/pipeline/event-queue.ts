/** What happens when its time has come. */
export type Action = () => void;

interface Event {
  readonly atMs: number;
  /** Events of the same time happen in the order in which they were planned, so that a run is deterministic. */
  readonly sequence: number;
  readonly action: Action;
}

/** The future of a simulation: a binary heap by time. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #sequence = 0;
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Plans `action` for a time that is not past. O(log events). */
  at(atMs: number, action: Action): void {
    const heap = this.#heap;
    const event = { atMs, sequence: this.#sequence++, action };
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(event, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  /** Lets everything happen, in order, until nothing is left to come. */
  run(): void {
    for (let event = this.#take(); event !== null; event = this.#take()) {
      this.#nowMs = event.atMs;
      event.action();
    }
  }

  #take(): Event | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(event: Event): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      if (left === undefined) break;
      const right = heap[2 * index + 2];
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, event)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = event;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}
