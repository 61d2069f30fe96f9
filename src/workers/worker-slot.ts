// One worker and the queue in front of it. Runs on the page. Calls never overlap; cancelling the running call ends the
// worker after a short grace and starts another, which also stops a loop that looks at nothing.
import { fail, FailureError, ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import type { WorkerHandle } from './worker-handle.ts';

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Jobs with a lower number run first; equal ones in the order they came. */
  readonly priority?: number;
  /** The call brings its own model: do not tell the worker the previous one first. */
  readonly isSelfContained?: boolean;
}

interface Job {
  readonly priority: number;
  readonly start: () => Promise<void>;
}

/** A call that is nearly done is let finish: ending a warm worker costs more than the rest of a short call. */
const CANCEL_GRACE_MS = 60;

export class WorkerSlot<Api> {
  #handle: WorkerHandle<Api> | null = null;
  #queue: Job[] = [];
  #isBusy = false;
  #isPrepared = false;
  #idleWaiters: (() => void)[] = [];
  #prepare: (api: Api) => Promise<Result<unknown>> = () => Promise.resolve(ok(null));
  readonly #startWorker: () => WorkerHandle<Api>;

  constructor(startWorker: () => WorkerHandle<Api>) {
    this.#startWorker = startWorker;
  }

  /** What a worker has to be told before its next job, now and after every restart: the model. */
  setPreparation(prepare: (api: Api) => Promise<Result<unknown>>): void {
    this.#prepare = prepare;
    this.#isPrepared = false;
  }

  /** Says that the running worker knows what the preparation would tell it. */
  markPrepared(): void {
    this.#isPrepared = this.#handle !== null;
  }

  /** Starts the worker ahead of its first job, so that loading its script overlaps with other work. */
  warmUp(): void {
    this.#handle ??= this.#start();
  }

  /** Drops the model that the worker holds, with the worker: memory goes back at once. Running jobs end as crashed. */
  end(): void {
    this.#handle?.end();
    this.#handle = null;
    this.#isPrepared = false;
  }

  get isIdle(): boolean {
    return !this.#isBusy && this.#queue.length === 0;
  }

  /** Resolves once nothing runs and nothing waits. */
  whenIdle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /**
   * Runs one call in the worker, in turn. Rejects with an `AbortError` when the signal fires; a worker that dies or a
   * bug inside it ends in a failure (`app/worker-crashed`, `app/worker-error`).
   */
  run<T>(work: (api: Api) => Promise<Result<T>>, options: RunOptions = {}): Promise<Result<T>> {
    const { signal, priority = 0 } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      const job: Job = {
        priority,
        start: async () => {
          signal?.removeEventListener('abort', onAbortInQueue);
          try {
            resolve(await this.#execute(work, options));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
      };
      const onAbortInQueue = (): void => {
        this.#queue = this.#queue.filter((other) => other !== job);
        reject(abortError());
        this.#reportIdle();
      };
      signal?.addEventListener('abort', onAbortInQueue, { once: true });
      const after = this.#queue.findIndex((other) => other.priority > priority);
      this.#queue.splice(after < 0 ? this.#queue.length : after, 0, job);
      void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      await job.start();
    }
    this.#isBusy = false;
    this.#reportIdle();
  }

  #reportIdle(): void {
    if (!this.isIdle) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  async #execute<T>(
    work: (api: Api) => Promise<Result<T>>,
    { signal, isSelfContained = false }: RunOptions,
  ): Promise<Result<T>> {
    const handle = (this.#handle ??= this.#start());
    const call = this.#call(handle, work, isSelfContained);
    const { promise: cancelled, stop } = whenAborted(signal);
    const died = handle.whenDead.then((reason) => fail(crashed(reason)));
    try {
      const outcome = await Promise.race([call, died, cancelled]);
      if (outcome !== 'aborted') return outcome;
      // A call that ends within the grace leaves its worker, its model and its compiled code as they are.
      const isDone = await Promise.race([
        call.then(() => true),
        died.then(() => false),
        sleep(CANCEL_GRACE_MS),
      ]);
      if (isDone !== true) this.end();
      throw abortError();
    } finally {
      stop();
    }
  }

  async #call<T>(
    handle: WorkerHandle<Api>,
    work: (api: Api) => Promise<Result<T>>,
    isSelfContained: boolean,
  ): Promise<Result<T>> {
    try {
      if (!this.#isPrepared && !isSelfContained) {
        const prepare = this.#prepare;
        const prepared = await prepare(handle.api);
        if (!prepared.ok) return prepared;
        if (this.#handle === handle && this.#prepare === prepare) this.#isPrepared = true;
      }
      return await work(handle.api);
    } catch (error) {
      return fail(workerError(error));
    }
  }

  #start(): WorkerHandle<Api> {
    this.#isPrepared = false;
    const handle = this.#startWorker();
    void handle.whenDead.then(() => {
      if (this.#handle === handle) this.end();
    });
    return handle;
  }
}

/** The error of a cancelled call; cancelling is not a failure and shows nothing but the previous state. */
export function abortError(): DOMException {
  return new DOMException('Cancelled', 'AbortError');
}

export function isAbortError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function whenAborted(signal: AbortSignal | undefined): {
  readonly promise: Promise<'aborted'>;
  readonly stop: () => void;
} {
  if (signal === undefined) return { promise: new Promise(() => undefined), stop: () => undefined };
  let listener: () => void = () => undefined;
  const promise = new Promise<'aborted'>((resolve) => {
    listener = () => {
      resolve('aborted');
    };
    if (signal.aborted) listener();
    signal.addEventListener('abort', listener, { once: true });
  });
  return {
    promise,
    stop: () => {
      signal.removeEventListener('abort', listener);
    },
  };
}

function sleep(durationMs: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, durationMs);
  });
}

function crashed(reason: string): Failure {
  return {
    code: 'app/worker-crashed',
    message:
      'The part of Reef that does the work stopped. Usually the computer had too little memory for this model.',
    hint: 'Close other tabs and try again, or take a smaller model. The page itself still works.',
    details: { reason },
  };
}

function workerError(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const isError = error instanceof Error;
  return {
    code: 'app/worker-error',
    message: 'Reef met a case that it does not handle. This is a fault in Reef, not in your model.',
    hint: 'Try another strategy or number of devices, and report the details if you can.',
    details: {
      error: isError ? error.message : String(error),
      stack: isError ? (error.stack ?? '') : '',
    },
  };
}
