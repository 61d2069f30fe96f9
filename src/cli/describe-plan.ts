import { formatBytes, formatMib, formatMsNumber, formatSignificant } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { MAX_DEVICE_COUNT, strategyOf } from '../partition/index.ts';
import type { DeviceChoice, Plan, PlanSegment } from '../partition/index.ts';
import { autoSentence, paceSentence, plainText, planHeadline } from '../report/index.ts';
import { describeGap } from './describe-comparison.ts';
import { describeDevices } from './describe-devices.ts';
import { formatTable } from './table.ts';

const HEAD = [
  'segment',
  'devices',
  'depths',
  'operators',
  'on chip MiB',
  'streamed MiB',
  'in KiB',
  'out KiB',
  'in ms',
  'compute ms',
  'stream ms',
  'out ms',
  'stage ms',
];

/** Headline, why, segment table, figures, notes. */
export function describePlan(
  plan: Plan,
  devices: readonly DeviceSpec[],
  auto: DeviceChoice | null = null,
): string {
  const title = strategyOf(plan.strategy)?.title ?? plan.strategy;
  const headline = `${title}: ${planHeadline(plan, devices.length).text} (${plan.label}; ${describeDevices(devices)})`;
  const hasReplicas = plan.segments.some(({ replicas }) => replicas > 1);
  const table = formatTable({
    head: hasReplicas ? HEAD : HEAD.filter((name) => name !== 'devices'),
    rows: plan.segments.map((segment) => segmentRow(segment, hasReplicas)),
    numeric: Array.from({ length: HEAD.length }, (_, column) => column),
  });
  const notes = plan.notes.map(({ message }) => `- ${message}`).join('\n');
  return [
    ...(auto === null ? [] : [describeAuto(auto)]),
    `${headline}\n${plainText(paceSentence(plan, { devices }))}`,
    table,
    describeFigures(plan),
    ...(notes === '' ? [] : [notes]),
  ].join('\n\n');
}

function describeAuto({ deviceCount, avoidableBytes }: DeviceChoice): string {
  return autoSentence({ deviceCount, avoidableBytes, mostDevices: MAX_DEVICE_COUNT });
}

function segmentRow(segment: PlanSegment, hasReplicas: boolean): readonly string[] {
  const { firstDepth, lastDepth } = segment;
  return [
    String(segment.index + 1),
    ...(hasReplicas ? [String(segment.replicas)] : []),
    firstDepth === lastDepth ? String(firstDepth) : `${String(firstDepth)}–${String(lastDepth)}`,
    String(segment.operators.length),
    formatMib(segment.onChipBytes),
    formatMib(segment.streamedBytes),
    formatKib(segment.inBytes),
    formatKib(segment.outBytes),
    formatMsNumber(segment.inMs),
    formatMsNumber(segment.computeMs),
    formatMsNumber(segment.streamMs),
    formatMsNumber(segment.outMs),
    formatMsNumber(segment.stageMs),
  ];
}

function formatKib(bytes: number): string {
  return formatSignificant(bytes / 1024);
}

function describeFigures(plan: Plan): string {
  const rows = [
    [
      'Slowest stage',
      `${formatMsNumber(plan.bottleneckMs)} ms, best possible ${formatMsNumber(plan.lowerBoundMs)} ms (${describeGap(plan.gap)})`,
    ],
    ['Latency', `${formatMsNumber(plan.latencyMs)} ms`],
    [`Batch of ${String(plan.batch)}`, `${formatMsNumber(plan.batchMs)} ms`],
    ['Between segments', `${formatBytes(plan.crossingBytes)} per inference`],
  ];
  return formatTable({ rows });
}
