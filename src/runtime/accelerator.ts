// One opened accelerator: load compiled models, infer, close. Inferences are queued here; up to two runs of a model are
// in the machine at once, so that the inputs of the next are in place before the one before it ends.
import { catchFailure, fail, FailureError, ok, type Failure, type Result } from '../base/index.ts';
import {
  closeQuietly,
  platformTimers,
  usbKindFailure,
  type LinkSpeed,
  type PreparedDevice,
} from '../usb/index.ts';
import { platformClock, type HostClock } from './host-clock.ts';
import { HostLoop, type TransferPart } from './host-loop.ts';
import { COMMAND, Machine } from './machine.ts';
import type { RuntimeOptions } from './options.ts';
import { RunQueue } from './run-queue.ts';
import { giveBack, resetAndClose } from './shut-down.ts';
import { explainReturned, explainStatus, STATUS } from './status.ts';
import type { AcceleratorEvent, AcceleratorState, Inference, LoadedModel } from './types.ts';

export interface AcceleratorContext {
  readonly prepared: PreparedDevice;
  /** The compiled `reef-runtime.wasm`; see web.ts and node.ts. */
  readonly module: WebAssembly.Module;
  readonly options: RuntimeOptions;
  readonly clock?: HostClock;
  readonly onEvent?: (event: AcceleratorEvent) => void;
}

/** Buffers of a model in the module: one for the run that is under way, one for the next. */
const SLOTS = 2;
/**
 * A pulled device fails its transfers before the browser says that it is gone: a USB 2 hub tells its changes with the next
 * interrupt poll, up to 256 ms later. The wait ends as soon as the browser says so.
 */
const DISCONNECT_GRACE_MS = 400;

/** Runs the vendor's open sequence; the accelerator is ready for models after it. On failure the device is closed. */
export async function openAccelerator(context: AcceleratorContext): Promise<Result<Accelerator>> {
  const accelerator = catchFailure(() => new Accelerator(context));
  if (!accelerator.ok) {
    await closeQuietly(context.prepared.device, platformTimers);
    return accelerator;
  }
  const opened = await accelerator.value.open();
  return opened.ok ? accelerator : opened;
}

export class Accelerator {
  readonly speed: LinkSpeed;
  readonly warnings: readonly string[];
  readonly #device: USBDevice;
  readonly #machine: Machine;
  readonly #clock: HostClock;
  readonly #loop: HostLoop;
  readonly #queue: RunQueue;
  readonly #onEvent: ((event: AcceleratorEvent) => void) | undefined;
  readonly #refusesAtLoad: boolean;
  #state: AcceleratorState = 'closed';
  #failure: Failure | null = null;
  #needsReplug = false;
  #isLost = false;
  /** Ends the wait for the word that the device is gone. */
  #onLost: (() => void) | null = null;
  /** Called when the machine says that it has opened or closed, or when it failed on the way. */
  #onSettled: (() => void) | null = null;
  #shutDown: Promise<void> | null = null;

  /** Use `openAccelerator`. */
  constructor({ prepared, module, options, clock = platformClock, onEvent }: AcceleratorContext) {
    this.#device = prepared.device;
    this.speed = prepared.speed;
    this.warnings = prepared.warnings;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#refusesAtLoad = options.refusesAtLoad;
    this.#machine = new Machine(module);
    this.#machine.configure(options);
    this.#queue = new RunQueue(this.#machine, clock, SLOTS);
    this.#loop = new HostLoop(
      prepared.device,
      this.#machine,
      {
        onNotice: (kind, run) => {
          this.#onNotice(kind, run);
        },
        onTransfer: (part: TransferPart, bytes, run) => {
          this.#queue.onTransfer(part, bytes, run);
        },
        onPumped: () => {
          if (this.#queue.collect()) this.#loop.pump();
        },
      },
      { clock, patienceMs: options.patienceMs },
    );
  }

  get state(): AcceleratorState {
    return this.#state;
  }

  /** Why it failed; null while it has not. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** True when it could not be brought back to a known state: only unplugging helps. */
  get needsReplug(): boolean {
    return this.#needsReplug;
  }

  get device(): USBDevice {
    return this.#device;
  }

  /** Memory that the module holds for this accelerator and its models. */
  get usedBytes(): number {
    return this.#machine.usedBytes;
  }

  async open(): Promise<Result<void>> {
    this.#state = 'opening';
    return this.#settle(() => {
      this.#machine.open();
    }, 'open');
  }

  /**
   * Copies a package into the runtime; nothing is sent before the first inference. Failures: `runtime/package-…`,
   * `runtime/not-deterministic`, `runtime/out-of-memory`.
   */
  load(packageBytes: Uint8Array): Result<LoadedModel> {
    return catchFailure(() => {
      this.#requireOpen();
      const handle = this.#machine.createPackage(packageBytes, SLOTS);
      if (this.#refusesAtLoad && !this.#machine.isDeterministic(handle)) {
        this.#machine.destroyPackage(handle);
        throw new FailureError(explainReturned(STATUS.NOT_DETERMINISTIC));
      }
      const model: LoadedModel = {
        handle,
        inputBytes: this.#machine.layerBytes(handle, 'input'),
        outputBytes: this.#machine.layerBytes(handle, 'output'),
        batchSize: this.#machine.batchSize(handle),
      };
      this.#queue.addModel(model);
      return model;
    });
  }

  /** Takes a model out of the runtime. Failure: `runtime/bad-state` while it runs. */
  unload(model: LoadedModel): Result<void> {
    return catchFailure(() => {
      this.#machine.destroyPackage(model.handle);
      this.#queue.removeModel(model);
    });
  }

  /**
   * Queues an inference. `inputs` holds one tensor per input of the operator; n times its bytes are a batch of n, and the
   * outputs are n times as long. The arrays must not change before the promise settles.
   */
  infer(model: LoadedModel, inputs: readonly Uint8Array[]): Promise<Result<Inference>> {
    if (this.#state !== 'open') return this.#refuse();
    const inference = this.#queue.push(model, inputs);
    if (this.#queue.start()) this.#loop.pump();
    return inference;
  }

  /** Gives outputs back that nobody reads any more: later inferences may write into them instead of new memory. */
  reuse(outputs: readonly Uint8Array[]): void {
    for (const output of outputs) this.#queue.reuse(output);
  }

  /** Runs the vendor's close sequence once everything queued has ended, then gives the device back. */
  async close(): Promise<Result<void>> {
    if (this.#state === 'failed' || this.#state === 'closed') {
      await this.#shutDown;
      return ok(undefined);
    }
    if (this.#state !== 'open') return fail(this.#notOpen());
    this.#state = 'closing';
    await this.#queue.whenIdle();
    // The last run may have ended it.
    if (this.#hasFailed()) return fail(this.#failure ?? this.#notOpen());
    const result = await this.#settle(() => {
      this.#machine.close();
    }, 'closed');
    if (!result.ok) return result;
    this.#loop.stop();
    await giveBack(this.#device);
    return result;
  }

  /** Ends at once: everything queued fails with `failure`, and the device is reset and closed. */
  async abort(failure: Failure): Promise<void> {
    this.#fail(failure);
    await this.#shutDown;
  }

  /** Call when the browser says that the device is gone. */
  deviceLost(): void {
    this.#isLost = true;
    this.#onLost?.();
    this.#fail(usbKindFailure('gone', 'transfer'));
  }

  /** Starts something that ends with a notice, and waits for it. */
  async #settle(start: () => void, wanted: AcceleratorState): Promise<Result<void>> {
    const settled = new Promise<void>((resolve) => (this.#onSettled = resolve));
    const started = catchFailure(start);
    if (!started.ok) {
      this.#fail(started.failure);
    } else {
      this.#loop.pump();
    }
    await settled;
    await this.#shutDown;
    if (this.#state === wanted) return ok(undefined);
    return fail(this.#failure ?? this.#notOpen());
  }

  #onNotice(kind: number, run: number): void {
    switch (kind) {
      case COMMAND.OPENED:
        this.#state = 'open';
        this.#onSettled?.();
        break;
      case COMMAND.CLOSED:
        this.#state = 'closed';
        this.#onSettled?.();
        break;
      case COMMAND.RUN_DONE:
        this.#queue.onRunDone(run);
        break;
      case COMMAND.THERMAL_WARNING:
        this.#onEvent?.({ kind: 'thermal-warning' });
        break;
      case COMMAND.THERMAL_SHUTDOWN:
        this.#onEvent?.({ kind: 'thermal-shutdown' });
        break;
      default:
        this.#fail(explainStatus(this.#machine.failure));
    }
  }

  /** The end of this accelerator object. Everything that waits is told once the device is closed. */
  #fail(failure: Failure): void {
    // One that was closed in order cannot fail any more.
    if (this.#state === 'closed' || this.#state === 'failed') return;
    this.#state = 'failed';
    // Made more precise while the device is brought down.
    this.#failure = failure;
    this.#loop.stop();
    this.#shutDown = this.#bringDown(failure);
  }

  async #bringDown(failure: Failure): Promise<void> {
    if (isUnclear(failure)) await this.#waitForLoss(DISCONNECT_GRACE_MS);
    this.#needsReplug = this.#isLost || !(await resetAndClose(this.#device));
    const reason = this.#isLost ? usbKindFailure('gone', 'transfer') : failure;
    this.#failure = reason;
    this.#queue.failAll(reason);
    this.#onSettled?.();
    this.#onEvent?.({ kind: 'failed', failure: reason, needsReplug: this.#needsReplug });
  }

  /** Resolves once the browser says that the device is gone, at the latest after `ms`. */
  #waitForLoss(ms: number): Promise<void> {
    if (this.#isLost) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onLost = resolve;
      this.#clock.after(ms, resolve);
    });
  }

  #requireOpen(): void {
    if (this.#state !== 'open') throw new FailureError(this.#notOpen());
  }

  /** While a failure is being dealt with its reason may still become clearer. */
  async #refuse(): Promise<Result<never>> {
    await this.#shutDown;
    return fail(this.#notOpen());
  }

  #hasFailed(): boolean {
    return this.#state === 'failed';
  }

  #notOpen(): Failure {
    return (
      this.#failure ?? {
        code: 'runtime/not-open',
        message: `The accelerator is ${this.#state}.`,
        hint: 'Choose Connect and pick the accelerator again.',
      }
    );
  }
}

/** Failures that a pulled device also shows before the browser knows. */
function isUnclear({ code }: Failure): boolean {
  return code === 'usb/transfer-error' || code === 'usb/transfer-cancelled';
}
