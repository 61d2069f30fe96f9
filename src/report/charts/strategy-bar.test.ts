import { expect, it } from 'vitest';
import { layoutStrategyBars } from './strategy-bar.ts';

it('scales to the slowest strategy that is compared, and cuts the reference short', () => {
  const bars = layoutStrategyBars([4, 8, null, 40], [false, false, false, true]);
  expect(bars).toEqual([
    { share: 0.5, isCutShort: false },
    { share: 1, isCutShort: false },
    null,
    { share: 1, isCutShort: true },
  ]);
});

it('shows the reference whole while it is alone', () => {
  expect(layoutStrategyBars([40, null], [true, false])).toEqual([
    { share: 1, isCutShort: false },
    null,
  ]);
});

it('shows a reference whole that is not much longer than the rest', () => {
  expect(layoutStrategyBars([8, 10], [false, true])).toEqual([
    { share: 0.8, isCutShort: false },
    { share: 1, isCutShort: false },
  ]);
});
