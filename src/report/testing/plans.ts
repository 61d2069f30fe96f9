// Small plans for the tests of sentences and charts: only what a test names differs from the defaults.
import type { DeviceSpec } from '../../edgetpu/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';

const MIB = 1024 * 1024;

export type SegmentPatch = Partial<PlanSegment> & {
  readonly streamMib?: number;
  readonly avoidableMib?: number;
};

/** A segment of four operators at depths 10·index … 10·index + 9 that streams nothing. */
export function testSegment(index: number, patch: SegmentPatch = {}): PlanSegment {
  const { streamMib = 0, avoidableMib = streamMib, ...rest } = patch;
  const inMs = rest.inMs ?? 1;
  const computeMs = rest.computeMs ?? 2;
  const streamMs = rest.streamMs ?? 0;
  const outMs = rest.outMs ?? 0.5;
  const streamedBytes = Math.round(streamMib * MIB);
  return {
    index,
    operators: [4 * index, 4 * index + 1, 4 * index + 2, 4 * index + 3],
    firstDepth: 10 * index,
    lastDepth: 10 * index + 9,
    inputs: [index],
    outputs: [index + 1],
    inBytes: 200_000,
    outBytes: 100_000,
    instructionBytes: 50_000,
    passes: 1,
    replicas: 1,
    deviceIndices: [index],
    cpuOperatorCount: 0,
    compiledParamBytes: 5 * MIB + streamedBytes,
    cachedBytes: 5 * MIB,
    streamedBytes,
    unavoidableBytes: streamedBytes - Math.round(avoidableMib * MIB),
    avoidableBytes: Math.round(avoidableMib * MIB),
    onChipBytes: 5 * MIB,
    budgetBytes: 7.4 * MIB,
    mayStreamBytes: 0,
    inMs,
    computeMs,
    streamMs,
    outMs,
    stageMs: inMs + computeMs + streamMs + outMs,
    ...rest,
  };
}

/** A plan of these segments; the bottleneck is the slowest stage per replica. */
export function testPlan(segments: readonly PlanSegment[], patch: Partial<Plan> = {}): Plan {
  const perInference = segments.map((segment) => segment.stageMs / segment.replicas);
  const bottleneckMs = Math.max(...perInference);
  const latencyMs = segments.reduce((sum, segment) => sum + segment.stageMs, 0);
  return {
    label: 'estimated',
    strategy: 'optimal',
    segments,
    deviceCount: segments.reduce((sum, segment) => sum + segment.replicas, 0),
    bottleneckMs,
    bottleneck: { kind: 'stage', segmentIndex: perInference.indexOf(bottleneckMs) },
    throughputPerSecond: 1000 / bottleneckMs,
    latencyMs,
    batchMs: latencyMs + 14 * bottleneckMs,
    batch: 15,
    crossingBytes: 600_000,
    lowerBoundMs: bottleneckMs,
    gap: 0,
    speedupOverSingle: 3,
    speedupOverCompiler: 1.2,
    notes: [],
    ...patch,
  };
}

/** Devices at USB 3 on a port each, or all behind one hub. */
export function testDevices(count: number, isShared = false): readonly DeviceSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    link: 'usb3' as const,
    clock: 'max' as const,
    bus: isShared ? 0 : index,
  }));
}
