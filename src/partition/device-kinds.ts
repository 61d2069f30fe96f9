// Devices that a planner cannot tell apart form one kind: same link, clock, measured rates and, where the bus is
// shared, the same bus. Which of them serves a stage does not matter, only how many are used.
import type { DeviceSpec } from '../edgetpu/index.ts';

export interface DeviceKind {
  /** Any device of the kind, for its rates. */
  readonly device: DeviceSpec;
  /** Positions in the list of devices, ascending. */
  readonly deviceIndices: readonly number[];
  /** Number of the shared bus its devices hang on; null where each has its own port. */
  readonly sharedBus: number | null;
}

/** Bus numbers that two or more devices of the list share, ascending. */
export function sharedBusesOf(devices: readonly DeviceSpec[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { bus } of devices) counts.set(bus, (counts.get(bus) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([bus]) => bus)
    .sort((a, b) => a - b);
}

/** Kinds in the order of their first device. */
export function deviceKindsOf(devices: readonly DeviceSpec[]): readonly DeviceKind[] {
  const sharedBuses = new Set(sharedBusesOf(devices));
  const kinds = new Map<
    string,
    { device: DeviceSpec; deviceIndices: number[]; sharedBus: number | null }
  >();
  devices.forEach((device, deviceIndex) => {
    const sharedBus = sharedBuses.has(device.bus) ? device.bus : null;
    const key = `${rateKeyOf(device)}|${sharedBus ?? 'own'}`;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { device, deviceIndices: [deviceIndex], sharedBus });
    else kind.deviceIndices.push(deviceIndex);
  });
  return [...kinds.values()];
}

/** Devices with equal keys take equal time for every segment. */
export function rateKeyOf(device: DeviceSpec): string {
  const { link, clock, measuredRates } = device;
  if (measuredRates === undefined) return `${link}/${clock}`;
  const { fixedMs, inBytesPerMs, outBytesPerMs } = measuredRates;
  return `${link}/${clock}/${fixedMs}/${inBytesPerMs}/${outBytesPerMs}`;
}
