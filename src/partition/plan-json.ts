// A plan as JSON: the one form that the command line prints, the bundle carries and the page exports. docs/cli.md
// describes every field; names stay, new ones may be added.

import type { DeviceSpec } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import type { Plan, PlanNote, PlanSegment, StrategyName } from './types.ts';

export interface SegmentJson {
  readonly index: number;
  readonly replicas: number;
  /** Positions in `deviceList`. */
  readonly deviceIndices: readonly number[];
  /** Operators in the file's own order. */
  readonly operators: readonly number[];
  readonly firstDepth: number;
  readonly lastDepth: number;
  /** Tensor names. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly inBytes: number;
  readonly outBytes: number;
  readonly compiledParamBytes: number;
  readonly cachedBytes: number;
  readonly streamedBytes: number;
  readonly avoidableBytes: number;
  readonly unavoidableBytes: number;
  readonly mayStreamBytes: number;
  readonly onChipBytes: number;
  readonly budgetBytes: number;
  readonly instructionBytes: number;
  readonly cpuOperatorCount: number;
  readonly stageMs: number;
  readonly inMs: number;
  readonly computeMs: number;
  readonly streamMs: number;
  readonly outMs: number;
}

export interface PlanJson {
  readonly label: 'estimated';
  readonly strategy: StrategyName;
  /** Devices that the plan was made for; it may use fewer. */
  readonly devices: number;
  readonly devicesUsed: number;
  readonly deviceList: readonly DeviceJson[];
  readonly bottleneckMs: number;
  readonly bottleneck: Plan['bottleneck'];
  readonly throughputPerSecond: number;
  readonly latencyMs: number;
  readonly batch: number;
  readonly batchMs: number;
  readonly lowerBoundMs: number;
  readonly gap: number;
  readonly speedupOverSingle: number | null;
  readonly speedupOverCompiler: number | null;
  readonly streamedBytes: number;
  readonly avoidableBytes: number;
  readonly crossingBytes: number;
  readonly segments: readonly SegmentJson[];
  readonly notes: readonly PlanNote[];
}

export type DeviceJson = Pick<DeviceSpec, 'link' | 'clock' | 'bus'>;

/** Where tensor names are looked up. */
type Names = Pick<Graph, 'activations'>;

/** A plan as plain JSON data; `devices` is the list that it was made for. */
export function planToJson(plan: Plan, graph: Names, devices: readonly DeviceSpec[]): PlanJson {
  const sum = (pick: (segment: PlanSegment) => number): number =>
    plan.segments.reduce((total, segment) => total + pick(segment), 0);
  return {
    label: plan.label,
    strategy: plan.strategy,
    devices: devices.length,
    devicesUsed: plan.deviceCount,
    deviceList: devices.map(({ link, clock, bus }) => ({ link, clock, bus })),
    bottleneckMs: plan.bottleneckMs,
    bottleneck: plan.bottleneck,
    throughputPerSecond: plan.throughputPerSecond,
    latencyMs: plan.latencyMs,
    batch: plan.batch,
    batchMs: plan.batchMs,
    lowerBoundMs: plan.lowerBoundMs,
    gap: plan.gap,
    speedupOverSingle: plan.speedupOverSingle,
    speedupOverCompiler: plan.speedupOverCompiler,
    streamedBytes: sum((segment) => segment.streamedBytes),
    avoidableBytes: sum((segment) => segment.avoidableBytes),
    crossingBytes: plan.crossingBytes,
    segments: plan.segments.map((segment) => segmentToJson(segment, graph)),
    notes: plan.notes,
  };
}

function segmentToJson(segment: PlanSegment, graph: Names): SegmentJson {
  const nameOf = (id: number): string => graph.activations[id]?.name ?? '';
  return {
    index: segment.index,
    replicas: segment.replicas,
    deviceIndices: segment.deviceIndices,
    operators: segment.operators,
    firstDepth: segment.firstDepth,
    lastDepth: segment.lastDepth,
    inputs: segment.inputs.map(nameOf),
    outputs: segment.outputs.map(nameOf),
    inBytes: segment.inBytes,
    outBytes: segment.outBytes,
    compiledParamBytes: segment.compiledParamBytes,
    cachedBytes: segment.cachedBytes,
    streamedBytes: segment.streamedBytes,
    avoidableBytes: segment.avoidableBytes,
    unavoidableBytes: segment.unavoidableBytes,
    mayStreamBytes: segment.mayStreamBytes,
    onChipBytes: segment.onChipBytes,
    budgetBytes: segment.budgetBytes,
    instructionBytes: segment.instructionBytes,
    cpuOperatorCount: segment.cpuOperatorCount,
    stageMs: segment.stageMs,
    inMs: segment.inMs,
    computeMs: segment.computeMs,
    streamMs: segment.streamMs,
    outMs: segment.outMs,
  };
}
