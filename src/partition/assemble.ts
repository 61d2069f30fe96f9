// From the segments that a strategy found to the plan that everybody reads.
import { assertExists } from '../base/index.ts';
import { busMsOf } from '../edgetpu/index.ts';
import type { SegmentEstimate } from '../edgetpu/index.ts';
import { batchMsOf } from './batch-time.ts';
import { rateKeyOf, sharedBusesOf } from './device-kinds.ts';
import { evaluateSegment } from './evaluate.ts';
import { notesOf } from './plan-notes.ts';
import type { Plan, PlanNote, PlanRequest, PlanSegment, StrategyName } from './types.ts';

/** One segment as a strategy decides on it: its operators, and the devices that serve it in turn. */
export interface Placement {
  /** In any order. */
  readonly operators: readonly number[];
  /** Positions in the request's devices, at least one; no device serves two segments. */
  readonly deviceIndices: readonly number[];
}

/** What a strategy knows of its own search. */
export interface SearchInfo {
  /** No plan of its search space is faster, ms; absent where the plan is the only one it considers. */
  readonly lowerBoundMs?: number;
  readonly notes?: readonly PlanNote[];
}

/** Below this a gap is rounding of floating-point sums, not a gap. */
const ROUNDING = 1e-12;

/**
 * Makes the plan of segments in pipeline order: memory, times, crossing bytes, bottleneck, gap, notes. Speed-ups stay
 * null until `withSpeedups`. The placements must be legal (`checkSegments` of graph/).
 */
export function assemblePlan(
  request: PlanRequest,
  strategy: StrategyName,
  placements: readonly Placement[],
  search: SearchInfo = {},
): Plan {
  const segments = placements.map((placement, index) => makeSegment(request, placement, index));
  const { bottleneck, bottleneckMs } = bottleneckOf(request, segments);
  const lowerBoundMs = Math.min(search.lowerBoundMs ?? bottleneckMs, bottleneckMs);
  const gap = bottleneckMs / lowerBoundMs - 1;
  const isProved = gap <= ROUNDING;
  const plan = {
    label: 'estimated',
    strategy,
    segments,
    deviceCount: segments.reduce((count, segment) => count + segment.replicas, 0),
    bottleneckMs,
    bottleneck,
    throughputPerSecond: 1000 / bottleneckMs,
    latencyMs: segments.reduce((ms, segment) => ms + segment.stageMs, 0),
    batchMs: batchMsOf(segments, request.batch, bottleneckMs),
    batch: request.batch,
    crossingBytes: crossingBytesOf(request, segments),
    lowerBoundMs: isProved ? bottleneckMs : lowerBoundMs,
    gap: isProved ? 0 : gap,
    speedupOverSingle: null,
    speedupOverCompiler: null,
  } satisfies Omit<Plan, 'notes'>;
  return { ...plan, notes: [...(search.notes ?? []), ...notesOf(plan)] };
}

/** The plan with its throughput compared to one device and to the compiler's split; null where one of them has no plan. */
export function withSpeedups(plan: Plan, single: Plan | null, compiler: Plan | null): Plan {
  return {
    ...plan,
    speedupOverSingle: single === null ? null : single.bottleneckMs / plan.bottleneckMs,
    speedupOverCompiler: compiler === null ? null : compiler.bottleneckMs / plan.bottleneckMs,
  };
}

function makeSegment(request: PlanRequest, placement: Placement, index: number): PlanSegment {
  const operators = [...placement.operators].sort((a, b) => a - b);
  const depths = operators.map((operator) => request.graph.depth[operator] ?? 0);
  const estimate = slowestEstimate(request, operators, placement.deviceIndices);
  return {
    index,
    operators,
    firstDepth: depths.reduce((least, depth) => Math.min(least, depth), Infinity),
    lastDepth: depths.reduce((most, depth) => Math.max(most, depth), 0),
    ...estimate,
    replicas: placement.deviceIndices.length,
    deviceIndices: placement.deviceIndices,
    cpuOperatorCount: operators.filter(
      (operator) => request.costs.operators[operator]?.runsOnEdgeTpu === false,
    ).length,
  };
}

/** Inferences are dealt in turn, so the slowest device of a segment sets its rate. */
function slowestEstimate(
  request: PlanRequest,
  operators: readonly number[],
  deviceIndices: readonly number[],
): SegmentEstimate {
  const seen = new Set<string>();
  const estimates: SegmentEstimate[] = [];
  for (const deviceIndex of deviceIndices) {
    const device = assertExists(request.devices[deviceIndex], 'device of a placement');
    const key = rateKeyOf(device);
    if (seen.has(key)) continue;
    seen.add(key);
    estimates.push(evaluateSegment(request, operators, device));
  }
  return estimates.reduce((slowest, next) => (next.stageMs > slowest.stageMs ? next : slowest));
}

function crossingBytesOf({ graph }: PlanRequest, segments: readonly PlanSegment[]): number {
  let bytes = 0;
  for (const id of segments.flatMap((segment) => segment.inputs)) {
    const activation = graph.activations[id];
    if (activation !== undefined && activation.producer >= 0) bytes += activation.bytes;
  }
  return bytes;
}

/** Time per inference at steady state, and what sets it. Ports of their own never do: a stage covers its transfers. */
export function bottleneckOf(
  request: Pick<PlanRequest, 'devices'>,
  segments: readonly PlanSegment[],
): Pick<Plan, 'bottleneck' | 'bottleneckMs'> {
  let bottleneckMs = 0;
  let bottleneck: Plan['bottleneck'] = { kind: 'stage', segmentIndex: 0 };
  segments.forEach((segment, segmentIndex) => {
    const perInferenceMs = segment.stageMs / segment.replicas;
    if (perInferenceMs <= bottleneckMs) return;
    bottleneckMs = perInferenceMs;
    bottleneck = { kind: 'stage', segmentIndex };
  });
  for (const { bus, busyMs } of busLoadsOf(request.devices, segments)) {
    if (busyMs <= bottleneckMs) continue;
    bottleneckMs = busyMs;
    bottleneck = { kind: 'bus', bus };
  }
  return { bottleneck, bottleneckMs };
}

/** Time per inference that each bus shared by two or more devices of the plan is busy. Ascending bus numbers. */
export function busLoadsOf(
  devices: PlanRequest['devices'],
  segments: readonly PlanSegment[],
): readonly { readonly bus: number; readonly busyMs: number }[] {
  const used = segments.flatMap((segment) =>
    segment.deviceIndices.flatMap((deviceIndex) => {
      const device = devices[deviceIndex];
      return device === undefined
        ? []
        : [{ device, busMs: busMsOf(segment, device) / segment.replicas }];
    }),
  );
  return sharedBusesOf(used.map(({ device }) => device)).map((bus) => ({
    bus,
    busyMs: used
      .filter(({ device }) => device.bus === bus)
      .reduce((sum, { busMs }) => sum + busMs, 0),
  }));
}
