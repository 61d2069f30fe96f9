import { FailureError } from '../../base/index.ts';
import type { PlanContext } from '../types.ts';

/** Elementary steps between two looks at the caller: a few milliseconds. */
const STEPS_PER_POLL = 200_000;

/**
 * Counts elementary steps of a search, so that its end depends on the request alone and not on the machine's speed, and
 * looks now and then whether the caller has cancelled.
 */
export class WorkBudget {
  spentSteps = 0;
  #nextPoll = STEPS_PER_POLL;

  constructor(
    readonly limitSteps: number,
    readonly context: PlanContext = {},
    readonly label = 'Searching for the best cut',
  ) {}

  /** True as long as steps are left. Throws the failure `partition/cancelled` when the caller has cancelled. */
  spend(steps: number): boolean {
    this.spentSteps += steps;
    if (this.spentSteps >= this.#nextPoll) this.#poll();
    return this.spentSteps < this.limitSteps;
  }

  get isSpent(): boolean {
    return this.spentSteps >= this.limitSteps;
  }

  #poll(): void {
    this.#nextPoll = this.spentSteps + STEPS_PER_POLL;
    if (this.context.isCancelled?.() === true) {
      throw new FailureError({ code: 'partition/cancelled', message: 'The search was cancelled.' });
    }
    this.context.onProgress?.({
      done: Math.min(this.spentSteps, this.limitSteps),
      total: this.limitSteps,
      label: this.label,
    });
  }
}
