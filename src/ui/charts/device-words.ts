import { LINK_WORDS } from '../../edgetpu/index.ts';
import type { Plan } from '../../partition/index.ts';
import type { DeviceSetUp } from '../contract.ts';

/** A device in two words: "USB 2", "USB 3, half clock". */
export function deviceWords(device: DeviceSetUp): string {
  return device.clock === 'std'
    ? `${LINK_WORDS[device.link]}, half clock`
    : LINK_WORDS[device.link];
}

/** Which kind of device runs each segment; null where all devices are alike. */
export function describeDevices(
  plan: Plan,
  devices: readonly DeviceSetUp[],
): readonly string[] | null {
  const kinds = new Set(devices.map(deviceWords));
  if (kinds.size <= 1) return null;
  return plan.segments.map((segment) => {
    const used = segment.deviceIndices.flatMap((index) => {
      const device = devices[index];
      return device === undefined ? [] : [deviceWords(device)];
    });
    return [...new Set(used)].join(' + ');
  });
}
