import type { HelpTopic } from './types.ts';

/** The questions, in the order in which they are offered; `words` are for searching. */
export const HELP_TOPICS: readonly {
  readonly topic: HelpTopic;
  readonly question: string;
  readonly words: string;
}[] = [
  {
    topic: 'slower',
    question: 'Why is it slower?',
    words: 'slow speed than expected one device bottleneck pace',
  },
  {
    topic: 'how-many',
    question: 'How many devices do I need?',
    words: 'sticks number accelerators enough buy',
  },
  {
    topic: 'too-big',
    question: 'Which part is too big?',
    words: 'large memory fit streams segment chip',
  },
  {
    topic: 'on-cpu',
    question: 'Why is this operator on the CPU?',
    words: 'mapping not supported unmapped edge tpu',
  },
  {
    topic: 'broken',
    question: 'Is my accelerator broken?',
    words: 'stick defect usb firmware lost error device',
  },
];

export function questionOf(topic: HelpTopic): string {
  return HELP_TOPICS.find((entry) => entry.topic === topic)?.question ?? '';
}
