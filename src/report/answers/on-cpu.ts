// "Why is this operator on the CPU?": each group of operators that does not map, with its reason and its remedy.
import { plural } from '../../base/index.ts';
import { groupRefusals, refusalSubject } from '../model-sentences.ts';
import type { RefusalGroup } from '../model-sentences.ts';
import { cpuPartSentence, sentence, strong } from '../sentences/index.ts';
import type { Sentence } from '../sentences/index.ts';
import { generalAnswer } from './general.ts';
import { questionOf } from './topics.ts';
import type { Answer, AnswerModel, AnswerPoint, AnswerSubject } from './types.ts';

const GUESS = ' This rule is a guess; the compiler may still take it.';

export function answerOnCpu(subject: AnswerSubject): Answer {
  const { model, plan } = subject;
  if (model === null) return generalAnswer('on-cpu');
  const groups = groupRefusals(model.operators);
  const cpu = plan === null ? null : cpuPartSentence(plan);
  return {
    topic: 'on-cpu',
    question: questionOf('on-cpu'),
    lead: leadOf(model, groups, subject.selectedOperator),
    // Where an operator runs follows from rules, not from figures.
    label: null,
    reasons: [
      ...groups.map(groupPoint),
      ...(cpu === null ? [] : [{ text: sentence(cpu), label: 'estimated' as const }]),
    ],
    advice: [],
    isAboutThis: true,
  };
}

function leadOf(
  model: AnswerModel,
  groups: readonly RefusalGroup[],
  selected: number | null,
): Sentence {
  const row = model.operators.find(({ index }) => index === selected);
  if (row !== undefined && row.refusal !== null) {
    const { reason, remedy } = row.refusal;
    return sentence(strong(`Operator ${String(row.index)} (${row.kind}).`), ` ${reason} ${remedy}`);
  }
  const count = groups.reduce((sum, group) => sum + group.operators.length, 0);
  if (count === 0) {
    const all = model.facts.operatorCount;
    return sentence(
      strong('None is.'),
      ` ${all === 1 ? 'The one operator' : `All ${plural(all, 'operator')}`} of ${model.name} ${all === 1 ? 'runs' : 'run'} on the Edge TPU.`,
    );
  }
  return sentence(
    strong(`${plural(count, 'operator')} of ${String(model.facts.operatorCount)}`),
    ` ${count === 1 ? 'runs' : 'run'} on the computer's CPU. What comes after the first one that the Edge TPU refuses runs there too.`,
  );
}

function groupPoint(group: RefusalGroup): AnswerPoint {
  const [first] = group.operators;
  return {
    text: sentence(
      strong(`${refusalSubject(group)}.`),
      ` ${group.reason} ${group.remedy}`,
      group.isGuess ? GUESS : '',
    ),
    ...(first === undefined
      ? {}
      : {
          action: {
            title: `Show operator ${String(first)}`,
            does: { kind: 'operator', opIndex: first },
          },
        }),
  };
}
