// Who may serve a segment: the devices used so far as a number, and the ways to staff one more segment.

/** Devices that serve one segment. */
export interface Choice {
  /** How many of each kind. */
  readonly use: readonly number[];
  /** The kinds of which it uses any. */
  readonly kindIndices: readonly number[];
  readonly replicas: number;
  /** Distance between the codes of the states before and after. */
  readonly codeStep: number;
  /** Codes of the states that leave enough devices for it. */
  readonly from: Int32Array;
}

/** All states of devices used, and all choices. */
export interface Staffing {
  readonly choices: readonly Choice[];
  /** A state's code is the mixed-radix number of its used devices, the first kind lowest; 0 = none, the last = all. */
  readonly stateCount: number;
}

export interface StaffingRules {
  /** Several devices may serve one segment in turn; the slowest of them sets its rate. */
  readonly mayReplicate: boolean;
  /** Replicas of one segment may be of unequal kinds. */
  readonly mayMixKinds: boolean;
}

/** Steps between device states of a search: what it costs per pair of layers. */
export function staffingSteps(counts: readonly number[], rules: StaffingRules): number {
  const states = counts.reduce((product, count) => product * (count + 1), 1);
  if (!rules.mayReplicate) return states * counts.length;
  return rules.mayMixKinds
    ? counts.reduce((product, count) => (product * (count + 1) * (count + 2)) / 2, 1)
    : states * counts.reduce((sum, count) => sum + count, 0);
}

/** Choices and states for so many devices of each kind. */
export function staffingOf(counts: readonly number[], rules: StaffingRules): Staffing {
  const strides: number[] = [];
  let stateCount = 1;
  for (const count of counts) {
    strides.push(stateCount);
    stateCount *= count + 1;
  }
  const choices = usesOf(counts, rules).map((use): Choice => ({
    use,
    kindIndices: use.flatMap((count, kindIndex) => (count > 0 ? [kindIndex] : [])),
    replicas: use.reduce((sum, count) => sum + count, 0),
    codeStep: use.reduce((sum, count, index) => sum + count * (strides[index] ?? 0), 0),
    from: statesWithRoom({ counts, strides, stateCount }, use),
  }));
  return { choices, stateCount };
}

/** Codes of all states, fewest devices first. */
export function codesByDevices(counts: readonly number[], stateCount: number): readonly number[] {
  const devicesIn = (code: number): number => {
    let rest = code;
    let devices = 0;
    for (const count of counts) {
      devices += rest % (count + 1);
      rest = Math.floor(rest / (count + 1));
    }
    return devices;
  };
  return [...new Array(stateCount).keys()]
    .map((code) => ({ code, devices: devicesIn(code) }))
    .sort((a, b) => a.devices - b.devices || a.code - b.code)
    .map(({ code }) => code);
}

/** Devices that one segment may have: one; or several of one kind; or any. */
function usesOf(counts: readonly number[], rules: StaffingRules): readonly (readonly number[])[] {
  const onlyOf = (kindIndex: number, count: number): number[] =>
    counts.map((_, index) => (index === kindIndex ? count : 0));
  if (!rules.mayReplicate) return counts.map((_, kindIndex) => onlyOf(kindIndex, 1));
  if (!rules.mayMixKinds) {
    return counts.flatMap((most, kindIndex) =>
      Array.from({ length: most }, (_, less) => onlyOf(kindIndex, less + 1)),
    );
  }
  let uses: number[][] = [[]];
  for (const most of counts) {
    uses = uses.flatMap((use) => Array.from({ length: most + 1 }, (_, count) => [...use, count]));
  }
  return uses.slice(1);
}

function statesWithRoom(
  states: {
    readonly counts: readonly number[];
    readonly strides: readonly number[];
    readonly stateCount: number;
  },
  use: readonly number[],
): Int32Array {
  const { counts, strides, stateCount } = states;
  const codes: number[] = [];
  for (let code = 0; code < stateCount; code++) {
    const hasRoom = counts.every((count, index) => {
      const used = Math.floor(code / (strides[index] ?? 1)) % (count + 1);
      return used + (use[index] ?? 0) <= count;
    });
    if (hasRoom) codes.push(code);
  }
  return Int32Array.from(codes);
}
