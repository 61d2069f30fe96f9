import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import {
  INSTANT_RATES,
  VirtualChip,
  VirtualProgramLibrary,
  VirtualUsb,
  wallClock,
  type Fault,
  type UsbIdentity,
  type VirtualUsbOptions,
} from '../virtual/index.ts';
import {
  BROWSER_POLICY,
  findAgainIn,
  GOLDEN_POLICY,
  prepareDevice,
  stateOf,
  type PreparePolicy,
} from './index.ts';
import { requestAccelerator } from './request.ts';
import { APPLICATION_FILTER } from './identities.ts';
import { FakeDevice, fastTimers, type FakeDeviceScript } from './testing/fake-device.ts';

const FIRMWARE = Uint8Array.from({ length: 10_783 }, (_, index) => (index * 31) & 255);

function bench(identity: UsbIdentity, options: VirtualUsbOptions = { grantsAll: true }) {
  const chip = new VirtualChip({
    clock: wallClock({
      nowMs: () => performance.now(),
      wait: (action, ms) => setTimeout(action, ms),
      defer: (action) => setImmediate(action),
    }),
    library: new VirtualProgramLibrary(() => Promise.reject(new Error('unused'))),
    rates: INSTANT_RATES,
    identity,
  });
  return { chip, usb: new VirtualUsb([chip], options).usb };
}

async function prepare(
  usb: USB,
  policy: Partial<PreparePolicy> = {},
  firmware: Uint8Array | null = FIRMWARE,
) {
  const before = await usb.getDevices();
  const [device] = before;
  return prepareDevice(device!, {
    policy: { ...BROWSER_POLICY, reappearTries: 3, ...policy },
    firmware,
    findAgain: findAgainIn(usb, before),
    timers: fastTimers,
  });
}

describe('prepareDevice on a virtual accelerator', () => {
  it.each([
    ['a browser', BROWSER_POLICY],
    ['the vendor’s driver', GOLDEN_POLICY],
  ])(
    'loads firmware and takes the accelerator that comes back, as %s does',
    async (_name, policy) => {
      const { chip, usb } = bench('boot');
      const outcome = unwrap(await prepare(usb, policy));
      expect(outcome.kind).toBe('ready');
      expect(chip.firmware).toEqual(FIRMWARE);
      if (outcome.kind !== 'ready') return;
      expect(stateOf(outcome.prepared.device)).toBe('ready');
      expect(outcome.prepared).toMatchObject({ speed: 'super', warnings: [] });
      expect(outcome.prepared.device.opened).toBe(true);
    },
  );

  it('takes the one that comes back with firmware, not a boot loader that was plugged in meanwhile', async () => {
    const [late, chip] = [bench('boot').chip, bench('boot').chip];
    late.unplug();
    // The late one is ahead in the browser's list.
    const { usb } = new VirtualUsb([late, chip], { grantsAll: true });
    chip.listen((change) => {
      if (change === 'left') late.plug();
    });
    const outcome = unwrap(await prepare(usb));
    expect(outcome.kind === 'ready' && stateOf(outcome.prepared.device)).toBe('ready');
  });

  it('asks for the second permission where the browser gives none by itself', async () => {
    const { usb } = bench('boot', {});
    unwrap(await requestAccelerator(usb));
    expect(unwrap(await prepare(usb)).kind).toBe('reconnect');
    // The accelerator is another device now; the person picks it and it opens without firmware.
    unwrap(await requestAccelerator(usb, 'with-firmware'));
    expect(unwrap(await prepare(usb, {}, null)).kind).toBe('ready');
  });

  it('says so where the system cannot restart the accelerator', async () => {
    const { chip, usb } = bench('boot');
    chip.busReset = () => undefined;
    const result = await prepare(usb);
    expect(result).toMatchObject({ ok: false, failure: { code: 'usb/firmware-not-started' } });
  });

  it('needs no firmware where another program has loaded it', async () => {
    const { usb } = bench('application');
    expect(unwrap(await prepare(usb, {}, null)).kind).toBe('ready');
  });

  it('loads firmware anew when asked to, as Usb.AlwaysDfu does', async () => {
    const { chip, usb } = bench('application');
    expect(unwrap(await prepare(usb, { alwaysLoadsFirmware: true })).kind).toBe('ready');
    expect(chip.firmware).toEqual(FIRMWARE);
  });

  it.each<[string, Fault | null, Uint8Array | null, string]>([
    ['no firmware is there', null, null, 'usb/needs-firmware'],
    ['the boot loader refuses it', { kind: 'firmware-refused' }, FIRMWARE, 'usb/firmware-refused'],
    ['it reads back differently', { kind: 'upload-mismatch' }, FIRMWARE, 'usb/firmware-mismatch'],
    ['the device never answers', { kind: 'timeout', endpoint: 0 }, FIRMWARE, 'usb/timeout'],
    ['it is unplugged meanwhile', { kind: 'unplug', atTransfer: 40 }, FIRMWARE, 'usb/device-lost'],
  ])('fails and closes the device when %s', async (_name, fault, firmware, code) => {
    const { chip, usb } = bench('boot');
    const [device] = await usb.getDevices();
    if (fault) chip.inject(fault);
    const result = await prepare(usb, {}, firmware);
    expect(result).toMatchObject({ ok: false, failure: { code } });
    expect(device?.opened).toBe(false);
  });

  it('says so when another tab holds the interface', async () => {
    const { chip, usb } = bench('application');
    (usb as unknown as VirtualUsb).setBusy(chip, true);
    expect(await prepare(usb)).toMatchObject({ failure: { code: 'usb/claim-busy' } });
  });
});

describe('prepareDevice on a scripted device', () => {
  const run = async (script: FakeDeviceScript, policy: Partial<PreparePolicy> = {}) => {
    const device = new FakeDevice({ ids: APPLICATION_FILTER, ...script });
    const result = await prepareDevice(device.usb, {
      policy: { ...BROWSER_POLICY, ...policy },
      firmware: null,
      findAgain: () => Promise.resolve(null),
      timers: fastTimers,
    });
    return { device, result };
  };

  it('resets a running accelerator before it opens it anew, in the vendor’s order', async () => {
    const { device, result } = await run({});
    expect(result.ok).toBe(true);
    expect(device.log).toEqual(['open', 'in 6 256 18', 'reset', 'close', 'open', 'claimInterface']);
  });

  it('chooses a configuration where the system has not', async () => {
    const { device } = await run({ isUnconfigured: true });
    expect(device.log).toContain('selectConfiguration');
  });

  it('goes on without a reset where the system cannot do one, and reads what is left over', async () => {
    const { device, result } = await run({
      throws: { reset: new DOMException('Unable to reset the device.', 'NetworkError') },
      incoming: { 1: [new Uint8Array(1024), new Uint8Array(8)], 2: [new Uint8Array(16)] },
    });
    const outcome = unwrap(result);
    expect(outcome.kind === 'ready' && outcome.prepared.warnings).toHaveLength(1);
    expect(device.log.slice(-5)).toEqual([
      'read 1 1024',
      'read 1 1024',
      'read 2 1024',
      'releaseInterface',
      'claimInterface',
    ]);
  });

  it.each<[string, FakeDeviceScript, string]>([
    [
      'open is denied',
      { throws: { open: new DOMException('', 'SecurityError') } },
      'usb/access-denied',
    ],
    ['open hangs', { hangs: ['open'] }, 'usb/timeout'],
    [
      'the interface is claimed',
      { throws: { claimInterface: new DOMException('', 'NetworkError') } },
      'usb/claim-busy',
    ],
    [
      'it is pulled at reset',
      { throws: { reset: new DOMException('', 'NotFoundError') } },
      'usb/device-lost',
    ],
    ['it is another device', { ids: { vendorId: 1, productId: 2 } }, 'usb/not-an-accelerator'],
  ])('fails and closes when %s', async (_name, script, code) => {
    const { device, result } = await run(script);
    expect(result).toMatchObject({ ok: false, failure: { code } });
    expect(device.opened).toBe(false);
  });

  it('knows the speed from the packet size', async () => {
    const { result } = await run({ packetBytes: 512 });
    expect(unwrap(result)).toMatchObject({ prepared: { speed: 'high' } });
  });
});
