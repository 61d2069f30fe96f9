// "Why is it slower?": than one device would be per device, and than the estimate said.
import { formatBytes, formatMs, formatPercent, plural } from '../../base/index.ts';
import type { DeviceSpec } from '../../edgetpu/index.ts';
import type { Plan } from '../../partition/index.ts';
import { cpuPartSentence, paceOf, proseRatio, sentence, strong } from '../sentences/index.ts';
import type { Sentence } from '../sentences/index.ts';
import { betterPlans } from './better-plans.ts';
import { generalAnswer } from './general.ts';
import { slowerThanEstimated } from './slower-run.ts';
import { stageReasons } from './stage-reasons.ts';
import { questionOf } from './topics.ts';
import type { Answer, AnswerPoint, AnswerSubject } from './types.ts';

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
