// Faults on demand (edgetpu-usb.md 11.5), so that every failure path of the runtime can be walked without breaking hardware.
import { TAG } from './stream-parser.ts';

export type Fault =
  /** The endpoint stalls at its n-th transfer from now (1 = the next). */
  | { readonly kind: 'stall'; readonly endpoint: number; readonly nth?: number }
  /** From the n-th transfer on, the endpoint never answers. Endpoint 0 = control. */
  | { readonly kind: 'timeout'; readonly endpoint: number; readonly nth?: number }
  /** The n-th read on the endpoint gets more than it asked for. */
  | { readonly kind: 'babble'; readonly endpoint: number; readonly nth?: number }
  /** The next output ends one packet early. */
  | { readonly kind: 'short-output' }
  /** The device leaves at its n-th transfer of any kind from now, or after n bytes on endpoint 0x01. */
  | { readonly kind: 'unplug'; readonly atTransfer: number }
  | { readonly kind: 'unplug-at-byte'; readonly outBytes: number }
  /** The next completion event has a wrong tag, a wrong length, or never comes. */
  | { readonly kind: 'wrong-event'; readonly change: 'tag' | 'length' }
  | { readonly kind: 'missing-event' }
  /** Reads of this register give a value that no poll waits for. */
  | { readonly kind: 'dead-register'; readonly address: number; readonly value: bigint }
  /** Fatal interrupt with these bits in the HIB error register. */
  | { readonly kind: 'hib-error'; readonly bits: bigint }
  | { readonly kind: 'thermal-warning' }
  | { readonly kind: 'firmware-refused' }
  | { readonly kind: 'upload-mismatch' }
  /** Every transfer takes this many times as long. */
  | { readonly kind: 'slow-link'; readonly factor: number };

export type EndpointFault = Extract<Fault, { kind: 'stall' | 'timeout' | 'babble' }>;

/** Counts transfers per endpoint and says which of them is to fail, and how. */
export class TransferFaults {
  readonly #armed: { fault: EndpointFault; left: number }[] = [];
  #unplugAfter = Number.POSITIVE_INFINITY;
  #unplugAfterBytes = Number.POSITIVE_INFINITY;

  arm(fault: EndpointFault): void {
    this.#armed.push({ fault, left: fault.nth ?? 1 });
  }

  armUnplug(atTransfer: number): void {
    this.#unplugAfter = atTransfer;
  }

  armUnplugAtByte(outBytes: number): void {
    this.#unplugAfterBytes = outBytes;
  }

  /** Called once a transfer; what is to happen to it, or null. */
  onTransfer(endpoint: number): EndpointFault['kind'] | 'unplug' | null {
    if (--this.#unplugAfter <= 0) {
      this.#unplugAfter = Number.POSITIVE_INFINITY;
      return 'unplug';
    }
    for (const entry of this.#armed) {
      if (entry.fault.endpoint !== endpoint || --entry.left > 0) continue;
      // A time-out lasts; a stall or a babble happens once.
      if (entry.fault.kind !== 'timeout') this.#armed.splice(this.#armed.indexOf(entry), 1);
      return entry.fault.kind;
    }
    return null;
  }

  /** Called with every bulk-out; true when the device is to leave in the middle of it. */
  onOutBytes(count: number): boolean {
    this.#unplugAfterBytes -= count;
    if (this.#unplugAfterBytes > 0) return false;
    this.#unplugAfterBytes = Number.POSITIVE_INFINITY;
    return true;
  }

  clear(): void {
    this.#armed.length = 0;
    this.#unplugAfter = Number.POSITIVE_INFINITY;
    this.#unplugAfterBytes = Number.POSITIVE_INFINITY;
  }
}

/** Faults inside the chip's data plane. */
export class DataFaults {
  shortensNextOutput = false;
  nextEvent: 'tag' | 'length' | 'missing' | null = null;

  alterOutput(bytes: Uint8Array): Uint8Array {
    if (!this.shortensNextOutput) return bytes;
    this.shortensNextOutput = false;
    const lastPacketBytes = bytes.length % 1024 || Math.min(1024, bytes.length);
    return bytes.subarray(0, bytes.length - lastPacketBytes);
  }

  /** The event as it goes out; null when it is lost. */
  alterEvent(event: Uint8Array): Uint8Array | null {
    const change = this.nextEvent;
    this.nextEvent = null;
    if (change === 'missing') return null;
    if (change === 'length') return event.slice(0, event.length / 2);
    if (change === 'tag') event[12] = TAG.output;
    return event;
  }
}
