// Dynamic programming over the cells of a sweep. Between cells a segment's time is bounded from below: least work
// between them, least crossing bytes at both ends less what may pass by. That gives a lower bound on the best plan, and
// for every cell the most bytes that may cross at a prefix of it, if that is to be part of a plan below some limit.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { DeviceStates } from './device-states.ts';
import { SegmentBounds } from './segment-bounds.ts';
import type { SegmentBoundsInput } from './segment-bounds.ts';
import type { WorkBudget } from './work-budget.ts';

export interface CoarseBoundsInput extends SegmentBoundsInput {
  readonly states: DeviceStates;
  readonly budget: WorkBudget;
}

export interface CoarseBounds {
  /** No plan is faster, ms; the limit where all plans are known not to be below it. */
  readonly lowerBoundMs: number;
  /** Most bytes that may cross at a prefix of each node; negative where none can be part of a plan below the limit. */
  readonly allowedBytes: Float64Array;
}

/** O(nodes² · device states); null when the budget ends. */
export function boundChains(input: CoarseBoundsInput): CoarseBounds | null {
  const table = new SegmentBounds(input);
  const forward = sweepForward(input, table);
  const backward = forward === null ? null : sweepBackward(input, table);
  if (forward === null || backward === null) return null;
  const { nodes, states, limitMs } = input;
  const allowedBytes = new Float64Array(nodes.count).fill(-1);
  for (let used = 0; used < states.count; used++) {
    for (let node = 1; node < nodes.count - 1; node++) {
      const before = forward.allowed[used * nodes.count + node]!;
      // Digit by digit what is left, so no borrowing.
      const behind = backward[(states.count - 1 - used) * nodes.count + node]!;
      const allowed = Math.min(before, behind);
      if (allowed >= nodes.crossingBytes[node]! && allowed > allowedBytes[node]!) {
        allowedBytes[node] = allowed;
      }
    }
  }
  return { lowerBoundMs: Math.min(limitMs, forward.lowerBoundMs), allowedBytes };
}

interface Forward {
  readonly lowerBoundMs: number;
  readonly allowed: Float64Array;
}

/** What a step between two nodes costs in elementary steps, beside its device states. */
const STEPS_PER_PAIR = 2;

/**
 * From the empty prefix: least bottleneck to each node with at most the devices of each state, and the most bytes that
 * may cross there.
 */
function sweepForward(input: CoarseBoundsInput, table: SegmentBounds): Forward | null {
  const { nodes, states, limitMs, budget } = input;
  const { count, crossingBytes } = nodes;
  const best = new Float64Array(states.count * count).fill(Infinity);
  const allowed = new Float64Array(states.count * count).fill(-1);
  for (let used = 0; used < states.count; used++) best[used * count] = 0;
  for (let from = 0; from < count - 1; from++) {
    // All devices but one reach as far as any fewer do.
    if (!isReached(best, from, input)) continue;
    let pairs = 0;
    for (let to = from + 1; to < count && !table.isTooLong(from, to); to++) {
      pairs++;
      table.time(from, to);
      const factMs = table.factMs(from, to);
      for (let kind = 0; kind < states.kindCount; kind++) {
        const beforeOutMs = table.restMs(kind) + table.inMs(kind);
        const outMs = table.outMs(kind, crossingBytes[to]!);
        const stageMs = Math.min(beforeOutMs + outMs, factMs);
        if (stageMs >= limitMs) continue;
        const room = factMs < limitMs ? Infinity : table.roomOut(kind, limitMs - beforeOutMs);
        for (const used of states.withRoom[kind]!) {
          const before = best[used * count + from]!;
          if (before >= limitMs) continue;
          const at = (used + states.step[kind]!) * count + to;
          const slowest = before > stageMs ? before : stageMs;
          if (slowest < best[at]!) best[at] = slowest;
          if (room > allowed[at]!) allowed[at] = room;
        }
      }
    }
    if (!budget.spend(1 + pairs * (STEPS_PER_PAIR + states.stepCount / 2))) return null;
  }
  return { lowerBoundMs: best[states.count * count - 1]!, allowed };
}

function isReached(
  best: Float64Array,
  node: number,
  { states, nodes, limitMs }: CoarseBoundsInput,
): boolean {
  return states.withRoom.some((withRoom) =>
    withRoom.some((used) => best[used * nodes.count + node]! < limitMs),
  );
}

/** From the full prefix downwards, the same; states are the devices used behind a node. */
function sweepBackward(input: CoarseBoundsInput, table: SegmentBounds): Float64Array | null {
  const { nodes, states, limitMs, budget } = input;
  const { count, crossingBytes } = nodes;
  const isPossible = new Uint8Array(states.count * count);
  const allowed = new Float64Array(states.count * count).fill(-1);
  for (let used = 0; used < states.count; used++) isPossible[used * count + count - 1] = 1;
  for (let to = count - 1; to > 0; to--) {
    const isDeadEnd = states.withRoom.every((withRoom) =>
      withRoom.every((used) => isPossible[used * count + to] === 0),
    );
    if (isDeadEnd) continue;
    let pairs = 0;
    for (let from = 0; from < to; from++) {
      if (table.isTooLong(from, to)) continue;
      pairs++;
      table.time(from, to);
      const isFact = table.factMs(from, to) < limitMs;
      for (let kind = 0; kind < states.kindCount; kind++) {
        const beforeInMs = table.restMs(kind) + table.outMs(kind, crossingBytes[to]!);
        if (!isFact && beforeInMs + table.inMs(kind) >= limitMs) continue;
        const room = isFact ? Infinity : table.roomIn(kind, limitMs - beforeInMs);
        for (const used of states.withRoom[kind]!) {
          if (isPossible[used * count + to] === 0) continue;
          const at = (used + states.step[kind]!) * count + from;
          isPossible[at] = 1;
          if (room > allowed[at]!) allowed[at] = room;
        }
      }
    }
    if (!budget.spend(1 + to / 8 + pairs * (STEPS_PER_PAIR + states.stepCount / 2))) return null;
  }
  return allowed;
}
