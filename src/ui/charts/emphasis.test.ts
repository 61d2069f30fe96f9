import { describe, expect, it } from 'vitest';
import type { Mark } from '../../report/index.ts';
import { testPlan, testSegment } from '../../report/testing/plans.ts';
import { emphasisOf, segmentOfSelection } from './emphasis.ts';

const plan = testPlan([testSegment(0), testSegment(1)]);
const none = { kind: 'none' } as const;

function rect(segmentIndex?: number): Mark {
  const box = { kind: 'rect', x: 0, y: 0, width: 1, height: 1, fill: { token: 'accent' } } as const;
  return segmentIndex === undefined ? box : { ...box, segmentIndex };
}

describe('the one selection', () => {
  it('leads from an operator to its segment', () => {
    expect(segmentOfSelection({ kind: 'operator', opIndex: 5 }, plan)).toBe(1);
    expect(segmentOfSelection({ kind: 'operator', opIndex: 500 }, plan)).toBeNull();
    expect(segmentOfSelection({ kind: 'operator', opIndex: 5 }, null)).toBeNull();
    expect(segmentOfSelection({ kind: 'depth', depth: 3 }, plan)).toBeNull();
  });

  it('dims other segments, and nothing that belongs to none', () => {
    const strength = emphasisOf({ kind: 'segment', segmentIndex: 1 }, none, plan);
    expect([rect(0), rect(1), rect()].map(strength)).toEqual([0.3, 1, 1]);
  });

  it('follows the pointer before the choice', () => {
    const strength = emphasisOf(
      { kind: 'segment', segmentIndex: 0 },
      { kind: 'segment', segmentIndex: 1 },
      plan,
    );
    expect([rect(0), rect(1)].map(strength)).toEqual([1, 0.3]);
    expect([rect(0), rect(1)].map(emphasisOf(none, none, plan))).toEqual([1, 1]);
  });
});
