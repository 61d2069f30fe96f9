// "Why is it slower?": than one device would be per device, and than the estimate said.
import { formatBytes, formatMs, formatPercent, plural } from '../../base/index.ts';
import { ratesOf, STD_CLOCK_FACTOR, stageTime } from '../../edgetpu/index.ts';
import type { DeviceSpec, SegmentWork } from '../../edgetpu/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';
import { cpuPartSentence, paceOf, proseRatio, sentence, strong } from '../sentences/index.ts';
import type { Sentence } from '../sentences/index.ts';
import { betterPlans } from './better-plans.ts';
import { generalAnswer } from './general.ts';
import { slowerThanEstimated } from './slower-run.ts';
import { questionOf } from './topics.ts';
import type { Answer, AnswerPoint, AnswerSubject } from './types.ts';

/** Parts below this share of the pace-setting stage are not worth a word. */
const WORTH_SAYING = 0.1;
/** A plan this near to its number of devices times one device is not slow. */
const NEARLY_ALL = 0.95;
/** A ratio to one device this near to 1 is no difference. */
const SAME_WITHIN = 0.03;
/** The slowest stage over the mean from which stages are called uneven. */
const UNEVEN_FROM = 1.25;

const RUN_IT: AnswerPoint = {
  text: sentence('These are estimates. A run says whether they are true.'),
  action: { title: 'Open Run', does: { kind: 'view', view: 'run' } },
};

export function answerSlower(subject: AnswerSubject): Answer {
  const { plan } = subject;
  if (plan === null) return generalAnswer('slower');
  return {
    topic: 'slower',
    question: questionOf('slower'),
    lead: leadOf(plan),
    label: plan.label,
    reasons: [...slowerThanEstimated(subject.lastRun), ...planReasons(plan, subject.devices)],
    advice: [...betterPlans(subject), ...(subject.lastRun === null ? [RUN_IT] : [])],
    isAboutThis: true,
  };
}

function leadOf(plan: Plan): Sentence {
  const ratio = plan.speedupOverSingle;
  const pace = formatMs(plan.bottleneckMs);
  if (plan.deviceCount === 1 || ratio === null) {
    return sentence(strong(`One inference takes ${pace}`), '. This is where the time goes.');
  }
  const devices = plural(plan.deviceCount, 'device');
  if (Math.abs(ratio - 1) < SAME_WITHIN) {
    return sentence(
      strong('No faster than one device'),
      `, although ${devices} work on it: the pipeline goes at the pace of its slowest part, ${pace}.`,
    );
  }
  if (ratio < 1) {
    return sentence(
      strong(`${proseRatio(1 / ratio)} slower than one device`),
      `, although ${devices} work on it: the pipeline goes at the pace of its slowest part, ${pace}.`,
    );
  }
  if (ratio >= NEARLY_ALL * plan.deviceCount) {
    return sentence(
      strong(`It is not slow: ${proseRatio(ratio)} one device`),
      ` with ${devices}. What holds it back now is its slowest part, ${pace}.`,
    );
  }
  return sentence(
    strong(`${proseRatio(ratio)} one device, not ${String(plan.deviceCount)}×`),
    `: the pipeline goes at the pace of its slowest part, ${pace}, and the other devices wait for it.`,
  );
}

/** Why the pace is what it is, what costs most first. */
function planReasons(plan: Plan, devices: readonly DeviceSpec[]): readonly AnswerPoint[] {
  const pace = paceOf(plan, devices);
  const cpu = cpuPartSentence(plan);
  const stages = pace.kind === 'bus' ? [] : stageReasons(plan, pace.segment, devices);
  const bus =
    pace.kind === 'bus'
      ? [
          {
            text: sentence(
              strong('The shared USB port is the slowest part.'),
              ` ${formatBytes(pace.bytesPerInference)} of each inference pass through it to and from ${plural(pace.deviceCount, 'device')}, ${formatMs(pace.perInferenceMs)}. With a port each they would not wait for one another.`,
            ),
          },
        ]
      : [];
  const uneven = pace.kind === 'bus' ? null : unevenSentence(plan);
  return [
    ...bus,
    ...stages,
    ...(uneven === null ? [] : [{ text: uneven }]),
    ...(cpu === null ? [] : [{ text: sentence(strong('Part of it runs on the CPU.'), ` ${cpu}`) }]),
  ];
}

interface Weighed {
  readonly costMs: number;
  readonly point: AnswerPoint;
}

function stageReasons(
  plan: Plan,
  segment: PlanSegment,
  devices: readonly DeviceSpec[],
): readonly AnswerPoint[] {
  const name = plan.segments.length === 1 ? 'The model' : `Segment ${String(segment.index + 1)}`;
  const device = devices[segment.deviceIndices[0] ?? -1];
  const weighed: Weighed[] = [
    streamingReason(name, segment),
    linkReason(name, segment),
    computeReason(name, segment),
    ...(device === undefined
      ? []
      : [slowLinkReason(segment, device), clockReason(segment, device)]),
  ];
  return weighed
    .filter(({ costMs }) => costMs >= WORTH_SAYING * segment.stageMs)
    .toSorted((one, other) => other.costMs - one.costMs)
    .map(({ point }, position) =>
      // One button for the segment is enough.
      position === 0 && plan.segments.length > 1
        ? {
            ...point,
            action: {
              title: `Show segment ${String(segment.index + 1)}`,
              does: { kind: 'segment', segmentIndex: segment.index },
            },
          }
        : point,
    );
}

/** "1.12 of its 4.46 ms". */
function ofStage(partMs: number, segment: PlanSegment): string {
  return `${formatMs(partMs)} of its ${formatMs(segment.stageMs)}`;
}

function streamingReason(name: string, segment: PlanSegment): Weighed {
  const whatever =
    segment.avoidableBytes === 0
      ? ' No cut could keep them on chip.'
      : segment.avoidableBytes < segment.streamedBytes
        ? ` ${formatBytes(segment.unavoidableBytes)} of them stream whatever the cut.`
        : '';
  return {
    costMs: segment.streamMs,
    point: {
      text: sentence(
        strong(`${name} streams.`),
        ` ${formatBytes(segment.streamedBytes)} of parameters are read from the computer again at every inference, which takes ${ofStage(segment.streamMs, segment)}.${whatever}`,
      ),
    },
  };
}

function linkReason(name: string, segment: PlanSegment): Weighed {
  const costMs = segment.inMs + segment.outMs;
  return {
    costMs,
    point: {
      text: sentence(
        strong(`${name} moves much over its link.`),
        ` ${formatBytes(segment.inBytes)} of tensors and ${formatBytes(segment.instructionBytes)} of instructions in, ${formatBytes(segment.outBytes)} out take ${ofStage(costMs, segment)}.`,
      ),
    },
  };
}

function computeReason(name: string, segment: PlanSegment): Weighed {
  return {
    costMs: segment.computeMs,
    point: {
      text: sentence(
        strong(`${name} computes`),
        ` for ${ofStage(segment.computeMs, segment)}. That is the chip's own speed; only less work for this chip makes it shorter.`,
      ),
    },
  };
}

/** What the stage would gain at USB 3. */
function slowLinkReason(segment: PlanSegment, device: DeviceSpec): Weighed {
  const fasterMs = stageTime(workOf(segment, device), {
    ...{ link: 'usb3', clock: device.clock, bus: device.bus },
  }).stageMs;
  const factor =
    ratesOf({ link: 'usb3', clock: 'max', bus: 0 }).inBytesPerMs / ratesOf(device).inBytesPerMs;
  return {
    costMs: device.link === 'usb2' ? segment.stageMs - fasterMs : 0,
    point: {
      text: sentence(
        strong('Its device is at USB 2.'),
        ` The link moves data ${proseRatio(factor)} slower than USB 3, where the stage would take ${formatMs(fasterMs)} instead of ${formatMs(segment.stageMs)}.`,
      ),
    },
  };
}

function clockReason(segment: PlanSegment, device: DeviceSpec): Weighed {
  const fasterMs = stageTime(workOf(segment, device), { ...device, clock: 'max' }).stageMs;
  return {
    costMs: device.clock === 'std' ? segment.stageMs - fasterMs : 0,
    point: {
      text: sentence(
        strong('Its device is at half clock.'),
        ` At the full 500 MHz the stage would take ${formatMs(fasterMs)} instead of ${formatMs(segment.stageMs)}; the device gets hotter.`,
      ),
    },
  };
}

function workOf(segment: PlanSegment, device: DeviceSpec): SegmentWork {
  const clockFactor = device.clock === 'std' ? STD_CLOCK_FACTOR : 1;
  const { inBytes, outBytes, instructionBytes, streamedBytes, passes } = segment;
  return {
    ...{ inBytes, outBytes, instructionBytes, streamedBytes, passes },
    computeMsAtFullClock: segment.computeMs / clockFactor,
  };
}

function unevenSentence(plan: Plan): Sentence | null {
  if (plan.segments.length < 2) return null;
  const perInference = plan.segments.map(({ stageMs, replicas }) => stageMs / replicas);
  const mean = perInference.reduce((sum, ms) => sum + ms, 0) / perInference.length;
  const ratio = plan.bottleneckMs / mean;
  if (ratio < UNEVEN_FROM) return null;
  return sentence(
    strong('The stages are uneven.'),
    ` The slowest takes ${proseRatio(ratio)} the mean of ${formatMs(mean)}; on average the devices wait ${formatPercent(1 - 1 / ratio)} of the time.`,
  );
}
