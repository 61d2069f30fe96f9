// "How many devices do I need?": the fewest that hold what chips can hold, and where more stop being worth it.
import { formatBytes, formatSignificant, plural } from '../../base/index.ts';
import type { StrategyName } from '../../partition/index.ts';
import { findPlateau, sentence, strong } from '../sentences/index.ts';
import type { CurveReading, Sentence } from '../sentences/index.ts';
import { generalAnswer } from './general.ts';
import { questionOf } from './topics.ts';
import type { Answer, AnswerPoint, AnswerSubject } from './types.ts';

/** Devices that take inferences in turn are worth a word where they are so much faster than the pipeline alone. */
const HYBRID_WORTH_SAYING = 1.2;

export function answerHowMany(subject: AnswerSubject): Answer {
  const { curve, model, plan } = subject;
  const strategy = lineToRead(subject);
  const line = lineOf(curve, strategy);
  if (model === null || plan === null || line.length === 0) return generalAnswer('how-many');
  const fewest = fewestThatHold(curve);
  const plateau = findPlateau(line, fewest?.deviceCount ?? 1);
  return {
    topic: 'how-many',
    question: questionOf('how-many'),
    lead: leadOf(subject, fewest),
    label: 'estimated',
    reasons: [
      ...holdingReasons(subject, fewest),
      ...growthReasons(line, fewest, plateau),
      ...hybridReason(curve, strategy, plateau),
      ...(subject.isCurveComplete
        ? []
        : [{ text: sentence('Larger numbers of devices are still being worked out.') }]),
    ],
    advice: adviceOf(subject, fewest, plateau),
    isAboutThis: true,
  };
}

/** The strategy whose line says what is on show; a person's own cuts have none. */
function lineToRead({ plan, curve }: AnswerSubject): StrategyName {
  const name = plan?.strategy ?? 'balanced';
  return curve.some((point) => point.strategy === name) ? name : 'balanced';
}

function lineOf(curve: readonly CurveReading[], strategy: StrategyName): readonly CurveReading[] {
  return curve
    .filter((point) => point.strategy === strategy && point.throughputPerSecond !== null)
    .toSorted((one, other) => one.deviceCount - other.deviceCount);
}

/** The smallest number of devices at which some strategy streams nothing that a cut could save. */
export function fewestThatHold(curve: readonly CurveReading[]): CurveReading | null {
  const holding = curve
    .filter((point) => point.avoidableBytes === 0 && point.throughputPerSecond !== null)
    .toSorted(
      (one, other) =>
        one.deviceCount - other.deviceCount ||
        (other.throughputPerSecond ?? 0) - (one.throughputPerSecond ?? 0),
    );
  return holding[0] ?? null;
}

function leadOf({ isCurveComplete, curve }: AnswerSubject, fewest: CurveReading | null): Sentence {
  if (fewest === null) {
    const most = Math.max(...curve.map(({ deviceCount }) => deviceCount));
    return sentence(
      strong(`More than ${String(most)}`),
      isCurveComplete
        ? ', or a smaller model: with none of these numbers does everything stay on chip that could.'
        : ', as far as is worked out by now.',
    );
  }
  if (fewest.deviceCount === 1) {
    return sentence(
      strong('One holds the whole model'),
      '. More bring more inferences per second, not more room.',
    );
  }
  return sentence(
    strong(`${plural(fewest.deviceCount, 'device')}`),
    ': the fewest with nothing streamed that a better cut could save.',
  );
}

function holdingReasons(
  { curve }: AnswerSubject,
  fewest: CurveReading | null,
): readonly AnswerPoint[] {
  if (fewest === null || fewest.deviceCount === 1) return [];
  const before = curve.filter(
    (point) => point.deviceCount === fewest.deviceCount - 1 && point.avoidableBytes !== null,
  );
  if (before.length === 0) return [];
  const least = Math.min(...before.map((point) => point.avoidableBytes ?? 0));
  const unavoidable = fewest.streamedBytes ?? 0;
  const still =
    unavoidable > 0
      ? ` ${formatBytes(unavoidable)} stream whatever the cut and however many devices there are.`
      : '';
  return [
    {
      text: sentence(
        `With ${plural(fewest.deviceCount - 1, 'device')} at least ${formatBytes(least)} would be read from the computer at every inference that a further chip could hold.${still}`,
      ),
    },
  ];
}

function growthReasons(
  line: readonly CurveReading[],
  fewest: CurveReading | null,
  plateau: CurveReading | undefined,
): readonly AnswerPoint[] {
  const last = line.at(-1);
  if (last === undefined || plateau === undefined) return [];
  const start = line.find((point) => point.deviceCount === fewest?.deviceCount);
  const first =
    start === undefined || start === plateau
      ? ''
      : `${rateWords(start)} with ${countWords(start)}, `;
  const there = `${first}${rateWords(plateau)} with ${countWords(plateau)}`;
  if (plateau === last) {
    return [
      {
        text: sentence(
          `${there}: it grows up to the ${String(last.deviceCount)} that Reef looks at.`,
        ),
      },
    ];
  }
  return [
    {
      text: sentence(
        `${there}. `,
        strong(
          `More than ${plateau.deviceCount === 1 ? 'that' : String(plateau.deviceCount)} bring under 5 %`,
        ),
        `, up to ${String(last.deviceCount)}.`,
      ),
    },
  ];
}

function hybridReason(
  curve: readonly CurveReading[],
  strategy: StrategyName,
  plateau: CurveReading | undefined,
): readonly AnswerPoint[] {
  const last = lineOf(curve, 'hybrid').at(-1);
  if (strategy === 'hybrid' || last === undefined || plateau === undefined) return [];
  const gain = (last.throughputPerSecond ?? 0) / (plateau.throughputPerSecond ?? 1);
  if (gain < HYBRID_WORTH_SAYING) return [];
  return [
    {
      text: sentence(
        strong('Hybrid'),
        ` goes on growing, because devices take inferences in turn: ${rateWords(last)} with ${countWords(last)}.`,
      ),
      action: { title: 'Choose Hybrid', does: { kind: 'strategy', strategy: 'hybrid' } },
    },
  ];
}

function adviceOf(
  { devices }: AnswerSubject,
  fewest: CurveReading | null,
  plateau: CurveReading | undefined,
): readonly AnswerPoint[] {
  const choices = [
    { point: fewest, words: 'The fewest that hold all that chips can hold' },
    { point: plateau ?? null, words: 'The last number that is worth it for speed' },
  ];
  const told = new Set([devices.length]);
  return choices.flatMap(({ point, words }): AnswerPoint[] => {
    if (point === null || told.has(point.deviceCount)) return [];
    told.add(point.deviceCount);
    return [
      {
        text: sentence(`${words}: `, strong(countWords(point)), '.'),
        action: {
          title: `Plan for ${String(point.deviceCount)}`,
          does: { kind: 'devices', deviceCount: point.deviceCount },
        },
      },
    ];
  });
}

function rateWords({ throughputPerSecond }: CurveReading): string {
  return `${formatSignificant(throughputPerSecond ?? 0)} inferences per second`;
}

function countWords({ deviceCount }: CurveReading): string {
  return deviceCount === 1 ? 'one device' : `${String(deviceCount)} devices`;
}
