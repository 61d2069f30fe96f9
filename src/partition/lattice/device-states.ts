// What a search remembers about devices: how many of each kind are used, as one mixed-radix number.
import type { DeviceKind } from '../device-kinds.ts';

export interface DeviceStates {
  readonly count: number;
  readonly kindCount: number;
  /** Devices not used yet, by state. */
  readonly devicesLeft: Int32Array;
  /** Added to a state when one more device of a kind is used. */
  readonly step: Int32Array;
  /** States with a device of each kind left, ascending. */
  readonly withRoom: readonly Int32Array[];
  /** All states but 0, those with the fewest used devices first. */
  readonly byUsed: Int32Array;
  /** Ways to use one more device, over all states. */
  readonly stepCount: number;
}

/** How many states some kinds of devices have. */
export function stateCountOf(kinds: readonly DeviceKind[]): number {
  return kinds.reduce((count, kind) => count * (kind.deviceIndices.length + 1), 1);
}

/** The states of some kinds of devices; state 0 has used none. */
export function makeDeviceStates(kinds: readonly DeviceKind[]): DeviceStates {
  const counts = kinds.map(({ deviceIndices }) => deviceIndices.length);
  const step = new Int32Array(counts.length);
  let count = 1;
  counts.forEach((devices, kind) => {
    step[kind] = count;
    count *= devices + 1;
  });
  const used = (state: number, kind: number): number =>
    Math.floor(state / (step[kind] ?? 1)) % ((counts[kind] ?? 0) + 1);
  const states = [...Array(count).keys()];
  const devicesLeft = Int32Array.from(states, (state) =>
    counts.reduce((left, devices, kind) => left + devices - used(state, kind), 0),
  );
  const withRoom = counts.map((devices, kind) =>
    Int32Array.from(states.filter((state) => used(state, kind) < devices)),
  );
  return {
    count,
    kindCount: counts.length,
    devicesLeft,
    step,
    withRoom,
    stepCount: withRoom.reduce((sum, { length }) => sum + length, 0),
    byUsed: Int32Array.from(
      states.slice(1).sort((a, b) => devicesLeft[b]! - devicesLeft[a]! || a - b),
    ),
  };
}
