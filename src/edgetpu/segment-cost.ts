// The reference evaluator: memory and time of any set of operators as one segment. Strategies have faster incremental
// versions of this, which are tested against it.

import { boundaryOf } from '../graph/index.ts';
import type { Boundary, Graph } from '../graph/index.ts';
import { paramBudgetBytes } from './budget.ts';
import { cacheLayers, cachingOrder } from './caching.ts';
import { BUDGET_MARGIN_BYTES } from './constants.ts';
import {
  instructionBytesFor,
  operatorComputeMs,
  passesFor,
  ratesOf,
  stageTime,
} from './stage-time.ts';
import type {
  Costs,
  DeviceSpec,
  KnownSegment,
  OperatorCost,
  SegmentEstimate,
  SegmentMemory,
  StageTime,
} from './types.ts';

/** What is estimated, and on which device. */
export interface SegmentQuery {
  readonly operators: readonly number[];
  readonly device: DeviceSpec;
  /** What a compiled file or a run says about exactly this segment; replaces the estimate entry by entry. */
  readonly fact?: KnownSegment;
}

/**
 * Memory and time of a set of operators as one segment on a device. Operators on the CPU cost nothing here: the time is
 * without them. O(k log k) for k operators and their tensors.
 */
export function estimateSegment(graph: Graph, costs: Costs, query: SegmentQuery): SegmentEstimate {
  const boundary = boundaryOf(graph, query.operators);
  const memory = withKnownMemory(segmentMemory(costs, query.operators, boundary), query.fact);
  const sums = sumOperators(costs.operators, query.operators);
  const instructionBytes =
    query.fact?.instructionBytes ?? instructionBytesFor(sums.operatorCount, sums.hasConvolution);
  const passes = sums.isAllLargeConv ? passesFor(sums.largeConvCount, sums.largeConvMapBytes) : 1;
  const { inputs, outputs, inBytes, outBytes } = boundary;
  const time = stageTime(
    {
      inBytes,
      outBytes,
      instructionBytes,
      computeMsAtFullClock: sums.computeMs,
      streamedBytes: memory.streamedBytes,
      passes,
    },
    query.device,
  );
  return {
    ...memory,
    ...withKnownTime(time, query),
    inputs,
    outputs,
    inBytes,
    outBytes,
    instructionBytes,
    passes,
  };
}

/** Memory of a set of operators as one segment, given its boundary. */
export function segmentMemory(
  costs: Costs,
  operators: readonly number[],
  boundary: Pick<Boundary, 'largestActivationBytes'>,
): SegmentMemory {
  let compiledParamBytes = 0;
  let unavoidableBytes = 0;
  for (const operator of operators) {
    const cost = costs.operators[operator];
    if (cost === undefined) continue;
    compiledParamBytes += cost.compiledParamBytes;
    unavoidableBytes += cost.fitsTile ? cost.neverCachedBytes : cost.compiledParamBytes;
  }
  const budgetBytes = costs.budgetBytes ?? paramBudgetBytes(boundary.largestActivationBytes);
  const visitOrder = cachingOrder(costs.operators, operators);
  const { cachedBytes, onChipBytes } = cacheLayers(costs.operators, visitOrder, budgetBytes);
  const atMargin = cacheLayers(costs.operators, visitOrder, budgetBytes - BUDGET_MARGIN_BYTES);
  const streamedBytes = compiledParamBytes - cachedBytes;
  return {
    compiledParamBytes,
    cachedBytes,
    streamedBytes,
    unavoidableBytes,
    avoidableBytes: streamedBytes - unavoidableBytes,
    onChipBytes,
    budgetBytes,
    // Less room can make the greedy choice better, as it skips what does not fit.
    mayStreamBytes: Math.max(0, cachedBytes - atMargin.cachedBytes),
  };
}

/** Bytes that a segment moves over its bus per inference: input, instructions, every pass of streamed parameters, output. */
export function busBytesOf(
  segment: Pick<
    SegmentEstimate,
    'inBytes' | 'instructionBytes' | 'streamedBytes' | 'passes' | 'outBytes'
  >,
): number {
  return (
    segment.inBytes +
    segment.instructionBytes +
    segment.streamedBytes * segment.passes +
    segment.outBytes
  );
}

/** Time per inference that a segment's bytes occupy a shared bus, ms; all of them at the link's input rate. */
export function busMsOf(segment: Parameters<typeof busBytesOf>[0], device: DeviceSpec): number {
  return busBytesOf(segment) / ratesOf(device).inBytesPerMs;
}

interface OperatorSums {
  /** Operators on the Edge TPU. */
  readonly operatorCount: number;
  readonly hasConvolution: boolean;
  readonly computeMs: number;
  /** True when every operator with parameters is a large CONV_2D. */
  readonly isAllLargeConv: boolean;
  readonly largeConvCount: number;
  readonly largeConvMapBytes: number;
}

function sumOperators(costs: readonly OperatorCost[], operators: readonly number[]): OperatorSums {
  const onDevice = operators.flatMap((operator) => {
    const cost = costs[operator];
    return cost?.runsOnEdgeTpu === true ? [cost] : [];
  });
  const withParameters = onDevice.filter((cost) => cost.compiledParamBytes > 0);
  const largeConvs = withParameters.filter((cost) => cost.isLargeConv);
  return {
    operatorCount: onDevice.length,
    hasConvolution: onDevice.some((cost) => cost.isConvolution),
    computeMs: onDevice.reduce((ms, cost) => ms + operatorComputeMs(cost), 0),
    isAllLargeConv: largeConvs.length === withParameters.length,
    largeConvCount: largeConvs.length,
    largeConvMapBytes: largeConvs.reduce((bytes, cost) => bytes + cost.mapBytes, 0),
  };
}

/** Replaces the estimated placement by the one a compiled file has. What it does not say follows from the rest. */
function withKnownMemory(estimate: SegmentMemory, fact: KnownSegment | undefined): SegmentMemory {
  if (fact?.cachedBytes === undefined && fact?.streamedBytes === undefined) return estimate;
  const total = estimate.compiledParamBytes;
  const cachedBytes = fact.cachedBytes ?? Math.max(0, total - (fact.streamedBytes ?? 0));
  const streamedBytes = fact.streamedBytes ?? Math.max(0, total - cachedBytes);
  const unavoidableBytes = Math.min(estimate.unavoidableBytes, streamedBytes);
  return {
    compiledParamBytes: cachedBytes + streamedBytes,
    cachedBytes,
    streamedBytes,
    unavoidableBytes,
    avoidableBytes: streamedBytes - unavoidableBytes,
    // A compiled file does not say how its blob is padded on chip; the estimate stands where the choice was the same.
    onChipBytes: cachedBytes === estimate.cachedBytes ? estimate.onChipBytes : cachedBytes,
    budgetBytes: estimate.budgetBytes,
    mayStreamBytes: 0,
  };
}

/** Replaces the estimated stage time by a measured one of the same link and clock; the parts keep their shares. */
function withKnownTime(estimate: StageTime, { device, fact }: SegmentQuery): StageTime {
  if (fact?.stageMs === undefined) return estimate;
  const isSameLink = fact.link === undefined || fact.link === device.link;
  const isSameClock = fact.clock === undefined || fact.clock === device.clock;
  if (!isSameLink || !isSameClock) return estimate;
  const factor = fact.stageMs / estimate.stageMs;
  return {
    inMs: estimate.inMs * factor,
    computeMs: estimate.computeMs * factor,
    streamMs: estimate.streamMs * factor,
    outMs: estimate.outMs * factor,
    stageMs: fact.stageMs,
  };
}
