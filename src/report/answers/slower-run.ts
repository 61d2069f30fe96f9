// What a run found beside what its plan expected: which stages took longer, and on what.
import { formatMs, formatPercent } from '../../base/index.ts';
import type { PlanSegment } from '../../partition/index.ts';
import type { Run, RunStage } from '../../pipeline/index.ts';
import { sentence, strong } from '../sentences/index.ts';
import { stageDifference } from '../run-sentences.ts';
import type { AnswerPoint, RunReading } from './types.ts';

/** Stages this near to the estimate are as estimated. */
const AS_ESTIMATED = 0.05;
/** Stages that are named. */
const MOST_STAGES = 3;

/** Points on the last run; [] without one. */
export function slowerThanEstimated(reading: RunReading | null): readonly AnswerPoint[] {
  const run = reading?.run ?? null;
  if (reading === null || run === null) return [];
  if (run.devices.some(({ kind }) => kind === 'cpu')) {
    return [
      {
        text: sentence(
          "The last run was on this computer's CPU. Its times say nothing of an Edge TPU.",
        ),
        label: run.label,
      },
    ];
  }
  const late = run.stages
    .filter((stage) => (stageDifference(stage) ?? 0) > AS_ESTIMATED)
    .toSorted((one, other) => (stageDifference(other) ?? 0) - (stageDifference(one) ?? 0));
  if (late.length === 0) return [asEstimated(run)];
  return [
    ...late.slice(0, MOST_STAGES).map((stage) => lateStage(run, stage, reading)),
    ...otherLink(run, reading),
  ];
}

function asEstimated(run: Run): AnswerPoint {
  return {
    text: sentence(
      strong('The last run was as fast as estimated.'),
      ` No stage took over ${formatPercent(AS_ESTIMATED)} longer.`,
    ),
    label: run.label,
  };
}

function lateStage(run: Run, stage: RunStage, { plan }: RunReading): AnswerPoint {
  const segment = plan.segments[stage.segmentIndex];
  const over = formatPercent(stageDifference(stage) ?? 0);
  const where = segment === undefined ? null : longestPart(stage, segment);
  return {
    text: sentence(
      strong(`Segment ${String(stage.segmentIndex + 1)} took ${over} longer than estimated`),
      ` in the last run: ${formatMs(stage.meanMs)} instead of ${formatMs(stage.estimatedMs ?? 0)}.`,
      where === null ? '' : ` Most of it, ${formatMs(where.overMs)}, ${where.words}.`,
    ),
    label: run.label,
    action: {
      title: `Show segment ${String(stage.segmentIndex + 1)}`,
      does: { kind: 'segment', segmentIndex: stage.segmentIndex },
    },
  };
}

/** Where the most time went over the estimate. Streaming may hide in computing, so the two are taken together. */
function longestPart(
  stage: RunStage,
  segment: PlanSegment,
): { readonly overMs: number; readonly words: string } | null {
  const parts = [
    { overMs: stage.inMs - segment.inMs, words: 'went into reading its input' },
    {
      overMs: stage.computeMs + stage.streamMs - segment.computeMs - segment.streamMs,
      words: 'went into computing and streaming',
    },
    { overMs: stage.outMs - segment.outMs, words: 'went into sending its output' },
    { overMs: stage.cpuMs, words: "went into operators on the computer's CPU" },
  ];
  const most = parts.reduce((best, part) => (part.overMs > best.overMs ? part : best));
  return most.overMs > 0 ? most : null;
}

/** Devices of the run that were at a slower link than planned. */
function otherLink(run: Run, { plan }: RunReading): readonly AnswerPoint[] {
  const slow = run.devices.filter(({ link }) => link === 'usb2');
  const count = slow.reduce((sum, device) => sum + device.count, 0);
  if (count === 0) return [];
  return [
    {
      text: sentence(
        strong(`${count === 1 ? 'One device' : `${String(count)} devices`} ran at USB 2`),
        `, of ${String(plan.deviceCount)}. If a port is blue, try another cable.`,
      ),
      label: run.label,
    },
  ];
}
