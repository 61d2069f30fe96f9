import { describe, expect, it } from 'vitest';
import type { DeviceSetUp } from '../contract.ts';
import {
  commonValue,
  deviceCountValue,
  portsOf,
  wholeNumber,
  withAll,
  withOne,
  withPorts,
} from './set-up-values.ts';

const devices: readonly DeviceSetUp[] = [0, 1, 2].map((bus) => ({
  link: 'usb3',
  clock: 'max',
  bus,
}));

describe('the set-up', () => {
  it('shows a value that all devices have, and none where they differ', () => {
    expect(commonValue(devices, 'link')).toBe('usb3');
    expect(commonValue(withOne(devices, 1, { link: 'usb2' }), 'link')).toBeNull();
    expect(commonValue(withAll(devices, { clock: 'std' }), 'clock')).toBe('std');
    expect(commonValue([], 'link')).toBeNull();
  });

  it('tells ports of their own from shared ones and from a mixture', () => {
    expect(portsOf(devices)).toBe('own');
    expect(portsOf(withPorts(devices, 'shared'))).toBe('shared');
    expect(portsOf(withOne(devices, 1, { bus: 0 }))).toBe('mixed');
    expect(portsOf(withPorts(withPorts(devices, 'shared'), 'own'))).toBe('own');
    expect(portsOf(devices.slice(0, 1))).toBe('own');
  });

  it('shows "auto" for auto, whatever number it found', () => {
    expect(deviceCountValue({ isAuto: true, devices, batch: 15 })).toBe('auto');
    expect(deviceCountValue({ isAuto: false, devices, batch: 15 })).toBe('3');
  });

  it.each([
    ['15', 15],
    [' 1 ', 1],
    ['0', null],
    ['', null],
    ['1.5', null],
    ['101', null],
    ['many', null],
  ])('reads "%s" as %s', (text, expected) => {
    expect(wholeNumber(text, 100)).toBe(expected);
  });
});
