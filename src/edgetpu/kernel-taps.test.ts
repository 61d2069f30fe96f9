import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tapsThatHit } from './kernel-taps.ts';
import type { KernelAxis } from './kernel-taps.ts';

/** Tries every output position and kernel position. */
function tapsByTrying(axis: KernelAxis): number {
  const reach = (axis.kernelSize - 1) * axis.dilation + 1;
  const padded = Math.max(0, (axis.outputSize - 1) * axis.stride + reach - axis.inputSize);
  const before = axis.isSamePadded ? Math.floor(padded / 2) : 0;
  const taps = new Set<number>();
  for (let output = 0; output < axis.outputSize; output++) {
    for (let tap = 0; tap < axis.kernelSize; tap++) {
      const at = output * axis.stride + tap * axis.dilation - before;
      if (at >= 0 && at < axis.inputSize) taps.add(tap);
    }
  }
  return taps.size;
}

describe('tapsThatHit', () => {
  it.each([
    // The last extra layer of SSD: 3x3, stride 2, SAME, from 2x2 to 1x1 keeps 2 x 2 of its taps.
    [
      'SSD, last layer',
      { inputSize: 2, outputSize: 1, kernelSize: 3, stride: 2, dilation: 1, isSamePadded: true },
      2,
    ],
    [
      'a usual 3x3',
      { inputSize: 56, outputSize: 56, kernelSize: 3, stride: 1, dilation: 1, isSamePadded: true },
      3,
    ],
    [
      '3x3 on one pixel',
      { inputSize: 1, outputSize: 1, kernelSize: 3, stride: 1, dilation: 1, isSamePadded: true },
      1,
    ],
    [
      'an atrous 3x3 wider than its map',
      { inputSize: 17, outputSize: 17, kernelSize: 3, stride: 1, dilation: 18, isSamePadded: true },
      1,
    ],
    [
      'VALID',
      { inputSize: 7, outputSize: 1, kernelSize: 7, stride: 1, dilation: 1, isSamePadded: false },
      7,
    ],
  ])('counts for %s', (_, axis, taps) => {
    expect(tapsThatHit(axis)).toBe(taps);
  });

  it('equals trying every position', () => {
    const axis = fc.record({
      inputSize: fc.integer({ min: 1, max: 12 }),
      outputSize: fc.integer({ min: 1, max: 12 }),
      kernelSize: fc.integer({ min: 1, max: 7 }),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.integer({ min: 1, max: 6 }),
      isSamePadded: fc.boolean(),
    });
    fc.assert(
      fc.property(axis, (drawn) => {
        expect(tapsThatHit(drawn)).toBe(tapsByTrying(drawn));
      }),
      { seed: 11, numRuns: 2000 },
    );
  });
});
