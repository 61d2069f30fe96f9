import { describe, expect, it } from 'vitest';
import type { LinkRates } from '../edgetpu/index.ts';
import { INSTANT_RATES } from './bus.ts';
import { VirtualChip } from './chip.ts';
import { eventClock, wallClock } from './clock.ts';
import { cachingProgram, incrementProgram, libraryOf } from './testing/fake-program.ts';
import { VirtualUsb } from './usb.ts';

const BOOT_FILTER = { filters: [{ vendorId: 0x1a6e, productId: 0x089a }] };
const FIRMWARE: Uint8Array<ArrayBuffer> = new Uint8Array(10_783).map(
  (_, index) => (index * 7 + 3) & 255,
);
const RATES: LinkRates = { fixedMs: 0.22, inBytesPerMs: 454_000, outBytesPerMs: 338_000 };

function makeChip(options: { rates?: LinkRates; identity?: 'boot' | 'application' } = {}): {
  chip: VirtualChip;
  clock: ReturnType<typeof eventClock>;
} {
  const clock = eventClock((action) => void setImmediate(action));
  const library = libraryOf(
    new Map([
      [32, incrementProgram(3000)],
      [16, cachingProgram(60_000)],
    ]),
  );
  const chip = new VirtualChip({
    clock,
    library,
    rates: INSTANT_RATES,
    identity: 'application',
    ...options,
  });
  return { chip, clock };
}

async function openDevice(chip: VirtualChip): Promise<USBDevice> {
  const usb = new VirtualUsb([chip], { grantsAll: true });
  const [device] = await usb.getDevices();
  if (!device) throw new Error('no device');
  await device.open();
  await device.claimInterface(0);
  return device;
}

async function writeRegister(device: USBDevice, address: number, value: bigint): Promise<void> {
  const isWide = address >= 0x40000;
  const bytes = new Uint8Array(isWide ? 8 : 4);
  const view = new DataView(bytes.buffer);
  if (isWide) view.setBigUint64(0, value, true);
  else view.setUint32(0, Number(value), true);
  await device.controlTransferOut(
    {
      requestType: 'vendor',
      recipient: 'device',
      request: isWide ? 0 : 1,
      value: address & 0xffff,
      index: address >> 16,
    },
    bytes,
  );
}

async function readRegister(device: USBDevice, address: number): Promise<number> {
  const isWide = address >= 0x40000;
  const result = await device.controlTransferIn(
    {
      requestType: 'vendor',
      recipient: 'device',
      request: isWide ? 0 : 1,
      value: address & 0xffff,
      index: address >> 16,
    },
    isWide ? 8 : 4,
  );
  return result.data?.getUint32(0, true) ?? -1;
}

/** Forced sleep, wake at 500 MHz, run: the part of the open sequence that the data plane needs. */
async function wake(device: USBDevice): Promise<void> {
  await writeRegister(device, 0x1a318, 0x60c50004n);
  await writeRegister(device, 0x1a318, 0x0085025cn);
  await writeRegister(device, 0x44018, 1n);
}

async function send(
  device: USBDevice,
  tag: number,
  payload: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const header = new Uint8Array(8);
  new DataView(header.buffer).setUint32(0, payload.length, true);
  header[4] = tag;
  await device.transferOut(1, header);
  await device.transferOut(1, payload);
}

async function infer(
  device: USBDevice,
  input: Uint8Array<ArrayBuffer>,
): Promise<{ output: Uint8Array; event: Uint8Array }> {
  await send(device, 0, new Uint8Array(32));
  const event = device.transferIn(2, 16);
  const output = device.transferIn(1, 32_768);
  await send(device, 1, input);
  return { output: bytesOf(await output), event: bytesOf(await event) };
}

function bytesOf(result: USBInTransferResult): Uint8Array {
  return new Uint8Array(
    result.data?.buffer.slice(
      result.data.byteOffset,
      result.data.byteOffset + result.data.byteLength,
    ) ?? new ArrayBuffer(0),
  );
}

describe('a virtual accelerator in boot mode', () => {
  it('takes its firmware block by block, gives it back, and comes back as an application after a reset', async () => {
    const { chip } = makeChip({ identity: 'boot' });
    const usb = new VirtualUsb([chip]);
    const boot = await usb.requestDevice(BOOT_FILTER);
    await boot.open();
    await boot.claimInterface(0);
    const setup = (request: number, value: number) =>
      ({ requestType: 'class', recipient: 'interface', request, value, index: 0 }) as const;
    for (let block = 0; block * 256 < FIRMWARE.length; block++) {
      await boot.controlTransferOut(
        setup(1, block),
        FIRMWARE.slice(block * 256, block * 256 + 256),
      );
      const status = await boot.controlTransferIn(setup(3, 0), 6);
      expect(bytesOf(status)).toEqual(Uint8Array.of(0, 1, 0, 0, 5, 0));
    }
    await boot.controlTransferOut(setup(1, 43));
    expect(bytesOf(await boot.controlTransferIn(setup(3, 0), 6))[4]).toBe(2);
    const uploaded: number[] = [];
    for (let block = 0; ; block++) {
      const part = bytesOf(await boot.controlTransferIn(setup(2, block), 256));
      uploaded.push(...part);
      if (part.length < 256) break;
    }
    expect(Uint8Array.from(uploaded.slice(0, FIRMWARE.length))).toEqual(FIRMWARE);
    await boot.reset();
    await expect(boot.open()).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(await usb.getDevices()).toEqual([]);
    const application = await usb.requestDevice({
      filters: [{ vendorId: 0x18d1, productId: 0x9302 }],
    });
    expect(application.configuration?.interfaces[0]?.alternate.endpoints).toHaveLength(6);
  });

  it('stays in boot mode after a reset with no image, and says so with an error state when it refuses one', async () => {
    const { chip } = makeChip({ identity: 'boot' });
    const device = await openDevice(chip);
    await device.reset();
    expect(chip.identity).toBe('boot');
    chip.inject({ kind: 'firmware-refused' });
    const setup = {
      requestType: 'class',
      recipient: 'interface',
      request: 1,
      value: 0,
      index: 0,
    } as const;
    await device.controlTransferOut(setup, FIRMWARE.slice(0, 256));
    expect(bytesOf(await device.controlTransferIn({ ...setup, request: 3 }, 6))[4]).toBe(10);
  });
});

describe('the registers of a virtual accelerator', () => {
  it.each([
    [0x1a30c, 0x000f0059],
    [0x1a314, 0x00110000],
    [0x1a318, 0x60050004],
    [0x1a000, 0x0219089a],
    [0x1a0d4, 0x1],
    [0x1a704, 0x0070007f],
    [0x1a33c, 0x000c003f],
  ])('read the value that hardware showed after power-on, register %i', async (address, value) => {
    const device = await openDevice(makeChip().chip);
    expect(await readRegister(device, address)).toBe(value);
  });

  it('follow the power states that hardware showed and lose the core block in sleep', async () => {
    const device = await openDevice(makeChip().chip);
    await writeRegister(device, 0x4a000, 1n);
    await writeRegister(device, 0x1a318, 0x60c50004n);
    expect(await readRegister(device, 0x1a318)).toBe(0x60c5025c);
    await writeRegister(device, 0x1a318, 0x0085025cn);
    expect(await readRegister(device, 0x1a318)).toBe(0x00850004);
    expect(await readRegister(device, 0x4a000)).toBe(0);
    await writeRegister(device, 0x48788, 0x7fn);
    expect(await readRegister(device, 0x48788)).toBe(0x7f);
  });
});

describe('an inference on a virtual accelerator', () => {
  it('answers with the output in short packets and one completion event', async () => {
    const device = await openDevice(makeChip().chip);
    await wake(device);
    const input = Uint8Array.from({ length: 3000 }, (_, index) => index & 255);
    const { output, event } = await infer(device, input);
    expect(output).toEqual(input.map((byte) => byte + 1));
    expect(event).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0));
  });

  it('takes the time of the performance model', async () => {
    const { chip, clock } = makeChip({ rates: RATES });
    const device = await openDevice(chip);
    await wake(device);
    const startMs = clock.now();
    await infer(device, new Uint8Array(3000));
    const wireMs = (8 + 32 + 8 + 3000) / RATES.inBytesPerMs + 3000 / RATES.outBytesPerMs;
    expect(clock.now() - startMs).toBeCloseTo(0.22 + wireMs + 2, 2);
  });

  it('stops acknowledging after 49,152 parameter bytes that its program does not wait for', async () => {
    const { chip } = makeChip();
    const device = await openDevice(chip);
    await wake(device);
    await send(device, 0, new Uint8Array(32));
    let acknowledged = 0;
    const header = new Uint8Array(8);
    new DataView(header.buffer).setUint32(0, 60_000, true);
    header[4] = 2;
    await device.transferOut(1, header);
    for (let sent = 0; sent < 60_000; sent += 1024) {
      void device.transferOut(1, new Uint8Array(1024)).then(
        () => (acknowledged += 1024),
        () => undefined,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(acknowledged).toBe(49_152);
    await device.close();
  });

  it('takes nothing while it sleeps', async () => {
    const device = await openDevice(makeChip().chip);
    let isTaken = false;
    void device.transferOut(1, new Uint8Array(8)).then(
      () => (isTaken = true),
      () => undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(isTaken).toBe(false);
    await device.close();
  });
});

describe('the wall clock of virtual accelerators', () => {
  it('calls at its deadlines, in the order of time, within a turn of the event loop', async () => {
    let nowMs = 0;
    const waits: number[] = [];
    const clock = wallClock({
      nowMs: () => nowMs,
      wait: (action, ms) => {
        waits.push(ms);
        setImmediate(() => {
          nowMs += ms;
          action();
        });
      },
      defer: (action) =>
        void setImmediate(() => {
          nowMs += 0.25;
          action();
        }),
    });
    const calls: [string, number][] = [];
    await new Promise<void>((resolve) => {
      clock.at(40, () => {
        calls.push(['late', clock.now()]);
        resolve();
      });
      clock.at(10, () => calls.push(['early', clock.now()]));
      clock.at(2, () => calls.push(['first', clock.now()]));
    });
    expect(calls.map(([name]) => name)).toEqual(['first', 'early', 'late']);
    for (const [index, due] of [2, 10, 40].entries()) {
      expect(calls[index]?.[1]).toBeGreaterThanOrEqual(due);
      expect(calls[index]?.[1]).toBeLessThan(due + 1);
    }
    expect(waits.every((ms) => ms > 0)).toBe(true);
  });
});

describe('faults of a virtual accelerator', () => {
  it('stall once, and the transfer after it passes', async () => {
    const { chip } = makeChip();
    const device = await openDevice(chip);
    await wake(device);
    chip.inject({ kind: 'stall', endpoint: 1 });
    expect((await device.transferOut(1, new Uint8Array(8))).status).toBe('stall');
    expect((await device.transferOut(1, new Uint8Array(8))).status).toBe('ok');
  });

  it('end every transfer under way when the device leaves, and let it come back', async () => {
    const { chip } = makeChip();
    const usb = new VirtualUsb([chip], { grantsAll: true });
    const changes: string[] = [];
    usb.ondisconnect = () => changes.push('disconnect');
    usb.onconnect = () => changes.push('connect');
    const [device] = await usb.getDevices();
    await device?.open();
    await device?.claimInterface(0);
    const read = device?.transferIn(2, 16);
    chip.unplug();
    await expect(read).rejects.toMatchObject({ name: 'NotFoundError' });
    chip.plug();
    expect(changes).toEqual(['disconnect', 'connect']);
    const [again] = await usb.getDevices();
    expect(again).not.toBe(device);
  });

  it.each([
    ['a wrong tag', { kind: 'wrong-event', change: 'tag' } as const, 3, 16],
    ['a wrong length', { kind: 'wrong-event', change: 'length' } as const, undefined, 8],
  ])('give the completion event %s', async (_name, fault, tag, length) => {
    const { chip } = makeChip();
    const device = await openDevice(chip);
    await wake(device);
    chip.inject(fault);
    const { event } = await infer(device, new Uint8Array(3000));
    expect(event.length).toBe(length);
    expect(event[12]).toBe(tag);
  });

  it('refuse a second claim of the interface', async () => {
    const { chip } = makeChip();
    const usb = new VirtualUsb([chip], { grantsAll: true });
    usb.setBusy(chip, true);
    const [device] = await usb.getDevices();
    await device?.open();
    await expect(device?.claimInterface(0)).rejects.toMatchObject({ name: 'NetworkError' });
  });
});
