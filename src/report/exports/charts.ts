// Every chart of a result as a drawing, from the same marks as on the page.
import { formatSignificant, plural } from '../../base/index.ts';
import {
  layoutDepthProfile,
  layoutHistogram,
  layoutThroughput,
  layoutTimeline,
  timelineHeight,
  type Mark,
} from '../charts/index.ts';
import { fileStem } from './file-name.ts';
import { layoutGraphChart } from './graph-chart.ts';
import type { FileTheme } from './palette.ts';
import { layoutSegmentChart } from './segment-chart.ts';
import { layoutStrategyChart } from './strategy-chart.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import { svgDocument, type Drawing } from './svg.ts';
import type { ExportFile, ResultSource } from './types.ts';

const WIDTH_PX = 960;
const PROFILE_PX = 260;
const CURVE_PX = 260;
const HISTOGRAM_PX = 220;
/** Inferences that a timeline shows: as many as can be told apart. */
const TIMELINE_INFERENCES = 8;

/** A chart and when there is one. */
export interface ResultChart {
  readonly id: string;
  readonly title: string;
  /** Why this result has no such chart; null where it has one. */
  readonly lacks: (source: ResultSource) => string | null;
  readonly draw: (source: ResultSource) => Omit<Drawing, 'foot'>;
}

export const RESULT_CHARTS: readonly ResultChart[] = [
  {
    id: 'depth-profile',
    title: 'Parameters per depth',
    lacks: () => null,
    draw: ({ profile }) => {
      const layout = layoutDepthProfile(profile, WIDTH_PX, PROFILE_PX);
      return { ...box(layout), title: `${layout.title}, estimated`, note: layout.lineCaption };
    },
  },
  {
    id: 'segments',
    title: 'Segments',
    lacks: () => null,
    draw: ({ plan }) => ({
      ...box(layoutSegmentChart(plan, WIDTH_PX)),
      title: 'Segments: memory on chip and stage time, estimated',
      note: 'orange: streamed at every inference; line: the chip’s limit',
    }),
  },
  {
    id: 'strategies',
    title: 'Strategies',
    lacks: ({ strategies }) => (strategies.length === 0 ? 'No strategies were compared.' : null),
    draw: (source) => ({
      ...box(layoutStrategyChart(source, WIDTH_PX)),
      title: 'Strategies side by side, estimated',
      note: '',
    }),
  },
  {
    id: 'timeline',
    title: 'Pipeline timeline, simulated',
    lacks: ({ timeline }) => (timeline.length === 0 ? 'There is no simulation.' : null),
    draw: ({ timeline, plan }) => drawTimeline(timeline, plan.segments, 'simulated'),
  },
  {
    id: 'timeline-run',
    title: 'Timeline of the run',
    lacks: (source) => lacksRun(source, source.fullRun?.timeline ?? []),
    draw: ({ fullRun, timeline, plan }) =>
      drawTimeline(fullRun?.timeline ?? timeline, plan.segments, fullRun?.label ?? 'simulated'),
  },
  {
    id: 'latencies',
    title: 'Latencies of the run',
    lacks: (source) => lacksRun(source, source.fullRun?.latenciesMs ?? []),
    draw: ({ fullRun }) => ({
      ...box(
        layoutHistogram(
          {
            latenciesMs: fullRun?.latenciesMs ?? [],
            figures: fullRun?.latency ?? { meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 },
          },
          { width: WIDTH_PX, height: HISTOGRAM_PX },
        ),
      ),
      title: `Latencies of the run, ${fullRun?.label ?? 'simulated'}`,
      note: 'inferences over milliseconds',
    }),
  },
  {
    id: 'throughput',
    title: 'Throughput over devices',
    lacks: ({ throughput }) =>
      throughput === null || throughput.lines.length === 0
        ? 'A link holds no throughput curve. Drop the model to have it.'
        : null,
    draw: ({ throughput }) => ({
      ...box(
        layoutThroughput(
          throughput ?? { lines: [], mostDevices: 1, deviceCount: null },
          WIDTH_PX,
          CURVE_PX,
        ),
      ),
      title: 'Inferences per second over devices, estimated',
      note: '',
    }),
  },
  {
    id: 'graph',
    title: 'Operator graph by segment',
    lacks: ({ detail }) =>
      detail === null ? 'A link holds no operators. Drop the model to have its graph.' : null,
    draw: ({ detail, plan, profile }) => ({
      ...(detail === null
        ? { width: WIDTH_PX, height: 0, marks: [] }
        : box(layoutGraphChart(detail, { plan, profile }, WIDTH_PX))),
      title: 'Operator graph by segment, of an estimated plan',
      note: 'to the right by depth; lines are tensors; hollow: runs on the CPU',
    }),
  },
];

/** A chart as an SVG file. */
export function chartFile(chart: ResultChart, source: ResultSource, theme: FileTheme): ExportFile {
  return {
    name: `${fileStem(source)}_${chart.id}_${theme}.svg`,
    mime: 'image/svg+xml',
    text: svgDocument(chartDrawing(chart, source), theme),
  };
}

/** A chart with the line below it that says what it is of. */
export function chartDrawing(chart: ResultChart, source: ResultSource): Drawing {
  return { ...chart.draw(source), foot: footOf(source) };
}

/** "ResNet-50 · Optimal on 4 devices · 225 inferences per second, estimated · Reef 0.1.0". */
function footOf({ model, plan, devices, toolVersion }: ResultSource): string {
  return [
    model.name === '' ? `Model ${model.sha256.slice(0, 8)}` : model.name,
    `${STRATEGY_TITLES[plan.strategy]} on ${plural(devices.length, 'device')}`,
    `${formatSignificant(plan.throughputPerSecond)} inferences per second, estimated`,
    `Reef ${toolVersion}`,
  ].join(' · ');
}

function drawTimeline(
  entries: ResultSource['timeline'],
  segments: ResultSource['plan']['segments'],
  label: string,
): Omit<Drawing, 'foot'> {
  const replicas = segments.map((segment) => segment.replicas);
  const input = { entries, replicas, inferenceCount: TIMELINE_INFERENCES };
  const layout = layoutTimeline(input, WIDTH_PX);
  return {
    ...box(layout),
    height: timelineHeight(replicas),
    title: `${layout.title}, ${label}`,
    note: 'a lane per device; the number of the inference in the bar',
  };
}

function lacksRun({ run }: ResultSource, inferences: readonly unknown[]): string | null {
  if (inferences.length > 0) return null;
  return run === null
    ? 'There is no run with its inferences.'
    : 'A link holds no single inferences of its run.';
}

function box({
  width,
  height,
  marks,
}: {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}): { readonly width: number; readonly height: number; readonly marks: readonly Mark[] } {
  return { width, height, marks };
}
