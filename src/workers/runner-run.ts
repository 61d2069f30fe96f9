// One run: segments in the form that each device takes, devices opened, the pipeline run and watched.
import { fail, ok, type Failure, type Progress, type Result } from '../base/index.ts';
import {
  DEFAULT_RUN_OPTIONS,
  runSegments,
  type InputChoice,
  type RunDevice,
  type RunOutcome,
  type StageRecord,
} from '../bench/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { KeptOutput, RunJob, RunListener, RunPhase, RunReport } from './runner-api.ts';
import type { RunnerDevices } from './runner-devices.ts';
import type { DeviceEntry } from './runner-entry.ts';
import type { RunnerModel, SegmentForm } from './runner-model.ts';

export interface RunEnvironment {
  readonly devices: RunnerDevices;
  readonly model: RunnerModel;
  readonly cpuRuntime: () => Promise<Result<CpuRuntime>>;
  /** Real time, ms. */
  readonly now: () => number;
  readonly isStandInUsb: boolean;
}

/** Stage records are for eyes: they cross in batches at most this often. */
const BATCH_INTERVAL_MS = 80;

export class JobRun {
  readonly #job: RunJob;
  readonly #listener: RunListener;
  readonly #environment: RunEnvironment;
  readonly #signal: AbortSignal;
  #stages: readonly (readonly DeviceEntry[])[] = [];
  #failedDeviceId: string | null = null;
  #batch: StageRecord[] = [];
  #lastBatchMs = -Infinity;

  constructor(
    job: RunJob,
    listener: RunListener,
    context: { readonly environment: RunEnvironment; readonly signal: AbortSignal },
  ) {
    this.#job = job;
    this.#listener = listener;
    this.#environment = context.environment;
    this.#signal = context.signal;
  }

  async run(): Promise<Result<RunReport>> {
    const found = this.#findDevices();
    if (!found.ok) return found;
    const { model } = this.#environment;
    const prepared = await model.segmentsFor(this.#job, this.#forms(), {
      onProgress: (progress) => {
        this.#tell('preparing', progress);
      },
      signal: this.#signal,
    });
    if (this.#signal.aborted) return ok(CANCELLED);
    if (!prepared.ok) return prepared;
    const opened = await this.#openAll();
    if (!opened.ok) return opened;
    if (this.#signal.aborted) return ok(CANCELLED);
    const input = await this.#input();
    if (!input.ok) return input;
    this.#setActivity('running');
    try {
      const outcome = await this.#measure(prepared.value, opened.value, input.value);
      if (!outcome.ok) await this.#closeAfterFailure();
      else if (outcome.value.failure !== null) await this.#closeAfterFailure();
      return outcome.ok ? ok(this.#report(outcome.value)) : outcome;
    } finally {
      this.#setActivity('idle');
      this.#environment.devices.park.release();
    }
  }

  #findDevices(): Result<null> {
    const stages: DeviceEntry[][] = [];
    for (const stage of this.#job.stages) {
      const entries: DeviceEntry[] = [];
      for (const { deviceId } of stage) {
        const entry = this.#environment.devices.find(deviceId);
        if (!entry.ok) return entry;
        entries.push(entry.value);
      }
      stages.push(entries);
    }
    const kinds = new Set(stages.flat().map((entry) => this.#timeOf(entry)));
    if (kinds.size > 1) return fail(MIXED_TIME);
    const ids = stages.flat().map(({ id }) => id);
    if (new Set(ids).size < ids.length) return fail(TWICE);
    this.#stages = stages;
    return ok(null);
  }

  /** Virtual accelerators live in simulated time; a stand-in behind the real USB stack lives in this computer's. */
  #timeOf(entry: DeviceEntry): 'simulated' | 'real' {
    return entry.id.startsWith('virtual') ? 'simulated' : 'real';
  }

  /** What the devices of each stage take. Vendor's files go where they are given: virtual ones follow them too. */
  #forms(): SegmentForm[] {
    return this.#stages.map((entries, index): SegmentForm => {
      if (entries.some(({ kind }) => kind === 'cpu')) return 'as-cut';
      const hasCompiled = (this.#job.compiled[index] ?? null) !== null;
      const needsCompiled = entries.some(({ kind }) => kind === 'coral');
      return hasCompiled || needsCompiled ? 'vendor' : 'virtual';
    });
  }

  async #openAll(): Promise<Result<RunDevice[][]>> {
    const total = this.#stages.flat().length;
    const opened: RunDevice[][] = [];
    let done = 0;
    for (const [segmentIndex, entries] of this.#stages.entries()) {
      const devices: RunDevice[] = [];
      opened.push(devices);
      for (const [replica, entry] of entries.entries()) {
        if (this.#signal.aborted) return ok([]);
        this.#tell('opening', { done, total, label: `Opening ${entry.describe().name}` });
        const clock = this.#job.stages[segmentIndex]?.[replica]?.clock ?? 'max';
        const device = await entry.open(clock);
        if (!device.ok) return fail(onDevice(device.failure, entry));
        devices.push(this.#watch(device.value, entry));
        done++;
      }
    }
    return ok(opened);
  }

  async #input(): Promise<Result<InputChoice>> {
    const { input } = this.#job;
    if (input.kind !== 'file') return ok(input);
    try {
      return ok({ kind: 'bytes', bytes: new Uint8Array(await input.file.arrayBuffer()) });
    } catch (error) {
      return fail({
        code: 'app/file-unreadable',
        message: `The input "${input.name}" cannot be read any more: it was moved or changed since you chose it.`,
        hint: 'Choose the input file again.',
        details: { error: String(error) },
      });
    }
  }

  async #measure(
    files: { readonly segments: readonly Uint8Array[]; readonly reference: Uint8Array },
    devices: readonly (readonly RunDevice[])[],
    input: InputChoice,
  ): Promise<Result<RunOutcome>> {
    const { inferences, warmUp, keptOutputs, checksOutputs, plan } = this.#job;
    const { cpuRuntime, now, devices: list } = this.#environment;
    const isSimulated = this.#stages.flat().some((entry) => this.#timeOf(entry) === 'simulated');
    const reference = checksOutputs ? { model: files.reference, runtime: cpuRuntime } : null;
    const options = { ...DEFAULT_RUN_OPTIONS, inferences, warmUp, batch: inferences, keptOutputs };
    const outcome = await runSegments(
      { segments: files.segments, devices, plan, input, reference },
      options,
      {
        now: isSimulated ? () => list.park.hostClock.now() : now,
        signal: this.#signal,
        onProgress: (progress) => {
          this.#onProgress(progress);
        },
        onStageDone: (record) => {
          this.#onStageDone(record);
        },
      },
    );
    this.#sendBatch();
    return outcome;
  }

  #hasStarted = false;

  #onProgress(progress: Progress): void {
    if (!this.#hasStarted) {
      this.#tell('loading', progress);
      return;
    }
    const { checksOutputs, warmUp } = this.#job;
    const { done, total } = progress;
    if (done === total) this.#sendBatch();
    if (done === total && checksOutputs) {
      const label = 'Checking the outputs against the whole model';
      this.#tell('checking', { done, total, label });
    } else {
      this.#tell(done < warmUp ? 'warming-up' : 'running', progress);
    }
  }

  #onStageDone(record: StageRecord): void {
    this.#hasStarted = true;
    this.#stages[record.segmentIndex]?.[record.replica]?.addBytes(record);
    this.#batch.push(record);
    const nowMs = this.#environment.now();
    if (nowMs - this.#lastBatchMs < BATCH_INTERVAL_MS) return;
    this.#lastBatchMs = nowMs;
    this.#sendBatch();
  }

  #sendBatch(): void {
    if (this.#batch.length === 0) return;
    this.#listener.onStages(this.#batch);
    this.#batch = [];
  }

  #tell(kind: RunPhase['kind'], progress: Progress): void {
    this.#listener.onPhase({ kind, progress });
  }

  /** The same device, which tells when it is the first that fails. */
  #watch(device: RunDevice, entry: DeviceEntry): RunDevice {
    return {
      ...device,
      load: async (segment) => {
        const loaded = await device.load(segment);
        if (!loaded.ok) return loaded;
        const stage = loaded.value;
        return ok({
          ...{ inputs: stage.inputs, outputs: stage.outputs },
          ...{ computesOutputs: stage.computesOutputs, ahead: stage.ahead },
          close: () => stage.close(),
          reuse: (output: Uint8Array) => stage.reuse?.(output),
          infer: async (inputs: readonly Uint8Array[]) => {
            const result = await stage.infer(inputs);
            if (!result.ok) this.#onFailed(entry, result.failure);
            return result;
          },
        });
      },
    };
  }

  #onFailed(entry: DeviceEntry, failure: Failure): void {
    if (this.#failedDeviceId !== null) return;
    this.#failedDeviceId = entry.id;
    // A lost one already says so, and its row is not to be called failed.
    if (entry.describe().state !== 'lost') entry.noteFailure(failure);
  }

  #setActivity(activity: 'running' | 'idle'): void {
    for (const entry of this.#stages.flat()) entry.setActivity(activity);
  }

  /** After a failure every device starts from a known state: those that still work are closed in order. */
  async #closeAfterFailure(): Promise<void> {
    await this.#environment.devices.close(this.#stages.flat());
  }

  #report(outcome: RunOutcome): RunReport {
    const { run, failure, isCancelled } = outcome;
    const outputs = [...outcome.outputs].flatMap(([inference, tensors]): KeptOutput[] =>
      [...tensors].map(([tensor, bytes]) => ({ inference, tensor, bytes: bytes.slice() })),
    );
    return { run, failure, isCancelled, failedDeviceId: this.#failedDeviceId, outputs };
  }
}

/** Ended before the first inference, because the person wanted it. */
const CANCELLED: RunReport = {
  run: null,
  failure: null,
  isCancelled: true,
  failedDeviceId: null,
  outputs: [],
};

function onDevice(failure: Failure, entry: DeviceEntry): Failure {
  return { ...failure, message: `${entry.describe().name}: ${failure.message}` };
}

const MIXED_TIME: Failure = {
  code: 'bench/mixed-time',
  message:
    'Virtual accelerators live in simulated time, so they cannot share a pipeline with real devices.',
  hint: 'Give every stage a virtual accelerator, or none of them.',
};

const TWICE: Failure = {
  code: 'bench/device-twice',
  message: 'One device is to serve two stages at once.',
  hint: 'Give every stage a device of its own.',
};
