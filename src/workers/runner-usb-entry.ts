// A USB accelerator, real or virtual, as a row: from whatever state it is in to an opened one, and back.
//
//   open ─▶ prepareDevice (firmware, re-enumeration, claim) ─▶ openAccelerator ─▶ acceleratorDevice
import { fail, ok, type Failure, type Progress, type Result } from '../base/index.ts';
import { acceleratorDevice, type CompiledSegment, type RunDevice } from '../bench/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { ClockName, LinkName } from '../edgetpu/index.ts';
import {
  fastOptions,
  openAccelerator,
  type Accelerator,
  type AcceleratorEvent,
  type HostClock,
} from '../runtime/index.ts';
import {
  BROWSER_POLICY,
  closeQuietly,
  linkSpeedOf,
  prepareDevice,
  stateOf,
  usbKindFailure,
  type AcceleratorState,
  type PreparedDevice,
  type Timers,
} from '../usb/index.ts';
import type { RunnerDevice, RunnerDeviceState } from './runner-api.ts';
import { burst, type BurstPlatform } from './runner-burst.ts';
import type { DeviceEntry, EntryActivity } from './runner-entry.ts';
import { likeness, type AwayReason } from './runner-usb-away.ts';
import {
  ALLOW_AGAIN,
  LEFT_AT_RESET,
  NOT_THERE,
  THERMAL_WORDS,
  WITHDRAWN,
} from './runner-usb-words.ts';

export interface UsbEntryContext {
  readonly id: string;
  readonly name: string;
  /** What its figures are called: of a stand-in behind the real USB stack they are simulated too. */
  readonly kind: 'coral' | 'virtual';
  /** Asks the browser anew; whatever has arrived is attached to its row by then. */
  readonly lookAgain: () => Promise<unknown>;
  readonly clock: HostClock;
  readonly timers: Timers;
  readonly loadModule: () => Promise<Result<WebAssembly.Module>>;
  readonly cpuRuntime: () => Promise<Result<CpuRuntime>>;
  readonly firmware: () => Uint8Array | null;
  readonly burstPlatform: BurstPlatform;
  readonly onLoad?: (segment: CompiledSegment) => void;
  readonly onChange: () => void;
}

interface Opened {
  readonly accelerator: Accelerator;
  readonly device: RunDevice;
  readonly clock: ClockName;
}

export class UsbEntry implements DeviceEntry {
  readonly id: string;
  readonly kind: 'coral' | 'virtual';
  readonly #context: UsbEntryContext;
  #usbDevice: USBDevice | null;
  /** Counts while it has no USB device. */
  #awayReason: AwayReason = 'lost';
  #wasState: AcceleratorState | null = null;
  #opened: Opened | null = null;
  #activity: EntryActivity = 'idle';
  #failure: Failure | null = null;
  #needsReplug = false;
  #progress: Progress | null = null;
  #warnings: readonly string[] = [];
  #clock: ClockName = 'max';
  #bytesIn = 0;
  #bytesOut = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(usbDevice: USBDevice, context: UsbEntryContext) {
    this.#usbDevice = usbDevice;
    this.#context = context;
    this.id = context.id;
    this.kind = context.kind;
  }

  get usbDevice(): USBDevice | null {
    return this.#usbDevice;
  }

  get isAway(): boolean {
    return this.#usbDevice === null;
  }

  /** How likely it is that a device which arrives is this one, back again; 0 where it cannot be. */
  likenessTo(arrived: USBDevice): number {
    if (!this.isAway) return 0;
    const isAwaited = this.#isBeingPrepared;
    return likeness(arrived, { reason: this.#awayReason, was: this.#wasState, isAwaited });
  }

  get isOpen(): boolean {
    return this.#opened !== null;
  }

  describe(): RunnerDevice {
    const speed = this.#usbDevice === null ? null : linkSpeedOf(this.#usbDevice);
    const link: LinkName | null = speed === null ? null : speed === 'super' ? 'usb3' : 'usb2';
    return {
      id: this.id,
      kind: this.kind,
      name: this.#context.name,
      state: this.#state(),
      link,
      clock: this.#clock,
      failure: this.#failure,
      needsReplug: this.#needsReplug,
      progress: this.#progress,
      warnings: this.#warnings,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    };
  }

  /** The browser shows it (again). */
  attach(usbDevice: USBDevice): void {
    this.#usbDevice = usbDevice;
    this.#needsReplug = false;
    this.#failure = null;
    this.#context.onChange();
  }

  /** The browser says that it is gone, or does not list it any more. */
  detach(reason: 'lost' | 'withdrawn'): void {
    this.#opened?.accelerator.deviceLost();
    this.#opened = null;
    this.#leave(reason);
    // Firmware and resets make it leave and come back: whether that is a loss, `prepareDevice` finds out.
    if (!this.#isBeingPrepared) this.#failure = reason === 'lost' ? GONE : WITHDRAWN;
    this.#context.onChange();
  }

  open(clock: ClockName): Promise<Result<RunDevice>> {
    return this.#inTurn(() => this.#open(clock));
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

  async identify(durationMs: number): Promise<Result<null>> {
    const opened = await this.open(this.#clock);
    if (!opened.ok) return opened;
    this.setActivity('identifying');
    try {
      return await burst(opened.value, durationMs, this.#context.burstPlatform);
    } finally {
      this.setActivity('idle');
    }
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#shut());
  }

  /** Takes the permission back, where the browser can. */
  async forget(): Promise<void> {
    await this.close();
    try {
      await this.#usbDevice?.forget();
    } catch {
      // It stays in the browser's own list of permissions; the row is gone all the same.
    }
  }

  get #isBeingPrepared(): boolean {
    return this.#activity === 'opening' || this.#activity === 'loading-firmware';
  }

  #leave(reason: AwayReason): void {
    if (this.#usbDevice !== null) this.#wasState = stateOf(this.#usbDevice);
    this.#usbDevice = null;
    this.#awayReason = reason;
  }

  #state(): RunnerDeviceState {
    if (this.#activity === 'opening' || this.#activity === 'loading-firmware')
      return this.#activity;
    if (this.#usbDevice === null) return this.#awayReason === 'lost' ? 'lost' : 'needs-permission';
    if (this.#failure !== null) return 'failed';
    if (stateOf(this.#usbDevice) === 'needs-firmware') return 'needs-firmware';
    return this.#activity === 'idle' ? 'ready' : this.#activity;
  }

  async #open(clock: ClockName): Promise<Result<RunDevice>> {
    const known = this.#opened;
    if (known?.accelerator.state === 'open' && known.clock === clock) return ok(known.device);
    await this.#shut();
    this.#clock = clock;
    const prepared = await this.#prepare();
    if (!prepared.ok) return prepared;
    return this.#start(prepared.value, clock);
  }

  async #prepare(): Promise<Result<PreparedDevice>> {
    const { timers, firmware } = this.#context;
    const usbDevice = this.#usbDevice;
    if (usbDevice === null) return fail(ABSENCE[this.#awayReason]);
    const image = firmware();
    const isBoot = stateOf(usbDevice) === 'needs-firmware';
    this.#failure = null;
    this.setActivity(isBoot && image !== null ? 'loading-firmware' : 'opening');
    const outcome = await prepareDevice(usbDevice, {
      policy: BROWSER_POLICY,
      firmware: image,
      findAgain: async () => {
        await this.#context.lookAgain();
        return this.#usbDevice;
      },
      timers,
      onProgress: (progress) => {
        this.#progress = progress;
        this.#context.onChange();
      },
    });
    this.#progress = null;
    this.#activity = 'idle';
    if (!outcome.ok) return this.#refuse(outcome.failure);
    if (outcome.value.kind === 'reconnect') {
      // Picked again in the moment in which the search for it ended.
      if (this.#usbDevice !== null) return this.#prepare();
      this.#awayReason = isBoot ? 'took-firmware' : 'left-at-reset';
      this.#failure = isBoot ? null : LEFT_AT_RESET;
      this.#context.onChange();
      return fail(ABSENCE[this.#awayReason]);
    }
    const { prepared } = outcome.value;
    this.#usbDevice = prepared.device;
    this.#warnings = prepared.warnings;
    return ok(prepared);
  }

  async #start(prepared: PreparedDevice, clock: ClockName): Promise<Result<RunDevice>> {
    const { kind, name, onLoad, cpuRuntime, loadModule, clock: hostClock } = this.#context;
    const module = await loadModule();
    if (!module.ok) {
      await closeQuietly(prepared.device, this.#context.timers);
      return this.#refuse(module.failure);
    }
    this.setActivity('opening');
    const opened = await openAccelerator({
      prepared,
      module: module.value,
      options: {
        ...fastOptions(prepared.speed, clock === 'max' ? 'max' : 'high'),
        allowsVirtualChip: kind === 'virtual',
      },
      clock: hostClock,
      onEvent: (event) => {
        this.#onEvent(event);
      },
    });
    this.#activity = 'idle';
    if (!opened.ok) return this.#refuse(opened.failure);
    const accelerator = opened.value;
    const device = acceleratorDevice({
      ...{ accelerator, kind, name, clock, cpuRuntime },
      now: () => hostClock.now(),
      ...(onLoad === undefined ? {} : { onLoad }),
    });
    this.#opened = { accelerator, device, clock };
    this.#context.onChange();
    return ok(device);
  }

  #onEvent(event: AcceleratorEvent): void {
    if (event.kind === 'failed') {
      this.#needsReplug = event.needsReplug;
      this.#opened = null;
    } else {
      const text = THERMAL_WORDS[event.kind];
      this.#warnings = [...this.#warnings.filter((one) => one !== text), text];
    }
    this.#context.onChange();
  }

  #refuse(failure: Failure): Result<never> {
    this.#activity = 'idle';
    // An accelerator that has left meanwhile is lost, whatever the first transfer to fail says of it.
    if (this.#usbDevice === null) this.#failure = this.#awayReason === 'lost' ? GONE : WITHDRAWN;
    // That firmware is missing is a state of the device, not something that went wrong.
    else if (failure.code !== 'usb/needs-firmware') this.#failure = failure;
    this.#context.onChange();
    return fail(failure);
  }

  async #shut(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened !== null) await opened.device.close();
  }

  /** The device can do one thing at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

const GONE = usbKindFailure('gone', 'transfer');

/** Why an accelerator that is away cannot be opened. */
const ABSENCE: Readonly<Record<AwayReason, Failure>> = {
  lost: NOT_THERE,
  withdrawn: WITHDRAWN,
  'took-firmware': ALLOW_AGAIN,
  'left-at-reset': LEFT_AT_RESET,
};
