import {
  formatBytes,
  formatMs,
  formatSignificant,
  plural,
  type Failure,
} from '../../base/index.ts';
import type { DeviceSpec } from '../../edgetpu/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';
import { largestPart, paceOf, partMs, PART_WORDS, type Pace } from './pace.ts';
import { shortFailure } from './status.ts';
import { proseRatio, sentence, shareInWords, strong, type Sentence } from './sentence.ts';

/** Below this share of the pace-setting stage, streaming is not worth a word. */
const STREAMING_WORTH_SAYING = 0.05;
/** Ratios this near to one read as "as fast as". */
const SAME_WITHIN = 0.005;

export interface PlanHeadline {
  readonly text: string;
  readonly label: 'estimated';
}

/** "225 inferences per second on 4 devices, 9.6× one device". `deviceCount` = devices that are there to use. */
export function planHeadline(plan: Plan, deviceCount: number): PlanHeadline {
  const rate = `${formatSignificant(plan.throughputPerSecond)} inferences per second`;
  const isPart = plan.deviceCount < deviceCount;
  const where = isPart
    ? `${plan.deviceCount} of ${plural(deviceCount, 'device')}`
    : plan.deviceCount === 1
      ? 'one device'
      : plural(plan.deviceCount, 'device');
  const ratio = plan.speedupOverSingle;
  const against =
    ratio === null || plan.strategy === 'single' || plan.deviceCount === 1
      ? ''
      : `, ${proseRatio(ratio)} one device`;
  return { text: `${rate} on ${where}${against}`, label: plan.label };
}

export interface PaceContext {
  readonly devices: readonly DeviceSpec[];
  /** Why the compiler's own split has no plan; null where it has one. */
  readonly compilerFailure?: Failure | null;
}

/** The second line: what sets the pace and why, then the ratio to the compiler's own split. */
export function paceSentence(plan: Plan, context: PaceContext): Sentence {
  const pace = paceOf(plan, context.devices);
  const against = againstCompiler(plan, context.compilerFailure ?? null);
  return sentence(...paceClause(plan, pace), against === '' ? '' : ` ${against}`);
}

function paceClause(plan: Plan, pace: Pace): Sentence {
  if (pace.kind === 'bus') {
    const bytes = formatBytes(pace.bytesPerInference);
    return sentence(
      strong('The shared USB port sets the pace'),
      ` at ${formatMs(pace.perInferenceMs)}: ${bytes} of each inference pass through it to and from ${plural(pace.deviceCount, 'device')}.`,
    );
  }
  const { segment } = pace;
  const why = reason(pace.segment);
  if (plan.segments.length === 1) return wholeModelClause(plan, pace, why);
  const start = strong(`Segment ${segment.index + 1} sets the pace`);
  if (segment.replicas === 1) return sentence(start, ` at ${formatMs(segment.stageMs)}, ${why}.`);
  return sentence(
    start,
    ` at ${formatMs(pace.perInferenceMs)}: ${formatMs(segment.stageMs)} shared by ${segment.replicas} devices in turn, ${why}.`,
  );
}

function wholeModelClause(
  plan: Plan,
  pace: Extract<Pace, { kind: 'stage' }>,
  why: string,
): Sentence {
  const { segment } = pace;
  if (segment.replicas === 1) {
    return sentence(strong(`One inference takes ${formatMs(plan.latencyMs)}`), `, ${why}.`);
  }
  return sentence(
    strong(`${segment.replicas} devices hold the whole model each`),
    ` and take inferences in turn, ${formatMs(segment.stageMs)} apiece, ${why}.`,
  );
}

/** "two fifths of it streaming parameters": streaming where there is some, else the largest part. */
function reason(segment: PlanSegment): string {
  const streamShare = segment.stageMs > 0 ? partMs(segment, 'stream') / segment.stageMs : 0;
  if (streamShare >= STREAMING_WORTH_SAYING) {
    return `${shareInWords(streamShare)} of it ${PART_WORDS.stream}`;
  }
  const { part, share } = largestPart(segment);
  return `${shareInWords(share)} of it ${PART_WORDS[part]}`;
}

/** "1.47× faster than the compiler's own split."; says so where it is slower, equal or not to be had. */
export function againstCompiler(plan: Plan, compilerFailure: Failure | null): string {
  if (plan.strategy === 'compiler') return "This is the compiler's own split.";
  const ratio = plan.speedupOverCompiler;
  if (ratio === null || !Number.isFinite(ratio)) {
    if (compilerFailure === null) return '';
    return `There is no compiler's split to compare with: ${shortFailure(compilerFailure)}.`;
  }
  if (Math.abs(ratio - 1) < SAME_WITHIN) return "As fast as the compiler's own split.";
  if (ratio > 1) return `${proseRatio(ratio)} faster than the compiler's own split.`;
  return `The compiler's own split is ${proseRatio(1 / ratio)} faster.`;
}
