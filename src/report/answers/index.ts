// Answers to what people ask of a plan, made from what is known of it: pure functions from figures to sentences, apart
// from report/index.ts so that the page loads them with Help only.
export type * from './types.ts';
export { HELP_TOPICS, questionOf } from './topics.ts';
export { generalAnswer } from './general.ts';
export { answerQuestion } from './answer-question.ts';
