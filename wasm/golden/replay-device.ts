// A USBDevice in front of the transfers of a trace (replay-streams.ts): what WebUSB shows of one enumeration.
import { stateOf } from '../../src/usb/index.ts';
import type { InStream, ReplayStreams } from './replay-streams.ts';

/** One enumeration of a device: what WebUSB shows of it. */
export class ReplayDevice {
  readonly usbVersionMajor = 3;
  readonly configurations: USBConfiguration[];
  readonly configuration: USBConfiguration;
  readonly vendorId: number;
  readonly productId: number;
  opened = false;

  readonly streams: ReplayStreams;
  readonly #onReset: () => boolean;

  /** `onReset` tells whether the device is still this one after a bus reset. */
  constructor(
    streams: ReplayStreams,
    ids: { readonly vendorId: number; readonly productId: number },
    onReset: () => boolean,
  ) {
    this.streams = streams;
    this.#onReset = onReset;
    this.vendorId = ids.vendorId;
    this.productId = ids.productId;
    this.configuration = configurationOf(
      streams.isSuperSpeed() ? 1024 : 512,
      stateOf(ids) === 'ready',
    );
    this.configurations = [this.configuration];
  }

  get usb(): USBDevice {
    return this as unknown as USBDevice;
  }

  open(): Promise<void> {
    this.opened = true;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.opened = false;
    this.streams.cancelReads();
    return Promise.resolve();
  }

  claimInterface(): Promise<void> {
    this.#setClaimed(true);
    return Promise.resolve();
  }

  releaseInterface(): Promise<void> {
    this.#setClaimed(false);
    this.streams.cancelReads();
    return Promise.resolve();
  }

  reset(): Promise<void> {
    // What comes back after firmware is another device: browsers report that as an error of the reset.
    const stays = this.#onReset();
    return stays ? Promise.resolve() : Promise.reject(new DOMException('Gone.', 'NotFoundError'));
  }

  controlTransferIn(
    setup: USBControlTransferParameters,
    length: number,
  ): Promise<USBInTransferResult> {
    const taken = this.streams.takeControl(plainSetup(setup, true), length, null);
    if (!taken) return pendingForEver();
    if (taken.returned < 0) return Promise.reject(new DOMException('Failed.', 'NetworkError'));
    const data = taken.data.subarray(0, taken.returned);
    return Promise.resolve({ status: 'ok', data: viewOf(data) } as USBInTransferResult);
  }

  controlTransferOut(
    setup: USBControlTransferParameters,
    data?: BufferSource,
  ): Promise<USBOutTransferResult> {
    const bytes = bytesOf(data);
    const taken = this.streams.takeControl(plainSetup(setup, false), bytes.length, bytes);
    if (!taken) return pendingForEver();
    if (taken.returned < 0) return Promise.reject(new DOMException('Failed.', 'NetworkError'));
    return Promise.resolve({ status: 'ok', bytesWritten: taken.returned } as USBOutTransferResult);
  }

  transferOut(endpoint: number, data: BufferSource): Promise<USBOutTransferResult> {
    const bytes = bytesOf(data);
    if (endpoint !== 1) this.streams.problems.push(`data for endpoint ${endpoint}`);
    if (endpoint !== 1 || !this.streams.takeOut(bytes)) return pendingForEver();
    return Promise.resolve({ status: 'ok', bytesWritten: bytes.length } as USBOutTransferResult);
  }

  transferIn(endpoint: number, bytes: number): Promise<USBInTransferResult> {
    return new Promise((resolve, reject) => {
      this.streams.takeRead(`0x8${endpoint}` as InStream, { bytes, resolve, reject });
    });
  }

  #setClaimed(claimed: boolean): void {
    const face = this.configuration.interfaces[0] as { claimed: boolean } | undefined;
    if (face) face.claimed = claimed;
  }
}

function plainSetup(setup: USBControlTransferParameters, isIn: boolean) {
  const type = { standard: 0, class: 0x20, vendor: 0x40 }[setup.requestType];
  const recipient = { device: 0, interface: 1, endpoint: 2, other: 3 }[setup.recipient];
  const { request, value, index } = setup;
  return { requestType: (isIn ? 0x80 : 0) | type | recipient, request, value, index };
}

function configurationOf(packetSize: number, isApplication: boolean): USBConfiguration {
  const endpoint = (endpointNumber: number, direction: USBDirection, type: USBEndpointType) => ({
    endpointNumber,
    direction,
    type,
    packetSize: type === 'bulk' ? packetSize : 64,
  });
  const endpoints = isApplication
    ? [
        endpoint(1, 'out', 'bulk'),
        endpoint(1, 'in', 'bulk'),
        endpoint(2, 'in', 'bulk'),
        endpoint(3, 'in', 'interrupt'),
      ]
    : [];
  const alternate = { alternateSetting: 0, interfaceClass: isApplication ? 0xff : 0xfe, endpoints };
  const face = { interfaceNumber: 0, claimed: false, alternate, alternates: [alternate] };
  return { configurationValue: 1, interfaces: [face] } as unknown as USBConfiguration;
}

function bytesOf(data: BufferSource | undefined): Uint8Array {
  if (!data) return new Uint8Array(0);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data).slice();
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** After a difference nothing more is answered: the script sees that nothing moves and stops. */
function pendingForEver<T>(): Promise<T> {
  return new Promise(() => undefined);
}
