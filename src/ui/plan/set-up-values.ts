// What the fields of the set-up column show and send. Pure.
import type { DeviceSetUp, SetUp } from '../contract.ts';

export const MOST_DEVICES = 16;
export const MOST_BATCH = 10_000;

/** What all devices have in common; null where they differ. */
export function commonValue<Key extends 'link' | 'clock'>(
  devices: readonly DeviceSetUp[],
  key: Key,
): DeviceSetUp[Key] | null {
  const first = devices[0]?.[key];
  return first !== undefined && devices.every((device) => device[key] === first) ? first : null;
}

export type PortsChoice = 'own' | 'shared' | 'mixed';

/** Whether devices have a port each, share one, or something between. */
export function portsOf(devices: readonly DeviceSetUp[]): PortsChoice {
  const buses = new Set(devices.map((device) => device.bus));
  if (buses.size === devices.length) return 'own';
  return buses.size === 1 ? 'shared' : 'mixed';
}

export function withPorts(
  devices: readonly DeviceSetUp[],
  choice: 'own' | 'shared',
): readonly DeviceSetUp[] {
  return devices.map((device, index) => ({ ...device, bus: choice === 'own' ? index : 0 }));
}

export function withAll(
  devices: readonly DeviceSetUp[],
  change: Partial<DeviceSetUp>,
): readonly DeviceSetUp[] {
  return devices.map((device) => ({ ...device, ...change }));
}

export function withOne(
  devices: readonly DeviceSetUp[],
  index: number,
  change: Partial<DeviceSetUp>,
): readonly DeviceSetUp[] {
  return devices.map((device, at) => (at === index ? { ...device, ...change } : device));
}

/** What the field for the number of devices shows: "auto" stands for itself, so that a choice of the same number is one. */
export function deviceCountValue(setUp: SetUp): string {
  return setUp.isAuto ? 'auto' : String(setUp.devices.length);
}

/** A whole number in a range, from what a person typed; null when it is none. */
export function wholeNumber(text: string, most: number): number | null {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : null;
}
