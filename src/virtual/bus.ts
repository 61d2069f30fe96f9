// The link between host and chip: how long bytes take, one transfer after the other. Devices behind one hub share a bus.
import type { LinkRates } from '../edgetpu/index.ts';
import type { VirtualClock } from './clock.ts';

/** Carries one transfer at a time, in the order in which they were asked for. */
export class VirtualBus {
  readonly #clock: VirtualClock;
  #freeAtMs = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Calls `arrived` when `durationMs` on the bus have passed, after all transfers before it. */
  carry(durationMs: number, arrived: () => void): void {
    this.#freeAtMs = Math.max(this.#freeAtMs, this.#clock.now()) + durationMs;
    this.#clock.at(this.#freeAtMs, arrived);
  }
}

/** A link with no cost at all: answers come in the next turn. */
export const INSTANT_RATES: LinkRates = {
  fixedMs: 0,
  inBytesPerMs: Number.POSITIVE_INFINITY,
  outBytesPerMs: Number.POSITIVE_INFINITY,
};
