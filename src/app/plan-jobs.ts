import { fail } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import type { StrategyName } from '../partition/index.ts';
import type { PlanJob } from '../workers/planner-api.ts';
import { isAbortError } from '../workers/planner-client.ts';
import { toDeviceSpecs } from './set-up.ts';
import type { JobState, SetUp } from './types.ts';

/** What a worker is asked for one strategy and one set-up. */
export function jobFor(strategy: StrategyName, setUp: SetUp): PlanJob {
  const { facts = [], batch } = setUp;
  return {
    ...{ strategy, devices: toDeviceSpecs(setUp), batch },
    ...(facts.length === 0 ? {} : { facts }),
  };
}

export function stateOf<T>(result: Result<T>): JobState<T> {
  return result.ok
    ? { kind: 'done', value: result.value }
    : { kind: 'failed', failure: result.failure };
}

/** The outcome, or null when the call was cancelled. Anything else that is thrown is a bug and becomes a failure. */
export async function unlessAborted<T>(call: Promise<Result<T>>): Promise<Result<T> | null> {
  try {
    return await call;
  } catch (error) {
    if (isAbortError(error)) return null;
    return fail({
      code: 'app/worker-error',
      message:
        'Reef met a case that it does not handle. This is a fault in Reef, not in your model.',
      hint: 'Try again, and report the details if you can.',
      details: { error: error instanceof Error ? error.message : String(error) },
    });
  }
}

/** Counts work under way and says when there is none. */
export class PendingWork {
  #count = 0;
  #waiters: (() => void)[] = [];

  get isIdle(): boolean {
    return this.#count === 0;
  }

  track(work: Promise<unknown>): void {
    this.#count++;
    const done = (): void => {
      this.#count--;
      if (this.#count === 0) for (const resolve of this.#waiters.splice(0)) resolve();
    };
    work.then(done, done);
  }

  whenIdle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}
