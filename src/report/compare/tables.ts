import {
  formatBytes,
  formatCount,
  formatFileSize,
  formatMs,
  formatRatio,
  formatSignificant,
  plural,
} from '../../base/index.ts';
import { STRATEGY_NAMES } from '../../partition/index.ts';
import type { SharedDevice, SharedResult, SharedRun, SharedSegment } from '../../share/index.ts';
import { devicesText } from '../devices-text.ts';
import { STRATEGY_TITLES } from '../exports/strategy-titles.ts';
import { figureRow, wordRow } from './rows.ts';
import type { ComparedRow, ComparedTable } from './types.ts';

interface Sides {
  readonly left: SharedResult;
  readonly right: SharedResult;
}

/** Every table of a comparison that has something to say, from what was set to what was run. */
export function comparedTables(sides: Sides): readonly ComparedTable[] {
  return [
    setUpTable(sides),
    planTable(sides),
    segmentTable(sides, {
      id: 'stages',
      title: 'Stage time of each segment',
      figure: stageMsOf,
      format: formatMs,
    }),
    segmentTable(sides, {
      id: 'streaming',
      title: 'Streamed by each segment, per inference',
      figure: ({ streamedBytes }) => streamedBytes,
      format: formatBytes,
    }),
    strategyTable(sides),
    ...runTables(sides),
  ].filter(({ rows }) => rows.length > 0);
}

function setUpTable({ left, right }: Sides): ComparedTable {
  const words = (name: string, of: (result: SharedResult) => string): ComparedRow =>
    wordRow(name, of(left), of(right));
  return {
    id: 'set-up',
    title: 'What was planned',
    label: null,
    rows: [
      words('Model', modelWords),
      words('Strategy', ({ plan }) => STRATEGY_TITLES[plan.strategy]),
      words('Devices', ({ devices }) => deviceWords(devices)),
      words('Cut after depth', ({ plan }) =>
        plan.cuts.length === 0
          ? 'no cut'
          : plan.cuts.map(({ afterDepth }) => afterDepth).join(', '),
      ),
      words('Batch', ({ batch }) => formatCount(batch)),
    ],
  };
}

function modelWords({ model }: SharedResult): string {
  const size = `${formatFileSize(model.bytes)}, ${plural(model.operatorCount, 'operator')}`;
  return `${model.name ?? model.sha256.slice(0, 8)} · ${size}`;
}

function deviceWords(devices: readonly SharedDevice[]): string {
  const isShared = new Set(devices.map(({ bus }) => bus)).size < devices.length;
  return devicesText(devices) + (isShared ? ', ports shared' : '');
}

function planTable({ left, right }: Sides): ComparedTable {
  const row = (
    name: string,
    of: (result: SharedResult) => number | null,
    format: (value: number) => string,
    better: 'less' | 'more' | 'neither',
  ): ComparedRow => figureRow({ name, left: of(left), right: of(right), format, better });
  const sumOf =
    (figure: (segment: SharedSegment) => number) =>
    ({ plan }: SharedResult): number =>
      plan.segments.reduce((sum, segment) => sum + figure(segment), 0);
  return {
    id: 'plan',
    title: 'The plan',
    label: 'estimated',
    rows: [
      row('Slowest stage', ({ plan }) => plan.bottleneckMs, formatMs, 'less'),
      row(
        'Inferences per second',
        ({ plan }) => 1000 / plan.bottleneckMs,
        formatSignificant3,
        'more',
      ),
      row('Latency of one inference', ({ plan }) => plan.latencyMs, formatMs, 'less'),
      row('Against one device', ({ plan }) => plan.speedupOverSingle, formatRatio, 'more'),
      row(
        "Against the compiler's split",
        ({ plan }) => plan.speedupOverCompiler,
        formatRatio,
        'more',
      ),
      row(
        'Devices at work',
        sumOf(({ replicas }) => replicas),
        formatCount,
        'less',
      ),
      row('Segments', ({ plan }) => plan.segments.length, formatCount, 'neither'),
      row(
        'Streamed per inference',
        sumOf(({ streamedBytes }) => streamedBytes),
        formatBytes,
        'less',
      ),
      row(
        'Kept on chip',
        sumOf(({ onChipBytes }) => onChipBytes),
        formatBytes,
        'neither',
      ),
      row('Moved between segments', ({ plan }) => plan.crossingBytes, formatBytes, 'less'),
    ],
  };
}

interface SegmentFigure {
  readonly id: ComparedTable['id'];
  readonly title: string;
  readonly figure: (segment: SharedSegment) => number;
  readonly format: (value: number) => string;
}

/** A row per segment; none where it is zero on both sides. */
function segmentTable({ left, right }: Sides, what: SegmentFigure): ComparedTable {
  const { id, title, figure, format } = what;
  const of = (result: SharedResult, index: number): number | null => {
    const segment = result.plan.segments[index];
    return segment === undefined ? null : figure(segment);
  };
  const rows = numbersTo(left.plan.segments.length, right.plan.segments.length)
    .map((index) => ({ index, left: of(left, index), right: of(right, index) }))
    .filter((row) => (row.left ?? 0) > 0 || (row.right ?? 0) > 0)
    .map(({ index, ...values }) =>
      figureRow({ name: `Segment ${String(index + 1)}`, ...values, format, better: 'less' }),
    );
  return { id, title, label: 'estimated', rows };
}

function stageMsOf({ inMs, computeMs, streamMs, outMs }: SharedSegment): number {
  return inMs + computeMs + streamMs + outMs;
}

function strategyTable({ left, right }: Sides): ComparedTable {
  const of = (result: SharedResult, name: string): number | null => {
    const found = result.strategies.find(({ strategy }) => strategy === name);
    return found !== undefined && 'bottleneckMs' in found ? found.bottleneckMs : null;
  };
  const rows = STRATEGY_NAMES.map((name) => ({
    name,
    left: of(left, name),
    right: of(right, name),
  }))
    .filter((row) => row.left !== null || row.right !== null)
    .map(({ name, ...values }) =>
      figureRow({ name: STRATEGY_TITLES[name], ...values, format: formatMs, better: 'less' }),
    );
  return { id: 'strategies', title: 'Slowest stage of each strategy', label: 'estimated', rows };
}

const VERDICTS: Readonly<Record<SharedRun['verified'], string>> = {
  equal: 'equal byte for byte',
  different: 'different',
  'not-checked': 'not checked',
  'not-computed': 'not computed',
};
const ACCELERATORS: Readonly<Record<SharedRun['kind'], string>> = {
  coral: 'Coral accelerators',
  virtual: 'virtual accelerators',
  cpu: 'CPU',
};

function runTables({ left: { run: left }, right: { run: right } }: Sides): ComparedTable[] {
  if (left === null && right === null) return [];
  const label = left === null || right === null || left.label === right.label;
  const both = (left ?? right)?.label ?? null;
  const words = (name: string, of: (run: SharedRun) => string): ComparedRow =>
    wordRow(name, left === null ? 'no run' : of(left), right === null ? 'no run' : of(right));
  const row = (
    name: string,
    of: (run: SharedRun) => number | undefined,
    format: (value: number) => string,
    better: 'less' | 'more' = 'less',
  ): ComparedRow => {
    const side = (run: SharedRun | null): number | null =>
      run === null ? null : (of(run) ?? null);
    return figureRow({ name, left: side(left), right: side(right), format, better });
  };
  const run: ComparedTable = {
    id: 'run',
    title: 'The run',
    label: label ? both : null,
    rows: [
      ...(label ? [] : [words('Figures are', (side) => side.label)]),
      words('On', ({ kind }) => ACCELERATORS[kind]),
      words('Inferences', ({ inferences }) => formatCount(inferences)),
      words('Outputs against the whole model', ({ verified }) => VERDICTS[verified]),
      row('Inferences per second', (side) => side.throughputPerSecond, formatSignificant3, 'more'),
      row('Latency, median', ({ p50Ms }) => p50Ms, formatMs),
      row('Latency, 95th percentile', ({ p95Ms }) => p95Ms, formatMs),
      row('Latency, 99th percentile', ({ p99Ms }) => p99Ms, formatMs),
    ],
  };
  const stages: ComparedTable = {
    id: 'run-stages',
    title: 'Mean stage time in the run',
    label: run.label,
    rows: numbersTo(left?.stages.length ?? 0, right?.stages.length ?? 0).map((index) =>
      row(`Stage ${String(index + 1)}`, ({ stages: list }) => list[index]?.meanMs, formatMs),
    ),
  };
  return [run, stages];
}

function numbersTo(left: number, right: number): readonly number[] {
  return Array.from({ length: Math.max(left, right) }, (_, index) => index);
}

function formatSignificant3(value: number): string {
  return formatSignificant(value);
}
