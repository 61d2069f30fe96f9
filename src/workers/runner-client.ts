// The page's side of the runner: starts the worker on first use, remembers what a new one has to be told, and cancels:
// the worker ends its run and gives USB back; where it does not within a deadline, it is ended.
import { proxy } from 'comlink';
import { fail, ok, type Failure, type Result } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import type {
  CompiledFile,
  CompiledMatchReport,
  FirmwareImage,
  RunJob,
  RunListener,
  RunnerApi,
  RunnerEnvironment,
  RunnerSituation,
  RunReport,
} from './runner-api.ts';
import { handleOf } from './worker-handle.ts';
import type { WorkerHandle } from './worker-handle.ts';
import './transfer.ts';

export type StartRunner = () => WorkerHandle<RunnerApi>;

/** How long a cancelled run may take to end by itself: a long inference on the CPU, a segment being compiled. */
const CANCEL_DEADLINE_MS = 4000;
/** How long the devices may take to close before the worker is ended all the same. */
const RELEASE_DEADLINE_MS = 2000;

export interface RunnerClientOptions {
  readonly environment: RunnerEnvironment;
  readonly onSituation: (situation: RunnerSituation) => void;
  readonly start?: StartRunner;
  readonly cancelDeadlineMs?: number;
}

interface Session {
  readonly handle: WorkerHandle<RunnerApi>;
  readonly ready: Promise<Result<null>>;
}

export class RunnerClient {
  readonly #options: RunnerClientOptions;
  #session: Session | null = null;
  #situation: RunnerSituation | null = null;
  /** What a person added and only this worker knows; a new one is told again. */
  #added: Added[] = [];
  #firmware: { readonly name: string; readonly file: Blob } | null = null;

  constructor(options: RunnerClientOptions) {
    this.#options = options;
  }

  /** Starts the worker and the list of devices. */
  start(): Promise<Result<null>> {
    return this.#open().ready;
  }

  /** After the device picker: opens what it allowed, in this row where it was picked for one. */
  connect(deviceId: string | null): Promise<Result<null>> {
    return this.#call((api) => api.connect(deviceId));
  }

  /** For permissions that were withdrawn elsewhere; does nothing where no worker lists any device. */
  lookAgain(): Promise<Result<null>> {
    if (this.#session === null) return Promise.resolve(ok(null));
    return this.#call((api) => api.lookAgain());
  }

  async addVirtual(specs: readonly DeviceSpec[], isBoot: boolean): Promise<Result<null>> {
    const added = await this.#call((api) => api.addVirtual(specs, isBoot));
    if (added.ok) {
      for (const spec of specs) this.#added.push({ kind: 'virtual', spec, isBoot });
    }
    return added;
  }

  async addCpu(count: number): Promise<Result<null>> {
    const added = await this.#call((api) => api.addCpu(count));
    if (added.ok) for (let index = 0; index < count; index++) this.#added.push({ kind: 'cpu' });
    return added;
  }

  prepare(deviceId: string): Promise<Result<null>> {
    return this.#call((api) => api.prepare(deviceId));
  }

  remove(deviceId: string): Promise<Result<null>> {
    this.#forgetAdded(deviceId);
    return this.#call((api) => api.remove(deviceId));
  }

  setPlugged(deviceId: string, isPlugged: boolean): Promise<Result<null>> {
    return this.#call((api) => api.setPlugged(deviceId, isPlugged));
  }

  identify(deviceId: string): Promise<Result<null>> {
    return this.#call((api) => api.identify(deviceId));
  }

  async useFirmware(name: string, file: Blob): Promise<Result<FirmwareImage>> {
    const image = await this.#call((api) => api.useFirmware(name, file));
    if (image.ok) this.#firmware = { name, file };
    return image;
  }

  useStandInFirmware(): Promise<Result<FirmwareImage>> {
    return this.#call((api) => api.useStandInFirmware());
  }

  forgetFirmware(): Promise<Result<null>> {
    this.#firmware = null;
    return this.#call((api) => api.forgetFirmware());
  }

  matchCompiled(
    query: Parameters<RunnerApi['matchCompiled']>[0],
    files: readonly CompiledFile[],
  ): Promise<Result<CompiledMatchReport>> {
    return this.#call((api) => api.matchCompiled(query, files));
  }

  forgetModel(): Promise<Result<null>> {
    if (this.#session === null) return Promise.resolve(ok(null));
    return this.#call((api) => api.forgetModel());
  }

  /** Runs a job. The signal ends it: what was measured by then is the result, as with any run that ends early. */
  async run(job: RunJob, listener: RunListener, signal: AbortSignal): Promise<Result<RunReport>> {
    const session = this.#open();
    // Reports have a message channel of their own; one that arrives after the result would replace it.
    let isSettled = false;
    const reports: RunListener = {
      onPhase: (phase) => {
        if (!isSettled) listener.onPhase(phase);
      },
      onStages: (records) => {
        if (!isSettled) listener.onStages(records);
      },
    };
    const running = this.#call((api) => api.run(job, proxy(reports)));
    const { promise: gaveUp, stop } = this.#cancelOn(signal, session);
    try {
      return await Promise.race([running, gaveUp]);
    } finally {
      isSettled = true;
      stop();
    }
  }

  /** Gives all devices back in order, then ends the worker. */
  async close(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    await Promise.race([session.handle.api.release(), sleep(RELEASE_DEADLINE_MS)]);
    this.#end(session);
  }

  #open(): Session {
    if (this.#session !== null) return this.#session;
    const handle = (this.#options.start ?? startRunnerWorker)();
    const session = { handle, ready: this.#tellNew(handle.api) };
    this.#session = session;
    void handle.whenDead.then(() => {
      this.#end(session);
    });
    return session;
  }

  async #tellNew(api: RunnerApi): Promise<Result<null>> {
    const { environment, onSituation } = this.#options;
    const added = this.#added;
    const watching = await api.watch(
      environment,
      proxy((situation: RunnerSituation) => {
        this.#situation = situation;
        onSituation(situation);
      }),
    );
    if (this.#firmware !== null) await api.useFirmware(this.#firmware.name, this.#firmware.file);
    for (const one of added) {
      if (one.kind === 'cpu') await api.addCpu(1);
      else await api.addVirtual([one.spec], one.isBoot);
    }
    return watching;
  }

  async #call<T>(work: (api: RunnerApi) => Promise<Result<T>>): Promise<Result<T>> {
    const session = this.#open();
    const died = session.handle.whenDead.then((reason) => fail(crashed(reason)));
    try {
      // A list that the browser refuses is shown as a check; everything else works without it.
      await Promise.race([session.ready, died]);
      return await Promise.race([work(session.handle.api), died]);
    } catch (error) {
      return fail(unexpected(error));
    }
  }

  /** Asks the worker to end its run; past the deadline releases what it can and ends the worker. */
  #cancelOn(
    signal: AbortSignal,
    session: Session,
  ): { readonly promise: Promise<Result<RunReport>>; readonly stop: () => void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let onAbort = (): void => undefined;
    const promise = new Promise<Result<RunReport>>((resolve) => {
      onAbort = () => {
        void session.handle.api.cancel();
        timer = setTimeout(() => {
          void this.#giveUp(session).then(resolve);
        }, this.#options.cancelDeadlineMs ?? CANCEL_DEADLINE_MS);
      };
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
    });
    return {
      promise,
      stop: () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      },
    };
  }

  async #giveUp(session: Session): Promise<Result<RunReport>> {
    await Promise.race([session.handle.api.release(), sleep(RELEASE_DEADLINE_MS)]);
    this.#end(session);
    void this.start();
    return ok({ run: null, failure: null, isCancelled: true, failedDeviceId: null, outputs: [] });
  }

  #end(session: Session): void {
    session.handle.end();
    if (this.#session === session) this.#session = null;
  }

  /** Rows that a person added are in the order in which they were added, so the n-th of its kind is the n-th here. */
  #forgetAdded(deviceId: string): void {
    const [kind = ''] = deviceId.split('-');
    const sameKind = this.#situation?.devices.filter(({ id }) => id.startsWith(kind)) ?? [];
    const position = sameKind.findIndex(({ id }) => id === deviceId);
    let seen = -1;
    this.#added = this.#added.filter((one) => {
      if (one.kind !== kind) return true;
      seen++;
      return seen !== position;
    });
  }
}

type Added =
  | { readonly kind: 'virtual'; readonly spec: DeviceSpec; readonly isBoot: boolean }
  | { readonly kind: 'cpu' };

function startRunnerWorker(): WorkerHandle<RunnerApi> {
  return handleOf(new Worker(new URL('./runner.worker.ts', import.meta.url), { type: 'module' }));
}

function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

function crashed(reason: string): Failure {
  return {
    code: 'app/worker-crashed',
    message:
      'The part of Reef that runs the devices stopped. Usually the computer had too little memory for this model.',
    hint: 'Unplug accelerators that were at work and plug them in again, close other tabs, then run again.',
    details: { reason },
  };
}

function unexpected(error: unknown): Failure {
  return {
    code: 'app/worker-error',
    message: 'Reef met a case that it does not handle. This is a fault in Reef, not in your model.',
    hint: 'Run again, and report the details if you can.',
    details: {
      error: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error),
    },
  };
}
