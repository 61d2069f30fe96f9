// Least time of a segment between two cells of a sweep, per kind of device: what depends on the crossing bytes of its
// ends, and the rest.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import {
  CNN_INSTRUCTION_BYTES,
  DENSE_INSTRUCTION_BYTES,
  ON_CHIP_PARAM_BYTES,
  ratesOf,
} from '../../edgetpu/index.ts';
import type { DeviceKind } from '../device-kinds.ts';
import { leastOverheadMs } from './bounds.ts';
import type { CoarseFact } from './coarse-facts.ts';
import type { CoarseNodes } from './coarse-nodes.ts';
import { workShareOf } from './coarse-problem.ts';
import type { CoarseProblem } from './coarse-problem.ts';
import type { SkipGrid } from './skip-grid.ts';

export interface SegmentBoundsInput {
  readonly coarse: CoarseProblem;
  readonly nodes: CoarseNodes;
  readonly skips: SkipGrid;
  readonly facts: readonly CoarseFact[];
  readonly kinds: readonly DeviceKind[];
  /** Only segments below it are of interest, ms. */
  readonly limitMs: number;
}

interface KindBounds {
  readonly overheadMs: number;
  readonly denseOverheadMs: number;
  readonly inBytesPerMs: number;
  readonly outBytesPerMs: number;
  /** Least time of an operator on this kind as a multiple of its work, which is for the best of all rates. */
  readonly workShare: number;
}

export class SegmentBounds {
  /** Set by `time`: bytes that may pass by. */
  skippedBytes = 0;
  readonly #input: SegmentBoundsInput;
  readonly #kinds: readonly KindBounds[];
  readonly #leastOverheadMs: number;
  readonly #cachedBytes: number;
  readonly #firstCell: Int32Array;
  readonly #secondCell: Int32Array;
  #workMs = 0;
  #hasConvolution = false;
  #streamedBytes = 0;
  #inBytes = 0;

  constructor(input: SegmentBoundsInput) {
    this.#input = input;
    const { coarse, kinds, nodes, skips } = input;
    this.#kinds = kinds.map((kind) => ({
      overheadMs: leastOverheadMs([kind], CNN_INSTRUCTION_BYTES),
      denseOverheadMs: leastOverheadMs([kind], DENSE_INSTRUCTION_BYTES),
      inBytesPerMs: ratesOf(kind.device).inBytesPerMs,
      outBytesPerMs: ratesOf(kind.device).outBytesPerMs,
      workShare: workShareOf(coarse, kind),
    }));
    this.#leastOverheadMs = leastOverheadMs(kinds, DENSE_INSTRUCTION_BYTES);
    this.#cachedBytes =
      (coarse.problem.fixedBudgetBytes ?? ON_CHIP_PARAM_BYTES) *
      coarse.problem.fileBytesPerChipByte;
    this.#firstCell = Int32Array.from(nodes.mostWorkMs, (ms) => skips.cellOf(ms));
    this.#secondCell = Int32Array.from(nodes.leastWorkMs, (ms) => skips.cellOf(ms));
  }

  /** True when work alone takes the time between two nodes, and so between the first and any after the second. */
  isTooLong(from: number, to: number): boolean {
    const { nodes, limitMs, facts, coarse } = this.#input;
    if (facts.length > 0) return false;
    const workMs = nodes.leastWorkMs[to]! - nodes.mostWorkMs[from]!;
    return this.#leastOverheadMs + workMs * coarse.denseShare >= limitMs;
  }

  /** Looks at a segment between two nodes; then `restMs`, `inMs` and `outMs` speak of it. */
  time(from: number, to: number): void {
    const { nodes, skips } = this.#input;
    this.#workMs = Math.max(0, nodes.leastWorkMs[to]! - nodes.mostWorkMs[from]!);
    this.#hasConvolution = nodes.leastConvolutions[to]! > nodes.mostConvolutions[from]!;
    const bytes = nodes.leastBytes[to]! - nodes.mostBytes[from]!;
    this.#streamedBytes = Math.max(0, bytes - this.#cachedBytes);
    this.skippedBytes = skips.at(this.#firstCell[from]!, this.#secondCell[to]!);
    // Nothing passes by a segment that starts at the empty prefix.
    this.#inBytes =
      from === 0 ? nodes.firstInBytes : Math.max(0, nodes.crossingBytes[from]! - this.skippedBytes);
  }

  /** Time without what goes in and out. */
  restMs(kind: number): number {
    const { overheadMs, denseOverheadMs, inBytesPerMs, workShare } = this.#kinds[kind]!;
    const share = this.#hasConvolution ? workShare : this.#input.coarse.denseShare;
    const busyMs = this.#workMs * share;
    const streamMs = this.#streamedBytes / inBytesPerMs;
    return (
      (this.#hasConvolution ? overheadMs : denseOverheadMs) +
      Math.max(busyMs + streamMs / 2, busyMs / 2 + streamMs)
    );
  }

  inMs(kind: number): number {
    return this.#inBytes / this.#kinds[kind]!.inBytesPerMs;
  }

  /** Time of what goes out, if some bytes cross at the second node. */
  outMs(kind: number, crossingBytes: number): number {
    return Math.max(0, crossingBytes - this.skippedBytes) / this.#kinds[kind]!.outBytesPerMs;
  }

  /** Most bytes that may cross at the first / second node, if transfers there may take some time. */
  roomIn(kind: number, ms: number): number {
    return this.skippedBytes + ms * this.#kinds[kind]!.inBytesPerMs;
  }

  roomOut(kind: number, ms: number): number {
    return this.skippedBytes + ms * this.#kinds[kind]!.outBytesPerMs;
  }

  /** Least time of a fact that may stand between two nodes; Infinity where none does. */
  factMs(from: number, to: number): number {
    const { nodes, facts } = this.#input;
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
