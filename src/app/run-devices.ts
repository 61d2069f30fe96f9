// Connecting, adding, identifying and removing devices; firmware. What happens to a device is told by the runner's own
// list; only what has no row there becomes a notice.
import type { Failure, Result } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { requestAccelerator, type RequestScope } from '../usb/request.ts';
import type { PendingWork } from './plan-jobs.ts';
import { unlessAborted } from './plan-jobs.ts';
import type { RunContext } from './run-context.ts';
import type { AcceleratorKind } from './run-types.ts';

/** Failures that a row or a check already shows, or that are no failures to a person. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set([
  'usb/no-device-chosen',
  'usb/needs-firmware',
  'usb/needs-permission',
]);

export class RunDevices {
  readonly #context: RunContext;
  readonly #pending: PendingWork;
  /** The picker was closed without a choice when it offered accelerators with firmware only. */
  #foundNone = false;

  constructor(context: RunContext, pending: PendingWork) {
    this.#context = context;
    this.#pending = pending;
  }

  /**
   * The browser's device picker, then everything up to an opened accelerator, in this row where it is picked for one.
   * Call it straight from a click.
   */
  connect(deviceId: string | null = null): void {
    const { usb } = this.#context.platform;
    if (usb === undefined) {
      this.#show(NO_WEBUSB);
      return;
    }
    const scope = this.#scopeFor(deviceId);
    const picking = requestAccelerator(usb, scope);
    this.#do(async () => {
      const picked = await picking;
      this.#foundNone = !picked.ok && scope === 'with-firmware';
      if (!picked.ok) return picked;
      this.#prefer('coral');
      return this.#context.client.connect(deviceId);
    });
  }

  /** Asks which accelerators this page may still use: a permission can be withdrawn elsewhere, and no event tells. */
  lookAgain(): void {
    this.#pending.track(unlessAborted(this.#context.client.lookAgain()));
  }

  addVirtual(specs: readonly DeviceSpec[], isBoot: boolean): void {
    this.#prefer('virtual');
    this.#do(() => this.#context.client.addVirtual(specs, isBoot));
  }

  addCpu(count: number): void {
    this.#prefer('cpu');
    this.#do(() => this.#context.client.addCpu(count));
  }

  /** Loads firmware, allows again, or opens once more; a real one that must be allowed again goes through the picker. */
  prepare(deviceId: string): void {
    const device = this.#find(deviceId);
    const isVirtual = deviceId.startsWith('virtual');
    if (!isVirtual && (device?.state === 'needs-permission' || device?.state === 'lost')) {
      this.connect(deviceId);
      return;
    }
    this.#do(() => this.#context.client.prepare(deviceId));
  }

  remove(deviceId: string): void {
    this.#do(() => this.#context.client.remove(deviceId));
  }

  setPlugged(deviceId: string, isPlugged: boolean): void {
    this.#do(() => this.#context.client.setPlugged(deviceId, isPlugged));
  }

  identify(deviceId: string): void {
    this.#do(() => this.#context.client.identify(deviceId));
  }

  /** Keeps the image on this computer, then loads it into every accelerator that waits for it. */
  useFirmware(file: File): void {
    this.#do(async () => {
      const image = await this.#context.client.useFirmware(file.name, file);
      if (!image.ok) return image;
      const { name, bytes } = image.value;
      await this.#keep(name, new Blob([bytes as Uint8Array<ArrayBuffer>]));
      this.#context.hooks.announce(`Firmware taken from ${name}.`);
      return this.#loadWaiting();
    });
  }

  useStandInFirmware(): void {
    this.#do(async () => {
      const image = await this.#context.client.useStandInFirmware();
      return image.ok ? this.#loadWaiting() : image;
    });
  }

  forgetFirmware(): void {
    this.#do(async () => {
      try {
        await this.#context.platform.firmware.forget();
      } catch {
        // Storage that cannot be reached holds no image that could be removed.
      }
      this.#context.hooks.announce('Firmware forgotten.');
      return this.#context.client.forgetFirmware();
    });
  }

  /** Gives the runner the image of an earlier visit. */
  async restoreFirmware(): Promise<void> {
    try {
      const kept = await this.#context.platform.firmware.load();
      // An image that is no longer accepted is as good as none.
      if (kept !== null) await this.#context.client.useFirmware(kept.name, kept.file);
    } catch {
      // No storage: the person is asked for the file.
    }
  }

  dismissNotice(): void {
    this.#show(null);
  }

  /**
   * A row that took its firmware is offered accelerators with firmware only, so that the right one is found among several
   * boot loaders; all of them at the next try, since one that was unplugged meanwhile is a boot loader again.
   */
  #scopeFor(deviceId: string | null): RequestScope {
    const device = deviceId === null ? undefined : this.#find(deviceId);
    const tookFirmware = device?.state === 'needs-permission' && device.failure === null;
    return tookFirmware && !this.#foundNone ? 'with-firmware' : 'any';
  }

  async #loadWaiting(): Promise<Result<null>> {
    const { situation } = this.#context.store.state;
    let result: Result<null> = { ok: true, value: null };
    for (const { id, state } of situation.devices) {
      if (state === 'needs-firmware') result = await this.#context.client.prepare(id);
    }
    return result;
  }

  async #keep(name: string, file: Blob): Promise<void> {
    try {
      await this.#context.platform.firmware.save({ name, file });
    } catch {
      // Full or switched off: it is asked for again at the next visit.
    }
  }

  #do(work: () => Promise<Result<unknown>>): void {
    this.#show(null);
    const call = unlessAborted(work()).then((result) => {
      if (result?.ok === false && this.#isNews(result.failure)) this.#show(result.failure);
    });
    this.#pending.track(call);
  }

  /** True for failures that no row tells. */
  #isNews(failure: Failure): boolean {
    const { devices } = this.#context.store.state.situation;
    const isTold = devices.some((device) => device.failure?.code === failure.code);
    return !SHOWN_ELSEWHERE.has(failure.code) && !isTold;
  }

  #find(deviceId: string) {
    return this.#context.store.state.situation.devices.find(({ id }) => id === deviceId);
  }

  #prefer(kind: AcceleratorKind): void {
    const { setUp } = this.#context.store.state;
    this.#context.store.set({ setUp: { ...setUp, kind } });
  }

  #show(notice: Failure | null): void {
    this.#context.store.set({ notice });
  }
}

const NO_WEBUSB: Failure = {
  code: 'usb/not-supported',
  message: 'This browser cannot reach USB devices from a page, or the page is not secure.',
  hint: 'Use Chrome, Edge or another browser built on Chromium, over https or from localhost. Virtual accelerators and the CPU work everywhere.',
};
