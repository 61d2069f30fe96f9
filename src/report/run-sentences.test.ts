import { describe, expect, test } from 'vitest';
import type { Run, RunStage } from '../pipeline/index.ts';
import { differenceText } from './difference-text.ts';
import {
  endedEarlyHeadline,
  partialSentence,
  readinessSentence,
  runHeadline,
  runPaceSentence,
  runStatistics,
  timeLeftWords,
  verificationSentence,
  type EndedEarly,
  type Readiness,
} from './run-sentences.ts';
import { ratesText } from './rates-text.ts';
import { plainText } from './sentences/index.ts';
import { testRun, testRunStage } from './testing/runs.ts';

function withStage(patch: Partial<RunStage>, run: Partial<Run> = {}): Run {
  return testRun([testRunStage(0, { meanMs: 2 }), testRunStage(1, patch)], {
    bottleneckSegment: 1,
    ...run,
  });
}

describe('the headline of a run', () => {
  test.each([
    [[{ kind: 'virtual', count: 4 }], '224 inferences per second on 4 virtual accelerators'],
    [[{ kind: 'coral', count: 1 }], '224 inferences per second on one accelerator'],
    [[{ kind: 'cpu', count: 2 }], "224 inferences per second on 2 threads of this computer's CPU"],
    [
      [
        { kind: 'coral', count: 2, link: 'usb2' },
        { kind: 'coral', count: 1 },
      ],
      '224 inferences per second on 3 accelerators',
    ],
  ] as const)('says how fast and on what: %j', (devices, text) => {
    const run = testRun([testRunStage(0)], {
      throughputPerSecond: 224.3,
      devices: devices.map((device) => ({ link: 'usb3', clock: 'max', ...device })),
    });
    expect(runHeadline(run).text).toBe(text);
  });

  test('carries its label', () => {
    expect(runHeadline(testRun([testRunStage(0)], { label: 'measured' })).label).toBe('measured');
  });
});

describe('what set the pace', () => {
  test.each([
    [
      { meanMs: 4.46, estimatedMs: 4.45, streamMs: 1.8 },
      'Segment 2 sets the pace at 4.46 ms, as estimated; two fifths of it streaming parameters.',
    ],
    [
      { meanMs: 5, estimatedMs: 4.8, computeMs: 4 },
      'Segment 2 sets the pace at 5.00 ms, 4.2 % longer than estimated; four fifths of it computing.',
    ],
    [
      { meanMs: 4.5, estimatedMs: 6, inMs: 3, computeMs: 1 },
      'Segment 2 sets the pace at 4.50 ms, 25 % shorter than estimated; two thirds of it reading its input.',
    ],
    [
      { meanMs: 20, estimatedMs: 5, computeMs: 18 },
      'Segment 2 sets the pace at 20.00 ms, 4.00× as long as estimated; nine tenths of it computing.',
    ],
    [
      { meanMs: 8, estimatedMs: null, replicas: 2, computeMs: 8 },
      'Segment 2 sets the pace at 4.00 ms (8.00 ms shared by 2 devices in turn), all of it computing.',
    ],
    [
      { meanMs: 8, estimatedMs: null, cpuMs: 6, computeMs: 2 },
      'Segment 2 sets the pace at 8.00 ms, three quarters of it operators on the CPU.',
    ],
  ])('%j', (stage, text) => {
    expect(plainText(runPaceSentence(withStage(stage)))).toBe(text);
  });

  test('is one inference where there is one stage', () => {
    const run = testRun([testRunStage(0, { meanMs: 3, estimatedMs: 3, computeMs: 3 })]);
    expect(plainText(runPaceSentence(run))).toBe(
      'One inference takes 3.00 ms, as estimated; all of it computing.',
    );
  });

  test('compares no CPU with an estimate for Edge TPUs', () => {
    const devices = [{ kind: 'cpu', link: 'pcie', clock: 'max', count: 2 }] as const;
    const run = withStage({ meanMs: 90, estimatedMs: 3, computeMs: 90 }, { devices });
    expect(plainText(runPaceSentence(run))).not.toContain('estimated');
  });
});

test.each([
  [null, '–'],
  [0.0001, '±0 %'],
  [0.042, '+4.2 %'],
  [-0.003, '−0.3 %'],
  [0.25, '+25 %'],
  [29, '30.0×'],
])('a difference of %s reads %s', (difference, text) => {
  expect(differenceText(difference)).toBe(text);
});

describe('the verification', () => {
  test.each([
    [
      { kind: 'equal', inferences: 1, bytes: 1001 },
      'Verified: the outputs of one inference equal those of the whole model on the CPU, byte for byte (1001 bytes).',
    ],
    [
      {
        kind: 'different',
        ...{ tensor: 'scores', differingElements: 12, elements: 1001 },
        largestDifference: 1,
      },
      'Not the same: 12 of 1001 values of “scores” differ from the whole model on the CPU, by at most 1 step of the stored type.',
    ],
  ] as const)('%j', (verification, text) => {
    expect(verificationSentence(verification)).toBe(text);
  });

  test('says so where nothing was computed or compared', () => {
    expect(verificationSentence({ kind: 'not-computed' })).toMatch(/^Not verified: .* zeros\.$/);
    expect(verificationSentence({ kind: 'not-checked' })).toMatch(/^Not verified/);
  });
});

describe('a run that ended early', () => {
  const run = testRun([testRunStage(0)], { inferences: 7 });
  const failure = { code: 'usb/device-lost', message: 'Gone.' } as const;
  const base: EndedEarly = {
    ...{ run, failure: null, isCancelled: false },
    ...{ deviceName: null, wasLost: false },
  };

  test.each([
    [{ failure, deviceName: 'Coral 2', wasLost: true }, 'Coral 2 was lost after 7 inferences'],
    [
      { failure, deviceName: 'Coral 2', wasLost: true, run: null },
      'Coral 2 was lost before the first result',
    ],
    [{ failure, deviceName: 'Coral 2' }, 'Coral 2 failed after 7 inferences'],
    [{ failure, run: null }, 'The run did not start'],
    [{ failure }, 'The run ended after 7 inferences'],
    [{ isCancelled: true }, 'Cancelled after 7 inferences'],
    [{}, null],
  ])('%j', (patch, text) => {
    expect(endedEarlyHeadline({ ...base, ...patch })).toBe(text);
  });

  test('says what its figures are of', () => {
    expect(partialSentence(run)).toBe(
      'The figures below are of the 7 inferences that were done by then.',
    );
  });
});

describe('what is ready beside what was planned', () => {
  const base: Readiness = {
    ...{ kind: 'coral', planned: 4, ready: 4 },
    plannedLinks: ['usb3', 'usb3', 'usb3', 'usb3'],
    readyLinks: ['usb3', 'usb3', 'usb3', 'usb3'],
  };

  test.each([
    [{}, null],
    [{ ready: 2 }, 'This plan runs on 4 accelerators, and 2 are ready.'],
    [{ ready: 1 }, 'This plan runs on 4 accelerators, and one is ready.'],
    [{ ready: 0 }, 'This plan runs on 4 accelerators, and none is ready.'],
    [
      { readyLinks: ['usb3', 'usb2', 'usb3', 'usb3'] },
      'This plan counts on other links than those that are there: 1 device at USB 2 instead.',
    ],
    [{ kind: 'cpu', readyLinks: [null, null, null, null] }, null],
    [{ readyLinks: ['usb3', 'usb3', 'usb3', 'usb3', 'usb2'], ready: 5 }, null],
  ] as const)('%j', (patch, text) => {
    expect(readinessSentence({ ...base, ...patch })).toBe(text);
  });
});

test.each([
  [0, 15, 1000, null],
  [15, 15, 1000, null],
  [5, 15, 500, 'a moment left'],
  [5, 15, 5000, 'about 10 s left'],
  [10, 1000, 20_000, 'about 33 min left'],
])('after %i of %i in %i ms: %s', (done, total, elapsedMs, text) => {
  expect(timeLeftWords(done, total, elapsedMs)).toBe(text);
});

test('fitted rates read as megabytes per second', () => {
  const rates = { fixedMs: 0.21, inBytesPerMs: 412_000, outBytesPerMs: 305_000 };
  expect(ratesText({ link: 'usb3', rates })).toBe(
    'USB 3: 412 MB/s in, 305 MB/s out, 0.21 ms fixed',
  );
});

test('the statistics add up what one inference moves over all cables', () => {
  const stages = [0, 1].map((index) =>
    testRunStage(index, { bytesIn: 300_000, bytesOut: 100_000 }),
  );
  expect(new Map(runStatistics(testRun(stages))).get('Moved per inference')).toBe('781 KiB');
});
