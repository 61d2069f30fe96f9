// What a coarse look at prefixes knows of them: work, cacheable bytes, crossing bytes. Each is chosen so that the time
// of a segment is bounded from below by the differences of its two prefixes.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import { INSTRUCTION_BYTES_PER_OPERATOR, ratesOf } from '../../edgetpu/index.ts';
import type { DeviceKind } from '../device-kinds.ts';
import { leastClockFactor } from './bounds.ts';
import {
  SUM_CACHEABLE_FILE_BYTES,
  SUM_COMPUTE_MS,
  SUM_COUNT,
  SUM_FILE_BYTES,
  SUM_OPERATORS,
} from './problem.ts';
import type { LatticeProblem } from './problem.ts';

export interface CoarseProblem {
  readonly problem: LatticeProblem;
  /**
   * Work of each operator, ms, at the best rates of all kinds: compute, its instructions, and half of streaming what no chip can cache (a stage takes
   * compute + streaming ÷ 2 at least).
   */
  readonly workMs: Float64Array;
  readonly totalWorkMs: number;
  /** Least share of an operator's work that is there in a segment without convolutions, which has no instructions per operator. */
  readonly denseShare: number;
  /** File bytes that a chip could cache. */
  readonly cacheableBytes: Float64Array;
  readonly totalCacheableBytes: number;
  /** Bytes that an activation adds to every cut it crosses; 0 for the model's own inputs and outputs. */
  readonly crossingBytes: Float64Array;
  /** Least work of a prefix that holds each operator, and most work of one that does not. */
  readonly workWithMs: Float64Array;
  readonly workWithoutMs: Float64Array;
}

/** O(operators · operators ÷ 32 + edges). */
export function makeCoarseProblem(
  problem: LatticeProblem,
  kinds: readonly DeviceKind[],
): CoarseProblem {
  const { workMs, cacheableBytes, denseShare } = makeWork(problem, kinds);
  const totalWorkMs = sumOf(workMs);
  const withAncestorsMs = closureWork(problem, workMs, 'predecessors');
  const withDescendantsMs = closureWork(problem, workMs, 'successors');
  return {
    problem,
    workMs,
    totalWorkMs,
    denseShare,
    cacheableBytes,
    totalCacheableBytes: sumOf(cacheableBytes),
    crossingBytes: problem.activationBytes.map((bytes, id) =>
      problem.producer[id]! < 0 || problem.isModelOutput[id] === 1 ? 0 : bytes,
    ),
    workWithMs: withAncestorsMs,
    workWithoutMs: withDescendantsMs.map((ms) => totalWorkMs - ms),
  };
}

function makeWork(
  { sums, operatorCount }: LatticeProblem,
  kinds: readonly DeviceKind[],
): Pick<CoarseProblem, 'workMs' | 'cacheableBytes' | 'denseShare'> {
  const inBytesPerMs = Math.max(...kinds.map(({ device }) => ratesOf(device).inBytesPerMs));
  const clockFactor = leastClockFactor(kinds);
  const workMs = new Float64Array(operatorCount);
  const cacheableBytes = new Float64Array(operatorCount);
  let denseShare = 1;
  for (let op = 0; op < operatorCount; op++) {
    const at = op * SUM_COUNT;
    cacheableBytes[op] = sums[at + SUM_CACHEABLE_FILE_BYTES]!;
    const uncacheableBytes = sums[at + SUM_FILE_BYTES]! - cacheableBytes[op]!;
    const instructionMs =
      (sums[at + SUM_OPERATORS]! * INSTRUCTION_BYTES_PER_OPERATOR) / inBytesPerMs;
    const busyMs = sums[at + SUM_COMPUTE_MS]! * clockFactor + uncacheableBytes / 2 / inBytesPerMs;
    workMs[op] = busyMs + instructionMs;
    if (instructionMs > 0) denseShare = Math.min(denseShare, busyMs / workMs[op]!);
  }
  return { workMs, cacheableBytes, denseShare };
}

/**
 * Least time that an operator takes on one kind of device, as a multiple of its work, in a segment that has instructions
 * per operator.
 */
export function workShareOf(coarse: CoarseProblem, kind: DeviceKind): number {
  const onKind = makeWork(coarse.problem, [kind]).workMs;
  return coarse.workMs.reduce(
    (least, ms, op) => (ms > 0 ? Math.min(least, onKind[op]! / ms) : least),
    Infinity,
  );
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Work of each operator together with all its ancestors, or all its descendants. File order is an order of execution. */
function closureWork(
  problem: LatticeProblem,
  workMs: Float64Array,
  side: 'predecessors' | 'successors',
): Float64Array {
  const { operatorCount } = problem;
  const { start, values } = problem[side];
  const wordCount = Math.ceil(operatorCount / 32);
  const closure = new Int32Array(operatorCount * wordCount);
  const result = new Float64Array(operatorCount);
  for (let step = 0; step < operatorCount; step++) {
    const op = side === 'predecessors' ? step : operatorCount - 1 - step;
    const base = op * wordCount;
    closure[base + (op >>> 5)]! |= 1 << (op & 31);
    for (let at = start[op]!; at < start[op + 1]!; at++) {
      const other = values[at]! * wordCount;
      for (let word = 0; word < wordCount; word++) closure[base + word]! |= closure[other + word]!;
    }
    for (let word = 0; word < wordCount; word++) {
      for (let bits = closure[base + word]!; bits !== 0; bits &= bits - 1) {
        result[op]! += workMs[(word << 5) + 31 - Math.clz32(bits & -bits)]!;
      }
    }
  }
  return result;
}
