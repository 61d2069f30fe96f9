import { describe, expect, it } from 'vitest';
import { testPlan, testSegment } from '../testing/plans.ts';
import { describeChange } from './changes.ts';

const before = testPlan([testSegment(0), testSegment(1, { streamMib: 1, streamMs: 2 })]);
const slower = testPlan([testSegment(0, { computeMs: 5 }), testSegment(1)], {
  strategy: 'manual',
  crossingBytes: 400_000,
});

function change(cutsBefore: readonly number[], cutsAfter: readonly number[]): string {
  return describeChange({ startedFrom: 'Optimal', before, after: before, cutsBefore, cutsAfter })
    .cuts;
}

describe('what changed', () => {
  it.each([
    [[10, 36, 53], [10, 36, 53], 'Since Optimal: the cuts are the same.'],
    [[10, 36, 53], [10, 38, 53], 'Since Optimal: one cut moved from depth 36 to 38.'],
    [[10, 36, 53], [11, 38, 53], 'Since Optimal: 2 cuts moved.'],
    [[10, 36], [10, 20, 36], 'Since Optimal: 1 cut added.'],
    [[10, 36, 53], [10], 'Since Optimal: 2 cuts removed.'],
    [[10, 36], [12, 36, 40], 'Since Optimal: 1 cut moved and 1 cut added.'],
    [[10, 36, 53], [12], 'Since Optimal: 1 cut moved and 2 cuts removed.'],
  ])('from %j to %j is told in words', (cutsBefore, cutsAfter, expected) => {
    expect(change(cutsBefore, cutsAfter)).toBe(expected);
  });

  it('tells of cuts that only became straight', () => {
    const input = {
      startedFrom: 'Optimal',
      before,
      after: before,
      cutsBefore: [11, 38],
      cutsAfter: [11, 42],
    };
    expect(describeChange({ ...input, straightenedCount: 1 }).cuts).toBe(
      'Since Optimal: one cut moved from depth 38 to 42 and 1 cut made straight in depth.',
    );
  });

  it('gives every figure before and after, with its difference in words', () => {
    const told = describeChange({
      startedFrom: 'Optimal',
      before,
      after: slower,
      cutsBefore: [9],
      cutsAfter: [12],
    });
    expect(
      told.figures.map((figure) => [figure.name, figure.difference, figure.direction]),
    ).toEqual([
      ['slowest stage', '18 % more', 'worse'],
      ['streamed', '1.00 MiB less', 'better'],
      ['crossing cuts', '195 KiB less', 'better'],
      ['latency', '11 % more', 'worse'],
    ]);
    expect(told.text).toBe(
      'Since Optimal: one cut moved from depth 9 to 12. Slowest stage 5.50 → 6.50 ms (18 % more), ' +
        'streamed 1.00 MiB → 0 B, crossing cuts 586 → 391 KiB, latency 9.00 → 10.00 ms (11 % more).',
    );
  });

  it('says "unchanged" where nothing moved', () => {
    const told = describeChange({
      startedFrom: 'Balanced',
      before,
      after: before,
      cutsBefore: [9],
      cutsAfter: [9],
    });
    expect(told.text).toBe('Since Balanced: the cuts are the same. No figure changed.');
    expect(new Set(told.figures.map((figure) => figure.direction))).toEqual(new Set(['same']));
  });
});
