// What Reef says of a model before it is cut: what is in it, what runs on the chip, and what to do where it does not.
import { formatBytes, formatMacs, plural } from '../base/index.ts';
import type { ModelFacts, OperatorRow } from './model-facts.ts';
import { joinWords, sentence, strong } from './sentences/index.ts';
import type { Sentence } from './sentences/index.ts';

const COUNT_WORDS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
];
/** A chip's worth this near to a whole number is said as that number. */
const NEARLY_WHOLE = 0.15;

/** "124 operators, all on the Edge TPU; 23.5 MiB of parameters, about three chips' worth". */
export function modelHeadline(facts: ModelFacts): string {
  return `${mappingClause(facts)}; ${parameterClause(facts)}`;
}

function mappingClause({ operatorCount, mappedOperatorCount }: ModelFacts): string {
  const operators = plural(operatorCount, 'operator');
  if (mappedOperatorCount === operatorCount) {
    return operatorCount === 1
      ? 'One operator, on the Edge TPU'
      : `${operators}, all on the Edge TPU`;
  }
  if (mappedOperatorCount === 0) return `${operators}, none on the Edge TPU`;
  return `${operators}, ${String(mappedOperatorCount)} on the Edge TPU`;
}

function parameterClause(facts: ModelFacts): string {
  const { compiledParamBytes, onChipBytes, budgetBytes } = facts;
  const { streamedOnOneDeviceBytes, unavoidableBytes } = facts;
  const bytes = `${formatBytes(compiledParamBytes)} of parameters`;
  if (compiledParamBytes === 0) return 'no parameters on it';
  if (streamedOnOneDeviceBytes <= unavoidableBytes) return `${bytes}, which fit one chip`;
  return `${bytes}, ${chipsWorth(onChipBytes / budgetBytes)}`;
}

/** "about three chips' worth", "more than two chips' worth". */
function chipsWorth(chips: number): string {
  const nearest = Math.round(chips);
  const isNear = Math.abs(chips - nearest) <= NEARLY_WHOLE;
  const count = isNear ? nearest : Math.floor(chips);
  const unit = count === 1 ? "chip's" : "chips'";
  return `${isNear ? 'about' : 'more than'} ${COUNT_WORDS[count] ?? String(count)} ${unit} worth`;
}

/** The second line: what that means for one device, and what to do about it. */
export function modelReason(facts: ModelFacts): Sentence {
  const onCpuCount = facts.operatorCount - facts.mappedOperatorCount;
  if (facts.mappedOperatorCount === 0) {
    return sentence(
      strong('The Edge TPU runs nothing of it.'),
      ' See below why, and what to change before you cut it.',
    );
  }
  const onCpu =
    onCpuCount === 0
      ? []
      : [
          strong(`${plural(onCpuCount, 'operator')} run on the computer's CPU instead`),
          ', see why below. ',
        ];
  const { streamedOnOneDeviceBytes, unavoidableBytes } = facts;
  if (streamedOnOneDeviceBytes > unavoidableBytes) {
    const rest =
      unavoidableBytes > 0
        ? `all but ${formatBytes(unavoidableBytes)} of them can stay`
        : 'they stay';
    return sentence(
      ...onCpu,
      strong(`One chip keeps about ${formatBytes(facts.budgetBytes)}.`),
      ` On one device ${formatBytes(streamedOnOneDeviceBytes)} would be read from the host again at every inference; cut over several devices, ${rest} on chip.`,
    );
  }
  return sentence(
    ...onCpu,
    strong('One device holds it all.'),
    ' More devices bring more inferences per second, not more room.',
  );
}

/** What a compiled file says of itself. */
export function compiledSentence(compiled: {
  readonly compilerVersion: string;
  readonly cachedBytes: number;
  readonly streamedBytes: number;
}): string {
  const streamed =
    compiled.streamedBytes === 0
      ? 'nothing is streamed'
      : `${formatBytes(compiled.streamedBytes)} are streamed at every inference`;
  // Some builds of the compiler write an internal label instead of a version.
  const version = /^\d/.test(compiled.compilerVersion) ? ` ${compiled.compilerVersion}` : '';
  return `The compiler${version} put ${formatBytes(compiled.cachedBytes)} of parameters on chip; ${streamed}.`;
}

/** Operators that do not run on the Edge TPU for one and the same reason. */
export interface RefusalGroup {
  readonly kind: 'unsupported' | 'after-refused';
  readonly reason: string;
  readonly remedy: string;
  readonly isGuess: boolean;
  /** Indices, ascending. */
  readonly operators: readonly number[];
  /** Distinct operator kinds, in order of appearance. */
  readonly kinds: readonly string[];
}

/** What does not map, grouped by reason: own refusals first, then what only comes after one. */
export function groupRefusals(rows: readonly OperatorRow[]): readonly RefusalGroup[] {
  const groups = new Map<string, { first: OperatorRow; operators: number[]; kinds: Set<string> }>();
  for (const row of rows) {
    if (row.refusal === null) continue;
    const key = `${row.refusal.kind}\n${row.refusal.reason}\n${row.refusal.remedy}`;
    const group = groups.get(key) ?? { first: row, operators: [], kinds: new Set() };
    group.operators.push(row.index);
    group.kinds.add(row.kind);
    groups.set(key, group);
  }
  const list = [...groups.values()].flatMap(
    ({ first, operators, kinds }): readonly RefusalGroup[] =>
      first.refusal === null ? [] : [{ ...first.refusal, operators, kinds: [...kinds] }],
  );
  return [
    ...list.filter((group) => group.kind === 'unsupported'),
    ...list.filter((group) => group.kind === 'after-refused'),
  ];
}

/** "Operator 12 (SOFTMAX)", "6 operators (CAST, SLICE and TILE)". */
export function refusalSubject({ operators, kinds }: RefusalGroup): string {
  const names = kinds.length > 3 ? `${kinds.slice(0, 3).join(', ')} and others` : joinWords(kinds);
  const [only] = operators;
  return operators.length === 1
    ? `Operator ${String(only)} (${names})`
    : `${plural(operators.length, 'operator')} (${names})`;
}

/** One fact of a model; `term` is the glossary's word for its name. */
export interface FactPiece {
  readonly name: string;
  readonly term: string;
  readonly value: string;
}

/** The facts of a model as short pieces, for a line or a list. */
export function modelFactPieces(facts: ModelFacts): readonly FactPiece[] {
  return [
    { name: 'Operators', term: 'operator', value: String(facts.operatorCount) },
    { name: 'Depths', term: 'depth', value: String(facts.depthCount) },
    { name: 'Parameters in the file', term: 'parameters', value: formatBytes(facts.paramBytes) },
    { name: 'Compiled', term: 'compiled parameters', value: formatBytes(facts.compiledParamBytes) },
    { name: 'Never on chip', term: 'never on chip', value: formatBytes(facts.unavoidableBytes) },
    { name: 'Computing', term: 'MAC', value: formatMacs(facts.macs) },
  ];
}
