// What Reef says of a run: before it, while it goes on and after it. Pure functions from figures to sentences.
import {
  formatBytes,
  formatCount,
  formatMs,
  formatPercent,
  formatSignificant,
  plural,
  type Failure,
} from '../base/index.ts';
import { LINK_NAMES, LINK_WORDS } from '../edgetpu/index.ts';
import type { LinkName } from '../edgetpu/index.ts';
import type {
  AcceleratorKind,
  Run,
  RunLabel,
  RunStage,
  RunVerification,
} from '../pipeline/index.ts';
import {
  joinWords,
  PART_WORDS,
  sentence,
  shareInWords,
  strong,
  type Sentence,
  type StagePart,
} from './sentences/index.ts';

/** Stage times this near to the estimate are called "as estimated". */
const AS_ESTIMATED = 0.005;
/** Below this share of a stage, streaming is not worth a word. */
const STREAMING_WORTH_SAYING = 0.05;
/** From here on a difference is put as a ratio, not as a percentage. */
const RATIO_FROM = 2;

/** "4 virtual accelerators", "one accelerator", "2 threads of this computer's CPU". */
export function deviceCountWords(kind: AcceleratorKind, count: number): string {
  switch (kind) {
    case 'coral':
      return count === 1 ? 'one accelerator' : `${formatCount(count)} accelerators`;
    case 'virtual':
      return count === 1 ? 'one virtual accelerator' : `${formatCount(count)} virtual accelerators`;
    case 'cpu':
      return count === 1
        ? "one thread of this computer's CPU"
        : `${formatCount(count)} threads of this computer's CPU`;
  }
}

export interface RunHeadline {
  readonly text: string;
  readonly label: RunLabel;
}

/** "224 inferences per second on 4 virtual accelerators"; of a run that ended early it says so. */
export function runHeadline(run: Run): RunHeadline {
  const counts = new Map<AcceleratorKind, number>();
  for (const { kind, count } of run.devices) counts.set(kind, (counts.get(kind) ?? 0) + count);
  const where = joinWords([...counts].map(([kind, count]) => deviceCountWords(kind, count)));
  const rate = `${formatSignificant(run.throughputPerSecond)} inferences per second`;
  return { text: `${rate} on ${where}`, label: run.label };
}

/** Which stage set the pace, how that compares with the estimate, and on what it spent its time. */
export function runPaceSentence(run: Run): Sentence {
  const stage = run.stages[run.bottleneckSegment];
  if (stage === undefined) return [];
  const start =
    run.stages.length === 1
      ? strong('One inference takes')
      : strong(`Segment ${String(stage.segmentIndex + 1)} sets the pace`);
  const time = formatMs(stage.meanMs / stage.replicas);
  const at = run.stages.length === 1 ? ` ${time}` : ` at ${time}`;
  const shared =
    stage.replicas === 1
      ? ''
      : ` (${formatMs(stage.meanMs)} shared by ${String(stage.replicas)} devices in turn)`;
  return sentence(start, `${at}${shared}, ${againstEstimate(run, stage)}${spentOn(stage)}.`);
}

/** "as estimated; ", "4.2 % longer than estimated; "; of a CPU nothing, since the estimate is for Edge TPUs. */
function againstEstimate(run: Run, stage: RunStage): string {
  const isCpu = run.devices.some(({ kind }) => kind === 'cpu');
  const difference = isCpu ? null : stageDifference(stage);
  if (difference === null) return '';
  if (Math.abs(difference) < AS_ESTIMATED) return 'as estimated; ';
  if (difference >= RATIO_FROM - 1) {
    return `${formatSignificant(difference + 1)}× as long as estimated; `;
  }
  const words = difference > 0 ? 'longer' : 'shorter';
  return `${formatPercent(Math.abs(difference))} ${words} than estimated; `;
}

/** Measured over estimated stage time, less one; null without an estimate. */
export function stageDifference({
  meanMs,
  estimatedMs,
}: Pick<RunStage, 'meanMs' | 'estimatedMs'>): number | null {
  return estimatedMs === null || estimatedMs <= 0 ? null : meanMs / estimatedMs - 1;
}

function spentOn(stage: RunStage): string {
  const parts: Readonly<Record<StagePart, number>> = {
    in: stage.inMs,
    compute: stage.computeMs,
    stream: stage.streamMs,
    out: stage.outMs,
  };
  const total = stage.meanMs > 0 ? stage.meanMs : 1;
  if (stage.cpuMs / total > 0.5) {
    return `${shareInWords(stage.cpuMs / total)} of it operators on the CPU`;
  }
  if (stage.streamMs / total >= STREAMING_WORTH_SAYING) {
    return `${shareInWords(stage.streamMs / total)} of it ${PART_WORDS.stream}`;
  }
  const names = Object.keys(parts) as StagePart[];
  const largest = names.reduce((best, part) => (parts[part] > parts[best] ? part : best));
  return `${shareInWords(parts[largest] / total)} of it ${PART_WORDS[largest]}`;
}

/** What the check of the outputs found. */
export function verificationSentence(verification: RunVerification): string {
  switch (verification.kind) {
    case 'equal': {
      const of =
        verification.inferences === 1
          ? 'one inference'
          : `${formatCount(verification.inferences)} inferences`;
      return `Verified: the outputs of ${of} equal those of the whole model on the CPU, byte for byte (${plural(verification.bytes, 'byte')}).`;
    }
    case 'different':
      return (
        `Not the same: ${formatCount(verification.differingElements)} of ${formatCount(verification.elements)} values of “${verification.tensor}” differ from the whole model on the CPU, ` +
        `by at most ${plural(verification.largestDifference, 'step')} of the stored type.`
      );
    case 'not-computed':
      return 'Not verified: these segments were compiled for real Edge TPUs, and a virtual accelerator follows such instructions without computing. Times are simulated, outputs are zeros.';
    case 'not-checked':
      return 'Not verified: the outputs were not compared with the whole model.';
  }
}

export interface EndedEarly {
  readonly run: Run | null;
  readonly failure: Failure | null;
  readonly isCancelled: boolean;
  /** Name of the device that failed; null where none did. */
  readonly deviceName: string | null;
  readonly wasLost: boolean;
}

/** Why a run ended early and what is left of it; null where it went all the way. */
export function endedEarlyHeadline({
  run,
  failure,
  isCancelled,
  deviceName,
  wasLost,
}: EndedEarly): string | null {
  const after =
    run === null ? 'before the first result' : `after ${inferenceWords(run.inferences)}`;
  if (wasLost && deviceName !== null) return `${deviceName} was lost ${after}`;
  if (deviceName !== null && failure !== null) return `${deviceName} failed ${after}`;
  if (failure !== null) return run === null ? 'The run did not start' : `The run ended ${after}`;
  return isCancelled ? `Cancelled ${after}` : null;
}

/** What the figures of a run that ended early are worth. */
export function partialSentence(run: Run): string {
  return `The figures below are of the ${inferenceWords(run.inferences)} that were done by then.`;
}

/** "one inference", "7 inferences". */
export function inferenceWords(count: number): string {
  return count === 1 ? 'one inference' : `${formatCount(count)} inferences`;
}

/** What is connected, beside what a plan was made for. */
export interface Readiness {
  readonly kind: AcceleratorKind;
  readonly planned: number;
  readonly ready: number;
  /** Links that the plan counts on and that are there, in the plan's order; null where a link is not known. */
  readonly plannedLinks: readonly LinkName[];
  readonly readyLinks: readonly (LinkName | null)[];
}

/** Where fewer or other devices are there than planned: what differs; null where all is as planned. */
export function readinessSentence(readiness: Readiness): string | null {
  const { kind, planned, ready } = readiness;
  if (ready < planned) {
    const have = ready === 0 ? 'none is' : `${ready === 1 ? 'one is' : `${String(ready)} are`}`;
    return `This plan runs on ${deviceCountWords(kind, planned)}, and ${have} ready.`;
  }
  const other = otherLinks(readiness);
  return other.length === 0
    ? null
    : `This plan counts on other links than those that are there: ${joinWords(other)}.`;
}

function otherLinks({ kind, plannedLinks, readyLinks }: Readiness): string[] {
  if (kind === 'cpu') return [];
  const known = readyLinks.filter((link) => link !== null);
  return LINK_NAMES.flatMap((link) => {
    const there = known.filter((one) => one === link).length;
    const wanted = plannedLinks.filter((one) => one === link).length;
    // More of a fast link than planned is no trouble; what is there instead of it is named.
    return there > wanted && known.length <= plannedLinks.length
      ? [`${plural(there - wanted, 'device')} at ${LINK_WORDS[link]} instead`]
      : [];
  });
}

/** "about 12 s left", "a moment left"; null while nothing can be said. */
export function timeLeftWords(done: number, total: number, elapsedMs: number): string | null {
  if (done <= 0 || total <= done || elapsedMs <= 0) return null;
  const leftSeconds = ((elapsedMs / done) * (total - done)) / 1000;
  if (leftSeconds < 1.5) return 'a moment left';
  if (leftSeconds < 90) return `about ${String(Math.round(leftSeconds))} s left`;
  return `about ${String(Math.round(leftSeconds / 60))} min left`;
}

/** Name and value of every figure of a run that stands beside the charts. */
export function runStatistics(run: Run): readonly (readonly [name: string, value: string])[] {
  const bytes = run.stages.reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0);
  return [
    ['Throughput', `${formatSignificant(run.throughputPerSecond)} per second`],
    [`Whole batch of ${formatCount(run.inferences)}`, formatMs(run.batchMs)],
    ['Fill, drain', `${formatMs(run.fillMs)}, ${formatMs(run.drainMs)}`],
    ['Latency, median', formatMs(run.latency.p50Ms)],
    ['Latency, 95 %', formatMs(run.latency.p95Ms)],
    ['Latency, 99 %', formatMs(run.latency.p99Ms)],
    ['Loading, once', formatMs(run.loadMs)],
    ['Moved per inference', formatBytes(Math.round(bytes))],
  ];
}
