// Exact search over chains of consecutive layers (depths, or positions of an order) and over the devices that serve
// them. The bottleneck is a maximum over stages, so dynamic programming finds it: state = layers done and devices of
// each kind used; one step = one more segment with its devices. O(states · choices · layers²) elementary steps.
// Steps only lead to later layers, so layers are taken in ascending order and each row of stage times is asked for once.

/** Figures of the segments that start at one layer: `row[length − 1]`. A row may end early where longer ones are of no use. */
export type Row = Float64Array;

export interface SearchKind {
  readonly deviceCount: number;
  /** Stage times of the segments that start at `first` on a device of this kind, ms. */
  readonly stageRow: (first: number) => Row;
  /** A second figure that can be summed up (bus time, bytes); as long as the stage row. */
  readonly weightRow?: (first: number) => Row;
}

export interface SearchSpace {
  readonly layerCount: number;
  readonly kinds: readonly SearchKind[];
  /** Several devices may serve one segment in turn; the slowest of them sets its rate. */
  readonly mayReplicate: boolean;
  /** Replicas of one segment may be of unequal kinds. */
  readonly mayMixKinds: boolean;
  /** Every device serves a segment of its own: exactly as many segments as devices. */
  readonly mustUseAll: boolean;
  /** Polled once a layer; true ends the search with no result. */
  readonly isCancelled?: () => boolean;
}

export interface FoundSegment {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  /** Devices of each kind that serve it. */
  readonly use: readonly number[];
}

export interface FoundChain {
  readonly sum: number;
  readonly segments: readonly FoundSegment[];
}

/** Devices that serve one segment: how many of each kind. */
interface Choice {
  readonly use: readonly number[];
  readonly replicas: number;
  /** Distance between the codes of the states before and after. */
  readonly codeStep: number;
  /** States that leave enough devices for it. */
  readonly from: Int32Array;
}

/** Device states and steps between them: what a search costs per pair of layers. */
export function searchSize(
  kinds: readonly Pick<SearchKind, 'deviceCount'>[],
  { mayReplicate, mayMixKinds }: Pick<SearchSpace, 'mayReplicate' | 'mayMixKinds'>,
): { readonly states: number; readonly steps: number } {
  const counts = kinds.map((kind) => kind.deviceCount);
  const states = counts.reduce((product, count) => product * (count + 1), 1);
  if (!mayReplicate) return { states, steps: states * counts.length };
  const steps = mayMixKinds
    ? counts.reduce((product, count) => (product * (count + 1) * (count + 2)) / 2, 1)
    : states * counts.reduce((sum, count) => sum + count, 0);
  return { states, steps };
}

/**
 * Least bottleneck (slowest stage ÷ replicas, ms) of any chain in the space that is below `ceilingMs`; `ceilingMs`
 * itself where there is none.
 */
export function leastBottleneck(space: SearchSpace, ceilingMs: number): number {
  const { choices, stateCount } = choicesOf(space);
  const width = space.layerCount + 1;
  const best = new Float64Array(stateCount * width).fill(ceilingMs);
  best[0] = 0;
  const rates = new Float64Array(space.layerCount);
  for (let first = 0; first < space.layerCount; first++) {
    if (space.isCancelled?.() === true) return ceilingMs;
    if (!isReached(best, width, first, ceilingMs)) continue;
    const rows = space.kinds.map((kind) => kind.stageRow(first));
    for (const choice of choices) {
      const length = fillRates(rates, rows, choice);
      for (const code of choice.from) {
        const before = best[code * width + first] ?? ceilingMs;
        if (before >= ceilingMs) continue;
        const target = (code + choice.codeStep) * width + first + 1;
        for (let k = 0; k < length; k++) {
          const rate = rates[k] ?? ceilingMs;
          const bottleneck = rate > before ? rate : before;
          if (bottleneck < (best[target + k] ?? 0)) best[target + k] = bottleneck;
        }
      }
    }
  }
  return leastAtEnd(space, best, stateCount).value;
}

/** What is summed up: stage times (of a segment's slowest device), or weights (shared out over a segment's devices). */
export type SumRule = 'latency' | 'weight';

/**
 * Of the chains whose every stage meets `boundMs` (per inference, replicas counted), one with the least sum of what
 * `rule` names; fewest devices among equals. Null where no chain meets the bound.
 */
export function leastSum(space: SearchSpace, boundMs: number, rule: SumRule): FoundChain | null {
  const { choices, stateCount } = choicesOf(space);
  const width = space.layerCount + 1;
  const best = new Float64Array(stateCount * width).fill(Infinity);
  const cameFrom = new Int32Array(stateCount * width);
  const cameBy = new Int32Array(stateCount * width);
  best[0] = 0;
  const rates = new Float64Array(space.layerCount);
  const weights = new Float64Array(space.layerCount);
  for (let first = 0; first < space.layerCount; first++) {
    if (space.isCancelled?.() === true) return null;
    if (!isReached(best, width, first, Infinity)) continue;
    const rows = space.kinds.map((kind) => kind.stageRow(first));
    const weightRows = space.kinds.map((kind, index) =>
      rule === 'latency' ? (rows[index] ?? rates) : (kind.weightRow?.(first) ?? rates),
    );
    for (const [choiceIndex, choice] of choices.entries()) {
      const length = fillRates(rates, rows, choice);
      fillWeights(weights.subarray(0, length), weightRows, choice, rule);
      for (let k = 0; k < length; k++) if ((rates[k] ?? 0) > boundMs) weights[k] = Infinity;
      for (const code of choice.from) {
        const before = best[code * width + first] ?? Infinity;
        if (before === Infinity) continue;
        const target = (code + choice.codeStep) * width + first + 1;
        for (let k = 0; k < length; k++) {
          const sum = before + (weights[k] ?? Infinity);
          if (sum < (best[target + k] ?? 0)) {
            best[target + k] = sum;
            cameFrom[target + k] = code * width + first;
            cameBy[target + k] = choiceIndex;
          }
        }
      }
    }
  }
  const end = leastAtEnd(space, best, stateCount);
  if (end.value === Infinity) return null;
  return {
    sum: end.value,
    segments: trace(end.code * width + space.layerCount, width, (at) => {
      const choice = choices[cameBy[at] ?? 0];
      return { previous: cameFrom[at] ?? 0, use: choice?.use ?? [] };
    }),
  };
}

function trace(
  end: number,
  width: number,
  stepAt: (at: number) => { readonly previous: number; readonly use: readonly number[] },
): readonly FoundSegment[] {
  const segments: FoundSegment[] = [];
  for (let at = end; at !== 0;) {
    const { previous, use } = stepAt(at);
    segments.push({ first: previous % width, last: (at % width) - 1, use });
    at = previous;
  }
  return segments.reverse();
}

function isReached(best: Float64Array, width: number, layer: number, limit: number): boolean {
  for (let at = layer; at < best.length; at += width) if ((best[at] ?? limit) < limit) return true;
  return false;
}

/** Stage time per inference of every length under a choice: the slowest of its devices, shared by all. Returns the length. */
function fillRates(rates: Float64Array, rows: readonly Row[], choice: Choice): number {
  let length = -1;
  choice.use.forEach((count, kindIndex) => {
    const row = rows[kindIndex];
    if (count === 0 || row === undefined) return;
    const isFirst = length < 0;
    length = isFirst ? row.length : Math.min(length, row.length);
    for (let k = 0; k < length; k++) {
      const stageMs = row[k] ?? Infinity;
      if (isFirst || stageMs > (rates[k] ?? 0)) rates[k] = stageMs;
    }
  });
  if (choice.replicas > 1) {
    for (let k = 0; k < length; k++) rates[k] = (rates[k] ?? Infinity) / choice.replicas;
  }
  return length;
}

function fillWeights(
  weights: Float64Array,
  rows: readonly Row[],
  choice: Choice,
  rule: SumRule,
): void {
  weights.fill(0);
  choice.use.forEach((count, kindIndex) => {
    const row = rows[kindIndex];
    if (count === 0 || row === undefined) return;
    const share = count / choice.replicas;
    for (let k = 0; k < weights.length; k++) {
      const weight = row[k] ?? Infinity;
      const so = weights[k] ?? 0;
      weights[k] = rule === 'weight' ? so + weight * share : Math.max(so, weight);
    }
  });
}

/** The end states that count, fewest devices first, so that a strict comparison leaves no device busy for nothing. */
function leastAtEnd(
  space: SearchSpace,
  best: Float64Array,
  stateCount: number,
): { readonly value: number; readonly code: number } {
  const width = space.layerCount + 1;
  const codes = space.mustUseAll
    ? [stateCount - 1]
    : [...new Array(stateCount).keys()].sort((a, b) => devicesIn(space, a) - devicesIn(space, b));
  let found = { value: Infinity, code: stateCount - 1 };
  for (const code of codes) {
    const value = best[code * width + space.layerCount] ?? Infinity;
    if (value < found.value) found = { value, code };
  }
  return found;
}

function devicesIn(space: SearchSpace, code: number): number {
  let rest = code;
  let devices = 0;
  for (const { deviceCount } of space.kinds) {
    devices += rest % (deviceCount + 1);
    rest = Math.floor(rest / (deviceCount + 1));
  }
  return devices;
}

/** All ways to staff one segment. A state's code is the mixed-radix number of its used devices, the first kind lowest. */
function choicesOf(space: SearchSpace): {
  readonly choices: readonly Choice[];
  readonly stateCount: number;
} {
  const counts = space.kinds.map((kind) => kind.deviceCount);
  const strides: number[] = [];
  let stateCount = 1;
  for (const count of counts) {
    strides.push(stateCount);
    stateCount *= count + 1;
  }
  const choices = usesOf(space, counts).map((use): Choice => ({
    use,
    replicas: use.reduce((sum, count) => sum + count, 0),
    codeStep: use.reduce((sum, count, index) => sum + count * (strides[index] ?? 0), 0),
    from: statesWithRoom(counts, strides, use, stateCount),
  }));
  return { choices, stateCount };
}

/** Devices that one segment may have: one; or several of one kind; or any. */
function usesOf(space: SearchSpace, counts: readonly number[]): readonly (readonly number[])[] {
  const onlyOf = (kindIndex: number, count: number): number[] =>
    counts.map((_, index) => (index === kindIndex ? count : 0));
  if (!space.mayReplicate) return counts.map((_, kindIndex) => onlyOf(kindIndex, 1));
  if (!space.mayMixKinds) {
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
  counts: readonly number[],
  strides: readonly number[],
  use: readonly number[],
  stateCount: number,
): Int32Array {
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
