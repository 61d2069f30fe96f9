// Which of equally fast devices serves which segment matters only for the load of shared buses.
import { busMsOf } from '../../edgetpu/index.ts';
import type { Placement } from '../assemble.ts';
import { rateKeyOf, sharedBusesOf } from '../device-kinds.ts';
import { evaluateSegment } from '../evaluate.ts';
import type { PlanRequest } from '../types.ts';

/** A swap has to gain more than rounding, or swapping would not end. */
const LEAST_GAIN_MS = 1e-9;

/** Swaps devices of equal rates, spare ones too, as long as that takes load off the busiest shared bus. */
export function spreadOverBuses(
  request: PlanRequest,
  placements: readonly Placement[],
): readonly Placement[] {
  const { devices } = request;
  const buses = sharedBusesOf(devices);
  if (buses.length < 2) return placements;
  // Position in this list = segment; beyond the segments, spare devices.
  const deviceOf = placements.flatMap(({ deviceIndices }) => deviceIndices);
  const spare = devices.map((_, index) => index).filter((index) => !deviceOf.includes(index));
  const seats = [...deviceOf, ...spare];
  const busMs = seats.map((deviceIndex, seat) => {
    const device = devices[deviceIndex];
    const operators = placements[seat]?.operators;
    if (device === undefined || operators === undefined) return 0;
    return busMsOf(evaluateSegment(request, operators, device), device);
  });
  const loads = (): number[] => {
    const load = new Map<number, number>(buses.map((bus) => [bus, 0]));
    seats.forEach((deviceIndex, seat) => {
      const bus = devices[deviceIndex]?.bus ?? -1;
      const known = load.get(bus);
      if (known !== undefined) load.set(bus, known + (busMs[seat] ?? 0));
    });
    return [...load.values()].sort((a, b) => b - a);
  };
  while (swapOnce(request, seats, loads));
  return placements.map((placement, index) => ({
    ...placement,
    deviceIndices: seats.slice(index, index + 1),
  }));
}

function swapOnce({ devices }: PlanRequest, seats: number[], loads: () => number[]): boolean {
  const before = loads();
  for (let a = 0; a < seats.length; a++) {
    for (let b = a + 1; b < seats.length; b++) {
      const [first, second] = [seats[a] ?? 0, seats[b] ?? 0];
      const [one, other] = [devices[first], devices[second]];
      if (one === undefined || other === undefined || rateKeyOf(one) !== rateKeyOf(other)) continue;
      [seats[a], seats[b]] = [second, first];
      if (isLess(loads(), before)) return true;
      [seats[a], seats[b]] = [first, second];
    }
  }
  return false;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (Math.abs(difference) > LEAST_GAIN_MS) return difference < 0;
  }
  return false;
}
