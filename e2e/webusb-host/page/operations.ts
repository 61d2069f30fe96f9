// What the tests have the browser do, on bare WebUSB. The same functions run in the page and in a dedicated worker.
// Accelerators are told apart by their place in `getDevices()`: they have no serial numbers.
import { readPackage } from '../../../src/edgetpu/package/index.ts';
import { MiniDriver, rolesOf } from '../../../src/virtual/testing/mini-driver.ts';
import { patternBytes } from './pattern.ts';

export interface ListedDevice {
  readonly id: string;
  readonly usbVersion: string;
  readonly interfaceClass: number | undefined;
  readonly endpoints: readonly string[];
}

export interface TransferOutcome {
  readonly status: string | undefined;
  readonly bytes: readonly number[];
}

const DFU_BLOCK_BYTES = 256;
const TAG = { instructions: 0, input: 1, parameters: 2 } as const;
const CHUNK_BYTES = 1 << 20;
const READ_BYTES = 32_768;
const READS_IN_FLIGHT = 4;
const EVENT_BYTES = 16;

const hex = (id: number): string => id.toString(16).padStart(4, '0');

/** Chromium's own list of devices is weak: one that no script refers to is collected, and closed in silence. */
const kept = new Set<USBDevice>();

async function deviceAt(place: number): Promise<USBDevice> {
  const device = (await navigator.usb.getDevices())[place];
  if (!device) throw new Error(`There is no device number ${String(place)}`);
  kept.add(device);
  return device;
}

export const operations = {
  async list(): Promise<ListedDevice[]> {
    const devices = await navigator.usb.getDevices();
    return devices.map((device) => {
      const alternate = device.configurations[0]?.interfaces[0]?.alternate;
      return {
        id: `${hex(device.vendorId)}:${hex(device.productId)}`,
        usbVersion: `${String(device.usbVersionMajor)}.${String(device.usbVersionMinor)}`,
        interfaceClass: alternate?.interfaceClass,
        endpoints: (alternate?.endpoints ?? []).map(
          ({ direction, endpointNumber, type, packetSize }) =>
            `${direction} ${String(endpointNumber)} ${type} ${String(packetSize)}`,
        ),
      };
    });
  },

  async open(place: number): Promise<void> {
    const device = await deviceAt(place);
    await device.open();
    if (!device.configuration) await device.selectConfiguration(1);
    await device.claimInterface(0);
  },

  async close(place: number): Promise<void> {
    await (await deviceAt(place)).close();
  },

  async reset(place: number): Promise<void> {
    await (await deviceAt(place)).reset();
  },

  /** Writes a 64-bit register; the status that WebUSB reports. `value` in hexadecimal. */
  async writeRegister(place: number, address: number, value: string): Promise<string | undefined> {
    const device = await deviceAt(place);
    const data = new BigUint64Array([BigInt(`0x${value}`)]);
    return (await device.controlTransferOut(vendorSetup(0, address), data)).status;
  },

  /** Reads a 64-bit register, in hexadecimal. */
  async readRegister(place: number, address: number): Promise<string> {
    const device = await deviceAt(place);
    const { data } = await device.controlTransferIn(vendorSetup(0, address), 8);
    return data?.getBigUint64(0, true).toString(16) ?? '';
  },

  /** A vendor request that the accelerator does not know. */
  async unknownRequest(place: number): Promise<string | undefined> {
    const device = await deviceAt(place);
    return (await device.controlTransferIn(vendorSetup(99, 0), 8)).status;
  },

  async read(place: number, endpoint: number, length: number): Promise<TransferOutcome> {
    const { status, data } = await (await deviceAt(place)).transferIn(endpoint, length);
    return { status, bytes: [...bytesOf(data)] };
  },

  /** Sends `length` zeros in one transfer. */
  async write(place: number, endpoint: number, length: number): Promise<string | undefined> {
    const device = await deviceAt(place);
    return (await device.transferOut(endpoint, new Uint8Array(length))).status;
  },

  async clearHalt(place: number, direction: USBDirection, endpoint: number): Promise<void> {
    await (await deviceAt(place)).clearHalt(direction, endpoint);
  },

  /** Downloads an image of `patternBytes` into the boot loader and resets it; what became of the reset. */
  async downloadFirmware(place: number, length: number): Promise<string> {
    const device = await deviceAt(place);
    await operations.open(place);
    const image = patternBytes(length, 1);
    let block = 0;
    for (let at = 0; at < length; at += DFU_BLOCK_BYTES) {
      await sendDfuBlock(device, block++, image.slice(at, at + DFU_BLOCK_BYTES));
    }
    await sendDfuBlock(device, block, new Uint8Array(0));
    return device.reset().then(
      () => 'ok',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  },

  /** Does what the data plane needs of the open sequence. */
  async start(place: number): Promise<void> {
    await new MiniDriver(await deviceAt(place)).open();
  },

  /** Sends parameters of `patternBytes` in chunks of 1 MiB, all in flight at once; resolves with their event's length. */
  async sendParameters(place: number, program: number, length: number): Promise<number> {
    const device = await deviceAt(place);
    const event = device.transferIn(2, EVENT_BYTES);
    await sendPayload(device, TAG.instructions, new Uint8Array(program));
    await sendPayload(device, TAG.parameters, patternBytes(length, 2));
    return (await event).data?.byteLength ?? 0;
  },

  /** Sends an input and reads as much back, several reads in flight; true when every byte came back one higher. */
  async inferIncrement(place: number, program: number, length: number): Promise<boolean> {
    const device = await deviceAt(place);
    const event = device.transferIn(2, EVENT_BYTES);
    const output = receive(device, length);
    const input = patternBytes(length, 3 + place);
    await sendPayload(device, TAG.instructions, new Uint8Array(program));
    await sendPayload(device, TAG.input, input);
    const [bytes] = await Promise.all([output, event]);
    return (
      bytes.length === length && bytes.every((byte, at) => byte === (((input[at] ?? 0) + 1) & 255))
    );
  },

  /** Loads the compiled model at one URL and runs one inference with the input at the other; outputs as arrays. */
  async runModel(place: number, modelUrl: string, inputUrl: string): Promise<number[][]> {
    const read = readPackage(await fetchBytes(modelUrl));
    if (!read.ok) throw new Error(read.failure.message);
    const { caching, main } = rolesOf(read.value.package);
    const driver = new MiniDriver(await deviceAt(place));
    await driver.open();
    if (caching) await driver.run(caching);
    const outputs = await driver.run(main, [await fetchBytes(inputUrl)]);
    return outputs.map((output) => [...output]);
  },
};

export type Operations = typeof operations;

async function fetchBytes(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

async function sendDfuBlock(
  device: USBDevice,
  block: number,
  data: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const setup = { requestType: 'class', recipient: 'interface', index: 0 } as const;
  await device.controlTransferOut({ ...setup, request: 1, value: block }, data);
  await device.controlTransferIn({ ...setup, request: 3, value: 0 }, 6);
}

async function sendPayload(
  device: USBDevice,
  tag: number,
  payload: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const header = new Uint8Array(8);
  new DataView(header.buffer).setUint32(0, payload.length, true);
  header[4] = tag;
  const transfers = [device.transferOut(1, header)];
  for (let at = 0; at < payload.length; at += CHUNK_BYTES) {
    transfers.push(device.transferOut(1, payload.slice(at, at + CHUNK_BYTES)));
  }
  for (const { status } of await Promise.all(transfers)) {
    if (status !== 'ok') throw new Error(`A write ended with ${String(status)}`);
  }
}

async function receive(device: USBDevice, length: number): Promise<Uint8Array> {
  const output = new Uint8Array(length);
  const reads: Promise<USBInTransferResult>[] = [];
  let asked = 0;
  const ask = (): void => {
    if (asked >= length) return;
    reads.push(device.transferIn(1, READ_BYTES));
    asked += READ_BYTES;
  };
  for (let count = 0; count < READS_IN_FLIGHT; count++) ask();
  let received = 0;
  for (let read = reads.shift(); read; read = reads.shift()) {
    const bytes = bytesOf((await read).data);
    output.set(bytes, received);
    received += bytes.length;
    ask();
  }
  return output.subarray(0, received);
}

function bytesOf(data: DataView | undefined): Uint8Array {
  return data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(0);
}

function vendorSetup(request: number, address: number): USBControlTransferParameters {
  return {
    requestType: 'vendor',
    recipient: 'device',
    request,
    value: address & 0xffff,
    index: address >>> 16,
  };
}
