import { fail, ok, plural } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import type { PlanRequest } from './types.ts';

/** A USB host and a hub serve no more than this many accelerators in practice; the state of every search grows with it. */
export const MAX_DEVICE_COUNT = 16;

/** Numbers of devices that a plan can be made for: 1 to 16. */
export function checkDeviceCount(request: PlanRequest): Result<number> {
  const deviceCount = request.devices.length;
  if (deviceCount === 0) {
    return fail({
      code: 'partition/no-devices',
      message: 'There is no device to plan for.',
      hint: `Set at least one device; Reef plans for 1 to ${MAX_DEVICE_COUNT}.`,
    });
  }
  if (deviceCount > MAX_DEVICE_COUNT) {
    return fail({
      code: 'partition/too-many-devices',
      message: `${deviceCount} devices are more than Reef plans for.`,
      hint: `Set at most ${MAX_DEVICE_COUNT} devices.`,
      details: { devices: deviceCount, most: MAX_DEVICE_COUNT },
    });
  }
  return ok(deviceCount);
}

/** For strategies that make exactly n segments: `partCount` parts of the model (depths, operators) must be enough. */
export function checkExactCount(
  request: PlanRequest,
  partCount: number,
  partName: string,
): Result<number> {
  const count = checkDeviceCount(request);
  if (!count.ok || count.value <= partCount) return count;
  return fail({
    code: 'partition/too-many-devices',
    message: `${count.value} devices need ${count.value} segments, but the model has only ${plural(partCount, partName)} to share out.`,
    hint: `Set at most ${plural(partCount, 'device')}, or choose a strategy that may leave devices unused.`,
    details: { devices: count.value, parts: partCount },
  });
}

/** How a search ends that its caller has cancelled. */
export const CANCELLED: Failure = {
  code: 'partition/cancelled',
  message: 'The search was cancelled.',
};
