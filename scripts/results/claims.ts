// Where the paper's claims (Villarrubia et al. 2025) show in the figures, and where not: every number here is computed.

import { formatMib, formatRatio } from '../../src/base/index.ts';
import type { Plan, StrategyName } from '../../src/partition/index.ts';
import { planOf, streamedBytes } from './plan-sample.ts';
import type { SampleResult } from './plan-sample.ts';

/** Both of the abstract: speed-up over the compiler's split "up to 2.60x". */
const PAPER_OVER_COMPILER = 2.6;

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
  if (best === undefined || worst === undefined) return '';
  const faster = points.filter((point) => ratioOver(point) > 1.005);
  const slower = points.filter((point) => ratioOver(point) < 0.995);
  const cases = points.length;
  const streams = faster.filter(
    ({ compiler }) => compiler && streamedBytes(compiler, 'avoidable') > 0,
  );
  return `**"Up to 2.60x over the compiler."** \`balanced\` reaches ${formatRatio(ratioOver(best))} (${where(best)})${ratioOver(best) >= PAPER_OVER_COMPILER ? '' : `, less than the ${formatRatio(PAPER_OVER_COMPILER)} of the paper`}. It is faster than the compiler's split in ${String(faster.length)} of ${String(cases)} cases, as fast in ${String(cases - faster.length - slower.length)} and slower in ${String(slower.length)}, at worst ${formatRatio(ratioOver(worst))} (${where(worst)}). In ${String(streams.length)} of the ${String(faster.length)} faster cases the compiler's split streams parameters that a better cut keeps on chip; in the others the gain is balance. It is slower where equal parameters mean unequal work: a balanced cut looks at parameters only, and early convolutions compute much with few.`;
}

function ratioOver({ plan }: Point): number {
  return plan.speedupOverCompiler ?? 0;
}

function where({ result, deviceCount }: Point): string {
  return `${result.entry.title} on ${String(deviceCount)}`;
}

function describeSuperLinear(results: readonly SampleResult[]): string {
  const rows = (['balanced', 'optimal'] as const).map((strategy) => {
    const points = pointsOf(results, strategy);
    const above = points.filter((point) => (point.plan.speedupOverSingle ?? 0) > point.deviceCount);
    const models = new Set(above.map(({ result }) => result.entry.title));
    const [best] = [...above].sort((a, b) => perDevice(b) - perDevice(a));
    const peak = best
      ? ` At its best ${formatRatio(best.plan.speedupOverSingle)} (${where(best)}).`
      : '';
    return `\`${strategy}\` does so in ${String(above.length)} of ${String(points.length)} cases, over ${String(models.size)} of ${String(results.length)} models.${peak}`;
  });
  const never = results.filter((result) =>
    pointsOf([result], 'optimal').every(
      (point) => (point.plan.speedupOverSingle ?? 0) <= point.deviceCount,
    ),
  );
  const without =
    never.length === 0
      ? ''
      : ` It never shows for ${listNames(never)}: models that one chip holds, or nearly, have no streaming to lose, and what streams whatever the cut stays.`;
  return `**"Super-linear over one device."** A speed-up above the number of devices: ${rows.join(' ')}${without}`;
}

function perDevice({ plan, deviceCount }: Point): number {
  return (plan.speedupOverSingle ?? 0) / deviceCount;
}

function describeHostMemory(results: readonly SampleResult[]): string {
  const from = results.map((result) => ({ result, deviceCount: firstWithoutHostMemory(result) }));
  const held = from.filter(({ deviceCount }) => deviceCount !== null);
  const list = held
    .map(({ result, deviceCount }) => `${result.entry.title} ${String(deviceCount)}`)
    .join(', ');
  const open = from.filter(({ deviceCount }) => deviceCount === null).map(({ result }) => result);
  const unavoidable = results.filter((result) => unavoidableOf(result) > 0);
  const stays =
    open.length === 0
      ? ''
      : ` Not within 8 devices: ${open.map((result) => `${result.entry.title} (${formatMib(avoidableAtMost(result))} MiB avoidable left at 8)`).join(', ')}.`;
  const never =
    unavoidable.length === 0
      ? ''
      : ` Some parameters stream whatever the cut, and count as no host memory here: ${unavoidable.map((result) => `${result.entry.title} ${formatMib(unavoidableOf(result))} MiB`).join(', ')}.`;
  return `**"No host memory used by \`balanced\`."** Nothing avoidable is streamed from this number of devices on (within 2 to 8): ${list}.${stays}${never}`;
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
  return results.map(({ entry }) => entry.title).join(', ');
}
