// Timelines in the Trace Event Format (the "JSON Array/Object" trace of Chromium), which Perfetto and speedscope open:
// a process per timeline, a thread per device, an inference with its parts nested, arrows from stage to stage.
import type { PlanSegment } from '../../partition/index.ts';
import type { TimelineEntry } from '../../pipeline/index.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import type { Exporter, ResultSource } from './types.ts';

export const traceEventJson: Exporter = {
  id: 'trace',
  title: 'Timeline, trace events',
  opensIn: 'Perfetto, speedscope, chrome://tracing',
  ending: '_trace.json',
  mime: 'application/json',
  lacks: ({ timeline, fullRun }) =>
    timeline.length === 0 && fullRun === null ? 'There is no timeline.' : null,
  make: (source) => `${JSON.stringify(traceOf(source))}\n`,
};

/** Events as the format has them; times in microseconds. */
interface TraceEvent {
  readonly ph: 'M' | 'X' | 's' | 't' | 'f';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, string | number>>;
}

interface TimelineProcess {
  readonly pid: number;
  readonly name: string;
  readonly label: string;
  readonly entries: readonly TimelineEntry[];
  readonly segments: readonly PlanSegment[];
}

function traceOf(source: ResultSource): object {
  const { plan, timeline, fullRun, model, toolVersion, devices } = source;
  const what = `${STRATEGY_TITLES[plan.strategy]}, ${devices.length} devices`;
  const processes: TimelineProcess[] = [
    {
      ...{ pid: 1, label: 'simulated', entries: timeline, segments: plan.segments },
      name: `Simulated: ${what}`,
    },
    {
      ...{ pid: 2, label: fullRun?.label ?? 'measured', segments: plan.segments },
      name: `${fullRun?.label === 'simulated' ? 'Run on virtual accelerators, simulated' : 'Run, measured'}: ${what}`,
      entries: fullRun?.timeline ?? [],
    },
  ];
  return {
    traceEvents: processes.filter(({ entries }) => entries.length > 0).flatMap(eventsOf),
    displayTimeUnit: 'ms',
    otherData: {
      tool: `reef ${toolVersion}`,
      model: model.name,
      modelSha256: model.sha256,
      strategy: plan.strategy,
      note: 'Every event says in its arguments whether it is simulated or measured.',
    },
  };
}

function eventsOf(process: TimelineProcess): readonly TraceEvent[] {
  const lanes = lanesOf(process.segments);
  const ordered = [...process.entries].sort((one, other) => one.startMs - other.startMs);
  return [
    metadata(process, 0, 'process_name', { name: process.name }),
    metadata(process, 0, 'process_sort_index', { sort_index: process.pid }),
    ...lanes.flatMap(({ tid, name }) => [
      metadata(process, tid, 'thread_name', { name }),
      metadata(process, tid, 'thread_sort_index', { sort_index: tid }),
    ]),
    ...ordered.flatMap((entry) => {
      const lane = lanes.find(
        ({ segmentIndex, replica }) =>
          segmentIndex === entry.segmentIndex && replica === entry.replica,
      );
      return lane === undefined ? [] : entryEvents(process, entry, lane.tid);
    }),
  ];
}

/** A thread for each device, numbered from 1. */
function lanesOf(segments: readonly PlanSegment[]): readonly {
  readonly tid: number;
  readonly segmentIndex: number;
  readonly replica: number;
  readonly name: string;
}[] {
  let tid = 0;
  return segments.flatMap(({ index, replicas }) =>
    Array.from({ length: replicas }, (_, replica) => {
      tid++;
      const which = replicas > 1 ? `, device ${replica + 1} of ${replicas}` : '';
      return { tid, segmentIndex: index, replica, name: `Segment ${index + 1}${which}` };
    }),
  );
}

function metadata(
  { pid }: TimelineProcess,
  tid: number,
  name: string,
  args: Readonly<Record<string, string | number>>,
): TraceEvent {
  return { ph: 'M', name, pid, tid, args };
}

function entryEvents(
  { pid, label, segments }: TimelineProcess,
  entry: TimelineEntry,
  tid: number,
): readonly TraceEvent[] {
  const args = { inference: entry.inference + 1, segment: entry.segmentIndex + 1, label };
  const slice = (name: string, fromMs: number, toMs: number): TraceEvent => {
    const ts = micro(fromMs);
    return { ph: 'X', name, cat: label, pid, tid, ts, dur: micro(toMs - ts / 1000), args };
  };
  const parts = [
    slice('in', entry.startMs, entry.computeStartMs),
    slice('compute', entry.computeStartMs, entry.outStartMs),
    slice('out', entry.outStartMs, entry.endMs),
  ].filter(({ dur }) => (dur ?? 0) > 0);
  const isFirst = entry.segmentIndex === 0;
  const isLast = entry.segmentIndex === segments.length - 1;
  const arrow: TraceEvent = {
    ph: isFirst ? 's' : isLast ? 'f' : 't',
    ...{ name: 'inference', cat: 'inference', pid, tid, ts: micro(entry.startMs) },
    // Numbers of arrows are shared by all processes of a trace.
    id: entry.inference * 2 + (pid - 1),
    ...(!isFirst && { bp: 'e' as const }),
  };
  const whole = slice(`inference ${entry.inference + 1}`, entry.startMs, entry.endMs);
  return segments.length > 1 ? [whole, ...parts, arrow] : [whole, ...parts];
}

/** Microseconds with three decimals: nanoseconds, the least that viewers tell apart. */
function micro(ms: number): number {
  return Math.max(0, Math.round(ms * 1e6) / 1e3);
}
