import { describe, expect, it, test } from 'vitest';
import { formatBytes, formatMs } from '../../base/index.ts';
import { plainText, sumOver } from '../sentences/index.ts';
import { answerQuestion, generalAnswer, HELP_TOPICS } from './index.ts';
import { NOTHING, subjectOf } from './testing/subjects.ts';
import type { SubjectOptions } from './testing/subjects.ts';
import type { Answer, AnswerSubject, HelpTopic } from './types.ts';

function ask(topic: HelpTopic, subject: AnswerSubject): Answer {
  return answerQuestion(topic, subject);
}

/** All of an answer as one text, a line for each point, with what can be clicked in brackets. */
function textOf({ lead, reasons, advice }: Answer): string {
  const points = [...reasons, ...advice].map(
    ({ text, action }) => `${plainText(text)}${action === undefined ? '' : ` [${action.title}]`}`,
  );
  return [plainText(lead), ...points].join('\n');
}

describe('answers on real models', () => {
  const cases: readonly {
    readonly model: string;
    readonly options: SubjectOptions;
    readonly topic: HelpTopic;
    readonly says: readonly RegExp[];
    readonly saysNot?: RegExp;
  }[] = [
    {
      ...{ model: 'resnet50', options: { deviceCount: 2, strategy: 'compiler' }, topic: 'slower' },
      says: [
        /^It is not slow: 2\.8× one device with 2 devices/,
        /Segment 1 streams\. 5\.10 MiB .* takes 9\.44 ms of its 15\.98 ms\. \[Show segment 1]/,
        /Segment 1 computes for 4\.68 ms/,
        /4 devices would make .* inferences per second|These are estimates/,
      ],
      saysNot: /whatever the cut|USB 2|CPU/,
    },
    {
      ...{ model: 'resnet50', options: { deviceCount: 4 }, topic: 'slower' },
      says: [
        /The stages are uneven\. The slowest takes 2\.2×/,
        /profiled cuts it better: 4\.96 ms/,
      ],
      saysNot: /streams/,
    },
    {
      ...{ model: 'mobilenet_v2', options: { deviceCount: 2 }, topic: 'slower' },
      says: [/^No faster than one device, although 2 devices work on it/],
    },
    {
      ...{ model: 'mobilenet_v2', options: { deviceCount: 1, link: 'usb2' }, topic: 'slower' },
      says: [
        /^One inference takes 13\.36 ms/,
        /at USB 2\. The link moves data 13\.5× slower than USB 3, where the stage would take 2\.88 ms/,
        /One device is set up at USB 2/,
      ],
    },
    {
      ...{ model: 'mobilenet_v2', options: { deviceCount: 1, clock: 'std' }, topic: 'slower' },
      says: [/at half clock\. At the full 500 MHz the stage would take 2\.88 ms/],
    },
    {
      model: 'densenet121',
      options: { deviceCount: 3, link: 'usb2', isShared: true },
      topic: 'slower',
      says: [/The shared USB port is the slowest part\. .* to and from 3 devices, 74\.06 ms/],
    },
    {
      ...{ model: 'vgg16', options: { deviceCount: 4 }, topic: 'slower' },
      says: [/Segment 3 streams\. 114 MiB .* No cut could keep them on chip\./],
    },
    {
      model: 'deeplabv3_mnv2_dm05_pascal_quant',
      options: { deviceCount: 2, isFixture: true },
      topic: 'slower',
      says: [/moves much over its link/, /8 operators run on the computer's CPU \(segment 2\)/],
    },
    {
      ...{ model: 'resnet50', options: { deviceCount: 2 }, topic: 'how-many' },
      says: [
        /^4 devices: the fewest with nothing streamed that a better cut could save/,
        /With 3 devices at least 2\.81 MiB would be read/,
        /171 inferences per second with 4 devices, 186 inferences per second with 6 devices/,
        /More than 6 bring under 5 %, up to 8/,
        /The fewest that hold all that chips can hold: 4 devices\. \[Plan for 4]/,
        /worth it for speed: 6 devices\. \[Plan for 6]/,
      ],
    },
    {
      ...{ model: 'mobilenet_v2', options: { deviceCount: 1 }, topic: 'how-many' },
      says: [/^One holds the whole model/, /worth it for speed: 3 devices/],
      saysNot: /Plan for 1\b/,
    },
    {
      ...{ model: 'densenet121', options: { deviceCount: 3 }, topic: 'how-many' },
      says: [/1\.05 MiB stream whatever the cut and however many devices there are/],
    },
    {
      ...{ model: 'resnet50', options: { deviceCount: 2 }, topic: 'too-big' },
      says: [
        /^Segments 1 and 2 are too big for their chips\. \d+\.\d+ MiB do not fit/,
        /Segment 1 would need .* MiB on chip and has 6\.98 MiB: .* too much\. What streams is operator/,
        /4 devices hold it all\. With 2 no strategy does\. \[Plan for 4]/,
      ],
    },
    {
      ...{ model: 'resnet50', options: { deviceCount: 4 }, topic: 'too-big' },
      says: [/^None: every part fits/, /fullest is segment 1, which fills 92 % of the 6\.98 MiB/],
      saysNot: /too much/,
    },
    {
      ...{ model: 'resnet50', options: { deviceCount: 1, strategy: 'single' }, topic: 'too-big' },
      says: [/^The model is too big for its chip/],
      saysNot: /Segment/,
    },
    {
      ...{ model: 'vgg16', options: { deviceCount: 4 }, topic: 'too-big' },
      says: [
        /^Operator 20 \(FULLY_CONNECTED\) is larger than any chip: 98\.0 MiB/,
        /operator 21 \(FULLY_CONNECTED, 16\.0 MiB\)\. \[Show operator 20]/,
      ],
    },
    {
      ...{ model: 'densenet121', options: { deviceCount: 3 }, topic: 'too-big' },
      says: [/1\.05 MiB stream whatever the cut\. They are constants of elementwise operators/],
    },
    {
      ...{ model: 'resnet50', options: { deviceCount: 4 }, topic: 'on-cpu' },
      says: [/^None is\. All 74 operators of resnet50 run on the Edge TPU\.$/],
    },
    {
      model: 'deeplabv3_mnv2_dm05_pascal_quant',
      options: { deviceCount: 2, isFixture: true },
      topic: 'on-cpu',
      says: [
        /^8 operators of 72 run on the computer's CPU/,
        /Operator 64 \(RESIZE_BILINEAR\)\. .* This rule is a guess.* \[Show operator 64]/,
        /Operator 71 \(ARG_MAX\)\. The Edge TPU has no ARG_MAX\. Replace it/,
      ],
    },
  ];

  test.each(cases)('$topic: $model, $options', async ({ model, options, topic, says, saysNot }) => {
    const answer = ask(topic, await subjectOf(model, options));
    const text = textOf(answer);
    for (const pattern of says) expect(text).toMatch(pattern);
    if (saysNot !== undefined) expect(text).not.toMatch(saysNot);
    expect(answer.isAboutThis).toBe(true);
    // Figures are never without a label; where an operator runs is no figure.
    expect(answer.label).toBe(topic === 'on-cpu' ? null : 'estimated');
  });

  it('adds up: what is too big is what the plan streams for want of room', async () => {
    const subject = await subjectOf('inception_v4', { deviceCount: 3 });
    const plan = subject.plan;
    if (plan === null) throw new Error('no plan');
    const over = plan.segments.filter(({ avoidableBytes }) => avoidableBytes > 0);
    expect(over.length).toBeGreaterThan(0);
    const answer = ask('too-big', subject);
    expect(plainText(answer.lead)).toContain(formatBytes(sumOver(plan, 'avoidableBytes')));
    for (const segment of over) {
      expect(textOf(answer)).toContain(`Segment ${String(segment.index + 1)} would need`);
      expect(textOf(answer)).toContain(formatMs(segment.stageMs));
    }
  });

  it('speaks of the selected operator first', async () => {
    const name = 'deeplabv3_mnv2_dm05_pascal_quant';
    const subject = await subjectOf(name, { deviceCount: 2, isFixture: true });
    const of71 = ask('on-cpu', { ...subject, selectedOperator: 71 });
    expect(plainText(of71.lead)).toMatch(/^Operator 71 \(ARG_MAX\)\. The Edge TPU has no ARG_MAX/);
    const ofMapped = ask('on-cpu', { ...subject, selectedOperator: 3 });
    expect(plainText(ofMapped.lead)).toMatch(/^8 operators of 72/);
  });

  it('says what is not known yet while the curve fills in', async () => {
    const subject = await subjectOf('resnet50', { deviceCount: 4 });
    const curve = subject.curve.filter(({ deviceCount }) => deviceCount <= 2);
    const answer = ask('how-many', { ...subject, curve, isCurveComplete: false });
    expect(textOf(answer)).toMatch(/^More than 2, as far as is worked out by now\./);
    expect(textOf(answer)).toContain('Larger numbers of devices are still being worked out.');
  });

  it('advises no strategy that is slower, and no number of devices that is set already', async () => {
    const subject = await subjectOf('resnet50', { deviceCount: 4, strategy: 'profiled' });
    expect(textOf(ask('slower', subject))).not.toContain('cuts it better');
    expect(textOf(ask('how-many', subject))).not.toContain('[Plan for 4]');
  });
});

describe('answers in general', () => {
  test.each(HELP_TOPICS)(
    '$question has one without a model, with no figure to label',
    ({ topic }) => {
      const answer = ask(topic, NOTHING);
      expect(answer.isAboutThis).toBe(false);
      expect(answer.label).toBeNull();
      expect(plainText(answer.lead)).toMatch(/^\p{Lu}.*\.$/su);
      expect(answer.advice.length).toBeGreaterThan(0);
    },
  );

  it('speaks of devices and accelerators, as the glossary does', () => {
    for (const { topic, question } of HELP_TOPICS) {
      const answer = generalAnswer(topic);
      expect(`${question} ${textOf(answer)}`).not.toMatch(
        /\bstick|\bdongle|\bTPUs?\b(?<!Edge TPUs?)/,
      );
    }
  });
});
