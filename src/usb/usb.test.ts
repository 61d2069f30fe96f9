import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { DeviceList, preflight, readDfuProperties, type PreflightEnvironment } from './index.ts';
import { APPLICATION_FILTER, BOOT_FILTER } from './identities.ts';
import { FakeDevice } from './testing/fake-device.ts';

describe('DeviceList', () => {
  class FakeUsb extends EventTarget {
    devices: USBDevice[] = [];
    getDevices(): Promise<USBDevice[]> {
      return Promise.resolve(this.devices);
    }
    tell(type: 'connect' | 'disconnect', device: USBDevice): void {
      this.dispatchEvent(Object.assign(new Event(type), { device }));
    }
  }
  const accelerator = (): USBDevice => new FakeDevice({ ids: APPLICATION_FILTER }).usb;
  const mouse = (): USBDevice => new FakeDevice({ ids: { vendorId: 1, productId: 1 } }).usb;

  it('lists accelerators only, tells changes, and keeps the order', async () => {
    const usb = new FakeUsb();
    const [first, second] = [accelerator(), accelerator()];
    usb.devices = [mouse(), first];
    const list = new DeviceList(usb as unknown as USB);
    const seen: string[] = [];
    list.listen((devices, change) => seen.push(`${devices.length} ${change?.kind ?? 'all'}`));
    expect(unwrap(await list.refresh())).toEqual([first]);
    usb.tell('connect', second);
    usb.tell('connect', mouse());
    usb.tell('connect', second);
    usb.tell('disconnect', first);
    expect(list.devices).toEqual([second]);
    usb.devices = [first, second];
    await list.refresh();
    expect(list.devices).toEqual([second, first]);
    expect(seen).toEqual(['1 all', '2 added', '1 removed', '2 all']);
    list.dispose();
    usb.tell('disconnect', second);
    expect(list.devices).toHaveLength(2);
  });

  it('tells of one that the browser lists no more without having said that it left', async () => {
    const usb = new FakeUsb();
    const [first, second] = [accelerator(), accelerator()];
    usb.devices = [first, second];
    const list = new DeviceList(usb as unknown as USB);
    await list.refresh();
    const seen: unknown[] = [];
    list.listen((devices, change) => seen.push([devices.length, change?.kind, change?.device]));
    usb.devices = [second];
    expect(unwrap(await list.refresh())).toEqual([second]);
    expect(seen).toEqual([
      [1, 'withdrawn', first],
      [1, undefined, undefined],
    ]);
  });

  it('does not list again what left while the browser was asked', async () => {
    const usb = new FakeUsb();
    const device = accelerator();
    usb.devices = [device];
    const list = new DeviceList(usb as unknown as USB);
    await list.refresh();
    const refreshing = list.refresh();
    usb.devices = [];
    usb.tell('disconnect', device);
    expect(unwrap(await refreshing)).toEqual([]);
  });

  it('passes on why the browser gives no list', async () => {
    const usb = new FakeUsb();
    usb.getDevices = () => Promise.reject(new DOMException('Blocked.', 'SecurityError'));
    const result = await new DeviceList(usb as unknown as USB).refresh();
    expect(result).toMatchObject({ ok: false, failure: { code: 'usb/access-denied' } });
  });
});

describe('readDfuProperties', () => {
  // The boot loader's configuration as on hardware (edgetpu-usb.md 1.2).
  const REAL = Uint8Array.from(
    Buffer.from('09021b0001010080190904000000fe010200092107e80300010101', 'hex'),
  );

  it('finds interface and transfer size', () => {
    expect(readDfuProperties(REAL)).toEqual({ interfaceNumber: 0, transferBytes: 256 });
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a cut descriptor', REAL.slice(0, 20)],
    ['another class', REAL.map((byte, at) => (at === 14 ? 3 : byte))],
    ['a transfer size of 0', REAL.map((byte, at) => (at === 23 || at === 24 ? 0 : byte))],
    ['lengths of 0', new Uint8Array(27)],
  ])('finds nothing in %s', (_name, bytes) => {
    expect(readDfuProperties(bytes)).toBeNull();
  });
});

describe('preflight', () => {
  const running = new FakeDevice({ ids: APPLICATION_FILTER }).usb;
  const booting = new FakeDevice({ ids: BOOT_FILTER }).usb;
  const slow = new FakeDevice({ ids: APPLICATION_FILTER, packetBytes: 512 }).usb;
  const fine: PreflightEnvironment = {
    isSecureContext: true,
    hasWebUsb: true,
    os: 'linux',
    devices: [running],
    hasFirmware: false,
    lastFailure: null,
  };
  const states = (changes: Partial<PreflightEnvironment>): Record<string, string> =>
    Object.fromEntries(preflight({ ...fine, ...changes }).map((one) => [one.name, one.state]));

  it('passes where all is well, and then advises nothing', () => {
    expect(new Set(Object.values(states({})))).toEqual(new Set(['pass']));
    expect(preflight(fine).every((one) => one.remedy === null && one.copy === null)).toBe(true);
  });

  it.each<[string, Partial<PreflightEnvironment>, string, string]>([
    [
      'an insecure page',
      { isSecureContext: false, hasWebUsb: false, devices: [] },
      'secure-page',
      'fail',
    ],
    ['a browser without WebUSB', { hasWebUsb: false, devices: [] }, 'webusb', 'fail'],
    ['no accelerator', { devices: [] }, 'permission', 'fail'],
    ['a boot loader without firmware', { devices: [booting] }, 'firmware', 'fail'],
    ['a boot loader with firmware', { devices: [booting], hasFirmware: true }, 'firmware', 'pass'],
    ['a USB 2 port', { devices: [slow] }, 'usb3', 'warn'],
    [
      'a busy interface',
      { lastFailure: { code: 'usb/claim-busy', message: '' } },
      'interface',
      'fail',
    ],
    [
      'missing rights',
      { lastFailure: { code: 'usb/access-denied', message: '' } },
      'driver',
      'fail',
    ],
  ])('sees %s', (_name, changes, name, state) => {
    expect(states(changes)[name]).toBe(state);
  });

  it('gives the udev rule on Linux and names the driver on Windows', () => {
    const denied = { lastFailure: { code: 'usb/access-denied', message: '' } as const };
    const on = (os: PreflightEnvironment['os']) =>
      preflight({ ...fine, ...denied, os }).find((one) => one.name === 'driver');
    expect(on('linux')?.copy).toMatch(/1a6e[\s\S]*18d1/);
    expect(on('windows')?.remedy).toContain('WinUSB');
    expect(on('macos')?.remedy).toBeTruthy();
  });
});
