import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latencyFiguresOf } from '../../pipeline/index.ts';
import { latencyBins, layoutHistogram } from './histogram.ts';

const SIZE = { width: 420, height: 130 };

function layoutOf(latenciesMs: readonly number[], size = SIZE): ReturnType<typeof layoutHistogram> {
  return layoutHistogram({ latenciesMs, figures: latencyFiguresOf(latenciesMs) }, size);
}

describe('latency classes', () => {
  test('have a round width and cover everything', () => {
    expect(latencyBins([10.2, 11.1, 12.9, 13, 14.9])).toEqual([
      { fromMs: 10, toMs: 11, count: 1 },
      { fromMs: 11, toMs: 12, count: 1 },
      { fromMs: 12, toMs: 13, count: 1 },
      { fromMs: 13, toMs: 14, count: 1 },
      { fromMs: 14, toMs: 15, count: 1 },
    ]);
  });

  test('have empty neighbours where all latencies are equal', () => {
    expect(latencyBins([4.5, 4.5, 4.5]).map(({ count }) => count)).toEqual([0, 0, 3, 0, 0]);
  });

  test('are none where nothing was measured', () => {
    expect(latencyBins([])).toEqual([]);
  });

  test('hold every latency once and touch each other, whatever the latencies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1e5, noNaN: true }), {
          minLength: 1,
          maxLength: 400,
        }),
        (latenciesMs) => {
          const bins = latencyBins(latenciesMs);
          expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(latenciesMs.length);
          expect(bins.length).toBeLessThanOrEqual(26);
          bins.forEach((bin, index) => {
            const next = bins[index + 1];
            if (next !== undefined) expect(next.fromMs).toBeCloseTo(bin.toMs, 6);
          });
          expect(bins[0]?.fromMs).toBeLessThanOrEqual(Math.min(...latenciesMs) * (1 + 1e-9));
          expect(bins.at(-1)?.toMs).toBeGreaterThanOrEqual(Math.max(...latenciesMs) * (1 - 1e-9));
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('the histogram', () => {
  test('draws a bar for every class that is not empty, inside the plot', () => {
    const layout = layoutOf([10, 10.5, 11, 30, 31]);
    const bars = layout.marks.filter((mark) => mark.kind === 'rect');
    expect(bars).toHaveLength(layout.bins.filter(({ count }) => count > 0).length);
    for (const bar of bars) {
      expect(bar.x).toBeGreaterThanOrEqual(layout.plot.left);
      expect(bar.x + bar.width).toBeLessThanOrEqual(layout.plot.left + layout.plot.width + 1);
      expect(bar.y).toBeGreaterThanOrEqual(layout.plot.top);
    }
  });

  test('marks median and slow end, and names them without running into each other', () => {
    const texts = layoutOf([10, 11, 12, 13, 14, 60]).marks.flatMap((mark) =>
      mark.kind === 'text' ? [mark.text] : [],
    );
    expect(texts).toContain('p50 12.00');
    expect(texts).toContain('p95 60.00');
    expect(texts.filter((text) => text.startsWith('p'))).toHaveLength(2);
  });

  test('writes as many numbers at its axis as have room', () => {
    const count = (width: number): number =>
      layoutOf([10, 20, 30, 40, 50], { width, height: 100 }).marks.filter(
        (mark) => mark.kind === 'text' && mark.anchor === 'middle',
      ).length;
    expect(count(90)).toBeLessThan(count(640));
    expect(count(160)).toBeGreaterThan(0);
  });

  test('says the same in a sentence', () => {
    expect(layoutOf([10, 11, 12]).summary).toBe(
      'Latency of 3 inferences: half within 11.00 ms, 95 % within 12.00 ms, 99 % within 12.00 ms.',
    );
    expect(layoutOf([]).summary).toBe('No inference went all the way yet.');
  });
});
