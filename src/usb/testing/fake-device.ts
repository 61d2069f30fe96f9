// A scripted USBDevice: answers what a test says, and keeps a log of what was done to it.
import { BOOT_FILTER } from '../identities.ts';

export interface FakeDeviceScript {
  readonly ids?: { readonly vendorId: number; readonly productId: number };
  readonly packetBytes?: number;
  /** Exceptions by method name, thrown instead of doing anything. */
  readonly throws?: Readonly<Record<string, DOMException | Error>>;
  /** Methods that never settle. */
  readonly hangs?: readonly string[];
  readonly isUnconfigured?: boolean;
  /** Answers of IN endpoints, in order; an endpoint without one stays silent. */
  readonly incoming?: Readonly<Record<number, Uint8Array[]>>;
  readonly controlIn?: (setup: USBControlTransferParameters, length: number) => Uint8Array;
}

export class FakeDevice {
  readonly log: string[] = [];
  readonly vendorId: number;
  readonly productId: number;
  readonly configurations: USBConfiguration[];
  configuration: USBConfiguration | null;
  opened = false;
  readonly #script: FakeDeviceScript;

  constructor(script: FakeDeviceScript = {}) {
    this.#script = script;
    const { vendorId, productId } = script.ids ?? BOOT_FILTER;
    this.vendorId = vendorId;
    this.productId = productId;
    const packetSize = script.packetBytes ?? 1024;
    const endpoints = [
      { endpointNumber: 1, direction: 'out', type: 'bulk', packetSize },
      { endpointNumber: 1, direction: 'in', type: 'bulk', packetSize },
    ];
    const alternate = { alternateSetting: 0, endpoints };
    const face = { interfaceNumber: 0, claimed: false, alternate, alternates: [alternate] };
    const configuration = { configurationValue: 1, interfaces: [face] };
    this.configurations = [configuration as unknown as USBConfiguration];
    this.configuration = script.isUnconfigured ? null : (this.configurations[0] ?? null);
  }

  get usb(): USBDevice {
    return this as unknown as USBDevice;
  }

  open(): Promise<void> {
    return this.#step('open', () => (this.opened = true));
  }
  close(): Promise<void> {
    return this.#step('close', () => (this.opened = false));
  }
  reset(): Promise<void> {
    return this.#step('reset');
  }
  selectConfiguration(): Promise<void> {
    return this.#step('selectConfiguration', () => {
      this.configuration = this.configurations[0] ?? null;
    });
  }
  claimInterface(): Promise<void> {
    return this.#step('claimInterface');
  }
  releaseInterface(): Promise<void> {
    return this.#step('releaseInterface');
  }

  async controlTransferIn(setup: USBControlTransferParameters, length: number) {
    await this.#step(`in ${setup.request} ${setup.value} ${length}`);
    const bytes = this.#script.controlIn?.(setup, length) ?? new Uint8Array(length);
    return { status: 'ok', data: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  }

  async controlTransferOut(setup: USBControlTransferParameters, data?: Uint8Array) {
    const bytesWritten = data?.byteLength ?? 0;
    await this.#step(`out ${setup.request} ${setup.value} ${bytesWritten}`);
    return { status: 'ok', bytesWritten };
  }

  transferIn(endpoint: number, length: number): Promise<unknown> {
    const bytes = this.#script.incoming?.[endpoint]?.shift();
    if (!bytes) return new Promise(() => undefined);
    this.log.push(`read ${endpoint} ${length}`);
    return Promise.resolve({ status: 'ok', data: new DataView(bytes.buffer) });
  }

  #step(name: string, action?: () => void): Promise<void> {
    this.log.push(name);
    const error = this.#script.throws?.[name];
    if (error) return Promise.reject(error);
    if (this.#script.hangs?.includes(name)) return new Promise(() => undefined);
    action?.();
    return Promise.resolve();
  }
}

/** Timers whose time runs a hundred times as fast. */
export const fastTimers = {
  set: (action: () => void, ms: number): unknown => setTimeout(action, ms / 100),
  clear: (timer: never): void => {
    clearTimeout(timer);
  },
};
