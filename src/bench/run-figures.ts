// From what was recorded to the figures of a run.
import { latencyFiguresOf } from '../pipeline/index.ts';
import type {
  Run,
  RunDevices,
  RunLabel,
  RunStage,
  RunVerification,
  TimelineEntry,
} from '../pipeline/index.ts';
import type { RunDevice, RunOptions, RunRecord, StageRecord } from './types.ts';

/** What a run is compared with: a plan, or what a plan.json says. */
export interface ExpectedTimes {
  readonly segments: readonly { readonly stageMs: number }[];
}

export interface RunSource {
  /** Devices of each stage, replicas in turn. */
  readonly devices: readonly (readonly RunDevice[])[];
  readonly options: RunOptions;
  /** What the stages were planned as; null for a bare folder of segments. */
  readonly plan: ExpectedTimes | null;
  readonly loadMs: number;
  readonly verification: RunVerification;
}

/** The figures of a run; null when no counted inference went all the way. */
export function runOf(record: RunRecord, source: RunSource): Run | null {
  const { warmUp, inferences, batch } = source.options;
  const stageCount = source.devices.length;
  const counted = record.records.filter(({ inference }) => inference >= warmUp);
  const finished = counted
    .filter(({ segmentIndex }) => segmentIndex === stageCount - 1)
    .sort(byEnd);
  const [first] = finished;
  const last = finished.at(-1);
  if (first === undefined || last === undefined) return null;
  const firstStarts = new Map(
    counted.filter(({ segmentIndex }) => segmentIndex === 0).map((r) => [r.inference, r.startMs]),
  );
  const startMs = Math.min(...firstStarts.values());
  // Of a run that ended early, what was still on its way is no part of the drain.
  const lastEntryMs = firstStarts.get(last.inference) ?? startMs;
  const latenciesMs = finished.map((r) => r.endMs - (firstStarts.get(r.inference) ?? r.startMs));
  const spanMs = last.endMs - startMs;
  const stages = source.devices.map((devices, segmentIndex) =>
    stageOf(counted, { segmentIndex, devices, source, spanMs }),
  );
  return {
    label: labelOf(source),
    devices: groupDevices(source.devices.flat()),
    warmUp,
    inferences: finished.length,
    batch,
    isPartial: finished.length < inferences,
    throughputPerSecond: throughputOf(finished, spanMs),
    batchMs: spanMs,
    fillMs: first.endMs - startMs,
    drainMs: last.endMs - lastEntryMs,
    latency: latencyFiguresOf(latenciesMs),
    latenciesMs,
    loadMs: source.loadMs,
    stages,
    bottleneckSegment: slowest(stages),
    timeline: counted.map((r) => timelineEntry(r, { startMs, warmUp })),
    verification: source.verification,
  };
}

/** Between the first result and the last one; a single inference counts by itself. */
function throughputOf(finished: readonly StageRecord[], spanMs: number): number {
  const first = finished[0];
  const last = finished.at(-1);
  const betweenMs = (last?.endMs ?? 0) - (first?.endMs ?? 0);
  if (finished.length < 2 || betweenMs <= 0)
    return spanMs > 0 ? (1000 * finished.length) / spanMs : 0;
  return (1000 * (finished.length - 1)) / betweenMs;
}

interface StageQuery {
  readonly segmentIndex: number;
  readonly devices: readonly RunDevice[];
  readonly source: RunSource;
  readonly spanMs: number;
}

function stageOf(counted: readonly StageRecord[], query: StageQuery): RunStage {
  const { segmentIndex, devices, source, spanMs } = query;
  const own = counted.filter((r) => r.segmentIndex === segmentIndex);
  const mean = (pick: (r: StageRecord) => number): number =>
    own.length === 0 ? 0 : own.reduce((sum, r) => sum + pick(r), 0) / own.length;
  const times = own.map((r) => r.endMs - r.startMs);
  return {
    segmentIndex,
    replicas: devices.length,
    queueMs: mean((r) => r.queueMs),
    inMs: mean((r) => r.inMs),
    computeMs: mean((r) => r.computeMs),
    streamMs: mean((r) => r.streamMs),
    outMs: mean((r) => r.outMs),
    cpuMs: mean((r) => r.cpuMs),
    meanMs: mean((r) => r.endMs - r.startMs),
    p95Ms: times.length === 0 ? 0 : latencyFiguresOf(times).p95Ms,
    bytesIn: mean((r) => r.bytesIn),
    bytesOut: mean((r) => r.bytesOut),
    utilisation:
      spanMs > 0
        ? Math.min(1, times.reduce((sum, ms) => sum + ms, 0) / (spanMs * devices.length))
        : 0,
    estimatedMs: source.plan?.segments[segmentIndex]?.stageMs ?? null,
  };
}

/** The stage that sets the pace: the largest time per inference, replicas taken into account. */
function slowest(stages: readonly RunStage[]): number {
  const pace = (stage: RunStage): number => stage.meanMs / stage.replicas;
  return stages.reduce(
    (worst, stage, index) => (pace(stage) > pace(stages[worst] ?? stage) ? index : worst),
    0,
  );
}

function timelineEntry(r: StageRecord, base: { startMs: number; warmUp: number }): TimelineEntry {
  const startMs = r.startMs - base.startMs;
  const endMs = r.endMs - base.startMs;
  const outStartMs = Math.max(startMs, endMs - r.outMs);
  return {
    inference: r.inference - base.warmUp,
    segmentIndex: r.segmentIndex,
    replica: r.replica,
    startMs,
    computeStartMs: Math.min(outStartMs, startMs + r.inMs),
    outStartMs,
    endMs,
  };
}

/** One virtual accelerator makes the whole run simulated. */
function labelOf({ devices }: RunSource): RunLabel {
  return devices.flat().some((device) => device.kind === 'virtual') ? 'simulated' : 'measured';
}

function groupDevices(devices: readonly RunDevice[]): RunDevices[] {
  const groups: (RunDevices & { count: number })[] = [];
  for (const { kind, link, clock } of devices) {
    const known = groups.find(
      (group) => group.kind === kind && group.link === link && group.clock === clock,
    );
    if (known) known.count++;
    else groups.push({ kind, link, clock, count: 1 });
  }
  return groups;
}

function byEnd(a: StageRecord, b: StageRecord): number {
  return a.endMs - b.endMs;
}
