// Dynamic programming over the cells of a sweep. Between cells a segment's time is bounded from below: least work
// between them, least crossing bytes at both ends less what may pass by. That gives a lower bound on the best plan, and
// for every cell the most bytes that may cross at a prefix of it, if that is to be part of a plan below some limit.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import {
  CNN_INSTRUCTION_BYTES,
  DENSE_INSTRUCTION_BYTES,
  ON_CHIP_PARAM_BYTES,
} from '../../edgetpu/index.ts';
import { leastOverheadMs } from './bounds.ts';
import type { CoarseFact } from './coarse-facts.ts';
import type { CoarseNodes } from './coarse-nodes.ts';
import type { CoarseProblem } from './coarse-problem.ts';
import type { DeviceKind } from '../device-kinds.ts';
import type { SkipGrid } from './skip-grid.ts';
import type { WorkBudget } from './work-budget.ts';

export interface CoarseBoundsRequest {
  readonly coarse: CoarseProblem;
  readonly nodes: CoarseNodes;
  readonly skips: SkipGrid;
  readonly facts: readonly CoarseFact[];
  readonly kinds: readonly DeviceKind[];
  readonly deviceCount: number;
  /** Only plans below it are of interest, ms. */
  readonly limitMs: number;
  readonly budget: WorkBudget;
}

export interface CoarseBounds {
  /** No plan is faster, ms; the limit where all plans are known not to be below it. */
  readonly lowerBoundMs: number;
  /** Most bytes that may cross at a prefix of each node; negative where none can be part of a plan below the limit. */
  readonly allowedBytes: Float64Array;
}

/** O(nodes² · devices); null when the budget ends. */
export function boundChains(request: CoarseBoundsRequest): CoarseBounds | null {
  const table = new SegmentBounds(request);
  const forward = sweepForward(request, table);
  const backward = forward === null ? null : sweepBackward(request, table);
  if (forward === null || backward === null) return null;
  const { nodes, deviceCount, limitMs } = request;
  const allowedBytes = new Float64Array(nodes.count).fill(-1);
  for (let used = 1; used < deviceCount; used++) {
    for (let node = 1; node < nodes.count - 1; node++) {
      const before = forward.allowed[used * nodes.count + node]!;
      const behind = backward[(deviceCount - used) * nodes.count + node]!;
      const allowed = Math.min(before, behind);
      if (allowed >= nodes.crossingBytes[node]! && allowed > allowedBytes[node]!) {
        allowedBytes[node] = allowed;
      }
    }
  }
  return { lowerBoundMs: Math.min(limitMs, forward.lowerBoundMs), allowedBytes };
}

/** Least time of a segment between two nodes, split into what depends on the crossing bytes of its ends and the rest. */
class SegmentBounds {
  readonly #request: CoarseBoundsRequest;
  readonly #overheadMs: number;
  readonly #denseOverheadMs: number;
  readonly #cachedBytes: number;
  readonly #firstCell: Int32Array;
  readonly #secondCell: Int32Array;
  /** Set by `time`: time without crossing bytes; that of what comes in; bytes that may pass by. */
  restMs = 0;
  inMs = 0;
  skippedBytes = 0;

  constructor(request: CoarseBoundsRequest) {
    this.#request = request;
    const { coarse, kinds, nodes, skips } = request;
    this.#overheadMs = leastOverheadMs(kinds, CNN_INSTRUCTION_BYTES);
    this.#denseOverheadMs = leastOverheadMs(kinds, DENSE_INSTRUCTION_BYTES);
    this.#cachedBytes =
      (coarse.problem.fixedBudgetBytes ?? ON_CHIP_PARAM_BYTES) *
      coarse.problem.fileBytesPerChipByte;
    this.#firstCell = Int32Array.from(nodes.mostWorkMs, (ms) => skips.cellOf(ms));
    this.#secondCell = Int32Array.from(nodes.leastWorkMs, (ms) => skips.cellOf(ms));
  }

  /** True when work alone takes the time between two nodes, and so between the first and any after the second. */
  isTooLong(from: number, to: number): boolean {
    const { nodes, limitMs, facts, coarse } = this.#request;
    if (facts.length > 0) return false;
    const workMs = nodes.leastWorkMs[to]! - nodes.mostWorkMs[from]!;
    return this.#denseOverheadMs + workMs * coarse.denseShare >= limitMs;
  }

  /** Fills in the fields above. */
  time(from: number, to: number): void {
    const { nodes, coarse, skips } = this.#request;
    const workMs = Math.max(0, nodes.leastWorkMs[to]! - nodes.mostWorkMs[from]!);
    const bytes = Math.max(0, nodes.leastBytes[to]! - nodes.mostBytes[from]!);
    const streamMs = Math.max(0, bytes - this.#cachedBytes) / coarse.inBytesPerMs;
    const hasConvolution = nodes.leastConvolutions[to]! > nodes.mostConvolutions[from]!;
    const overheadMs = hasConvolution ? this.#overheadMs : this.#denseOverheadMs;
    const busyMs = hasConvolution ? workMs : workMs * coarse.denseShare;
    this.restMs = overheadMs + Math.max(busyMs + streamMs / 2, busyMs / 2 + streamMs);
    this.skippedBytes = skips.at(this.#firstCell[from]!, this.#secondCell[to]!);
    // Nothing passes by a segment that starts at the empty prefix.
    const inBytes =
      from === 0 ? nodes.firstInBytes : Math.max(0, nodes.crossingBytes[from]! - this.skippedBytes);
    this.inMs = inBytes / coarse.inBytesPerMs;
  }

  /** Least time of a fact that may stand between two nodes; Infinity where none does. */
  factMs(from: number, to: number): number {
    const { nodes, facts } = this.#request;
    let leastMs = Infinity;
    for (const { workMs, stageMs } of facts) {
      // Sums in other orders: a shade of tolerance.
      const tolerance = workMs * 1e-9;
      const isTooMuch = nodes.leastWorkMs[to]! - nodes.mostWorkMs[from]! > workMs + tolerance;
      const isTooLittle = nodes.mostWorkMs[to]! - nodes.leastWorkMs[from]! < workMs - tolerance;
      if (!isTooMuch && !isTooLittle) leastMs = Math.min(leastMs, stageMs);
    }
    return leastMs;
  }
}

interface Forward {
  readonly lowerBoundMs: number;
  readonly allowed: Float64Array;
}

/** From the empty prefix: least bottleneck to each node with at most s devices, and the bytes it may have crossing. */
function sweepForward(request: CoarseBoundsRequest, table: SegmentBounds): Forward | null {
  const { nodes, coarse, deviceCount, limitMs, budget } = request;
  const { count, crossingBytes } = nodes;
  const best = new Float64Array((deviceCount + 1) * count).fill(Infinity);
  const allowed = new Float64Array((deviceCount + 1) * count).fill(-1);
  for (let used = 0; used <= deviceCount; used++) best[used * count] = 0;
  for (let from = 0; from < count - 1; from++) {
    if (best[(deviceCount - 1) * count + from]! >= limitMs) continue;
    let pairs = 0;
    for (let to = from + 1; to < count && !table.isTooLong(from, to); to++) {
      pairs++;
      table.time(from, to);
      const outMs = Math.max(0, crossingBytes[to]! - table.skippedBytes) / coarse.outBytesPerMs;
      const factMs = table.factMs(from, to);
      const stageMs = Math.min(table.restMs + table.inMs + outMs, factMs);
      if (stageMs >= limitMs) continue;
      const room =
        factMs < limitMs
          ? Infinity
          : table.skippedBytes + (limitMs - table.restMs - table.inMs) * coarse.outBytesPerMs;
      for (let used = 1; used <= deviceCount; used++) {
        const before = best[(used - 1) * count + from]!;
        if (before >= limitMs) continue;
        const at = used * count + to;
        const slowest = before > stageMs ? before : stageMs;
        if (slowest < best[at]!) best[at] = slowest;
        if (room > allowed[at]!) allowed[at] = room;
      }
    }
    if (!budget.spend(1 + pairs * (2 + deviceCount / 2))) return null;
  }
  return { lowerBoundMs: best[deviceCount * count + count - 1]!, allowed };
}

/** From the full prefix downwards, the same. */
function sweepBackward(request: CoarseBoundsRequest, table: SegmentBounds): Float64Array | null {
  const { nodes, coarse, deviceCount, limitMs, budget } = request;
  const { count, crossingBytes } = nodes;
  const isPossible = new Uint8Array((deviceCount + 1) * count);
  const allowed = new Float64Array((deviceCount + 1) * count).fill(-1);
  for (let left = 0; left <= deviceCount; left++) isPossible[left * count + count - 1] = 1;
  for (let to = count - 1; to > 0; to--) {
    if (isPossible[(deviceCount - 1) * count + to] === 0) continue;
    let pairs = 0;
    for (let from = 0; from < to; from++) {
      if (table.isTooLong(from, to)) continue;
      pairs++;
      table.time(from, to);
      const outMs = Math.max(0, crossingBytes[to]! - table.skippedBytes) / coarse.outBytesPerMs;
      const factMs = table.factMs(from, to);
      const isFact = factMs < limitMs;
      if (!isFact && table.restMs + table.inMs + outMs >= limitMs) continue;
      const room = isFact
        ? Infinity
        : table.skippedBytes + (limitMs - table.restMs - outMs) * coarse.inBytesPerMs;
      for (let left = 1; left <= deviceCount; left++) {
        if (isPossible[(left - 1) * count + to] === 0) continue;
        const at = left * count + from;
        isPossible[at] = 1;
        if (room > allowed[at]!) allowed[at] = room;
      }
    }
    if (!budget.spend(1 + to / 8 + pairs * (2 + deviceCount / 2))) return null;
  }
  return allowed;
}
