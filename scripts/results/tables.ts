import {
  formatFileSize,
  formatMacs,
  formatMib,
  formatMs,
  formatPercent,
  formatRatio,
} from '../../src/base/index.ts';
import type { StrategyName } from '../../src/partition/index.ts';
import { planOf, streamedBytes } from './plan-sample.ts';
import type { CountResult, SampleResult } from './plan-sample.ts';

/** In the tables' order; `single` stands in each table's caption. */
const COLUMNS: readonly StrategyName[] = [
  'compiler',
  'profiled-vendor',
  'balanced',
  'profiled',
  'optimal',
  'hybrid',
];

/** Title and how to read the file. */
export function describeHead(): string {
  return `# Results

<!-- Made by "npm run results"; do not edit by hand. -->

Every sample model on 2 to 8 Edge TPUs with every strategy, **estimated** by the timing and memory model: USB 3, a port
for each device, maximum clock. The sample models have the published architectures at full size; their weights are
generated, which changes no figure here.

A cell reads _speed-up over one device · speed-up over the compiler's own split · MiB streamed from the host per
inference_. A dash stands where the strategy has no plan (the compiler crashes, or there are more devices than the model
can be shared over). _Proof_: whether no convex cut is faster than \`optimal\`'s, or how far it may be from the best.
\`profiled-vendor\` writes nothing where its bounds start within its threshold; the compiler's split stands there then.`;
}

/** One sample's table. */
export function describeSample(result: SampleResult): string {
  const { entry, compiledParamBytes, macs, counts } = result;
  const single = counts[0] && planOf(counts[0], 'single');
  const one = single
    ? `One device: ${formatMs(single.bottleneckMs)}, ${formatMib(streamedBytes(single))} MiB streamed.`
    : '';
  const head = ['devices', ...COLUMNS, 'proof'];
  const rows = counts.map((count) => [
    String(count.deviceCount),
    ...COLUMNS.map((strategy) => cell(count, strategy)),
    proof(count),
  ]);
  return [
    `## ${entry.title}`,
    `\`${entry.name}\`, ${formatFileSize(entry.bytes)}, ${formatMib(compiledParamBytes)} MiB compiled, ${formatMacs(macs)}. ${one}`,
    [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'),
  ].join('\n\n');
}

function cell(count: CountResult, strategy: StrategyName): string {
  const plan = planOf(count, strategy);
  if (plan === null) return '–';
  const { speedupOverSingle, speedupOverCompiler } = plan;
  return `${formatRatio(speedupOverSingle)} · ${formatRatio(speedupOverCompiler)} · ${formatMib(streamedBytes(plan))}`;
}

function proof(count: CountResult): string {
  const plan = planOf(count, 'optimal');
  if (plan === null) return '–';
  return plan.gap === 0 ? 'proved' : `gap ≤ ${formatPercent(plan.gap)}`;
}
