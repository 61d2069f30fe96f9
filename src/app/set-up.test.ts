import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SET_UP,
  hasSharedBus,
  MAX_DEVICES,
  parseWhole,
  withDeviceCount,
} from './set-up.ts';

describe('another number of devices', () => {
  test('keeps the first ones and gives each new one a port of its own', () => {
    const six = withDeviceCount(DEFAULT_SET_UP, 6);
    expect(six.devices.map(({ bus }) => bus)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(withDeviceCount(six, 4)).toEqual(DEFAULT_SET_UP);
  });

  test('makes new ones like the last', () => {
    const [first, ...others] = DEFAULT_SET_UP.devices;
    expect(first).toBeDefined();
    const mixed = {
      ...DEFAULT_SET_UP,
      devices: [
        ...(first ? [first] : []),
        ...others.map((device) => ({ ...device, link: 'usb2' as const })),
      ],
    };
    expect(withDeviceCount(mixed, 5).devices.map(({ link }) => link)).toEqual([
      'usb3',
      'usb2',
      'usb2',
      'usb2',
      'usb2',
    ]);
  });

  test('stays on the one hub where all share it', () => {
    const shared = {
      ...DEFAULT_SET_UP,
      devices: DEFAULT_SET_UP.devices.map((device) => ({ ...device, bus: 2 })),
    };
    expect(hasSharedBus(withDeviceCount(shared, 9))).toBe(true);
  });

  test('stays between one and the most that Reef plans for', () => {
    expect(withDeviceCount(DEFAULT_SET_UP, 0).devices).toHaveLength(1);
    expect(withDeviceCount(DEFAULT_SET_UP, 1000).devices).toHaveLength(MAX_DEVICES);
  });
});

describe('a typed number', () => {
  test.each([
    ['15', 15],
    [' 1 ', 1],
    ['', null],
    ['0', null],
    ['1.5', null],
    ['ten', null],
    ['10001', null],
  ])('%j is %j', (text, value) => {
    expect(parseWhole(text, 1, 10_000)).toBe(value);
  });
});
