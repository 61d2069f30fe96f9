/** Steps that undo keeps; older ones fall out. A step is a few hundred bytes. */
const HISTORY_LIMIT = 200;

/** Undo and redo over whole values. A value is what the person set, never what was computed from it. */
export class History<T> {
  #past: T[] = [];
  #future: T[] = [];

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Keeps `before` as the state that undo goes back to; what could be redone is gone. */
  record(before: T): void {
    this.#past.push(before);
    if (this.#past.length > HISTORY_LIMIT) this.#past.shift();
    this.#future = [];
  }

  /** The state before the last step, or null; `now` is kept for redo. */
  undo(now: T): T | null {
    const before = this.#past.pop();
    if (before === undefined) return null;
    this.#future.push(now);
    return before;
  }

  /** The state that the last undo left, or null; `now` is kept for undo. */
  redo(now: T): T | null {
    const after = this.#future.pop();
    if (after === undefined) return null;
    this.#past.push(now);
    return after;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }
}
