import { formatBytes, formatPercent, plural } from '../../base/index.ts';
import type { Plan, StrategyName } from '../../partition/index.ts';
import { largestPart, type StagePart } from './pace.ts';
import {
  capitalise,
  oneMore,
  sentence,
  shareInWords,
  strong,
  type Sentence,
  type SentencePart,
} from './sentence.ts';

/** Where in the model the pace-setting stage lies, and on what it spends most of its time. */
export interface PacePlace {
  readonly place: 'first' | 'middle' | 'last';
  readonly part: StagePart;
}

/** One strategy at one number of devices; null figures where the strategy ends in a failure. */
export interface CurveReading {
  readonly strategy: StrategyName;
  readonly deviceCount: number;
  readonly throughputPerSecond: number | null;
  readonly avoidableBytes: number | null;
  readonly streamedBytes: number | null;
  readonly pace?: PacePlace | null;
}

export interface CurveInput {
  readonly points: readonly CurveReading[];
  /** The strategy whose line is read. */
  readonly strategy: StrategyName;
  readonly deviceCount: number;
  /** Parameters of the whole model as compiled, bytes. */
  readonly compiledParamBytes: number;
}

/** Growth below this share is "little". */
const LITTLE_GROWTH = 0.05;
/** Growth below this share is nothing. */
const NO_GROWTH = 0.005;
const ALMOST_ALL_HELD_FROM = 0.9;
const ALL_HELD_FROM = 0.9995;
/** Less than this of the model streaming whatever the cut is not worth a word here. */
const NEGLIGIBLE_SHARE = 0.01;

/** What the first and last stage of a plan share of it: for "the first layers, which compute most, set the pace". */
export function pacePlaceOf(plan: Plan): PacePlace | null {
  if (plan.bottleneck.kind === 'bus' || plan.segments.length < 2) return null;
  const segment = plan.segments[plan.bottleneck.segmentIndex];
  if (segment === undefined) return null;
  const isLast = segment.index === plan.segments.length - 1;
  const place = segment.index === 0 ? 'first' : isLast ? 'last' : 'middle';
  return { place, part: largestPart(segment).part };
}

/** Reads the throughput curve around the present number of devices, one or two sentences; [] while nothing is known. */
export function deviceCountSentences(input: CurveInput): readonly Sentence[] {
  const line = input.points
    .filter((point) => point.strategy === input.strategy && point.throughputPerSecond !== null)
    .toSorted((one, other) => one.deviceCount - other.deviceCount);
  const here = line.find((point) => point.deviceCount === input.deviceCount);
  if (here === undefined) return [];
  const growth = growthClause(line, here, cutName(input.strategy));
  const first = sentence(heldClause(input, here), growth === '' ? '' : ` ${growth}`);
  const second = firstWithoutStreaming(input, here);
  return second === null ? [first] : [first, sentence(second)];
}

function heldClause(input: CurveInput, here: CurveReading): SentencePart {
  const isOne = here.deviceCount === 1;
  const who = isOne ? 'One device' : plural(here.deviceCount, 'device');
  const hold = isOne ? 'holds' : 'hold';
  const avoidable = here.avoidableBytes ?? 0;
  const unavoidable = (here.streamedBytes ?? avoidable) - avoidable;
  const holdable = Math.max(1, input.compiledParamBytes - unavoidable);
  const share = 1 - avoidable / holdable;
  // Where some of the model streams whatever the cut, "all of it" would be too much.
  const isLimited = unavoidable > NEGLIGIBLE_SHARE * input.compiledParamBytes;
  if (share >= ALMOST_ALL_HELD_FROM) {
    const amount = share >= ALL_HELD_FROM ? 'all' : 'almost all';
    return strong(`${who} ${hold} ${amount} ${isLimited ? 'that chips can hold of it' : 'of it'}.`);
  }
  return strong(
    `${who} ${hold} ${shareInWords(share)} of ${isLimited ? 'what chips can hold' : 'it'}.`,
  );
}

function growthClause(line: readonly CurveReading[], here: CurveReading, name: string): string {
  const next = line.find((point) => point.deviceCount === here.deviceCount + 1);
  if (next === undefined) return '';
  const gain = rate(next) / rate(here) - 1;
  const start = capitalise(oneMore(next.deviceCount));
  const plateau = findPlateau(line, here.deviceCount);
  if (plateau === here) {
    return gain >= NO_GROWTH
      ? `${start} brings ${formatPercent(gain)} more, those after it little${paceReason(here)}.`
      : `More devices bring the ${name} little${paceReason(here)}.`;
  }
  const step =
    gain >= NO_GROWTH
      ? `${start} brings ${formatPercent(gain)} more`
      : gain > -NO_GROWTH
        ? `${start} alone brings nothing`
        : `${start} makes it ${formatPercent(-gain)} slower`;
  return `${step}; ${beyond(line, next, plateau)}.`;
}

function beyond(
  line: readonly CurveReading[],
  next: CurveReading,
  plateau: CurveReading | undefined,
): string {
  const last = line.at(-1);
  if (plateau === undefined || plateau === last) {
    return `throughput keeps growing up to ${plural(last?.deviceCount ?? 0, 'device')}`;
  }
  const from = plateau === next ? 'from there' : `from ${plural(plateau.deviceCount, 'device')} on`;
  const pace = plateau.pace ?? null;
  return pace === null ? `${from} more bring little` : `${from} ${paceWords(pace)}`;
}

/** The first point, from `fromCount` on, after which nothing grows by as much as LITTLE_GROWTH. */
export function findPlateau(
  line: readonly CurveReading[],
  fromCount: number,
): CurveReading | undefined {
  const rest = line.filter((point) => point.deviceCount >= fromCount);
  return rest.find((point, position) =>
    rest.slice(position + 1).every((later) => rate(later) / rate(point) - 1 < LITTLE_GROWTH),
  );
}

function paceReason(point: CurveReading): string {
  return point.pace === null || point.pace === undefined ? '' : `: ${paceWords(point.pace)}`;
}

function paceWords(pace: PacePlace): string {
  const layers = pace.place === 'middle' ? 'layers in the middle' : `the ${pace.place} layers`;
  switch (pace.part) {
    case 'compute':
      return `${layers}, which compute most, set the pace`;
    case 'stream':
      return `${layers}, which stream most, set the pace`;
    case 'in':
    case 'out':
      return `${layers}, which move most data, set the pace`;
  }
}

function rate(point: CurveReading): number {
  return point.throughputPerSecond ?? 0;
}

/** From how many devices on the balanced cut streams nothing that need not, and whether the chosen one does so on purpose. */
function firstWithoutStreaming(input: CurveInput, here: CurveReading): string | null {
  const balanced = input.points
    .filter((point) => point.strategy === 'balanced' && point.avoidableBytes !== null)
    .toSorted((one, other) => one.deviceCount - other.deviceCount);
  if (balanced.length === 0) return null;
  const lastStreaming = balanced.findLastIndex((point) => (point.avoidableBytes ?? 0) > 0);
  const first = balanced[lastStreaming + 1];
  const last = balanced.at(-1);
  if (first === undefined) {
    const left = formatBytes(last?.avoidableBytes ?? 0);
    return `No number of devices up to ${last?.deviceCount ?? 0} keeps all of it on chip with the balanced cut; ${left} still stream then.`;
  }
  const what =
    (first.streamedBytes ?? 0) === 0 ? 'Nothing streams' : 'Nothing streams that need not';
  if (first.deviceCount === 1) return `${what} even on one device.`;
  const from = `from ${first.deviceCount} devices on`;
  const isOnPurpose =
    input.strategy !== 'balanced' &&
    here.deviceCount >= first.deviceCount &&
    (here.avoidableBytes ?? 0) > 0;
  if (!isOnPurpose) return `${what} ${from} with the balanced cut.`;
  return `${what} ${from} with the balanced cut; the ${cutName(input.strategy)} streams on purpose where that is faster.`;
}

function cutName(strategy: StrategyName): string {
  switch (strategy) {
    case 'manual':
      return 'present cut';
    case 'hybrid':
      return 'hybrid plan';
    case 'compiler':
      return "compiler's cut";
    case 'profiled-vendor':
      return "vendor's profiled cut";
    case 'single':
    case 'profiled':
    case 'balanced':
    case 'optimal':
      return `${strategy} cut`;
  }
}

export interface AutoInput {
  readonly deviceCount: number;
  readonly avoidableBytes: number;
  readonly mostDevices: number;
}

/** Why `auto` took this number of devices. */
export function autoSentence(auto: AutoInput): string {
  const devices = plural(auto.deviceCount, 'device');
  if (auto.avoidableBytes === 0) {
    return auto.deviceCount === 1
      ? 'Auto: one device holds the whole model.'
      : `Auto: ${devices}, the fewest that keep on chip all that can be kept there.`;
  }
  return `Auto: ${devices}. Not even ${auto.mostDevices} keep all of it on chip; with these, ${formatBytes(auto.avoidableBytes)} stream that a larger chip would keep.`;
}
