// Best cuts by depth for a request's devices: what `profiled` and `hybrid` share. Exact for devices with ports of their
// own and for one shared bus. With several shared buses the bus time is planned as if it could be spread evenly over
// them; the lower bound is that of this relaxation, so the gap stays honest.
import { leastWithBuses } from './bus-search.ts';
import { leastBottleneck, leastSum } from './cut-search.ts';
import type { FoundChain, SearchSpace } from './cut-search.ts';
import { deviceKindsOf, sharedBusesOf } from './device-kinds.ts';
import type { DeviceKind } from './device-kinds.ts';
import { improveOnBuses } from './improve-on-buses.ts';
import { LayerTable } from './layer-table.ts';
import type { LimitRule } from './layer-table.ts';
import { leastMsBeforeDepths } from './lower-bound.ts';
import { mergeKinds } from './merge-kinds.ts';
import type { StaffedRuns } from './staffed-runs.ts';
import { staffingSteps } from './staffing.ts';
import type { PlanContext, PlanRequest } from './types.ts';

/** Elementary steps of one search beyond which kinds of devices are merged: about a second. */
const MAX_STEPS = 5e8;

export interface DepthSearchOptions {
  /** Segments may have several devices, and devices may be left over. */
  readonly mayReplicate: boolean;
  /** A plan that is known, of the same search space, and its time per inference. */
  readonly incumbent: StaffedRuns;
  readonly incumbentMs: number;
}

export interface DepthSearchResult {
  /** Null where nothing as fast as the incumbent was found, or when cancelled. */
  readonly runs: StaffedRuns | null;
  /** No plan of the space is faster; null where kinds were merged, and the search proves nothing. */
  readonly lowerBoundMs: number | null;
  readonly hasMergedKinds: boolean;
}

/** The fastest plan by depth cuts; among equals the least latency. */
export function searchDepthCuts(
  request: PlanRequest,
  options: DepthSearchOptions,
  context: PlanContext,
): DepthSearchResult {
  const allKinds = deviceKindsOf(request.devices);
  const buses = sharedBusesOf(request.devices);
  const table = new LayerTable(request, 'depth', stageLimit(request, options));
  const { kinds, mayMixKinds } = affordableKinds(request, allKinds, options, table.layerCount);
  const space = spaceOf(table, kinds, { ...options, mayMixKinds, context });
  const slowestMs = leastBottleneck(space, options.incumbentMs);
  const found =
    buses.length === 0
      ? { chain: leastSum(space, slowestMs, 'latency'), lowerBoundMs: slowestMs }
      : leastWithBuses(space, {
          slowestMs,
          incumbentMs: options.incumbentMs,
          busCount: buses.length,
        });
  const exact = found.chain === null ? null : staffedRuns(kinds, found.chain);
  const isExact = kinds.length === allKinds.length && (mayMixKinds || !options.mayReplicate);
  return {
    runs:
      exact === null || buses.length < 2
        ? exact
        : improveOnBuses(request, table, [exact, options.incumbent]),
    lowerBoundMs: isExact ? found.lowerBoundMs : null,
    hasMergedKinds: !isExact,
  };
}

/**
 * The longest stage that a plan as fast as the incumbent can have. With replicas, the devices together have
 * n · incumbent for all stages (ΣT ≤ n · bottleneck), and the layers before a segment need some of it.
 */
function stageLimit(request: PlanRequest, options: DepthSearchOptions): LimitRule {
  const { incumbentMs, mayReplicate } = options;
  if (!mayReplicate) return () => incumbentMs;
  const allMs = incumbentMs * request.devices.length;
  const beforeMs = leastMsBeforeDepths(request);
  return (first) => allMs - (beforeMs[first] ?? 0);
}

function spaceOf(
  table: LayerTable,
  kinds: readonly DeviceKind[],
  options: DepthSearchOptions & { readonly mayMixKinds: boolean; readonly context: PlanContext },
): SearchSpace {
  const { isCancelled } = options.context;
  const noBusRow = new Float64Array(table.layerCount);
  return {
    layerCount: table.layerCount,
    kinds: kinds.map(({ device, deviceIndices, sharedBus }) => ({
      deviceCount: deviceIndices.length,
      stageRow: table.rowsOf(device).stage,
      weightRow: sharedBus === null ? () => noBusRow : table.rowsOf(device).bus,
    })),
    mayReplicate: options.mayReplicate,
    mayMixKinds: options.mayMixKinds,
    mustUseAll: !options.mayReplicate,
    ...(isCancelled === undefined ? {} : { isCancelled }),
  };
}

/** As many kinds as the search can tell apart within its steps: first segments of one kind only, then fewer kinds. */
function affordableKinds(
  request: PlanRequest,
  allKinds: readonly DeviceKind[],
  { mayReplicate }: DepthSearchOptions,
  layerCount: number,
): { readonly kinds: readonly DeviceKind[]; readonly mayMixKinds: boolean } {
  const isAffordable = (kinds: readonly DeviceKind[], mayMixKinds: boolean): boolean => {
    const counts = kinds.map(({ deviceIndices }) => deviceIndices.length);
    const steps = staffingSteps(counts, { mayReplicate, mayMixKinds });
    return (steps * layerCount ** 2) / 2 <= MAX_STEPS;
  };
  if (isAffordable(allKinds, true)) return { kinds: allKinds, mayMixKinds: true };
  let kinds = allKinds;
  while (kinds.length > 1 && !isAffordable(kinds, false)) kinds = mergeKinds(request, kinds);
  return { kinds, mayMixKinds: kinds.length === 1 };
}

/** Hands the devices of each kind out in the order of their list. */
function staffedRuns(kinds: readonly DeviceKind[], chain: FoundChain): StaffedRuns {
  const nextOf = kinds.map(() => 0);
  return chain.segments.map(({ first, last, use }) => ({
    first,
    last,
    deviceIndices: kinds.flatMap(({ deviceIndices }, kindIndex) => {
      const from = nextOf[kindIndex] ?? 0;
      nextOf[kindIndex] = from + (use[kindIndex] ?? 0);
      return deviceIndices.slice(from, nextOf[kindIndex]);
    }),
  }));
}
