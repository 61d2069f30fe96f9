// Inferences waiting for the machine and runs inside it. A batch is dealt out over as many runs as it needs; the last
// one is filled up with zeros (edgetpu-usb.md 6.6).
import { catchFailure, fail, ok, type Failure, type Result } from '../base/index.ts';
import type { HostClock } from './host-clock.ts';
import type { TransferPart } from './host-loop.ts';
import type { Machine } from './machine.ts';
import { SpareTensors } from './spare-tensors.ts';
import { RunTimer } from './timing.ts';
import type { Inference, InferenceTiming, LoadedModel } from './types.ts';

interface Job {
  readonly model: LoadedModel;
  readonly inputs: readonly Uint8Array[];
  /** Made when the first of them is taken out of the machine. */
  outputs: readonly Uint8Array<ArrayBuffer>[] | null;
  readonly count: number;
  readonly settle: (result: Result<Inference>) => void;
  startedCount: number;
  endedCount: number;
  timing: InferenceTiming | null;
}

interface ActiveRun {
  readonly job: Job;
  readonly slot: number;
  /** First element of the batch that this run holds. */
  readonly firstElement: number;
  readonly run: number;
  readonly timer: RunTimer;
  /** A parameter-caching run goes before it and has not ended. */
  isLoading: boolean;
}

export class RunQueue {
  readonly #machine: Machine;
  readonly #clock: HostClock;
  readonly #slots: number;
  readonly #waiting: Job[] = [];
  readonly #active: ActiveRun[] = [];
  readonly #ended: { readonly run: ActiveRun; readonly timing: InferenceTiming }[] = [];
  readonly #freeSlots = new Map<LoadedModel, number[]>();
  readonly #spare = new SpareTensors();
  #lastRun = 0;
  #onIdle: (() => void)[] = [];

  constructor(machine: Machine, clock: HostClock, slots: number) {
    this.#machine = machine;
    this.#clock = clock;
    this.#slots = slots;
  }

  addModel(model: LoadedModel): void {
    this.#freeSlots.set(
      model,
      Array.from({ length: this.#slots }, (_, slot) => slot),
    );
  }

  removeModel(model: LoadedModel): void {
    this.#freeSlots.delete(model);
  }

  push(model: LoadedModel, inputs: readonly Uint8Array[]): Promise<Result<Inference>> {
    const count = batchCount(model, inputs);
    if (count === null || !this.#freeSlots.has(model)) {
      return Promise.resolve(fail(inputMismatch(model, inputs)));
    }
    return new Promise((settle) => {
      this.#waiting.push({
        model,
        inputs,
        outputs: null,
        count,
        settle,
        startedCount: 0,
        endedCount: 0,
        timing: null,
      });
    });
  }

  /** The memory of this output may be written again. */
  reuse(output: Uint8Array): void {
    this.#spare.add(output);
  }

  /** Puts as many runs into the machine as have room; true when there is something new to pump. */
  start(): boolean {
    let hasStarted = false;
    for (let job = this.#waiting[0]; job; job = this.#waiting[0]) {
      const slot = this.#freeSlots.get(job.model)?.[0];
      if (slot === undefined || this.#active.length >= this.#slots) break;
      const begun = catchFailure(() => this.#begin(job, slot));
      if (!begun.ok) {
        // Only this inference cannot be; what the machine has queued for it (parameters) still goes out.
        this.#waiting.shift();
        job.settle(fail(begun.failure));
        hasStarted = true;
        continue;
      }
      hasStarted = true;
      if (job.startedCount >= job.count) this.#waiting.shift();
    }
    return hasStarted;
  }

  onTransfer(part: TransferPart, bytes: number, run: number): void {
    const [oldest] = this.#active;
    const entry = run === 0 ? oldest : (this.#active.find((one) => one.run >= run) ?? oldest);
    if (!entry) return;
    const now = this.#clock.now();
    const isLoad = run === 0 ? entry.isLoading : run < entry.run;
    if (isLoad) {
      entry.timer.addLoad(part === 'event' ? 0 : bytes, now);
      if (part === 'event') entry.isLoading = false;
    } else if (entry === oldest) {
      entry.timer.add(part, bytes, now);
    } else {
      entry.timer.count(part, bytes);
    }
  }

  onRunDone(run: number): void {
    const index = this.#active.findIndex((one) => one.run === run);
    const [entry] = index < 0 ? [] : this.#active.splice(index, 1);
    if (!entry) return;
    const now = this.#clock.now();
    this.#ended.push({ run: entry, timing: entry.timer.end(now) });
    this.#active[0]?.timer.startAt(now);
  }

  /**
   * Hands out the outputs of ended runs and starts the next ones. Called after the machine has been given its next work,
   * so that de-tiling goes on while the device is busy. True when there is something new to pump.
   */
  collect(): boolean {
    if (!this.#ended.length) return false;
    for (const { run, timing } of this.#ended.splice(0)) this.#finish(run, timing);
    const hasStarted = this.start();
    if (this.isIdle) this.#onIdle.splice(0).forEach((resolve) => resolve());
    return hasStarted;
  }

  get isIdle(): boolean {
    return !this.#active.length && !this.#waiting.length && !this.#ended.length;
  }

  whenIdle(): Promise<void> {
    return this.isIdle ? Promise.resolve() : new Promise((resolve) => this.#onIdle.push(resolve));
  }

  failAll(failure: Failure): void {
    const jobs = new Set([
      ...this.#ended.splice(0).map(({ run }) => run.job),
      ...this.#active.splice(0).map((run) => run.job),
      ...this.#waiting.splice(0),
    ]);
    for (const job of jobs) job.settle(fail(failure));
    this.#onIdle.splice(0).forEach((resolve) => resolve());
  }

  #begin(job: Job, slot: number): void {
    const { model, inputs } = job;
    const firstElement = job.startedCount;
    for (let element = 0; element < model.batchSize; element++) {
      model.inputBytes.forEach((bytes, index) => {
        const at = (firstElement + element) * bytes;
        const isGiven = firstElement + element < job.count;
        const tensor = isGiven ? inputs[index]?.subarray(at, at + bytes) : new Uint8Array(bytes);
        if (tensor) this.#machine.writeInput(model.handle, index, { slot, element }, tensor);
      });
    }
    const run = this.#machine.beginRun(model.handle, slot);
    const isLoading = run - this.#lastRun > 1;
    this.#lastRun = run;
    job.startedCount = Math.min(job.count, firstElement + model.batchSize);
    this.#freeSlots.get(model)?.shift();
    const timer = new RunTimer(this.#clock.now());
    this.#active.push({ job, slot, firstElement, run, timer, isLoading });
  }

  #finish(run: ActiveRun, timing: InferenceTiming): void {
    const { job, slot, firstElement } = run;
    const { model } = job;
    const count = Math.min(model.batchSize, job.count - firstElement);
    const outputs = (job.outputs ??= model.outputBytes.map((bytes) =>
      this.#spare.take(bytes * job.count),
    ));
    for (let element = 0; element < count; element++) {
      model.outputBytes.forEach((bytes, index) => {
        const at = (firstElement + element) * bytes;
        const target = outputs[index]?.subarray(at, at + bytes);
        if (target) this.#machine.readOutput(model.handle, index, { slot, element }, target);
      });
    }
    this.#freeSlots.get(model)?.push(slot);
    job.endedCount += count;
    job.timing = job.timing ? addTiming(job.timing, timing) : timing;
    if (job.endedCount >= job.count) {
      job.settle(ok({ outputs, timing: job.timing }));
    }
  }
}

/** How many inferences the inputs hold; null when they do not fit the model. */
function batchCount(model: LoadedModel, inputs: readonly Uint8Array[]): number | null {
  if (inputs.length !== model.inputBytes.length) return null;
  const counts = inputs.map((input, index) => input.byteLength / (model.inputBytes[index] ?? 1));
  const [count = 1] = counts;
  const isWhole = Number.isInteger(count) && count >= 1;
  return isWhole && counts.every((one) => one === count) ? count : null;
}

function inputMismatch(model: LoadedModel, inputs: readonly Uint8Array[]): Failure {
  return {
    code: 'runtime/input-mismatch',
    message: 'The inputs do not fit the compiled model.',
    hint: 'Give one tensor per input, of its size in bytes or a whole multiple of it.',
    details: {
      expected: model.inputBytes.join(', '),
      actual: inputs.map((input) => input.byteLength).join(', '),
    },
  };
}

/** Timing of two runs that belong to one batch: the whole span, and the parts added up. */
function addTiming(a: InferenceTiming, b: InferenceTiming): InferenceTiming {
  return {
    startedMs: Math.min(a.startedMs, b.startedMs),
    endedMs: Math.max(a.endedMs, b.endedMs),
    totalMs: Math.max(a.endedMs, b.endedMs) - Math.min(a.startedMs, b.startedMs),
    inMs: a.inMs + b.inMs,
    streamMs: a.streamMs + b.streamMs,
    computeMs: a.computeMs + b.computeMs,
    outMs: a.outMs + b.outMs,
    loadMs: a.loadMs + b.loadMs,
    bytes: {
      instructions: a.bytes.instructions + b.bytes.instructions,
      input: a.bytes.input + b.bytes.input,
      parameters: a.bytes.parameters + b.bytes.parameters,
      output: a.bytes.output + b.bytes.output,
      load: a.bytes.load + b.bytes.load,
    },
  };
}
