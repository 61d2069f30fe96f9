import { assertExists } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import type { Placement } from './assemble.ts';
import { sharedBusesOf } from './device-kinds.ts';
import { evenCuts } from './even-cuts.ts';
import type { LayerTable } from './layer-table.ts';
import type { PlanRequest } from './types.ts';

/** A segment of consecutive depths with the devices that serve it. */
export interface StaffedRun {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  /** Positions in the request's devices. */
  readonly deviceIndices: readonly number[];
}

/** A plan by depth cuts, in pipeline order. */
export type StaffedRuns = readonly StaffedRun[];

/** The even cuts, segment i on device i. At most as many devices as depths. */
export function evenRuns(request: PlanRequest): StaffedRuns {
  const lasts = [...evenCuts(request), request.graph.depthCount - 1];
  return lasts.map((last, index) => ({
    first: (lasts[index - 1] ?? -1) + 1,
    last,
    deviceIndices: [index],
  }));
}

/** The whole model on every device. */
export function copyRuns({ graph, devices }: PlanRequest): StaffedRuns {
  const deviceIndices = devices.map((_, index) => index);
  return [{ first: 0, last: graph.depthCount - 1, deviceIndices }];
}

/** The same with their operators. */
export function placementsOfRuns(table: LayerTable, runs: StaffedRuns): readonly Placement[] {
  return runs.map(({ first, last, deviceIndices }) => ({
    operators: table.operatorsBetween(first, last),
    deviceIndices,
  }));
}

/** Times per inference of all stages and of the buses that two or more devices share, longest first, ms. */
export function loadsOf(
  { devices }: PlanRequest,
  table: LayerTable,
  runs: StaffedRuns,
): readonly number[] {
  const deviceAt = (index: number): DeviceSpec => assertExists(devices[index], 'device of a run');
  const loadsMs: number[] = [];
  const busMs = new Map<number, number>();
  const used = runs.flatMap((run) => run.deviceIndices.map(deviceAt));
  const shared = new Set(sharedBusesOf(used));
  for (const { first, last, deviceIndices } of runs) {
    let slowestMs = 0;
    for (const device of deviceIndices.map(deviceAt)) {
      const figures = table.segmentAt(first, last, device);
      slowestMs = Math.max(slowestMs, figures.stageMs);
      if (!shared.has(device.bus)) continue;
      const shareMs = figures.busMs / deviceIndices.length;
      busMs.set(device.bus, (busMs.get(device.bus) ?? 0) + shareMs);
    }
    loadsMs.push(slowestMs / deviceIndices.length);
  }
  return [...loadsMs, ...busMs.values()].sort((a, b) => b - a);
}
