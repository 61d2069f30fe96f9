import { assertExists } from '../base/index.ts';
import { busMsOf } from '../edgetpu/index.ts';
import type { Placement } from './assemble.ts';
import { rateKeyOf, sharedBusesOf } from './device-kinds.ts';
import { evaluateSegment } from './evaluate.ts';
import type { PlanRequest } from './types.ts';

/**
 * Swaps devices of equal speed between segments as long as that takes load off the busiest shared bus. Stage times do
 * not change. With fewer than two shared buses nothing can be swapped to any use.
 */
export function spreadOverBuses(
  request: PlanRequest,
  placements: readonly Placement[],
): readonly Placement[] {
  if (sharedBusesOf(request.devices).length === 0) return placements;
  const slots = slotsOf(request, placements);
  while (swapOnce(request, slots));
  return placements.map((placement, segmentIndex) => ({
    ...placement,
    deviceIndices: slots
      .filter((slot) => slot.segmentIndex === segmentIndex)
      .map((slot) => slot.deviceIndex),
  }));
}

/** One device at work, with the bus time per inference that its share of the segment takes. */
interface Slot {
  readonly segmentIndex: number;
  readonly busMs: number;
  deviceIndex: number;
}

function slotsOf(request: PlanRequest, placements: readonly Placement[]): Slot[] {
  return placements.flatMap(({ operators, deviceIndices }, segmentIndex) => {
    const sorted = [...operators].sort((a, b) => a - b);
    return deviceIndices.map((deviceIndex) => {
      const device = assertExists(request.devices[deviceIndex], 'device of a placement');
      const busMs =
        busMsOf(evaluateSegment(request, sorted, device), device) / deviceIndices.length;
      return { segmentIndex, busMs, deviceIndex };
    });
  });
}

/** Makes the first swap that lowers the loads, compared from the busiest bus down; false when there is none. */
function swapOnce(request: PlanRequest, slots: readonly Slot[]): boolean {
  const before = loadsOf(request, slots);
  for (const a of slots) {
    for (const b of slots) {
      if (b.segmentIndex <= a.segmentIndex || !isSameSpeed(request, a, b)) continue;
      [a.deviceIndex, b.deviceIndex] = [b.deviceIndex, a.deviceIndex];
      if (isLess(loadsOf(request, slots), before)) return true;
      [a.deviceIndex, b.deviceIndex] = [b.deviceIndex, a.deviceIndex];
    }
  }
  return false;
}

function isSameSpeed({ devices }: PlanRequest, a: Slot, b: Slot): boolean {
  const first = devices[a.deviceIndex];
  const second = devices[b.deviceIndex];
  return first !== undefined && second !== undefined && rateKeyOf(first) === rateKeyOf(second);
}

/** Loads of the shared buses, ms per inference, largest first. */
function loadsOf({ devices }: PlanRequest, slots: readonly Slot[]): readonly number[] {
  const loads = sharedBusesOf(devices).map((bus) =>
    slots
      .filter((slot) => devices[slot.deviceIndex]?.bus === bus)
      .reduce((sum, slot) => sum + slot.busMs, 0),
  );
  return loads.sort((a, b) => b - a);
}

/** A swap has to gain more than rounding, or swapping would not end. */
const LEAST_GAIN_MS = 1e-9;

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (Math.abs(difference) > LEAST_GAIN_MS) return difference < 0;
  }
  return false;
}
