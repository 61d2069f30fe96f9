import type { PlanSegment } from '../../partition/index.ts';
import type { SharedRun } from '../../share/index.ts';
import { csvTable, type CsvColumn } from './csv.ts';
import { labelled, roundMs } from './numbers.ts';
import type { Exporter, ResultSource } from './types.ts';

/** One row a segment: place, memory, stage time in its parts, and the run beside it where there is one. */
export const segmentsCsv: Exporter = {
  id: 'csv-segments',
  title: 'Segments, CSV',
  opensIn: 'spreadsheets, pandas, R',
  ending: '_segments.csv',
  mime: 'text/csv',
  lacks: () => null,
  make: (source) =>
    csvTable(
      [...placeColumns(source), ...planColumns(), ...runColumns(source.run)],
      source.plan.segments,
    ),
};

type Column = CsvColumn<PlanSegment>;

function placeColumns({ devices, plan }: ResultSource): readonly Column[] {
  const { bottleneck } = plan;
  return [
    { name: 'segment', of: (segment) => segment.index + 1 },
    { name: 'firstDepth', of: (segment) => segment.firstDepth },
    { name: 'lastDepth', of: (segment) => segment.lastDepth },
    { name: 'operatorCount', of: (segment) => segment.operators.length },
    { name: 'cpuOperatorCount', of: (segment) => segment.cpuOperatorCount },
    { name: 'replicas', of: (segment) => segment.replicas },
    {
      name: 'devices',
      of: ({ deviceIndices }) =>
        deviceIndices
          .map((index) => devices[index])
          .map((device) => (device === undefined ? '' : `${device.link} ${device.clock}`))
          .join('; '),
    },
    {
      name: labelled('setsPace', 'estimated'),
      of: ({ index }) => bottleneck.kind === 'stage' && bottleneck.segmentIndex === index,
    },
    { name: 'inBytes', of: (segment) => segment.inBytes },
    { name: 'outBytes', of: (segment) => segment.outBytes },
  ];
}

const PLAN_BYTES = [
  'compiledParamBytes',
  'cachedBytes',
  'streamedBytes',
  'avoidableBytes',
  'unavoidableBytes',
  'mayStreamBytes',
  'onChipBytes',
  'budgetBytes',
] as const;
const PLAN_TIMES = ['inMs', 'computeMs', 'streamMs', 'outMs', 'stageMs'] as const;

function planColumns(): readonly Column[] {
  return [
    ...PLAN_BYTES.map((field): Column => ({
      name: labelled(field, 'estimated'),
      of: (segment) => Math.round(segment[field]),
    })),
    ...PLAN_TIMES.map((field): Column => ({
      name: labelled(field, 'estimated'),
      of: (segment) => roundMs(segment[field]),
    })),
    {
      name: labelled('perInferenceMs', 'estimated'),
      of: ({ stageMs, replicas }) => roundMs(stageMs / replicas),
    },
  ];
}

const RUN_TIMES = [
  'queueMs',
  'inMs',
  'computeMs',
  'streamMs',
  'outMs',
  'cpuMs',
  'meanMs',
  'p95Ms',
] as const;

function runColumns(run: SharedRun | null): readonly Column[] {
  if (run === null) return [];
  return RUN_TIMES.map((field) => ({
    name: labelled(field, run.label),
    of: ({ index }) => roundMs(run.stages[index]?.[field] ?? NaN),
  }));
}
