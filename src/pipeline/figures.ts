import type {
  BusFigures,
  LatencyFigures,
  SimulatedStage,
  Simulation,
  StageFigures,
  StageRun,
  TimelineEntry,
} from './types.ts';

/** Everything of a simulation that follows from what happened; the rest is what it was asked for. */
export type RunFigures = Pick<
  Simulation,
  | 'makespanMs'
  | 'fillMs'
  | 'drainMs'
  | 'batchThroughputPerSecond'
  | 'latency'
  | 'stages'
  | 'buses'
  | 'bottleneck'
>;

/** Draws the figures of a run of at least one inference. */
export function figuresOf(
  run: StageRun,
  stages: readonly SimulatedStage[],
  batch: number,
): RunFigures {
  const starts = run.timeline
    .filter((entry) => entry.segmentIndex === 0)
    .map((entry) => entry.startMs);
  const ends = run.timeline
    .filter((entry) => entry.segmentIndex === stages.length - 1)
    .map((entry) => entry.endMs);
  const makespanMs = ends.at(-1) ?? 0;
  const latencies = ends.map((endMs, inference) => endMs - (starts[inference] ?? 0));
  const stageFigures = stageFiguresOf(run, stages, makespanMs);
  const buses = run.buses.map(({ bus, busyMs }): BusFigures => ({
    bus,
    busyMs,
    utilisation: shareOf(busyMs, makespanMs),
  }));
  return {
    makespanMs,
    fillMs: ends[0] ?? 0,
    drainMs: makespanMs - (starts.at(-1) ?? 0),
    batchThroughputPerSecond: (1000 * batch) / makespanMs,
    latency: latencyFiguresOf(latencies),
    stages: stageFigures,
    buses,
    bottleneck: bottleneckOf(stageFigures, buses),
  };
}

/** Nearest-rank percentiles and the mean of some times in ms. */
export function latencyFiguresOf(latenciesMs: readonly number[]): LatencyFigures {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const percentile = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    meanMs: sorted.reduce((sum, ms) => sum + ms, 0) / Math.max(1, sorted.length),
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    p99Ms: percentile(0.99),
  };
}

function stageFiguresOf(
  run: StageRun,
  stages: readonly SimulatedStage[],
  makespanMs: number,
): readonly StageFigures[] {
  const busyMs = stages.map(() => 0);
  for (const { segmentIndex, startMs, endMs } of run.timeline) {
    busyMs[segmentIndex] = (busyMs[segmentIndex] ?? 0) + endMs - startMs;
  }
  return stages.map(({ devices }, segmentIndex) => ({
    segmentIndex,
    replicas: devices.length,
    busyMs: busyMs[segmentIndex] ?? 0,
    utilisation: shareOf(busyMs[segmentIndex] ?? 0, makespanMs * devices.length),
    busWaitMs: run.busWaitMs[segmentIndex] ?? 0,
    blockedMs: run.blockedMs[segmentIndex] ?? 0,
  }));
}

/** A stage that waits for its bus looks busy; where the bus is as busy as that, it is the bus that holds things up. */
function bottleneckOf(
  stages: readonly StageFigures[],
  buses: readonly BusFigures[],
): Simulation['bottleneck'] {
  const workOf = (stage: StageFigures): number => (stage.busyMs - stage.busWaitMs) / stage.replicas;
  const stage = stages.reduce((most, next) => (workOf(next) > workOf(most) ? next : most));
  const bus = buses.reduce((most, next) => (next.busyMs > most.busyMs ? next : most));
  return bus.busyMs > workOf(stage)
    ? { kind: 'bus', bus: bus.bus }
    : { kind: 'stage', segmentIndex: stage.segmentIndex };
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** A tensor that the host keeps between segments: made by one, read last by another. */
export interface HeldTensor {
  readonly bytes: number;
  readonly madeBySegment: number;
  readonly lastReadBySegment: number;
}

/** The most bytes held at one time: each tensor from the end of its maker to the end of its last reader, per inference. */
export function peakHeldBytes(
  timeline: readonly TimelineEntry[],
  held: readonly HeldTensor[],
  stageCount: number,
): number {
  const changes: { readonly atMs: number; readonly bytes: number }[] = [];
  for (const { bytes, madeBySegment, lastReadBySegment } of held) {
    for (let first = 0; first < timeline.length; first += stageCount) {
      const made = timeline[first + madeBySegment];
      const read = timeline[first + lastReadBySegment];
      if (made === undefined || read === undefined) continue;
      changes.push({ atMs: made.endMs, bytes }, { atMs: read.endMs, bytes: -bytes });
    }
  }
  changes.sort((a, b) => a.atMs - b.atMs || a.bytes - b.bytes);
  let now = 0;
  let peak = 0;
  for (const { bytes } of changes) {
    now += bytes;
    peak = Math.max(peak, now);
  }
  return peak;
}
