// From a USB device in any state to an opened, claimed accelerator: firmware, resets and re-enumeration, in the order of
// the vendor's driver (edgetpu-usb.md 2.3). What a browser does differently is a policy, named and listed here.
import { fail, FailureError, ok, type OnProgress, type Result } from '../base/index.ts';
import { pause, platformTimers, type Timers } from './deadline.ts';
import { linkSpeedOf, readDfuProperties, type DfuProperties } from './descriptors.ts';
import { clearErrorState, detach, downloadFirmware, verifyFirmware } from './dfu.ts';
import { drainStaleData } from './drain.ts';
import { stateOf, type AcceleratorState } from './identities.ts';
import {
  claimInterface,
  closeQuietly,
  INTERFACE_NUMBER,
  openDevice,
  readDescriptor,
  runStep,
} from './opened-device.ts';
import type { LinkSpeed } from './types.ts';

export interface PreparePolicy {
  /** The vendor resets a boot loader before it loads firmware; a browser may lose its permission by that. */
  readonly resetsBootLoader: boolean;
  /** The vendor asks for 521 bytes at once; on Windows only exact lengths are safe (edgetpu-usb.md 10.3). */
  readonly readsDescriptorsExactly: boolean;
  /** webcoral does, the vendor does not: leave an error state that a broken download left. */
  readonly clearsDfuError: boolean;
  /** Reset of a running accelerator may fail (Windows, macOS): go on, and read what is left over. */
  readonly toleratesFailedReset: boolean;
  /** Usb.AlwaysDfu: new firmware even where some is running. */
  readonly alwaysLoadsFirmware: boolean;
  /** How often, and how long apart, to look for the device after it has left. */
  readonly reappearTries: number;
  readonly reappearPauseMs: number;
}

export const GOLDEN_POLICY: PreparePolicy = {
  resetsBootLoader: true,
  readsDescriptorsExactly: false,
  clearsDfuError: false,
  toleratesFailedReset: false,
  alwaysLoadsFirmware: false,
  reappearTries: 3,
  reappearPauseMs: 1000,
};

export const BROWSER_POLICY: PreparePolicy = {
  resetsBootLoader: false,
  readsDescriptorsExactly: true,
  clearsDfuError: true,
  toleratesFailedReset: true,
  alwaysLoadsFirmware: false,
  reappearTries: 12,
  reappearPauseMs: 250,
};

export interface PrepareContext {
  readonly policy: PreparePolicy;
  /** The image for a boot loader; null when there is none yet. */
  readonly firmware: Uint8Array | null;
  /**
   * The same accelerator after it has left and come back, if it may be used without asking: in the wanted state once it
   * is there; itself when it never left; null otherwise.
   */
  readonly findAgain: (left: USBDevice, wanted: AcceleratorState) => Promise<USBDevice | null>;
  readonly timers?: Timers;
  readonly onProgress?: OnProgress;
}

export interface PreparedDevice {
  readonly device: USBDevice;
  readonly speed: LinkSpeed;
  /** Things worth knowing that stopped nothing, in sentences. */
  readonly warnings: readonly string[];
}

/** `reconnect`: the firmware was taken and the accelerator is back as another device, which the person must pick again. */
export type PrepareOutcome =
  { readonly kind: 'ready'; readonly prepared: PreparedDevice } | { readonly kind: 'reconnect' };

/** Descriptor types in the high byte of wValue. */
const DEVICE_DESCRIPTOR = { value: 0x0100, bytes: 18 } as const;
const CONFIGURATION_DESCRIPTOR = { value: 0x0200, headBytes: 9, vendorBytes: 521 } as const;

/** Opens and claims the accelerator. Whatever fails, the device is closed again. */
export async function prepareDevice(
  device: USBDevice,
  context: PrepareContext,
): Promise<Result<PrepareOutcome>> {
  const preparation = new Preparation(device, context);
  try {
    return ok(await preparation.run());
  } catch (error) {
    await preparation.abandon();
    if (error instanceof FailureError) return fail(error.failure);
    throw error;
  }
}

class Preparation {
  #device: USBDevice;
  readonly #context: PrepareContext;
  readonly #timers: Timers;
  readonly #warnings: string[] = [];

  constructor(device: USBDevice, context: PrepareContext) {
    this.#device = device;
    this.#context = context;
    this.#timers = context.timers ?? platformTimers;
  }

  async run(): Promise<PrepareOutcome> {
    const { policy } = this.#context;
    const state = stateOf(this.#device);
    if (state === null) throw new FailureError(NOT_A_CORAL);
    // Nothing is touched before it is known that the rest can follow.
    if (state === 'needs-firmware' || policy.alwaysLoadsFirmware) this.#requireFirmware();
    await openDevice(this.#device, this.#timers);
    await this.#readDeviceDescriptor();
    if (state === 'ready' && !policy.alwaysLoadsFirmware) return this.#restartApplication();
    if (state === 'ready') {
      await claimInterface(this.#device, this.#timers);
      await detach(this.#device, this.#timers);
      await this.#leave('needs-firmware');
    } else if (policy.resetsBootLoader) {
      await this.#leave('needs-firmware');
    }
    if (!this.#device.opened) await openDevice(this.#device, this.#timers);
    return this.#loadFirmware();
  }

  abandon(): Promise<boolean> {
    return closeQuietly(this.#device, this.#timers);
  }

  #requireFirmware(): Uint8Array {
    const { firmware } = this.#context;
    if (!firmware) throw new FailureError(NEEDS_FIRMWARE);
    return firmware;
  }

  async #readDeviceDescriptor(): Promise<void> {
    const { value, bytes } = DEVICE_DESCRIPTOR;
    await readDescriptor(this.#device, value, bytes, this.#timers);
  }

  /** A running accelerator: reset it, open it anew, claim it. */
  async #restartApplication(): Promise<PrepareOutcome> {
    let wasReset = true;
    try {
      await runStep('reset', () => this.#device.reset(), this.#timers);
    } catch (error) {
      if (!this.#context.policy.toleratesFailedReset || !(error instanceof FailureError))
        throw error;
      if (error.failure.code === 'usb/device-lost') throw error;
      wasReset = false;
      this.#warnings.push('The system could not reset the accelerator; it was cleared by hand.');
    }
    await closeQuietly(this.#device, this.#timers);
    if (!(await this.#reopen())) return { kind: 'reconnect' };
    await claimInterface(this.#device, this.#timers);
    if (!wasReset) await drainStaleData(this.#device, this.#timers);
    return this.#ready();
  }

  async #reopen(): Promise<boolean> {
    try {
      await openDevice(this.#device, this.#timers);
      return true;
    } catch (error) {
      // A reset may make the system see it leave and come back.
      const isGone = error instanceof FailureError && error.failure.code === 'usb/device-lost';
      if (!isGone) throw error;
      return this.#waitFor('ready');
    }
  }

  async #loadFirmware(): Promise<PrepareOutcome> {
    const image = this.#requireFirmware();
    const properties = await this.#readDfuProperties();
    await claimInterface(this.#device, this.#timers);
    const { onProgress, policy } = this.#context;
    const dfu = {
      device: this.#device,
      properties,
      timers: this.#timers,
      ...(onProgress ? { onProgress } : {}),
    };
    if (policy.clearsDfuError) await clearErrorState(dfu);
    await downloadFirmware(dfu, image);
    await verifyFirmware(dfu, image);
    const isBack = await this.#leave('ready');
    if (!isBack) return { kind: 'reconnect' };
    await openDevice(this.#device, this.#timers);
    await claimInterface(this.#device, this.#timers);
    return this.#ready();
  }

  async #readDfuProperties(): Promise<DfuProperties> {
    const { value, headBytes, vendorBytes } = CONFIGURATION_DESCRIPTOR;
    const read = (length: number) => readDescriptor(this.#device, value, length, this.#timers);
    let bytes: Uint8Array;
    if (this.#context.policy.readsDescriptorsExactly) {
      const head = await read(headBytes);
      bytes = await read(Math.max(headBytes, (head[2] ?? 0) | ((head[3] ?? 0) << 8)));
    } else {
      bytes = await read(vendorBytes);
    }
    const properties = readDfuProperties(bytes);
    if (!properties) throw new FailureError(NOT_A_BOOT_LOADER);
    return properties;
  }

  /**
   * Releases, resets and closes; then finds the accelerator again in the wanted state. That the reset throws is the
   * normal end of a firmware download: the device is another one by then.
   */
  async #leave(wanted: AcceleratorState): Promise<boolean> {
    const left = this.#device;
    const isClaimed = left.configuration?.interfaces.some((one) => one.claimed) ?? false;
    if (isClaimed) {
      await runStep('claim', () => left.releaseInterface(INTERFACE_NUMBER), this.#timers);
    }
    await runStep('reset', () => left.reset(), this.#timers).catch(() => undefined);
    await closeQuietly(left, this.#timers);
    return this.#waitFor(wanted);
  }

  /**
   * Polls for the accelerator after it has left; false when it did not come back without a person's help. Fails when it
   * never left: some systems cannot reset it, and then it stays what it was.
   */
  async #waitFor(wanted: AcceleratorState): Promise<boolean> {
    const { policy, findAgain } = this.#context;
    const left = this.#device;
    let found: USBDevice | null = null;
    for (let attempt = 0; attempt < policy.reappearTries; attempt++) {
      found = await findAgain(left, wanted);
      if (found && stateOf(found) === wanted) {
        this.#device = found;
        return true;
      }
      await pause(policy.reappearPauseMs, this.#timers);
    }
    if (found) throw new FailureError(STAYED_AS_IT_WAS);
    return false;
  }

  #ready(): PrepareOutcome {
    const speed = linkSpeedOf(this.#device);
    if (speed === null) throw new FailureError(NO_ENDPOINTS);
    return {
      kind: 'ready',
      prepared: { device: this.#device, speed, warnings: this.#warnings },
    };
  }
}

const NOT_A_CORAL = {
  code: 'usb/not-an-accelerator',
  message: 'This USB device is not a Coral USB Accelerator.',
  hint: 'Choose the entry whose ids are 1a6e:089a or 18d1:9302.',
} as const;

const NEEDS_FIRMWARE = {
  code: 'usb/needs-firmware',
  message: 'This accelerator has just been switched on and has no firmware yet.',
  hint: 'Drop the firmware file, or a driver library that contains it, on the page once; it is kept on this computer.',
} as const;

const NOT_A_BOOT_LOADER = {
  code: 'usb/no-dfu-interface',
  message: 'This device calls itself a boot loader but does not say how it takes firmware.',
  hint: 'Unplug the accelerator and plug it in again, into another port if it happens twice.',
} as const;

const STAYED_AS_IT_WAS = {
  code: 'usb/firmware-not-started',
  message:
    'The accelerator took its firmware, but this system could not restart it: it is still a boot loader.',
  hint: 'Plug it into another port or hub and load the firmware again; on macOS start it once with the vendor’s runtime instead.',
} as const;

const NO_ENDPOINTS = {
  code: 'usb/no-endpoints',
  message: 'This accelerator does not show the endpoints that its firmware should give it.',
  hint: 'Unplug it and plug it in again, so that it takes its firmware anew.',
} as const;
