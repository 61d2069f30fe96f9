import { describe, expect, it } from 'vitest';
import { testDevices, testPlan, testSegment } from '../testing/plans.ts';
import { paceSentence, planHeadline } from './headline.ts';
import { plainText } from './sentence.ts';

const paceThird = testSegment(2, { inMs: 0.8, computeMs: 1.25, streamMs: 1.8, outMs: 0.6 });
const inception = testPlan(
  [
    testSegment(0, { computeMs: 2.71 }),
    testSegment(1, { computeMs: 2.91 }),
    paceThird,
    testSegment(3, { computeMs: 0.5 }),
  ],
  { speedupOverSingle: 9.59, speedupOverCompiler: 1.468 },
);
const wholeModel = testPlan(
  [testSegment(0, { inMs: 1, computeMs: 8, streamMs: 33, outMs: 0.66 })],
  {
    strategy: 'single',
    speedupOverSingle: 1,
    speedupOverCompiler: 0.15,
  },
);
const twoCopies = testPlan(
  [testSegment(0, { replicas: 2, deviceIndices: [0, 1], computeMs: 4, inMs: 0.5, outMs: 0.5 })],
  { strategy: 'hybrid', speedupOverSingle: 2, speedupOverCompiler: 2.5 },
);

describe('the headline of a plan', () => {
  it.each([
    ['a pipeline', inception, 4, '225 inferences per second on 4 devices, 9.6× one device'],
    ['spare devices', inception, 6, '225 inferences per second on 4 of 6 devices, 9.6× one device'],
    ['one device', wholeModel, 1, '23.4 inferences per second on one device'],
    ['one device of four', wholeModel, 4, '23.4 inferences per second on 1 of 4 devices'],
    ['copies', twoCopies, 2, '400 inferences per second on 2 devices, 2.0× one device'],
    [
      'no plan on one device',
      { ...inception, speedupOverSingle: null },
      4,
      '225 inferences per second on 4 devices',
    ],
    [
      'a small gain',
      { ...inception, speedupOverSingle: 1.234 },
      4,
      '225 inferences per second on 4 devices, 1.23× one device',
    ],
    [
      'a loss',
      { ...inception, speedupOverSingle: 0.987 },
      4,
      '225 inferences per second on 4 devices, 0.99× one device',
    ],
    [
      'a very large rate',
      { ...inception, throughputPerSecond: 12_345, speedupOverSingle: 152.4 },
      4,
      '12\u2009345 inferences per second on 4 devices, 152× one device',
    ],
  ])('speaks of %s', (_, plan, deviceCount, expected) => {
    expect(planHeadline(plan, deviceCount)).toEqual({ text: expected, label: 'estimated' });
  });
});

describe('the second line of a plan', () => {
  const failure = { code: 'partition/compiler-crashes' as const, message: 'It crashes.' };
  it.each([
    [
      'streaming that is two fifths',
      inception,
      null,
      "Segment 3 sets the pace at 4.45 ms, two fifths of it streaming parameters. 1.47× faster than the compiler's own split.",
    ],
    [
      'computing',
      testPlan([testSegment(0), testSegment(1, { computeMs: 6 })], { speedupOverCompiler: 1.001 }),
      null,
      "Segment 2 sets the pace at 7.50 ms, four fifths of it computing. As fast as the compiler's own split.",
    ],
    [
      'reading',
      testPlan([testSegment(0, { inMs: 4 }), testSegment(1)], { speedupOverCompiler: 0.8 }),
      null,
      "Segment 1 sets the pace at 6.50 ms, three fifths of it reading its input. The compiler's own split is 1.25× faster.",
    ],
    [
      'a compiler that crashes',
      testPlan([testSegment(0, { outMs: 9 }), testSegment(1)], { speedupOverCompiler: null }),
      failure,
      "Segment 1 sets the pace at 12.00 ms, three quarters of it sending its output. There is no compiler's split to compare with: the vendor's compiler crashes.",
    ],
    [
      'a ratio that is not known yet',
      testPlan([testSegment(0), testSegment(1)], { speedupOverCompiler: null }),
      null,
      'Segment 1 sets the pace at 3.50 ms, about three fifths of it computing.',
    ],
    [
      "the compiler's split itself",
      testPlan([testSegment(0), testSegment(1)], { strategy: 'compiler' }),
      null,
      "Segment 1 sets the pace at 3.50 ms, about three fifths of it computing. This is the compiler's own split.",
    ],
    [
      'one device',
      { ...wholeModel, speedupOverCompiler: null },
      null,
      'One inference takes 42.66 ms, about three quarters of it streaming parameters.',
    ],
    [
      'copies of the whole model',
      { ...twoCopies, speedupOverCompiler: null },
      null,
      '2 devices hold the whole model each and take inferences in turn, 5.00 ms apiece, four fifths of it computing.',
    ],
    [
      'replicas of a stage',
      testPlan(
        [testSegment(0, { replicas: 2, deviceIndices: [0, 1], computeMs: 6.3 }), testSegment(1)],
        {
          strategy: 'hybrid',
          speedupOverCompiler: 1.67,
        },
      ),
      null,
      "Segment 1 sets the pace at 3.90 ms: 7.80 ms shared by 2 devices in turn, four fifths of it computing. 1.67× faster than the compiler's own split.",
    ],
  ])('tells of %s', (_, plan, compilerFailure, expected) => {
    const said = paceSentence(plan, { devices: testDevices(4), compilerFailure });
    expect(plainText(said)).toBe(expected);
  });

  it('stresses what sets the pace and nothing else', () => {
    const strongParts = paceSentence(inception, { devices: testDevices(4) }).filter(
      (p) => p.isStrong,
    );
    expect(strongParts.map((part) => part.text)).toEqual(['Segment 3 sets the pace']);
  });

  it('tells of a shared port, with the bytes that pass through it', () => {
    const plan = testPlan([testSegment(0), testSegment(1)], {
      bottleneck: { kind: 'bus', bus: 0 },
      bottleneckMs: 5.5,
      speedupOverCompiler: 1.1,
    });
    expect(plainText(paceSentence(plan, { devices: testDevices(2, true) }))).toBe(
      "The shared USB port sets the pace at 5.50 ms: 684 KiB of each inference pass through it to and from 2 devices. 1.10× faster than the compiler's own split.",
    );
  });
});
