import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteUnit, linearScale, macUnit, niceTicks, tickLabels } from './scale.ts';

describe('ticks', () => {
  it.each([
    [2.7, 4, ['0', '1', '2']],
    [1.3, 4, ['0', '0.5', '1.0']],
    [318, 4, ['0', '100', '200', '300']],
    [39, 8, ['0', '5', '10', '15', '20', '25', '30', '35']],
    [0.02, 3, ['0', '0.01', '0.02']],
    [26_000, 3, ['0', '10\u2009000', '20\u2009000']],
    [0, 4, ['0']],
    [Number.NaN, 4, ['0']],
  ])('up to %d in about %d steps are round', (max, count, labels) => {
    expect(tickLabels(niceTicks(max, count))).toEqual(labels);
  });

  it('never pass the largest value and are not too many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        fc.integer({ min: 1, max: 10 }),
        (max, count) => {
          const ticks = niceTicks(max, count);
          expect(ticks.at(-1)).toBeLessThanOrEqual(max * 1.001);
          expect(ticks.length).toBeLessThanOrEqual(count + 2);
        },
      ),
      { seed: 5 },
    );
  });
});

it('maps values to pixels, and an empty range to its start', () => {
  expect([0, 5, 10].map(linearScale([0, 10], [100, 0]))).toEqual([100, 50, 0]);
  expect(linearScale([3, 3], [7, 90])(3)).toBe(7);
});

it('chooses the unit that reads best', () => {
  expect([2.7 * 1024 * 1024, 300_000, 90].map((bytes) => byteUnit(bytes).name)).toEqual([
    'MiB',
    'KiB',
    'B',
  ]);
  expect([2e9, 3e7, 100].map((macs) => macUnit(macs).name)).toEqual(['GMAC', 'MMAC', 'MAC']);
});
