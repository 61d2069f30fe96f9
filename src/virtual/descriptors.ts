// USB descriptors of the two identities (edgetpu-usb.md 1.1 to 1.3), as bytes for a USB stack and as plain data for WebUSB.

export type UsbSpeed = 'high' | 'super';
export type UsbIdentity = 'boot' | 'application';

export const BOOT_IDS = { vendorId: 0x1a6e, productId: 0x089a } as const;
export const APPLICATION_IDS = { vendorId: 0x18d1, productId: 0x9302 } as const;

export interface EndpointDescription {
  readonly address: number;
  readonly type: 'bulk' | 'interrupt';
  readonly packetSize: number;
  readonly interval: number;
}

export interface DeviceDescription {
  readonly identity: UsbIdentity;
  readonly vendorId: number;
  readonly productId: number;
  readonly interfaceClass: number;
  readonly interfaceSubclass: number;
  readonly interfaceProtocol: number;
  readonly endpoints: readonly EndpointDescription[];
  readonly deviceDescriptor: Uint8Array;
  readonly configurationDescriptor: Uint8Array;
  readonly bosDescriptor: Uint8Array | null;
}

/** DFU transfer size of the boot loader (edgetpu-usb.md 1.2). */
export const DFU_TRANSFER_BYTES = 256;

const LANGUAGE_STRING = Uint8Array.of(4, 3, 0x09, 0x04);

/** The descriptor that GET_DESCRIPTOR asks for, whole; null where the device would stall. */
export function descriptorOf(
  device: DeviceDescription,
  type: number,
  index: number,
): Uint8Array | null {
  if (type === 1) return device.deviceDescriptor;
  if (type === 2 && index === 0) return device.configurationDescriptor;
  if (type === 3 && index === 0) return LANGUAGE_STRING;
  if (type === 6 && device.identity === 'application') return qualifierOf(device.deviceDescriptor);
  if (type === 15) return device.bosDescriptor;
  return null;
}

export function describeDevice(identity: UsbIdentity, speed: UsbSpeed): DeviceDescription {
  return identity === 'boot' ? describeBoot() : describeApplication(speed);
}

/** The boot ROM runs at high speed; what the references leave open (bcdUSB, power) is a plain USB 2 device's. */
function describeBoot(): DeviceDescription {
  const dfuFunctional = [
    9,
    0x21,
    0x07,
    0xe8,
    0x03,
    DFU_TRANSFER_BYTES & 255,
    DFU_TRANSFER_BYTES >> 8,
    0x01,
    0x01,
  ];
  const body = [...interfaceDescriptor(0, 0xfe, 1, 2), ...dfuFunctional];
  return {
    identity: 'boot',
    ...BOOT_IDS,
    interfaceClass: 0xfe,
    interfaceSubclass: 1,
    interfaceProtocol: 2,
    endpoints: [],
    deviceDescriptor: deviceDescriptor(0x0200, 64, BOOT_IDS),
    configurationDescriptor: configurationDescriptor(body, 0x80, 0x31),
    bosDescriptor: null,
  };
}

function describeApplication(speed: UsbSpeed): DeviceDescription {
  const isSuper = speed === 'super';
  const bulkPacket = isSuper ? 1024 : 512;
  const endpoints: readonly EndpointDescription[] = [
    ...[0x01, 0x02, 0x03, 0x81, 0x82].map((address) => ({
      address,
      type: 'bulk' as const,
      packetSize: bulkPacket,
      interval: 0,
    })),
    { address: 0x83, type: 'interrupt', packetSize: 64, interval: 1 },
  ];
  const body = [
    ...interfaceDescriptor(endpoints.length, 0xff, 0xff, 0xff),
    ...endpoints.flatMap((endpoint) => endpointDescriptor(endpoint, isSuper)),
  ];
  return {
    identity: 'application',
    ...APPLICATION_IDS,
    interfaceClass: 0xff,
    interfaceSubclass: 0xff,
    interfaceProtocol: 0xff,
    endpoints,
    deviceDescriptor: deviceDescriptor(
      isSuper ? 0x0310 : 0x0210,
      isSuper ? 9 : 64,
      APPLICATION_IDS,
    ),
    configurationDescriptor: configurationDescriptor(body, 0xc0, isSuper ? 0x0c : 0x31),
    bosDescriptor: Uint8Array.from([
      ...[5, 15, 22, 0, 2],
      ...[7, 16, 2, 0x02, 0, 0, 0],
      ...[10, 16, 3, 0, 0x0c, 0, 2, 0, 0, 0],
    ]),
  };
}

function deviceDescriptor(
  usbVersion: number,
  packetSize0: number,
  ids: { readonly vendorId: number; readonly productId: number },
): Uint8Array {
  return Uint8Array.from([
    ...[18, 1, ...u16(usbVersion), 0, 0, 0, packetSize0],
    ...[...u16(ids.vendorId), ...u16(ids.productId), ...u16(0x0100), 0, 0, 0, 1],
  ]);
}

function configurationDescriptor(
  body: readonly number[],
  attributes: number,
  maxPower: number,
): Uint8Array {
  return Uint8Array.from([9, 2, ...u16(9 + body.length), 1, 1, 0, attributes, maxPower, ...body]);
}

function interfaceDescriptor(
  endpointCount: number,
  interfaceClass: number,
  subclass: number,
  protocol: number,
): number[] {
  return [9, 4, 0, 0, endpointCount, interfaceClass, subclass, protocol, 0];
}

function endpointDescriptor(endpoint: EndpointDescription, isSuper: boolean): number[] {
  const isInterrupt = endpoint.type === 'interrupt';
  const plain = [
    7,
    5,
    endpoint.address,
    isInterrupt ? 3 : 2,
    ...u16(endpoint.packetSize),
    endpoint.interval,
  ];
  const companion = isInterrupt ? [6, 48, 0, 0, ...u16(4)] : [6, 48, 15, 0, ...u16(0)];
  return isSuper ? [...plain, ...companion] : plain;
}

function qualifierOf(device: Uint8Array): Uint8Array {
  return Uint8Array.from([10, 6, ...device.slice(2, 8), 1, 0]);
}

function u16(value: number): [number, number] {
  return [value & 255, value >> 8];
}
