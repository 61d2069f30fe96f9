// Kinds of devices as the search tells them apart.
import { deviceKindsOf, rateKeyOf, sharedBusesOf } from '../device-kinds.ts';
import type { DeviceKind } from '../device-kinds.ts';
import { mergeKinds } from '../merge-kinds.ts';
import { stateCountOf } from './device-states.ts';
import type { PlanRequest } from '../types.ts';

export interface SearchKinds {
  readonly kinds: readonly DeviceKind[];
  /** Shared buses. */
  readonly busCount: number;
  /** True when unlike devices were taken as alike: then the search proves nothing. */
  readonly isMerged: boolean;
}

/** Kinds of a request's devices; with several shared buses, which of them a device hangs on is left to the end. */
export function searchKindsOf(request: PlanRequest): SearchKinds {
  const busCount = sharedBusesOf(request.devices).length;
  const all = deviceKindsOf(request.devices);
  return { kinds: busCount > 1 ? withoutBuses(all) : all, busCount, isMerged: false };
}

/** Fewer kinds, so that there are no more than so many states of used devices. */
export function mergedKindsOf(
  request: PlanRequest,
  { kinds: all, busCount }: SearchKinds,
  maxStates: number,
): SearchKinds {
  let kinds = all;
  while (stateCountOf(kinds) > maxStates && kinds.length > 1) kinds = mergeKinds(request, kinds);
  return { kinds, busCount, isMerged: kinds.length < all.length };
}

/** Devices of equal rates on any shared bus are one kind. */
function withoutBuses(kinds: readonly DeviceKind[]): readonly DeviceKind[] {
  const merged = new Map<string, DeviceKind>();
  for (const kind of kinds) {
    const key = `${rateKeyOf(kind.device)}|${kind.sharedBus === null ? 'own' : 'shared'}`;
    const known = merged.get(key);
    const deviceIndices = [...(known?.deviceIndices ?? []), ...kind.deviceIndices];
    merged.set(key, { ...kind, deviceIndices: deviceIndices.sort((a, b) => a - b) });
  }
  return [...merged.values()];
}
