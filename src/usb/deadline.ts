// WebUSB has no timeouts and no cancel: a deadline here ends the wait, not the transfer. Whoever misses one closes the
// device, which ends what is pending.

/** Thrown by `withDeadline`; its name is the one that the table in exceptions.ts knows. */
export class DeadlineError extends Error {
  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms} ms`);
    this.name = 'TimeoutError';
  }
}

/** Timers as this folder needs them; the platform's by default. */
export interface Timers {
  readonly set: (action: () => void, ms: number) => unknown;
  readonly clear: (timer: never) => void;
}

export const platformTimers: Timers = {
  set: (action, ms) => setTimeout(action, ms),
  clear: (timer) => {
    clearTimeout(timer);
  },
};

/** `work`, or a `DeadlineError` when it takes longer than `ms`. A later rejection of `work` is dropped. */
export function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  what: string,
  timers: Timers = platformTimers,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = timers.set(() => {
      reject(new DeadlineError(what, ms));
    }, ms) as never;
    work.then(
      (value) => {
        timers.clear(timer);
        resolve(value);
      },
      (error: unknown) => {
        timers.clear(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** Resolves after `ms`. */
export function pause(ms: number, timers: Timers = platformTimers): Promise<void> {
  return new Promise((resolve) => {
    timers.set(resolve, ms);
  });
}
