import { describe, expect, it } from 'vitest';
import type { StrategyName } from '../../partition/index.ts';
import { testPlan, testSegment } from '../testing/plans.ts';
import {
  autoSentence,
  deviceCountSentences,
  pacePlaceOf,
  type CurveReading,
  type PacePlace,
} from './device-count.ts';
import { plainText } from './sentence.ts';

const MIB = 1024 * 1024;
const firstCompute: PacePlace = { place: 'first', part: 'compute' };

function line(
  strategy: StrategyName,
  rates: readonly (number | null)[],
  avoidableMib: readonly number[],
  pace: PacePlace | null = null,
): readonly CurveReading[] {
  return rates.map((throughputPerSecond, index) => {
    const bytes = (avoidableMib[index] ?? avoidableMib.at(-1) ?? 0) * MIB;
    return {
      strategy,
      deviceCount: index + 1,
      throughputPerSecond,
      avoidableBytes: throughputPerSecond === null ? null : bytes,
      streamedBytes: throughputPerSecond === null ? null : bytes,
      pace,
    };
  });
}

function read(
  points: readonly CurveReading[],
  strategy: StrategyName,
  deviceCount: number,
): string {
  const input = { points, strategy, deviceCount, compiledParamBytes: 23.5 * MIB };
  return deviceCountSentences(input).map(plainText).join(' ');
}

const optimal = line(
  'optimal',
  [23, 76, 156, 225, 283, 295, 300, 300],
  [16, 8, 5, 2.3, 1],
  firstCompute,
);
const balanced = line('balanced', [23, 60, 120, 155, 160, 165], [16, 8, 2, 0]);

describe('the device counts', () => {
  it('are read as the picture reads them', () => {
    expect(read([...optimal, ...balanced], 'optimal', 4)).toBe(
      '4 devices hold almost all of it. A fifth brings 26 % more; from 6 devices on the first layers, which compute most, set the pace. ' +
        'Nothing streams from 4 devices on with the balanced cut; the optimal cut streams on purpose where that is faster.',
    );
  });

  it.each([
    [
      'growth that ends with the next device',
      line('optimal', [20, 40, 50, 51, 51], [9, 1, 0]),
      2,
      '2 devices hold almost all of it. A third brings 25 % more; from there more bring little.',
    ],
    [
      'growth that does not end',
      line('hybrid', [10, 20, 30, 40], [0]),
      2,
      '2 devices hold all of it. A third brings 50 % more; throughput keeps growing up to 4 devices.',
    ],
    [
      'a plateau here',
      line('optimal', [10, 20, 20.5, 20.8], [9, 0], firstCompute),
      2,
      '2 devices hold all of it. A third brings 2.5 % more, those after it little: the first layers, which compute most, set the pace.',
    ],
    [
      'a plateau here that is quite flat',
      line('optimal', [10, 20, 20, 20], [9, 0]),
      2,
      '2 devices hold all of it. More devices bring the optimal cut little.',
    ],
    [
      'a step that brings nothing by itself',
      line('compiler', [10, 20, 20, 30, 30.1], [9, 5, 3]),
      2,
      '2 devices hold four fifths of it. A third alone brings nothing; from 4 devices on more bring little.',
    ],
    [
      'a step that loses',
      line('compiler', [10, 20, 17, 30, 30.1], [9, 5, 3]),
      2,
      '2 devices hold four fifths of it. A third makes it 15 % slower; from 4 devices on more bring little.',
    ],
    ['one device', line('single', [10], [0]), 1, 'One device holds all of it.'],
    ['the end of the curve', line('optimal', [10, 20], [20, 12]), 2, '2 devices hold half of it.'],
    ['a number that is not there yet', line('optimal', [10], [0]), 3, ''],
    ['a number at which the strategy fails', line('compiler', [10, null], [0]), 2, ''],
  ])('are read with %s', (_, points, deviceCount, expected) => {
    expect(read(points, points[0]!.strategy, deviceCount)).toBe(expected);
  });

  it('say so when no number keeps all of it on chip', () => {
    const points = line('balanced', [10, 20, 30], [9, 5, 3]);
    expect(read(points, 'balanced', 3)).toBe(
      '3 devices hold about nine tenths of it. ' +
        'No number of devices up to 3 keeps all of it on chip with the balanced cut; 3.00 MiB still stream then.',
    );
  });

  it('never call it all, or almost all, where most of it streams whatever the cut', () => {
    const points = line('optimal', [4, 4.4], [0.5]).map((point) => ({
      ...point,
      streamedBytes: 20 * MIB,
    }));
    expect(read(points, 'optimal', 2)).toBe(
      '2 devices hold about nine tenths of what chips can hold.',
    );
    const held = points.map((point) => ({ ...point, avoidableBytes: 0.1 * MIB }));
    expect(read(held, 'optimal', 2)).toBe('2 devices hold almost all that chips can hold of it.');
  });

  it('tell what streams by necessity from what need not', () => {
    const points = line('balanced', [10, 20], [0]).map((point) => ({
      ...point,
      streamedBytes: MIB,
    }));
    expect(read(points, 'balanced', 2)).toBe(
      '2 devices hold all that chips can hold of it. Nothing streams that need not even on one device.',
    );
  });
});

describe('the place that sets the pace', () => {
  const slow = { computeMs: 9 };
  it.each([
    [
      'first',
      [testSegment(0, slow), testSegment(1), testSegment(2)],
      { place: 'first', part: 'compute' },
    ],
    [
      'middle',
      [testSegment(0), testSegment(1, { inMs: 9 }), testSegment(2)],
      { place: 'middle', part: 'in' },
    ],
    ['last', [testSegment(0), testSegment(1, { streamMs: 9 })], { place: 'last', part: 'stream' }],
    ['nowhere in particular', [testSegment(0)], null],
  ])('is %s', (_, segments, expected) => {
    expect(pacePlaceOf(testPlan(segments))).toEqual(expected);
  });
});

describe('auto', () => {
  it.each([
    [1, 0, 'Auto: one device holds the whole model.'],
    [4, 0, 'Auto: 4 devices, the fewest that keep on chip all that can be kept there.'],
    [
      12,
      2 * MIB,
      'Auto: 12 devices. Not even 16 keep all of it on chip; with these, 2.00 MiB stream that a larger chip would keep.',
    ],
  ])('gives its reason for %i', (deviceCount, avoidableBytes, expected) => {
    expect(autoSentence({ deviceCount, avoidableBytes, mostDevices: 16 })).toBe(expected);
  });
});
