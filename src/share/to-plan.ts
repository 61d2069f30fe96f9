import type { DeviceSpec } from '../edgetpu/index.ts';
import { batchMsOf, bottleneckOf, type Plan, type PlanSegment } from '../partition/index.ts';
import {
  DEFAULT_QUEUE_CAPACITY,
  runStages,
  stagesOfPlan,
  type TimelineEntry,
} from '../pipeline/index.ts';
import { ownerOfDepth } from './owners.ts';
import type { SharedResult, SharedSegment } from './types.ts';

/** The devices of a result, as planning takes them. */
export function devicesOfShared({ devices }: SharedResult): readonly DeviceSpec[] {
  return devices.map(({ link, clock, bus, rates }) => ({
    ...{ link, clock, bus },
    ...(rates === undefined ? {} : { measuredRates: rates }),
  }));
}

/**
 * The plan of a result, for sentences and charts. A link tells how many operators a segment has, not which: the numbers
 * in `operators` stand for nothing but their count, and there are no tensors.
 */
export function planOfShared(result: SharedResult): Plan {
  const { plan, batch } = result;
  let operatorCount = 0;
  const segments = plan.segments.map((segment, index) => {
    const first = operatorCount;
    operatorCount += segment.operatorCount;
    return segmentOfShared(segment, index, first);
  });
  const { bottleneckMs, lowerBoundMs } = plan;
  return {
    label: 'estimated',
    strategy: plan.strategy,
    segments,
    deviceCount: segments.reduce((sum, segment) => sum + segment.replicas, 0),
    bottleneckMs,
    bottleneck: bottleneckOf({ devices: devicesOfShared(result) }, segments).bottleneck,
    throughputPerSecond: 1000 / bottleneckMs,
    latencyMs: plan.latencyMs,
    batchMs: batchMsOf(segments, batch, bottleneckMs),
    batch,
    crossingBytes: plan.crossingBytes,
    lowerBoundMs,
    gap: lowerBoundMs > 0 ? Math.max(0, bottleneckMs / lowerBoundMs - 1) : 0,
    speedupOverSingle: plan.speedupOverSingle,
    speedupOverCompiler: plan.speedupOverCompiler,
    notes: [],
  };
}

function segmentOfShared(segment: SharedSegment, index: number, firstOp: number): PlanSegment {
  const { operatorCount, ...figures } = segment;
  const { cachedBytes, streamedBytes, avoidableBytes, inMs, computeMs, streamMs, outMs } = figures;
  return {
    ...figures,
    index,
    operators: Array.from({ length: operatorCount }, (_, at) => firstOp + at),
    inputs: [],
    outputs: [],
    compiledParamBytes: cachedBytes + streamedBytes,
    unavoidableBytes: streamedBytes - avoidableBytes,
    stageMs: inMs + computeMs + streamMs + outMs,
  };
}

/** The first inferences of the batch, event by event, from the shared stage times. Simulated. */
export function timelineOfShared(
  result: SharedResult,
  inferences: number,
): readonly TimelineEntry[] {
  const stages = stagesOfPlan(planOfShared(result), devicesOfShared(result));
  const batch = Math.min(result.batch, inferences);
  return runStages(stages, batch, DEFAULT_QUEUE_CAPACITY).timeline;
}

/** Parameters of each depth by segment, the earlier segment first; in steps of 1/63 of the largest depth. */
export function parametersByDepth({ plan, profile }: SharedResult): readonly (readonly {
  readonly segmentIndex: number;
  readonly value: number;
}[])[] {
  const splits = new Map<number, { segmentIndex: number; share: number }[]>();
  for (const { depth, segmentIndex, share } of plan.splits) {
    splits.set(depth, [...(splits.get(depth) ?? []), { segmentIndex, share }]);
  }
  return profile.compiledParamBytes.map((bytes, depth) => {
    const owners = splits.get(depth) ?? [
      { segmentIndex: ownerOfDepth(plan.segments, depth), share: 1 },
    ];
    return owners
      .map(({ segmentIndex, share }) => ({ segmentIndex, value: bytes * share }))
      .sort((one, other) => one.segmentIndex - other.segmentIndex);
  });
}
