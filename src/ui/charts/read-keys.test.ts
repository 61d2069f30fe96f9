import { describe, expect, it } from 'vitest';
import { depthForReadKey, readingForKey } from './read-keys.ts';

describe('reading a plot with keys', () => {
  it.each([
    ['ArrowRight', 5, 6],
    ['ArrowUp', 5, 6],
    ['ArrowLeft', 5, 4],
    ['ArrowDown', 5, 4],
    ['PageUp', 5, 9],
    ['PageDown', 6, 2],
    ['Home', 5, 1],
    ['End', 5, 16],
    ['ArrowRight', 16, 16],
    ['PageDown', 3, 1],
    ['Enter', 5, null],
  ])('%s at %i reads %s', (key, now, expected) => {
    expect(readingForKey(key, now, { least: 1, most: 16, page: 4 })).toBe(expected);
  });

  it.each([
    ['ArrowRight', 0],
    ['ArrowLeft', 0],
    ['PageUp', 9],
    ['End', 29],
    ['a', null],
  ])('of a profile starts at its beginning: %s', (key, expected) => {
    expect(depthForReadKey(key, null, 30)).toBe(expected);
  });
});
