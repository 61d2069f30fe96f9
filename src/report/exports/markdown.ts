// A result as Markdown for an issue, a paper's repository or a message: GitHub's tables, names defused.
import { formatMib, formatMsNumber, formatRatio } from '../../base/index.ts';
import type { PlanSegment } from '../../partition/index.ts';
import { paceSentence, plainText, planHeadline, streamingSentence } from '../sentences/index.ts';
import { sharedRunSentence } from '../shared-run-sentences.ts';
import { STRATEGY_TITLES } from './strategy-titles.ts';
import type { Exporter, ResultSource } from './types.ts';

export const markdownReport: Exporter = {
  id: 'markdown',
  title: 'Tables, Markdown',
  opensIn: 'an issue, a README, a paper',
  ending: '.md',
  mime: 'text/markdown',
  lacks: () => null,
  make: (source) =>
    [
      ...headLines(source),
      ...segmentTable(source),
      ...strategyTable(source),
      ...runLines(source),
      ...footLines(source),
    ].join('\n'),
};

function headLines(source: ResultSource): readonly string[] {
  const { model, plan, devices } = source;
  const name = model.name === '' ? `Model ${model.sha256.slice(0, 8)}` : model.name;
  const headline = planHeadline(plan, devices.length);
  return [
    `### ${escapeMarkdown(name)}: ${escapeMarkdown(headline.text)} (${headline.label})`,
    '',
    escapeMarkdown(
      `${STRATEGY_TITLES[plan.strategy]} cut. ${plainText(paceSentence(plan, { devices }))} ${streamingSentence(plan)} (All estimated.)`,
    ),
    '',
  ];
}

function segmentTable({ plan, run }: ResultSource): readonly string[] {
  const header = [
    'Segment',
    'Depth',
    'Operators',
    'Devices',
    'On chip, MiB (estimated)',
    'Streamed, MiB (estimated)',
    'Stage, ms (estimated)',
    ...(run === null ? [] : [`Stage, ms (${run.label})`, `95 %, ms (${run.label})`]),
  ];
  return table(
    header,
    plan.segments.map((segment) => [
      String(segment.index + 1),
      depthRange(segment),
      String(segment.operators.length),
      String(segment.replicas),
      formatMib(segment.onChipBytes),
      formatMib(segment.streamedBytes),
      formatMsNumber(segment.stageMs),
      ...(run === null
        ? []
        : [
            formatMsNumber(run.stages[segment.index]?.meanMs ?? NaN),
            formatMsNumber(run.stages[segment.index]?.p95Ms ?? NaN),
          ]),
    ]),
  );
}

function depthRange({ firstDepth, lastDepth }: PlanSegment): string {
  return firstDepth === lastDepth ? String(firstDepth) : `${firstDepth}–${lastDepth}`;
}

function strategyTable({ strategies, plan }: ResultSource): readonly string[] {
  if (strategies.length === 0) return [];
  const compiler = strategies.find((row) => row.strategy === 'compiler');
  const compilerMs = compiler?.kind === 'plan' ? compiler.bottleneckMs : null;
  return table(
    ['Strategy', 'Slowest stage, ms (estimated)', 'Against the compiler (estimated)', 'Devices'],
    strategies.map((row) => {
      const title = STRATEGY_TITLES[row.strategy];
      const name = row.strategy === plan.strategy ? `**${title}**` : title;
      if (row.kind === 'failure') return [name, 'no plan', '–', '–'];
      const ratio = compilerMs === null ? null : compilerMs / row.bottleneckMs;
      return [name, formatMsNumber(row.bottleneckMs), formatRatio(ratio), String(row.deviceCount)];
    }),
  );
}

function runLines({ run }: ResultSource): readonly string[] {
  return run === null ? [] : [sharedRunSentence(run), ''];
}

function footLines({
  model,
  toolVersion,
  environment,
  plan,
  devices,
}: ResultSource): readonly string[] {
  const weights = model.hasGeneratedWeights ? ', generated weights' : '';
  const made = environment === null ? '' : `, ${environment}`;
  return [
    escapeMarkdown(
      `Model: ${model.bytes} bytes, ${model.operatorCount} operators${weights}, SHA-256 ${model.sha256}. ` +
        `Batch of ${plan.batch} on ${deviceList(devices)}. Reef ${toolVersion}${made}.`,
    ),
    '',
  ];
}

function deviceList(devices: ResultSource['devices']): string {
  const counts = new Map<string, number>();
  for (const { link, clock } of devices) {
    const kind = `${link} at ${clock === 'max' ? 'full' : 'half'} clock`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} × ${kind}`).join(', ');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const align = header.map((_, index) => (index === 0 ? '---' : '--:'));
  return [line(header), line(align), ...rows.map(line), ''];
}

/** Characters that Markdown or HTML would take for markup, a table cell, a mention or a link to an issue. */
const MARKUP = /[\\`*_{}[\]<>()#+!|~@&^$=:-]/g;
const NEEDS_NO_ESCAPE = /[():+=^$!-]/;

/** Plain text that reads as it is written wherever it stands in a line; line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(MARKUP, (character) => {
      // A mention or an issue's number would call somebody in spite of a backslash.
      if (character === '@') return '&#64;';
      if (character === '#') return '&#35;';
      return NEEDS_NO_ESCAPE.test(character) ? character : `\\${character}`;
    })
    .replace(/\bhttps?:\/\//gi, (scheme) => scheme.replace(':', '&#58;'))
    .replace(/\bwww\./gi, 'www&#46;');
}
