// The person's set-up and what planning makes of it. Pure.
import type { DeviceSpec } from '../edgetpu/index.ts';
import type { SegmentFact } from '../partition/index.ts';
import type { DeviceSetUp, SetUp } from './types.ts';

/** As many devices as the throughput curve and `auto` look at. */
export const MAX_DEVICES = 16;
export const MAX_BATCH = 10_000;

/** The paper measures batches of 15 inputs on a handful of devices. */
export const DEFAULT_SET_UP: SetUp = {
  isAuto: false,
  devices: [0, 1, 2, 3].map((bus) => ({ link: 'usb3', clock: 'max', bus })),
  batch: 15,
};

/** True when all devices share one bus. */
export function hasSharedBus({ devices }: SetUp): boolean {
  return devices.length > 1 && devices.every((device) => device.bus === devices[0]?.bus);
}

/** The same set-up with another number of devices: the first ones stay, new ones are like the last. */
export function withDeviceCount(setUp: SetUp, deviceCount: number): SetUp {
  const count = Math.min(MAX_DEVICES, Math.max(1, Math.round(deviceCount)));
  return { ...setUp, devices: extendDevices(setUp, count) };
}

function extendDevices(setUp: SetUp, count: number): readonly DeviceSetUp[] {
  const devices = setUp.devices.slice(0, count);
  const isShared = hasSharedBus(setUp);
  while (devices.length < count) {
    const last = devices.at(-1) ?? { link: 'usb3', clock: 'max', bus: 0 };
    devices.push({ ...last, bus: isShared ? last.bus : freeBus(devices) });
  }
  return devices;
}

function freeBus(devices: readonly DeviceSetUp[]): number {
  const used = new Set(devices.map((device) => device.bus));
  let bus = 0;
  while (used.has(bus)) bus++;
  return bus;
}

/** The devices as the planner takes them. */
export function toDeviceSpecs(setUp: Pick<SetUp, 'devices'>): readonly DeviceSpec[] {
  return setUp.devices.map(({ link, clock, bus, measuredRates }) => ({
    ...{ link, clock, bus },
    ...(measuredRates === undefined ? {} : { measuredRates }),
  }));
}

/** Known facts and new ones; of the same operators on the same kind of device the new one counts, field by field. */
export function mergeFacts(
  { facts = [] }: SetUp,
  added: readonly SegmentFact[],
): readonly SegmentFact[] {
  const keyOf = ({ operators, link, clock }: SegmentFact): string =>
    `${operators.join()} ${link ?? ''} ${clock ?? ''}`;
  const merged = new Map(facts.map((fact) => [keyOf(fact), fact]));
  for (const fact of added) {
    const key = keyOf(fact);
    merged.set(key, { ...merged.get(key), ...fact });
  }
  return [...merged.values()];
}

/** The list with fitted rates left out wherever the link is another one than they were fitted for. */
export function withoutForeignRates(
  devices: readonly DeviceSetUp[],
  before: readonly DeviceSetUp[],
): readonly DeviceSetUp[] {
  return devices.map((device, index) => {
    if (device.measuredRates === undefined || device.link === before[index]?.link) return device;
    const { link, clock, bus } = device;
    return { link, clock, bus };
  });
}

/** A whole number in a range, from what a person typed; null when it is none. */
export function parseWhole(text: string, min: number, max: number): number | null {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : null;
}
