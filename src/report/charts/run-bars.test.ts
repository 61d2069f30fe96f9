import { describe, expect, test } from 'vitest';
import { layoutRunBar, runBarScale, type RunBarInput } from './run-bars.ts';

const SIZE = { width: 200, height: 18 };

function row(patch: Partial<RunBarInput> = {}): RunBarInput {
  return {
    ...{ segmentIndex: 0, replicas: 1, meanMs: 4, estimatedMs: 5 },
    parts: { inMs: 1, computeMs: 2, streamMs: 0.5, outMs: 0.5, cpuMs: 0 },
    ...patch,
  };
}

function widthsOf(input: RunBarInput, maxMs: number): readonly number[] {
  return layoutRunBar(input, maxMs, SIZE).marks.map((mark) =>
    mark.kind === 'rect' ? mark.width : 0,
  );
}

describe('the bar of a stage that ran', () => {
  test('has its parts side by side and the estimate below, on one scale', () => {
    expect(widthsOf(row(), 5)).toEqual([40, 80, 20, 20, 200]);
    expect(layoutRunBar(row(), 5, SIZE).endX).toBe(200);
  });

  test('is one stretch while only the whole is known, and nothing before that', () => {
    expect(widthsOf(row({ parts: null, estimatedMs: null }), 5)).toEqual([160]);
    expect(widthsOf(row({ meanMs: null, estimatedMs: null }), 5)).toEqual([]);
  });

  test('counts per inference where devices take turns', () => {
    expect(widthsOf(row({ replicas: 2 }), 5).at(-1)).toBe(100);
  });

  test('draws what no part explains as computing', () => {
    const parts = { inMs: 1, computeMs: 1, streamMs: 0, outMs: 1, cpuMs: 0 };
    expect(widthsOf(row({ parts }), 4)).toEqual([50, 100, 50, 250]);
  });
});

test('the scale is the longest time of all rows, measured or estimated', () => {
  expect(runBarScale([row(), row({ meanMs: 12, replicas: 2 }), row({ meanMs: null })])).toBe(6);
  expect(runBarScale([])).toBeGreaterThan(0);
});
