// This computer's CPU as a row: nothing to plug in, nothing to open before a run.
import { ok, type Failure, type Result } from '../base/index.ts';
import type { RunDevice } from '../bench/index.ts';
import type { RunnerDevice } from './runner-api.ts';
import type { DeviceEntry, EntryActivity } from './runner-entry.ts';

export interface CpuEntryContext {
  readonly id: string;
  readonly name: string;
  /** Starts a thread with an interpreter of its own. */
  readonly startDevice: (name: string) => Promise<Result<RunDevice>>;
  readonly onChange: () => void;
}

export class CpuEntry implements DeviceEntry {
  readonly id: string;
  readonly kind = 'cpu';
  readonly #context: CpuEntryContext;
  #activity: EntryActivity = 'idle';
  #failure: Failure | null = null;
  #device: RunDevice | null = null;
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(context: CpuEntryContext) {
    this.#context = context;
    this.id = context.id;
  }

  describe(): RunnerDevice {
    const activity = this.#activity === 'loading-firmware' ? 'opening' : this.#activity;
    return {
      id: this.id,
      kind: 'cpu',
      name: this.#context.name,
      state: activity !== 'idle' ? activity : this.#failure === null ? 'ready' : 'failed',
      link: null,
      clock: 'max',
      failure: this.#failure,
      needsReplug: false,
      progress: null,
      warnings: [],
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    };
  }

  async open(): Promise<Result<RunDevice>> {
    if (this.#device !== null) return ok(this.#device);
    this.#failure = null;
    this.setActivity('opening');
    const started = await this.#context.startDevice(this.#context.name);
    this.#activity = 'idle';
    if (started.ok) this.#device = started.value;
    else this.#failure = started.failure;
    this.#context.onChange();
    return started;
  }

  setActivity(activity: EntryActivity): void {
    this.#activity = activity;
    this.#context.onChange();
  }

  addBytes({ bytesIn, bytesOut }: { readonly bytesIn: number; readonly bytesOut: number }): void {
    this.#bytesIn += bytesIn;
    this.#bytesOut += bytesOut;
    this.#context.onChange();
  }

  noteFailure(failure: Failure): void {
    this.#failure = failure;
    this.#context.onChange();
  }

  identify(): Promise<Result<null>> {
    return Promise.resolve(ok(null));
  }

  /** Ends its thread: the interpreter's memory grows with every model and comes back only so. */
  async close(): Promise<void> {
    const device = this.#device;
    this.#device = null;
    await device?.close();
  }
}
