import { describe, expect, it } from 'vitest';
import { depthForKey } from './cut-steps.ts';

const depths = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26];

describe('keys on a cut handle', () => {
  it.each([
    ['ArrowRight', 6, 8],
    ['ArrowUp', 6, 8],
    ['ArrowLeft', 6, 4],
    ['ArrowDown', 6, 4],
    ['ArrowRight', 26, 26],
    ['ArrowLeft', 2, 2],
    ['PageUp', 4, 24],
    ['PageUp', 20, 26],
    ['PageDown', 24, 4],
    ['PageDown', 8, 2],
    ['Home', 14, 2],
    ['End', 14, 26],
  ])('%s at depth %i goes to %i', (key, from, to) => {
    expect(depthForKey(key, from, depths)).toBe(to);
  });

  it('step to the next legal cut from a place that is none', () => {
    expect(depthForKey('ArrowRight', 7, depths)).toBe(8);
    expect(depthForKey('ArrowLeft', 7, depths)).toBe(6);
  });

  it('leave a handle where it is that has nowhere to go', () => {
    for (const key of ['ArrowRight', 'ArrowLeft', 'PageUp', 'PageDown', 'Home', 'End']) {
      expect(depthForKey(key, 7, [])).toBe(7);
    }
  });

  it('are left alone when they do not move it', () => {
    expect(depthForKey('Tab', 6, depths)).toBeUndefined();
  });
});
