import type { PageHistory } from '../address.ts';

/** The history of a tab: entries with fragment and state, and a place among them. */
export class FakeHistory implements PageHistory {
  readonly entries: { fragment: string; state: unknown }[];
  /** Every write since the start, in order. */
  readonly writes: ('push' | 'replace')[] = [];
  /** Whether this browser tells which entry is the first. */
  canGoToFirst = true;
  forgetCount = 0;
  #at = 0;
  #listener: () => void = () => undefined;

  constructor(fragment = '', state: unknown = null) {
    this.entries = [{ fragment, state }];
  }

  get fragment(): string {
    return this.entries[this.#at]?.fragment ?? '';
  }

  get state(): unknown {
    return structuredClone(this.entries[this.#at]?.state ?? null);
  }

  push(fragment: string, state: unknown): void {
    this.#add(fragment, structuredClone(state));
    this.writes.push('push');
  }

  replace(fragment: string, state: unknown): void {
    this.entries[this.#at] = { fragment, state: structuredClone(state) };
    this.writes.push('replace');
  }

  onMoved(listener: () => void): void {
    this.#listener = listener;
  }

  countForget(): void {
    this.forgetCount++;
  }

  async goToFirst(): Promise<boolean> {
    await Promise.resolve();
    if (!this.canGoToFirst || this.entries.length === 1) return false;
    // The browser tells of the move later.
    this.#at = 0;
    return true;
  }

  /** Back (−1) and Forward (1). */
  go(steps: number): void {
    this.#at = Math.min(this.entries.length - 1, Math.max(0, this.#at + steps));
    this.#listener();
  }

  /** What a person types or pastes into the address bar. */
  type(fragment: string): void {
    this.#add(fragment, null);
    this.#listener();
  }

  #add(fragment: string, state: unknown): void {
    this.entries.splice(this.#at + 1, Infinity, { fragment, state });
    this.#at = this.entries.length - 1;
  }
}
