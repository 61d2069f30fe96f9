// All convex cuts by trying them, for comparison on small graphs: every chain of prefixes, every choice of devices.
import type { Graph } from '../../../graph/index.ts';
import { assemblePlan, bottleneckOf } from '../../assemble.ts';
import { rateKeyOf } from '../../device-kinds.ts';
import type { PlanRequest, PlanSegment } from '../../types.ts';

/** Every prefix of a small graph as a bit mask over operators, smallest numbers first. */
export function allPrefixes({ operatorCount, predecessors }: Graph): number[] {
  const prefixes: number[] = [];
  for (let mask = 0; mask < 1 << operatorCount; mask++) {
    const isClosed = predecessors.every(
      (parents, op) => (mask & (1 << op)) === 0 || parents.every((parent) => mask & (1 << parent)),
    );
    if (isClosed) prefixes.push(mask);
  }
  return prefixes;
}

export function operatorsIn(mask: number): number[] {
  return Array.from({ length: 31 }, (_, op) => op).filter((op) => (mask & (1 << op)) !== 0);
}

/** Least bottleneck over all convex cuts into at most as many segments as devices, shared buses counted, ms. */
export function bruteForceConvexMs(request: PlanRequest): number {
  const { graph, devices } = request;
  const prefixes = allPrefixes(graph);
  const full = (1 << graph.operatorCount) - 1;
  const memory = new Map<string, PlanSegment>();
  const segmentOf = (operators: number, deviceIndex: number): PlanSegment => {
    const device = devices[deviceIndex];
    const key = `${operators}/${device?.link}/${device?.clock}`;
    const known = memory.get(key);
    if (known !== undefined) return { ...known, deviceIndices: [deviceIndex] };
    const placement = { operators: operatorsIn(operators), deviceIndices: [deviceIndex] };
    const [segment] = assemblePlan(request, 'manual', [placement]).segments;
    if (segment === undefined) throw new Error('one placement, one segment');
    memory.set(key, segment);
    return segment;
  };
  let best = Infinity;
  const extend = (
    before: number,
    segments: readonly PlanSegment[],
    free: readonly number[],
  ): void => {
    if (before === full) {
      best = Math.min(best, bottleneckOf(request, segments).bottleneckMs);
      return;
    }
    for (const after of prefixes) {
      if (after === before || (before & ~after) !== 0) continue;
      for (const deviceIndex of oneOfEachSort(request, free)) {
        const segment = segmentOf(after & ~before, deviceIndex);
        if (segment.stageMs >= best) continue;
        const left = free.filter((index) => index !== deviceIndex);
        extend(after, [...segments, segment], left);
      }
    }
  };
  extend(
    0,
    [],
    devices.map((_, index) => index),
  );
  return best;
}

/** Of free devices with equal rates on the same bus, or each on its own port, only the first needs trying. */
function oneOfEachSort({ devices }: PlanRequest, free: readonly number[]): readonly number[] {
  const sorts = new Map<string, number>();
  for (const index of free) {
    const device = devices[index];
    if (device === undefined) continue;
    const isShared = devices.filter(({ bus }) => bus === device.bus).length > 1;
    const key = `${rateKeyOf(device)}|${isShared ? device.bus : 'own'}`;
    if (!sorts.has(key)) sorts.set(key, index);
  }
  return [...sorts.values()];
}
