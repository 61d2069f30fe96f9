// Where the paper's claims (Villarrubia et al. 2025) show in the figures, and where not: every number here is computed.

import { formatMib, formatRatio } from '../../src/base/index.ts';
import type { Plan, StrategyName } from '../../src/partition/index.ts';
import { planOf, streamedBytes } from './plan-sample.ts';
import type { SampleResult } from './plan-sample.ts';

/** Both of the abstract: speed-up over the compiler's split "up to 2.60x". */
const PAPER_OVER_COMPILER = 2.6;

/** Ratios this near to one count as equal. */
const SAME_WITHIN = 0.005;

/** The paper's stacks of equal layers; all other samples are published networks. */
const SYNTHETIC = /^(conv|dense)5_/;

interface Point {
  readonly result: SampleResult;
  readonly deviceCount: number;
  readonly plan: Plan;
  readonly compiler: Plan | null;
}

/** The section about the claims. */
export function describeClaims(results: readonly SampleResult[]): string {
  return [
    "## Where the paper's claims show",
    describeOverCompiler(results),
    describeSuperLinear(results),
    describeHostMemory(results),
    describeBeyond(results),
  ].join('\n\n');
}

function pointsOf(results: readonly SampleResult[], strategy: StrategyName): readonly Point[] {
  return results.flatMap((result) =>
    result.counts.flatMap((count) => {
      const plan = planOf(count, strategy);
      const { deviceCount } = count;
      return plan ? [{ result, deviceCount, plan, compiler: planOf(count, 'compiler') }] : [];
    }),
  );
}

function describeOverCompiler(results: readonly SampleResult[]): string {
  const points = pointsOf(results, 'balanced').filter(
    ({ plan }) => plan.speedupOverCompiler !== null,
  );
  const ranked = [...points].sort((a, b) => ratioOver(b) - ratioOver(a));
  const [best] = ranked;
  const worst = ranked.at(-1);
  const bestPublished = ranked.find(({ result }) => !SYNTHETIC.test(result.entry.name));
  if (best === undefined || worst === undefined || bestPublished === undefined) return '';
  const faster = points.filter((point) => ratioOver(point) > 1 + SAME_WITHIN);
  const slower = points.filter((point) => ratioOver(point) < 1 - SAME_WITHIN);
  const isStreaming = ({ compiler }: Point): boolean =>
    compiler !== null && streamedBytes(compiler, 'avoidable') > 0;
  const streaming = faster.filter(isStreaming);
  const balanced = faster.filter((point) => !isStreaming(point));
  const isReached = ratioOver(best) >= PAPER_OVER_COMPILER;
  return `**"Up to 2.60x over the compiler"** ${isReached ? 'shows' : 'shows in kind, not in full'}. The largest speed-up of \`balanced\` is ${formatRatio(ratioOver(best))} (${where(best)}), of the published networks ${formatRatio(ratioOver(bestPublished))} (${where(bestPublished)}). It is faster than the compiler's split in ${String(faster.length)} of ${String(points.length)} cases, as fast in ${String(points.length - faster.length - slower.length)} and slower in ${String(slower.length)}, at worst ${formatRatio(ratioOver(worst))} (${where(worst)}). In ${String(streaming.length)} of the ${String(faster.length)} faster cases the compiler's split streams parameters that could be kept on chip: there it gains ${rangeOf(streaming)}; in the other ${String(balanced.length)} balance alone gains ${rangeOf(balanced)}. It is slower where equal parameters mean unequal work: a balanced cut looks at parameters only, and early convolutions compute much with few.`;
}

/** "1.01× to 1.41×" */
function rangeOf(points: readonly Point[]): string {
  const ratios = points.map(ratioOver);
  return `${formatRatio(Math.min(...ratios))} to ${formatRatio(Math.max(...ratios))}`;
}

function ratioOver({ plan }: Point): number {
  return plan.speedupOverCompiler ?? 0;
}

function where({ result, deviceCount }: Point): string {
  return `\`${result.entry.name}\` on ${String(deviceCount)}`;
}

function describeSuperLinear(results: readonly SampleResult[]): string {
  const rows = (['balanced', 'optimal'] as const).map((strategy) => {
    const points = pointsOf(results, strategy);
    const above = points.filter(isSuperLinear);
    const models = new Set(above.map(({ result }) => result.entry.name));
    const [best] = [...above].sort((a, b) => perDevice(b) - perDevice(a));
    const peak = best
      ? `, most of all ${formatRatio(best.plan.speedupOverSingle)} (${where(best)})`
      : '';
    return `\`${strategy}\` is above the number of devices in ${String(above.length)} of ${String(points.length)} cases, over ${String(models.size)} of ${String(results.length)} models${peak}.`;
  });
  const never = results.filter((result) => !pointsOf([result], 'optimal').some(isSuperLinear));
  const without =
    never.length === 0
      ? ''
      : ` Never for ${listNames(never)}: what one chip holds, or nearly, has no streaming to lose, and what streams whatever the cut stays.`;
  return `**"Super-linear over one device"** shows wherever one device streams much and several stream little. ${rows.join(' ')}${without}`;
}

function isSuperLinear({ plan, deviceCount }: Point): boolean {
  return (plan.speedupOverSingle ?? 0) > deviceCount;
}

function perDevice({ plan, deviceCount }: Point): number {
  return (plan.speedupOverSingle ?? 0) / deviceCount;
}

function describeHostMemory(results: readonly SampleResult[]): string {
  const from = results.map((result) => ({ result, deviceCount: firstWithoutHostMemory(result) }));
  const counts = [...new Set(from.flatMap(({ deviceCount }) => deviceCount ?? []))].sort(
    (a, b) => a - b,
  );
  const list = counts.map((count) => {
    const held = from.filter(({ deviceCount }) => deviceCount === count);
    return `- from ${String(count)} on: ${listNames(held.map(({ result }) => result))}`;
  });
  const open = from.flatMap(({ result, deviceCount }) => (deviceCount === null ? [result] : []));
  const notes = [
    ...open.map(
      (result) =>
        `- not within 8: \`${result.entry.name}\`, which still streams ${formatMib(avoidableAtMost(result))} MiB that could be kept then${result.fewestDevices === null ? '' : `, and nothing from ${String(result.fewestDevices)} devices on`}`,
    ),
  ];
  const unavoidable = results.filter((result) => unavoidableOf(result) > 0);
  const isAlways = results.every(({ fewestDevices }) => fewestDevices !== null);
  const always = unavoidable
    .map((result) => `\`${result.entry.name}\` ${formatMib(unavoidableOf(result))}`)
    .join(', ');
  const never =
    unavoidable.length === 0
      ? ''
      : `Some parameters stream whatever the cut (constants of elementwise operators, layers that no chip can keep) and count as no host memory here: ${always} MiB.`;
  return `**"No host memory used by \`balanced\`"** ${isAlways ? 'shows for every model with enough devices' : 'shows for most models'}. Nothing avoidable is streamed (of 2 to 8 devices):\n\n${[...list, ...notes].join('\n')}\n\n${never}`;
}

/** The fewest devices from which on `balanced` streams nothing avoidable. */
function firstWithoutHostMemory(result: SampleResult): number | null {
  let first: number | null = null;
  for (const { deviceCount, plan } of pointsOf([result], 'balanced')) {
    if (streamedBytes(plan, 'avoidable') > 0) first = null;
    else first ??= deviceCount;
  }
  return first;
}

function avoidableAtMost(result: SampleResult): number {
  const last = pointsOf([result], 'balanced').at(-1);
  return last ? streamedBytes(last.plan, 'avoidable') : 0;
}

function unavoidableOf(result: SampleResult): number {
  const last = pointsOf([result], 'balanced').at(-1);
  return last ? streamedBytes(last.plan) - streamedBytes(last.plan, 'avoidable') : 0;
}

function describeBeyond(results: readonly SampleResult[]): string {
  const optimal = pointsOf(results, 'optimal');
  const proved = optimal.filter(({ plan }) => plan.gap === 0);
  const best = (strategy: StrategyName): string => {
    const points = pointsOf(results, strategy).filter(
      ({ plan }) => plan.speedupOverCompiler !== null,
    );
    const [top] = [...points].sort((a, b) => ratioOver(b) - ratioOver(a));
    return top ? `${formatRatio(ratioOver(top))} (${where(top)})` : '–';
  };
  const mean = (strategy: StrategyName): string => {
    const ratios = pointsOf(results, strategy).flatMap(
      ({ plan }) => plan.speedupOverCompiler ?? [],
    );
    const logs = ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0);
    return formatRatio(ratios.length === 0 ? null : Math.exp(logs / ratios.length));
  };
  const rows = (['balanced', 'profiled', 'optimal', 'hybrid'] as const).map(
    (strategy) => `| ${strategy} | ${mean(strategy)} | ${best(strategy)} |`,
  );
  return `**Beyond the paper.** Speed-up over the compiler's split, over all cases where it has one. \`optimal\` is proved in ${String(proved.length)} of ${String(optimal.length)} cases.

| strategy | geometric mean | largest |
| --- | --- | --- |
${rows.join('\n')}`;
}

function listNames(results: readonly SampleResult[]): string {
  return results.map(({ entry }) => `\`${entry.name}\``).join(', ');
}
