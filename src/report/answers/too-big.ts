// "Which part is too big?": segments and operators that stream, by how much they exceed the chip, and what would help.
import { formatBytes, formatMs, formatPercent, plural } from '../../base/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';
import {
  capitalise,
  mayStreamSentence,
  segmentList,
  sentence,
  strong,
  sumOver,
} from '../sentences/index.ts';
import type { Sentence } from '../sentences/index.ts';
import { generalAnswer } from './general.ts';
import { fewestThatHold } from './how-many.ts';
import { bytesWanted, layersOverAnyChip, layersThatStream, namesOf } from './large-layers.ts';
import { questionOf } from './topics.ts';
import type { Answer, AnswerModel, AnswerPoint, AnswerSubject } from './types.ts';

export function answerTooBig(subject: AnswerSubject): Answer {
  const { model, plan } = subject;
  if (model === null || plan === null) return generalAnswer('too-big');
  const over = plan.segments
    .filter((segment) => segment.avoidableBytes > 0)
    .toSorted((one, other) => other.avoidableBytes - one.avoidableBytes);
  // Of a whole model that streams anyway it would say nothing new.
  const mayStream = plan.segments.length === 1 ? null : mayStreamSentence(plan);
  return {
    topic: 'too-big',
    question: questionOf('too-big'),
    lead: over.length === 0 ? leadWithoutOver(plan, model) : leadOf(plan, over),
    label: plan.label,
    reasons: [
      ...over.map((segment) => segmentPoint(plan, segment, model)),
      ...neverFit(plan, model),
      ...(mayStream === null ? [] : [{ text: sentence(mayStream) }]),
    ],
    advice: over.length === 0 ? [] : adviceOf(subject, plan),
    isAboutThis: true,
  };
}

/** Where no cut could save anything: a layer may still be larger than any chip. */
function leadWithoutOver(plan: Plan, { costs }: AnswerModel): Sentence {
  const [largest] = layersOverAnyChip(costs);
  if (largest === undefined) return nothingTooBig(plan);
  const kind = costs.operators[largest.opIndex]?.kind ?? '?';
  return sentence(
    strong(`Operator ${String(largest.opIndex)} (${kind}) is larger than any chip`),
    `: ${formatBytes(largest.bytes)}. All else is on chip as far as a cut can make it.`,
  );
}

function nothingTooBig(plan: Plan): Sentence {
  const fullest = plan.segments.reduce((most, segment) =>
    segment.onChipBytes / segment.budgetBytes > most.onChipBytes / most.budgetBytes
      ? segment
      : most,
  );
  const filled = formatPercent(fullest.onChipBytes / fullest.budgetBytes);
  const who =
    plan.segments.length === 1
      ? 'The model'
      : `The fullest is segment ${String(fullest.index + 1)}, which`;
  return sentence(
    strong('None: every part fits its chip as far as a cut can make it.'),
    ` ${who} fills ${filled} of the ${formatBytes(fullest.budgetBytes)} that its chip has for parameters.`,
  );
}

function leadOf(plan: Plan, over: readonly PlanSegment[]): Sentence {
  const who =
    plan.segments.length === 1
      ? 'The model'
      : capitalise(
          segmentList(over.map(({ index }) => index).toSorted((one, other) => one - other)),
        );
  const bytes = over.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
  const isOne = over.length === 1;
  return sentence(
    strong(`${who} ${isOne ? 'is' : 'are'} too big for ${isOne ? 'its chip' : 'their chips'}.`),
    ` ${formatBytes(bytes)} do not fit and are read from the computer at every inference.`,
  );
}

function segmentPoint(plan: Plan, segment: PlanSegment, { costs }: AnswerModel): AnswerPoint {
  const wanted = bytesWanted(segment, costs);
  const layers = layersThatStream(segment, costs);
  const cost =
    segment.streamMs > 0
      ? ` That takes ${formatMs(segment.streamMs)} of its ${formatMs(segment.stageMs)}.`
      : '';
  const name = plan.segments.length === 1 ? 'The model' : `Segment ${String(segment.index + 1)}`;
  return {
    text: sentence(
      strong(name),
      wanted > segment.budgetBytes
        ? ` would need ${formatBytes(wanted)} on chip and has ${formatBytes(segment.budgetBytes)}: ${formatBytes(wanted - segment.budgetBytes)} too much.`
        : ` leaves ${formatBytes(segment.avoidableBytes)} off the chip, as its compiled file says.`,
      layers === null
        ? ''
        : ` What streams is ${layers}, since layers are kept whole or not at all.`,
      cost,
    ),
    ...(plan.segments.length === 1
      ? {}
      : {
          action: {
            title: `Show segment ${String(segment.index + 1)}`,
            does: { kind: 'segment', segmentIndex: segment.index },
          },
        }),
  };
}

/** Layers and constants that no chip keeps, whatever the cut. */
function neverFit(plan: Plan, { costs }: AnswerModel): readonly AnswerPoint[] {
  const bytes = sumOver(plan, 'unavoidableBytes');
  if (bytes === 0) return [];
  const large = layersOverAnyChip(costs);
  const why =
    large.length > 0
      ? `Larger than any chip: ${namesOf(large, costs.operators)}.`
      : 'They are constants of elementwise operators, which the compiler never keeps on chip.';
  const [first] = large;
  return [
    {
      text: sentence(strong(`${formatBytes(bytes)} stream whatever the cut.`), ` ${why}`),
      ...(first === undefined
        ? {}
        : {
            action: {
              title: `Show operator ${String(first.opIndex)}`,
              does: { kind: 'operator', opIndex: first.opIndex },
            },
          }),
    },
  ];
}

function adviceOf(subject: AnswerSubject, plan: Plan): readonly AnswerPoint[] {
  const now = subject.devices.length;
  const holding = subject.strategies
    .filter((row) => row.plan !== null && sumOver(row.plan, 'avoidableBytes') === 0)
    .toSorted((one, other) => (one.plan?.bottleneckMs ?? 0) - (other.plan?.bottleneckMs ?? 0))[0];
  if (holding?.plan != null) {
    const ms = holding.plan.bottleneckMs;
    const isSlower = ms > plan.bottleneckMs;
    return [
      {
        text: sentence(
          strong(holding.title),
          ` keeps it all on chip with these devices, at ${formatMs(ms)} per inference`,
          isSlower
            ? `; this plan streams on purpose, because ${formatMs(plan.bottleneckMs)} is faster.`
            : ` instead of ${formatMs(plan.bottleneckMs)}.`,
        ),
        action: {
          title: `Choose ${holding.title}`,
          does: { kind: 'strategy', strategy: holding.name },
        },
      },
    ];
  }
  const fewest = fewestThatHold(subject.curve);
  if (fewest === null || fewest.deviceCount <= now) return [];
  return [
    {
      text: sentence(
        strong(plural(fewest.deviceCount, 'device')),
        now === 1 ? ' hold it all.' : ` hold it all. With ${String(now)} no strategy does.`,
      ),
      action: {
        title: `Plan for ${String(fewest.deviceCount)}`,
        does: { kind: 'devices', deviceCount: fewest.deviceCount },
      },
    },
  ];
}
