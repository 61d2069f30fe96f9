import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testPlan, testSegment } from '../testing/plans.ts';
import type { RectMark } from './marks.ts';
import { barScaleOf, layoutMemoryBar, layoutTimeBar } from './segment-bars.ts';

const MIB = 1024 * 1024;
const size = { width: 200, height: 20 };

function rects(marks: readonly { readonly kind: string }[]): readonly RectMark[] {
  return marks.filter((mark): mark is RectMark => mark.kind === 'rect');
}

describe('the memory bar', () => {
  const segment = testSegment(2, { onChipBytes: 7 * MIB, budgetBytes: 7.5 * MIB, streamMib: 3 });
  const scale = barScaleOf(testPlan([segment]));

  it('shows what is on chip, what streams, the margin and the limit, to scale', () => {
    const bar = layoutMemoryBar(segment, scale, size);
    const [margin, onChip, streamed] = rects(bar.marks);
    expect(onChip).toMatchObject({ x: 0, width: 140, fill: { token: 'segment-3' } });
    expect(streamed).toMatchObject({ x: 140, width: 60, fill: { token: 'streaming' } });
    expect(margin).toMatchObject({ x: 140, width: 10 });
    expect(bar.marks.at(-1)).toMatchObject({ kind: 'line', x1: 150 });
    expect(bar.endX).toBeCloseTo(200);
  });

  it('has no streamed part where nothing streams', () => {
    const tokens = rects(layoutMemoryBar(testSegment(0), scale, size).marks).map(
      (mark) => mark.fill.token,
    );
    expect(tokens).not.toContain('streaming');
  });
});

describe('the time bar', () => {
  it('is made of the four parts in order, and as long as the stage', () => {
    const segment = testSegment(0, { inMs: 1, computeMs: 2, streamMs: 4, outMs: 1 });
    const bar = layoutTimeBar(segment, barScaleOf(testPlan([segment])), size);
    expect(rects(bar.marks).map((mark) => [mark.fill.token, mark.width])).toEqual([
      ['ink-3', 25],
      ['accent', 50],
      ['streaming', 100],
      ['field-line', 25],
    ]);
  });

  it('counts a stage with replicas per inference', () => {
    const shared = testSegment(0, { replicas: 2, computeMs: 6.5 });
    const alone = testSegment(1, { computeMs: 2.5 });
    const scale = barScaleOf(testPlan([shared, alone]));
    expect(layoutTimeBar(shared, scale, size).endX).toBeCloseTo(200);
    expect(layoutTimeBar(alone, scale, size).endX).toBeCloseTo(200);
  });

  it('fits any plan into the width', () => {
    const part = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(part, part, part, part), { minLength: 1, maxLength: 16 }),
        (stages) => {
          const segments = stages.map(([inMs, computeMs, streamMs, outMs], index) =>
            testSegment(index, { inMs, computeMs, streamMs, outMs }),
          );
          const scale = barScaleOf(testPlan(segments));
          for (const segment of segments) {
            expect(layoutTimeBar(segment, scale, size).endX).toBeLessThanOrEqual(200 + 1e-6);
            expect(layoutMemoryBar(segment, scale, size).endX).toBeLessThanOrEqual(200 + 1e-6);
          }
        },
      ),
      { seed: 9 },
    );
  });
});
