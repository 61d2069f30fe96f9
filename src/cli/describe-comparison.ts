import {
  formatMib,
  formatMsNumber,
  formatPercent,
  formatRatio,
  formatSignificant,
  plural,
} from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import type { Plan, PlanOutcome } from '../partition/index.ts';
import { describeDevices } from './describe-devices.ts';
import { formatTable } from './table.ts';

const HEAD = [
  'strategy',
  'devices',
  'slowest ms',
  'per second',
  'latency ms',
  'streamed MiB',
  'avoidable MiB',
  'vs one device',
  'vs compiler',
  'gap',
];

/** All strategies in one table, then why some have no plan. */
export function describeComparison(
  outcomes: readonly PlanOutcome[],
  devices: readonly DeviceSpec[],
): string {
  const rows = outcomes.map((outcome) =>
    'plan' in outcome ? planRow(outcome.plan) : [outcome.strategy, '–'],
  );
  const failures = outcomes.flatMap((outcome) =>
    'failure' in outcome ? [`${outcome.strategy}: ${outcome.failure.message}`] : [],
  );
  const table = formatTable({ head: HEAD, rows, numeric: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
  const title = `All strategies for ${plural(devices.length, 'device')} (${describeDevices(devices)}), estimated`;
  return [title, table, ...(failures.length > 0 ? [failures.join('\n')] : [])].join('\n\n');
}

function planRow(plan: Plan): readonly string[] {
  const streamed = plan.segments.reduce((sum, segment) => sum + segment.streamedBytes, 0);
  const avoidable = plan.segments.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
  return [
    plan.strategy,
    String(plan.deviceCount),
    formatMsNumber(plan.bottleneckMs),
    formatSignificant(plan.throughputPerSecond),
    formatMsNumber(plan.latencyMs),
    formatMib(streamed),
    formatMib(avoidable),
    formatRatio(plan.speedupOverSingle),
    formatRatio(plan.speedupOverCompiler),
    describeGap(plan.gap),
  ];
}

/** "proved" or how far the plan may be from the best of its kind. */
export function describeGap(gap: number): string {
  return gap === 0 ? 'proved' : `≤ ${formatPercent(gap)}`;
}
