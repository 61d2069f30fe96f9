// The WebUSB face of a virtual accelerator: one `USBDevice` per enumeration, with the browser's states and exceptions.
import type { VirtualChip } from './chip.ts';
import type { DeviceDescription } from './descriptors.ts';
import type { TransferStatus } from './endpoints.ts';

/** Chromium refuses larger transfers (edgetpu-usb.md 10.4). */
const MAX_TRANSFER_BYTES = 32 * 1024 * 1024;

type Reject = (error: DOMException) => void;

export class VirtualUsbDevice implements USBDevice {
  readonly usbVersionMajor: number;
  readonly usbVersionMinor: number;
  readonly usbVersionSubminor: number;
  readonly deviceClass = 0;
  readonly deviceSubclass = 0;
  readonly deviceProtocol = 0;
  readonly vendorId: number;
  readonly productId: number;
  readonly deviceVersionMajor = 1;
  readonly deviceVersionMinor = 0;
  readonly deviceVersionSubminor = 0;
  // The chip has no strings at all (edgetpu-usb.md 1.3).
  readonly manufacturerName = null;
  readonly productName = null;
  readonly serialNumber = null;
  readonly configurations: USBConfiguration[];
  configuration: USBConfiguration | null = null;
  opened = false;

  readonly #chip: VirtualChip;
  readonly #pending = new Set<{ reject: Reject; cancel: () => void }>();
  readonly #claims: Set<VirtualUsbDevice>;
  #isGone = false;

  /** `claims` is shared by all faces of one chip: an interface can be claimed once (another tab, another program). */
  constructor(chip: VirtualChip, claims: Set<VirtualUsbDevice>) {
    this.#chip = chip;
    this.#claims = claims;
    const { description } = chip;
    const version =
      (description.deviceDescriptor[3] ?? 0) * 256 + (description.deviceDescriptor[2] ?? 0);
    this.usbVersionMajor = version >> 8;
    this.usbVersionMinor = (version >> 4) & 15;
    this.usbVersionSubminor = version & 15;
    this.vendorId = description.vendorId;
    this.productId = description.productId;
    const [configuration] = (this.configurations = [
      configurationOf(description, () => claims.has(this)),
    ]);
    if (configuration) this.configuration = configuration;
  }

  get chip(): VirtualChip {
    return this.#chip;
  }

  open(): Promise<void> {
    if (this.#isGone) return Promise.reject(goneError());
    this.opened = true;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.opened = false;
    this.#claims.delete(this);
    this.#abortAll(() => new DOMException('The transfer was cancelled.', 'AbortError'));
    return Promise.resolve();
  }

  forget(): Promise<void> {
    return this.close();
  }

  selectConfiguration(value: number): Promise<void> {
    const found = this.configurations.find((c) => c.configurationValue === value);
    return this.#whenOpen(() => {
      if (!found)
        throw new DOMException(
          'The configuration value provided is not supported by the device.',
          'NotFoundError',
        );
      this.configuration = found;
    });
  }

  claimInterface(interfaceNumber: number): Promise<void> {
    return this.#whenOpen(() => {
      if (interfaceNumber !== 0)
        throw new DOMException(
          'The interface number provided is not supported by the device in its current configuration.',
          'NotFoundError',
        );
      if (this.#claims.size > 0 && !this.#claims.has(this))
        throw new DOMException('Unable to claim interface.', 'NetworkError');
      this.#claims.add(this);
    });
  }

  releaseInterface(): Promise<void> {
    return this.#whenOpen(() => {
      this.#claims.delete(this);
      this.#abortAll(() => new DOMException('The transfer was cancelled.', 'AbortError'));
    });
  }

  selectAlternateInterface(): Promise<void> {
    return this.#whenOpen(() => undefined);
  }

  controlTransferIn(
    setup: USBControlTransferParameters,
    length: number,
  ): Promise<USBInTransferResult> {
    return this.#transfer(null, length, (settle) => {
      const requestType = 0x80 | typeBits(setup.requestType) | recipientBits(setup.recipient);
      this.#chip.control(
        { ...plainSetup(setup), requestType, length, data: new Uint8Array(0) },
        (status, data) => {
          settle({ status, data: viewOf(data) });
        },
      );
      return () => undefined;
    });
  }

  controlTransferOut(
    setup: USBControlTransferParameters,
    data?: BufferSource,
  ): Promise<USBOutTransferResult> {
    const bytes = data === undefined ? new Uint8Array(0) : viewOn(data).slice();
    return this.#transfer(null, bytes.length, (settle) => {
      const requestType = typeBits(setup.requestType) | recipientBits(setup.recipient);
      this.#chip.control(
        { ...plainSetup(setup), requestType, length: bytes.length, data: bytes },
        (status) => {
          settle({ status, bytesWritten: status === 'ok' ? bytes.length : 0 });
        },
      );
      return () => undefined;
    });
  }

  transferIn(endpointNumber: number, length: number): Promise<USBInTransferResult> {
    return this.#transfer(endpointNumber | 0x80, length, (settle) =>
      this.#chip.readIn(endpointNumber | 0x80, length, ({ status, data }) =>
        settle({ status, data: viewOf(data) }),
      ),
    );
  }

  transferOut(endpointNumber: number, data: BufferSource): Promise<USBOutTransferResult> {
    const given = viewOn(data);
    const bytes = this.#chip.transferBuffers.take(given.length);
    bytes.set(given);
    return this.#transfer(endpointNumber, bytes.length, (settle) => {
      this.#chip.bulkOut(endpointNumber, bytes, (status) => {
        settle({ status, bytesWritten: status === 'ok' ? bytes.length : 0 });
      });
      return () => undefined;
    });
  }

  clearHalt(direction: USBDirection, endpointNumber: number): Promise<void> {
    return this.#whenOpen(() =>
      this.#chip.clearHalt(direction === 'in' ? endpointNumber | 0x80 : endpointNumber),
    );
  }

  reset(): Promise<void> {
    return this.#whenOpen(() => {
      this.#abortAll(() => new DOMException('The transfer was cancelled.', 'AbortError'));
      this.#chip.busReset();
    });
  }

  isochronousTransferIn(): Promise<USBIsochronousInTransferResult> {
    return Promise.reject(
      new DOMException('The device has no isochronous endpoint.', 'NotSupportedError'),
    );
  }

  isochronousTransferOut(): Promise<USBIsochronousOutTransferResult> {
    return Promise.reject(
      new DOMException('The device has no isochronous endpoint.', 'NotSupportedError'),
    );
  }

  /** Called when the chip has left the bus: what is under way ends, and nothing works on this object again. */
  disconnected(): void {
    this.#isGone = true;
    this.opened = false;
    this.#claims.delete(this);
    this.#abortAll(() => goneError());
  }

  async #whenOpen(action: () => void): Promise<void> {
    this.#assertUsable();
    await Promise.resolve();
    action();
  }

  #assertUsable(): void {
    if (this.#isGone) throw goneError();
    if (!this.opened)
      throw new DOMException('The device must be opened first.', 'InvalidStateError');
  }

  async #transfer<T extends { status: TransferStatus }>(
    endpoint: number | null,
    length: number,
    start: (settle: (result: T) => void) => () => void,
  ): Promise<T> {
    this.#assertUsable();
    if (length > MAX_TRANSFER_BYTES)
      throw new DOMException('The data buffer exceeded its maximum size.', 'DataError');
    if (endpoint !== null && !this.#claims.has(this)) {
      throw new DOMException(
        'The specified endpoint is not part of a claimed and selected alternate interface.',
        'NotFoundError',
      );
    }
    return await new Promise<T>((resolve, reject) => {
      const entry = { reject, cancel: (): void => undefined };
      this.#pending.add(entry);
      entry.cancel = start((result) => {
        this.#pending.delete(entry);
        resolve(result);
      });
    });
  }

  #abortAll(error: () => DOMException): void {
    for (const { reject, cancel } of this.#pending) {
      cancel();
      reject(error());
    }
    this.#pending.clear();
  }
}

function goneError(): DOMException {
  return new DOMException('The device was disconnected.', 'NotFoundError');
}

function plainSetup(setup: USBControlTransferParameters): {
  request: number;
  value: number;
  index: number;
} {
  return { request: setup.request, value: setup.value, index: setup.index };
}

function typeBits(type: USBRequestType): number {
  return type === 'vendor' ? 0x40 : type === 'class' ? 0x20 : 0;
}

function recipientBits(recipient: USBRecipient): number {
  return { device: 0, interface: 1, endpoint: 2, other: 3 }[recipient];
}

function viewOn(data: BufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function configurationOf(
  description: DeviceDescription,
  isClaimed: () => boolean,
): USBConfiguration {
  const alternate: USBAlternateInterface = {
    alternateSetting: 0,
    interfaceName: null,
    interfaceClass: description.interfaceClass,
    interfaceSubclass: description.interfaceSubclass,
    interfaceProtocol: description.interfaceProtocol,
    endpoints: description.endpoints.map((endpoint) => ({
      endpointNumber: endpoint.address & 15,
      direction: endpoint.address & 0x80 ? 'in' : 'out',
      type: endpoint.type,
      packetSize: endpoint.packetSize,
    })),
  };
  const usbInterface: USBInterface = {
    interfaceNumber: 0,
    alternate,
    alternates: [alternate],
    get claimed() {
      return isClaimed();
    },
  };
  return { configurationValue: 1, configurationName: null, interfaces: [usbInterface] };
}
