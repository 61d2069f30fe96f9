// Rows of the stage table, from a run that has ended or from one that goes on. Pure.
import type { Plan } from '../../partition/index.ts';
import { stageDifference, type RunBarInput } from '../../report/index.ts';
import type { Assignment, FinishedRun, LiveRun } from './run-contract.ts';

export interface StageRow extends RunBarInput {
  readonly deviceNames: string;
  readonly isPace: boolean;
  /** Measured over estimated, less one; null where there is nothing to compare. */
  readonly difference: number | null;
  readonly p95Ms: number | null;
  readonly queueMs: number | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  /** 0 to 1; null while it is not known. */
  readonly utilisation: number | null;
}

export function stageRowsOfResult({ report, stageDevices }: FinishedRun): readonly StageRow[] {
  const { run } = report;
  if (run === null) return [];
  // Estimates are for Edge TPUs: beside a CPU's times they would only mislead.
  const hasEstimate = run.devices.every(({ kind }) => kind !== 'cpu');
  return run.stages.map((stage) => ({
    ...{ segmentIndex: stage.segmentIndex, replicas: stage.replicas, meanMs: stage.meanMs },
    parts: stage,
    estimatedMs: hasEstimate ? stage.estimatedMs : null,
    deviceNames: namesOf(stageDevices[stage.segmentIndex] ?? []),
    isPace: stage.segmentIndex === run.bottleneckSegment,
    difference: hasEstimate ? stageDifference(stage) : null,
    ...{ p95Ms: stage.p95Ms, queueMs: stage.queueMs },
    ...{ bytesIn: stage.bytesIn, bytesOut: stage.bytesOut, utilisation: stage.utilisation },
  }));
}

export function stageRowsOfLive(
  plan: Plan,
  live: LiveRun,
  assignment: Assignment | null,
): readonly StageRow[] {
  const places = assignment?.places ?? [];
  const hasEstimate = places.every(({ device }) => device?.kind !== 'cpu');
  const slowest = slowestSegment(
    plan.segments.map(({ replicas }, index) => (live.stageMeansMs[index] ?? 0) / replicas),
  );
  return plan.segments.map(({ index, replicas, stageMs }) => {
    const meanMs = live.stageMeansMs[index] ?? null;
    const own = places.filter(({ segmentIndex }) => segmentIndex === index);
    return {
      ...{ segmentIndex: index, replicas, meanMs, isPace: index === slowest },
      parts: live.stageParts[index] ?? null,
      estimatedMs: hasEstimate ? stageMs : null,
      difference: hasEstimate && meanMs !== null && stageMs > 0 ? meanMs / stageMs - 1 : null,
      deviceNames: namesOf(own.map(({ device }) => ({ name: device?.name ?? '–' }))),
      ...{ p95Ms: null, queueMs: null, bytesIn: null, bytesOut: null, utilisation: null },
    };
  });
}

/** Before a run: what is expected and of what it is made, nothing yet to set beside it. */
export function stageRowsOfPlan(plan: Plan, assignment: Assignment | null): readonly StageRow[] {
  const places = assignment?.places ?? [];
  if (places.some(({ device }) => device?.kind === 'cpu')) return [];
  const slowest = slowestSegment(plan.segments.map(({ stageMs, replicas }) => stageMs / replicas));
  return plan.segments.map((segment) => ({
    ...{ segmentIndex: segment.index, replicas: segment.replicas, meanMs: null },
    ...{ parts: { ...segment, cpuMs: 0 }, isPace: segment.index === slowest },
    ...{ estimatedMs: segment.stageMs, difference: null },
    deviceNames: namesOf(
      places
        .filter(({ segmentIndex }) => segmentIndex === segment.index)
        .map(({ device }) => ({ name: device?.name ?? '–' })),
    ),
    ...{ p95Ms: null, queueMs: null, bytesIn: null, bytesOut: null, utilisation: null },
  }));
}

/** The one that sets the pace; −1 while nothing is known. */
function slowestSegment(times: readonly number[]): number {
  const most = Math.max(0, ...times);
  return most === 0 ? -1 : times.indexOf(most);
}

/** "Virtual 1", "Coral 1, 2": what names have in common is said once. */
function namesOf(devices: readonly { readonly name: string }[]): string {
  const [first = '–', ...rest] = devices.map(({ name }) => name);
  const stem = first.replace(/\d+$/, '');
  const isAlike = rest.every((name) => name.startsWith(stem));
  return [first, ...rest.map((name) => (isAlike ? name.slice(stem.length) : name))].join(', ');
}
