// A plan as stages that can be run. Apart from the whole simulation, for those that only need what happens when.
import { ratesOf } from '../edgetpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import type { Plan, PlanSegment } from '../partition/index.ts';
import type { SimulatedDevice, SimulatedStage } from './types.ts';

/** The stages of a plan with the estimated times of each part; devices of a stage take its slowest device's times. */
export function stagesOfPlan(
  plan: Plan,
  devices: readonly DeviceSpec[],
): readonly SimulatedStage[] {
  return plan.segments.map((segment) => ({
    devices: segment.deviceIndices.map((deviceIndex) =>
      simulatedDevice(segment, devices[deviceIndex]),
    ),
  }));
}

function simulatedDevice(segment: PlanSegment, device: DeviceSpec | undefined): SimulatedDevice {
  const rates = device === undefined ? null : ratesOf(device);
  const inBytesPerMs = rates?.inBytesPerMs ?? Infinity;
  const busyMs = segment.computeMs + segment.streamMs;
  // A measured stage may be faster than its parts are estimated: no part is longer than what it is a part of.
  const fixedMs = Math.min(rates?.fixedMs ?? 0, segment.inMs);
  const streamBusMs = (segment.streamedBytes * segment.passes) / inBytesPerMs;
  return {
    bus: device?.bus ?? -1,
    fixedMs,
    inMs: segment.inMs - fixedMs,
    busyMs,
    streamBusMs: Math.min(streamBusMs, busyMs),
    outMs: segment.outMs,
    outBusMs: Math.min(segment.outBytes / inBytesPerMs, segment.outMs),
  };
}
