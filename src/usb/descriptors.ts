// What the descriptors say: the speed of the link, and how the boot loader wants its firmware.
import type { LinkSpeed } from './types.ts';

/** SuperSpeed bulk endpoints have packets of 1,024 bytes, high-speed ones of 512 (edgetpu-usb.md 1.3). */
const SUPER_SPEED_PACKET_BYTES = 1024;

/** WebUSB does not tell the speed; the packet size of the bulk endpoints does. Null when the interface is not there. */
export function linkSpeedOf(device: USBDevice): LinkSpeed | null {
  const packetBytes = outPacketBytes(device);
  if (packetBytes === null) return null;
  return packetBytes >= SUPER_SPEED_PACKET_BYTES ? 'super' : 'high';
}

/** Packet size of endpoint 1, out: the one that everything is sent on. */
export function outPacketBytes(device: USBDevice): number | null {
  const configuration = device.configuration ?? device.configurations[0];
  for (const face of configuration?.interfaces ?? []) {
    // Interfaces list their alternates; the active one is null until the device is open in some stacks.
    const endpoints = (face.alternate ?? face.alternates[0])?.endpoints ?? [];
    const out = endpoints.find((one) => one.direction === 'out' && one.endpointNumber === 1);
    if (out) return out.packetSize;
  }
  return null;
}

/** How the boot loader takes firmware. */
export interface DfuProperties {
  readonly interfaceNumber: number;
  /** Largest block of DNLOAD and UPLOAD. */
  readonly transferBytes: number;
}

const DESCRIPTOR = { configuration: 2, interface: 4, dfuFunctional: 0x21 } as const;
const DFU_CLASS = 0xfe;
const DFU_SUBCLASS = 1;

/** The DFU interface in a configuration descriptor; null when there is none that the vendor's driver would take. */
export function readDfuProperties(bytes: Uint8Array): DfuProperties | null {
  let interfaceNumber: number | null = null;
  let transferBytes: number | null = null;
  for (let at = 0; at + 2 <= bytes.byteLength;) {
    const length = bytes[at] ?? 0;
    if (length < 2 || at + length > bytes.byteLength) break;
    const type = bytes[at + 1];
    if (type === DESCRIPTOR.interface && length >= 9) {
      const isDfu = bytes[at + 5] === DFU_CLASS && bytes[at + 6] === DFU_SUBCLASS;
      if (isDfu && bytes[at + 4] === 0) interfaceNumber = bytes[at + 2] ?? 0;
    }
    if (type === DESCRIPTOR.dfuFunctional && length >= 9) {
      transferBytes = (bytes[at + 5] ?? 0) | ((bytes[at + 6] ?? 0) << 8);
    }
    at += length;
  }
  if (interfaceNumber === null || !transferBytes) return null;
  return { interfaceNumber, transferBytes };
}
