// Splits the time of a run into parts: every moment between two transfers belongs to what the later one was waiting for.
import type { TransferPart } from './host-loop.ts';
import type { InferenceTiming } from './types.ts';

export class RunTimer {
  #startedMs: number;
  #lastMs: number;
  #inMs = 0;
  #streamMs = 0;
  #computeMs = 0;
  #outMs = 0;
  #loadMs = 0;
  #isReceiving = false;
  readonly #bytes = { instructions: 0, input: 0, parameters: 0, output: 0, load: 0 };

  constructor(startedMs: number) {
    this.#startedMs = startedMs;
    this.#lastMs = startedMs;
  }

  /** The device has only now ended the run before this one: what was sent meanwhile took no time of its own. */
  startAt(atMs: number): void {
    this.#startedMs = Math.max(this.#startedMs, atMs);
    this.#lastMs = Math.max(this.#lastMs, atMs);
  }

  /** Bytes of a transfer; all there is to note where it ended while the device was busy with the run before. */
  count(part: TransferPart, bytes: number): void {
    if (part !== 'event') this.#bytes[part] += bytes;
  }

  /** A transfer ended that loaded parameters for caching. */
  addLoad(bytes: number, atMs: number): void {
    this.#loadMs += this.#spend(atMs);
    this.#bytes.load += bytes;
  }

  /** A transfer of the run itself ended. */
  add(part: TransferPart, bytes: number, atMs: number): void {
    this.count(part, bytes);
    const spentMs = this.#spend(atMs);
    switch (part) {
      case 'instructions':
      case 'input':
        this.#inMs += spentMs;
        this.#isReceiving = false;
        break;
      case 'parameters':
        this.#streamMs += spentMs;
        this.#isReceiving = false;
        break;
      case 'output':
        // The first bytes had to be computed; the others only had to travel.
        if (this.#isReceiving) this.#outMs += spentMs;
        else this.#computeMs += spentMs;
        this.#isReceiving = true;
        break;
      default:
        this.#computeMs += spentMs;
    }
  }

  end(atMs: number): InferenceTiming {
    this.#computeMs += this.#spend(atMs);
    return {
      startedMs: this.#startedMs,
      endedMs: this.#lastMs,
      totalMs: this.#lastMs - this.#startedMs,
      inMs: this.#inMs,
      streamMs: this.#streamMs,
      computeMs: this.#computeMs,
      outMs: this.#outMs,
      loadMs: this.#loadMs,
      bytes: { ...this.#bytes },
    };
  }

  #spend(atMs: number): number {
    const spentMs = Math.max(0, atMs - this.#lastMs);
    this.#lastMs += spentMs;
    return spentMs;
  }
}
