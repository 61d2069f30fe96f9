// Searches by trying everything, for comparison on small graphs.
import type { DeviceSpec } from '../../edgetpu/index.ts';
import { bottleneckOf, assemblePlan } from '../assemble.ts';
import type { Placement } from '../assemble.ts';
import { evaluateSegment } from '../evaluate.ts';
import type { PlanRequest } from '../types.ts';

/** All splits of `count` things in a row into `groups` non-empty groups, as exclusive ends. */
export function* allSplits(count: number, groups: number, start = 0): Generator<number[]> {
  if (groups === 1) {
    if (count > start) yield [count];
    return;
  }
  for (let end = start + 1; end <= count - groups + 1; end++) {
    for (const rest of allSplits(count, groups - 1, end)) yield [end, ...rest];
  }
}

/** All ways to give devices 0 … count − 1 to segments, `sizes[i]` of them to segment i; order within one does not matter. */
export function* allStaffings(
  deviceCount: number,
  sizes: readonly number[],
  free: readonly number[] = Array.from({ length: deviceCount }, (_, index) => index),
): Generator<number[][]> {
  const [size, ...rest] = sizes;
  if (size === undefined) {
    yield [];
    return;
  }
  for (const chosen of subsetsOf(free, size)) {
    const left = free.filter((index) => !chosen.includes(index));
    for (const others of allStaffings(deviceCount, rest, left)) yield [chosen, ...others];
  }
}

function* subsetsOf(from: readonly number[], size: number): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = 0; index <= from.length - size; index++) {
    const first = from[index];
    if (first === undefined) return;
    for (const rest of subsetsOf(from.slice(index + 1), size - 1)) yield [first, ...rest];
  }
}

/** All ways to write numbers of at least 1 in `parts` places with a sum of at most `most`. */
export function* allSizes(parts: number, most: number): Generator<number[]> {
  if (parts === 0) {
    yield [];
    return;
  }
  for (let first = 1; first <= most - (parts - 1); first++) {
    for (const rest of allSizes(parts - 1, most - first)) yield [first, ...rest];
  }
}

/** Least time per inference over all depth cuts, all staffings and, with `mayReplicate`, all numbers of devices. */
export function bruteForceMs(request: PlanRequest, mayReplicate: boolean): number {
  const { graph, devices } = request;
  const memory = new Map<string, number>();
  const stageMs = (first: number, end: number, device: DeviceSpec): number => {
    const key = `${first}/${end}/${device.link}/${device.clock}`;
    const known = memory.get(key);
    if (known !== undefined) return known;
    const value = evaluateSegment(request, operatorsOf(request, first, end), device).stageMs;
    memory.set(key, value);
    return value;
  };
  const hasBuses = new Set(devices.map(({ bus }) => bus)).size < devices.length;
  let best = Infinity;
  const groupCounts = mayReplicate
    ? Array.from({ length: Math.min(devices.length, graph.depthCount) }, (_, index) => index + 1)
    : [devices.length];
  for (const groups of groupCounts) {
    const sizeLists = mayReplicate
      ? [...allSizes(groups, devices.length)]
      : [new Array<number>(groups).fill(1)];
    for (const ends of allSplits(graph.depthCount, groups)) {
      for (const sizes of sizeLists) {
        for (const staffing of allStaffings(devices.length, sizes)) {
          const slowest = Math.max(
            ...ends.map((end, index) => {
              const first = ends[index - 1] ?? 0;
              const times = (staffing[index] ?? []).map((deviceIndex) => {
                const device = devices[deviceIndex];
                return device === undefined ? Infinity : stageMs(first, end, device);
              });
              return Math.max(...times) / times.length;
            }),
          );
          if (slowest >= best) continue;
          const timeMs = hasBuses ? timeWithBuses(request, ends, staffing) : slowest;
          best = Math.min(best, timeMs);
        }
      }
    }
  }
  return best;
}

function timeWithBuses(
  request: PlanRequest,
  ends: readonly number[],
  staffing: readonly number[][],
): number {
  const placements = ends.map((end, index): Placement => ({
    operators: operatorsOf(request, ends[index - 1] ?? 0, end),
    deviceIndices: staffing[index] ?? [],
  }));
  return bottleneckOf(request, assemblePlan(request, 'manual', placements).segments).bottleneckMs;
}

function operatorsOf({ graph }: PlanRequest, firstDepth: number, endDepth: number): number[] {
  return graph.operatorsAtDepth
    .slice(firstDepth, endDepth)
    .flat()
    .sort((a, b) => a - b);
}
