import { answerBroken } from './broken.ts';
import { answerHowMany } from './how-many.ts';
import { answerOnCpu } from './on-cpu.ts';
import { answerSlower } from './slower.ts';
import { answerTooBig } from './too-big.ts';
import type { Answer, AnswerSubject, HelpTopic } from './types.ts';

/** Answers a question with what this model, plan and run say; in general where they say nothing. */
export function answerQuestion(topic: HelpTopic, subject: AnswerSubject): Answer {
  switch (topic) {
    case 'slower':
      return answerSlower(subject);
    case 'how-many':
      return answerHowMany(subject);
    case 'too-big':
      return answerTooBig(subject);
    case 'on-cpu':
      return answerOnCpu(subject);
    case 'broken':
      return answerBroken(subject);
  }
}
