// Exact search over chains of consecutive layers (depths, or positions of an order) and over the devices that serve
// them. The bottleneck is a maximum over stages, so dynamic programming finds it: state = layers done and devices of
// each kind used; one step = one more segment with its devices. O(states · choices · layers²) elementary steps.
// Steps only lead to later layers, so layers are taken in ascending order and each row of stage times is asked for once.
import { codesByDevices, staffingOf } from './staffing.ts';
import type { Choice, StaffingRules } from './staffing.ts';

/** Figures of the segments that start at one layer: `row[length − 1]`. A row may end early where longer ones are of no use. */
export type Row = Float64Array;

export interface SearchKind {
  readonly deviceCount: number;
  /** Stage times of the segments that start at `first` on a device of this kind, ms. */
  readonly stageRow: (first: number) => Row;
  /** A second figure that can be summed up (bus time, bytes); as long as the stage row. */
  readonly weightRow?: (first: number) => Row;
}

export interface SearchSpace extends StaffingRules {
  readonly layerCount: number;
  readonly kinds: readonly SearchKind[];
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

/**
 * Least bottleneck (slowest stage ÷ replicas, ms) of any chain in the space that is below `ceilingMs`; `ceilingMs`
 * itself where there is none, or when cancelled.
 */
export function leastBottleneck(space: SearchSpace, ceilingMs: number): number {
  const { choices, endCodes, width, cellCount } = prepare(space);
  const best = new Float64Array(cellCount).fill(ceilingMs);
  best[0] = 0;
  const steps = new Steps(space.layerCount);
  let limitMs = ceilingMs;
  for (let first = 0; first < space.layerCount; first++) {
    if (space.isCancelled?.() === true) return ceilingMs;
    if (!isReached(best, { width, layer: first, limit: limitMs })) continue;
    const rows = space.kinds.map((kind) => kind.stageRow(first));
    for (const choice of choices) {
      steps.takeRates(rows, choice, limitMs);
      for (const code of choice.from) {
        const before = best[code * width + first] ?? limitMs;
        if (before < limitMs) {
          relaxBottleneck(best, steps, before, (code + choice.codeStep) * width + first + 1);
        }
      }
    }
    // Ends that are already reached are a new ceiling: nothing slower can become better.
    limitMs = Math.min(limitMs, leastAt(best, endCodes, { width, layer: space.layerCount }).value);
  }
  return limitMs;
}

function relaxBottleneck(best: Float64Array, steps: Steps, before: number, target: number): void {
  const { lengths, rates, count } = steps;
  for (let index = 0; index < count; index++) {
    const at = target + lengths[index]!;
    const rate = rates[index]!;
    const bottleneck = rate > before ? rate : before;
    if (bottleneck < best[at]!) best[at] = bottleneck;
  }
}

/** What is summed up: stage times (of a segment's slowest device), or weights (shared out over a segment's devices). */
export type SumRule = 'latency' | 'weight';

/**
 * Of the chains whose every stage meets `boundMs` (per inference, replicas counted), one with the least sum of what
 * `rule` names; fewest devices among equals. Null where no chain meets the bound, or when cancelled.
 */
export function leastSum(space: SearchSpace, boundMs: number, rule: SumRule): FoundChain | null {
  const { choices, endCodes, width, cellCount } = prepare(space);
  const sums: Sums = {
    best: new Float64Array(cellCount).fill(Infinity),
    cameFrom: new Int32Array(cellCount),
    cameBy: new Int32Array(cellCount),
  };
  sums.best[0] = 0;
  const steps = new Steps(space.layerCount);
  for (let first = 0; first < space.layerCount; first++) {
    if (space.isCancelled?.() === true) return null;
    if (!isReached(sums.best, { width, layer: first, limit: Infinity })) continue;
    const rows = space.kinds.map((kind) => kind.stageRow(first));
    const weightRows =
      rule === 'latency' ? rows : space.kinds.map((kind) => kind.weightRow?.(first) ?? NO_WEIGHTS);
    for (let choiceIndex = 0; choiceIndex < choices.length; choiceIndex++) {
      const choice = choices[choiceIndex]!;
      steps.takeRates(rows, choice, boundMs, true);
      steps.takeWeights(weightRows, choice, rule);
      for (const code of choice.from) {
        const from = code * width + first;
        if (sums.best[from]! === Infinity) continue;
        relaxSum(sums, steps, { from, choiceIndex, target: from + choice.codeStep * width + 1 });
      }
    }
  }
  const end = leastAt(sums.best, endCodes, { width, layer: space.layerCount });
  if (end.value === Infinity) return null;
  return { sum: end.value, segments: traceBack(sums, choices, { end: end.at, width }) };
}

const NO_WEIGHTS = new Float64Array(0);

interface Sums {
  readonly best: Float64Array;
  /** The cell before, and the choice that led from there. */
  readonly cameFrom: Int32Array;
  readonly cameBy: Int32Array;
}

function relaxSum(
  { best, cameFrom, cameBy }: Sums,
  steps: Steps,
  move: { readonly from: number; readonly choiceIndex: number; readonly target: number },
): void {
  const { lengths, weights, count } = steps;
  const { from, choiceIndex, target } = move;
  const before = best[from]!;
  for (let index = 0; index < count; index++) {
    const at = target + lengths[index]!;
    const sum = before + weights[index]!;
    if (sum >= best[at]!) continue;
    best[at] = sum;
    cameFrom[at] = from;
    cameBy[at] = choiceIndex;
  }
}

function traceBack(
  sums: Sums,
  choices: readonly Choice[],
  { end, width }: { readonly end: number; readonly width: number },
): readonly FoundSegment[] {
  const segments: FoundSegment[] = [];
  for (let at = end; at !== 0;) {
    const previous = sums.cameFrom[at] ?? 0;
    const use = choices[sums.cameBy[at] ?? 0]?.use ?? [];
    segments.push({ first: previous % width, last: (at % width) - 1, use });
    at = previous;
  }
  return segments.reverse();
}

/** The steps of one choice from one layer that are within a limit, packed. */
class Steps {
  /** Length of the segment less one. */
  readonly lengths: Int32Array;
  /** Slowest of its devices ÷ replicas. */
  readonly rates: Float64Array;
  readonly weights: Float64Array;
  count = 0;

  constructor(layerCount: number) {
    this.lengths = new Int32Array(layerCount);
    this.rates = new Float64Array(layerCount);
    this.weights = new Float64Array(layerCount);
  }

  /** Keeps the segments with a rate below `limitMs`, or at it where `mayEqual`. */
  takeRates(rows: readonly Row[], choice: Choice, limitMs: number, mayEqual = false): void {
    const { lengths, rates } = this;
    const { replicas } = choice;
    const stages = slowestRow(rows, choice);
    let count = 0;
    for (let index = 0; index < stages.length; index++) {
      const rate = stages[index]! / replicas;
      if (rate < limitMs || (mayEqual && rate === limitMs)) {
        lengths[count] = index;
        rates[count] = rate;
        count++;
      }
    }
    this.count = count;
  }

  takeWeights(rows: readonly Row[], choice: Choice, rule: SumRule): void {
    const { lengths, weights, count } = this;
    if (rule === 'latency') {
      const stages = slowestRow(rows, choice);
      for (let index = 0; index < count; index++) weights[index] = stages[lengths[index]!]!;
      return;
    }
    weights.fill(0, 0, count);
    choice.use.forEach((devices, kindIndex) => {
      const row = rows[kindIndex];
      if (devices === 0 || row === undefined || row.length === 0) return;
      const share = devices / choice.replicas;
      for (let index = 0; index < count; index++) weights[index]! += row[lengths[index]!]! * share;
    });
  }
}

/** Stage times of the slowest of a choice's devices; as long as the shortest of the rows. */
function slowestRow(rows: readonly Row[], choice: Choice): Row {
  const { kindIndices } = choice;
  if (kindIndices.length === 1) return rows[kindIndices[0]!]!;
  const used = kindIndices.map((kindIndex) => rows[kindIndex]!);
  const length = Math.min(...used.map((row) => row.length));
  const slowest = new Float64Array(length);
  for (const row of used) {
    for (let index = 0; index < length; index++) {
      const stageMs = row[index]!;
      if (stageMs > slowest[index]!) slowest[index] = stageMs;
    }
  }
  return slowest;
}

interface Prepared {
  readonly choices: readonly Choice[];
  /** States in which a search may end, fewest devices first, so that a strict comparison leaves no device busy for nothing. */
  readonly endCodes: readonly number[];
  /** Cell of a state and a layer = code · width + layer. */
  readonly width: number;
  readonly cellCount: number;
}

function prepare(space: SearchSpace): Prepared {
  const counts = space.kinds.map((kind) => kind.deviceCount);
  const { choices, stateCount } = staffingOf(counts, space);
  const width = space.layerCount + 1;
  const endCodes = space.mustUseAll ? [stateCount - 1] : codesByDevices(counts, stateCount);
  return { choices, endCodes, width, cellCount: stateCount * width };
}

interface LayerOfCells {
  readonly width: number;
  readonly layer: number;
}

function isReached(
  best: Float64Array,
  { width, layer, limit }: LayerOfCells & { readonly limit: number },
): boolean {
  for (let at = layer; at < best.length; at += width) if (best[at]! < limit) return true;
  return false;
}

function leastAt(
  best: Float64Array,
  codes: readonly number[],
  { width, layer }: LayerOfCells,
): { readonly value: number; readonly at: number } {
  let found = { value: Infinity, at: layer };
  for (const code of codes) {
    const value = best[code * width + layer]!;
    if (value < found.value) found = { value, at: code * width + layer };
  }
  return found;
}
