import {
  formatCount,
  formatMsNumber,
  formatPercent,
  formatSignificant,
  plural,
} from '../base/index.ts';
import { LINK_WORDS } from '../edgetpu/index.ts';
import type { Run, RunStage } from '../pipeline/index.ts';
import { formatTable } from './table.ts';

const HEAD = [
  'segment',
  'devices',
  'in ms',
  'compute ms',
  'stream ms',
  'out ms',
  'cpu ms',
  'stage ms',
  'p95 ms',
  'waiting ms',
  'estimated ms',
  'difference',
];

/** Headline, stage table measured beside estimated, figures, what the check of the outputs said. */
export function describeRun(run: Run): string {
  const slowest = run.stages[run.bottleneckSegment];
  return [
    `${formatSignificant(run.throughputPerSecond)} inferences per second (${run.label}; ${describeRunDevices(run)})\n` +
      `Segment ${String(run.bottleneckSegment + 1)} sets the pace at ${formatMsNumber(slowest?.meanMs ?? 0)} ms.`,
    formatTable({
      head: HEAD,
      rows: run.stages.map(stageRow),
      numeric: HEAD.map((_, column) => column),
    }),
    formatTable({
      rows: [
        [
          'Latency',
          `${formatMsNumber(run.latency.p50Ms)} ms median, ${formatMsNumber(run.latency.p95Ms)} ms 95 %, ${formatMsNumber(run.latency.p99Ms)} ms 99 %`,
        ],
        [
          `${plural(run.inferences, 'inference')}`,
          `${formatMsNumber(run.batchMs)} ms, after ${plural(run.warmUp, 'warm-up inference')}`,
        ],
        ['Loading', `${formatMsNumber(run.loadMs)} ms, once`],
        ['Outputs', describeVerification(run)],
      ],
    }),
  ].join('\n\n');
}

function stageRow(stage: RunStage): string[] {
  const { estimatedMs } = stage;
  const ms = [
    stage.inMs,
    stage.computeMs,
    stage.streamMs,
    stage.outMs,
    stage.cpuMs,
    stage.meanMs,
    stage.p95Ms,
    stage.queueMs,
  ];
  return [
    String(stage.segmentIndex + 1),
    String(stage.replicas),
    ...ms.map(formatMsNumber),
    estimatedMs === null ? '–' : formatMsNumber(estimatedMs),
    estimatedMs === null ? '–' : signedPercent(stage.meanMs / estimatedMs - 1),
  ];
}

function signedPercent(share: number): string {
  return `${share > 0 ? '+' : ''}${formatPercent(share)}`;
}

const KIND_WORDS = { coral: 'Coral', virtual: 'virtual accelerator', cpu: 'CPU' } as const;

function describeRunDevices({ devices }: Run): string {
  return devices
    .map(
      ({ kind, link, count }) =>
        `${String(count)} × ${KIND_WORDS[kind]}${kind === 'cpu' ? '' : `, ${LINK_WORDS[link]}`}`,
    )
    .join('; ');
}

function describeVerification({ verification }: Run): string {
  switch (verification.kind) {
    case 'equal':
      return `equal to the whole model, byte for byte (${formatCount(verification.bytes)} bytes)`;
    case 'different':
      return `"${verification.tensor}" differs in ${formatCount(verification.differingElements)} of ${formatCount(verification.elements)} elements, at most by ${String(verification.largestDifference)}`;
    case 'not-computed':
      return 'not computed: real instructions on virtual accelerators give zeros';
    case 'not-checked':
      return 'not checked';
  }
}
