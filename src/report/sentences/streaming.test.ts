import { describe, expect, it } from 'vitest';
import { testPlan, testSegment } from '../testing/plans.ts';
import {
  cpuPartSentence,
  fitsOneDeviceSentence,
  mayStreamSentence,
  streamingSentence,
} from './streaming.ts';

const MIB = 1024 * 1024;
const necessity = 'layers and constants that no chip can keep';

describe('streaming', () => {
  it.each([
    [
      'none',
      testPlan([testSegment(0), testSegment(1)]),
      'Nothing streams: every segment stays on its chip.',
    ],
    [
      'none of one',
      testPlan([testSegment(0)]),
      'Nothing streams: the whole model stays on the chip.',
    ],
    [
      'avoidable',
      testPlan([
        testSegment(0),
        testSegment(1, { streamMib: 1.06 }),
        testSegment(2, { streamMib: 1.23 }),
      ]),
      'Segments 2 and 3 stream 2.29 MiB at every inference; another cut or one more device could keep it on chip.',
    ],
    [
      'by necessity',
      testPlan([testSegment(0, { streamMib: 0.5, avoidableMib: 0 }), testSegment(1)]),
      `Segment 1 streams 512 KiB at every inference, whatever the cut: ${necessity}.`,
    ],
    [
      'of both kinds',
      testPlan([testSegment(0, { streamMib: 2, avoidableMib: 1.5 }), testSegment(1)]),
      'Segment 1 streams 2.00 MiB at every inference, 512 KiB of it whatever the cut; another cut or one more device could keep the rest on chip.',
    ],
    [
      'of all segments',
      testPlan([0, 1, 2].map((index) => testSegment(index, { streamMib: 1, avoidableMib: 0 }))),
      `All 3 segments stream 3.00 MiB at every inference, whatever the cut: ${necessity}.`,
    ],
    [
      'of more segments than are worth naming',
      testPlan(
        [0, 1, 2, 3, 4, 5].map((index) =>
          testSegment(index, { streamMib: index === 0 ? 0 : 1, avoidableMib: 0 }),
        ),
      ),
      `5 of 6 segments stream 5.00 MiB at every inference, whatever the cut: ${necessity}.`,
    ],
    [
      'of the whole model',
      testPlan([testSegment(0, { streamMib: 16.2 })]),
      'The model streams 16.2 MiB at every inference; more devices would hold more of it.',
    ],
  ])('is told: %s', (_, plan, expected) => {
    expect(streamingSentence(plan)).toBe(expected);
  });

  const nearLimit =
    "within 0.5 MiB of the chip's limit and may stream up to 307 KiB more; only the vendor's compiler can tell.";

  it.each([
    ['none', testPlan([testSegment(0)]), null],
    [
      'the whole model',
      testPlan([testSegment(0, { mayStreamBytes: 0.3 * MIB })]),
      `The model is ${nearLimit}`,
    ],
    [
      'one segment',
      testPlan([testSegment(0, { mayStreamBytes: 0.3 * MIB }), testSegment(1)]),
      `Segment 1 is ${nearLimit}`,
    ],
    [
      'several',
      testPlan([
        testSegment(0),
        testSegment(1, { mayStreamBytes: 0.3 * MIB }),
        testSegment(2, { mayStreamBytes: 0.1 * MIB }),
      ]),
      `Segments 2 and 3 are ${nearLimit}`,
    ],
  ])('tells what is near the limit: %s', (_, plan, expected) => {
    expect(mayStreamSentence(plan)).toBe(expected);
  });
});

it('says when one device is enough, and what more are good for', () => {
  const single = testPlan([testSegment(0, { onChipBytes: 3.7 * MIB })], { strategy: 'single' });
  expect(fitsOneDeviceSentence(single)).toBe(
    'One device holds the whole model (50 % of its on-chip memory for parameters). More devices only share out the work: as copies that take inferences in turn, or as shorter stages.',
  );
  expect(fitsOneDeviceSentence(testPlan([testSegment(0, { streamMib: 3 })]))).toBeNull();
});

describe('operators on the CPU', () => {
  it.each([
    ['none', testPlan([testSegment(0)]), null],
    [
      'one, in the whole model',
      testPlan([testSegment(0, { cpuOperatorCount: 1 })]),
      "1 operator runs on the computer's CPU. All times are without the CPU part until a run measures it.",
    ],
    [
      'some, in the last segment',
      testPlan([testSegment(0), testSegment(1, { cpuOperatorCount: 8 })]),
      "8 operators run on the computer's CPU (segment 2). All times are without the CPU part until a run measures it.",
    ],
  ])('are named: %s', (_, plan, expected) => {
    expect(cpuPartSentence(plan)).toBe(expected);
  });
});
