import { describe, expect, it, vi } from 'vitest';
import { memoizeLast, rememberLast } from './memoize-last.ts';

describe('a memory of one call', () => {
  it('computes once for the same arguments, by identity', () => {
    const compute = vi.fn((list: readonly number[], text: string) => [...list, text]);
    const memoized = memoizeLast(compute);
    const list = [1];
    const first = memoized(list, 'a');
    expect(memoized(list, 'a')).toBe(first);
    expect(memoized([1], 'a')).not.toBe(first);
    expect(compute).toHaveBeenCalledTimes(2);
  });

  it('knows the last arguments only', () => {
    const compute = vi.fn((value: number) => value);
    const memoized = memoizeLast(compute);
    for (const value of [1, 2, 1]) memoized(value);
    expect(compute).toHaveBeenCalledTimes(3);
  });

  it('remembers nothing of a call that threw', () => {
    const compute = vi.fn((): number => {
      throw new Error('not yet');
    });
    const memoized = memoizeLast(compute);
    expect(memoized).toThrow('not yet');
    expect(memoized).toThrow('not yet');
    expect(compute).toHaveBeenCalledTimes(2);
  });
});

describe('a memory of one value', () => {
  it('tells lists of another length apart, and remembers null', () => {
    const compute = vi.fn(() => null);
    const remember = rememberLast<null>();
    for (const parts of [[], [], [undefined], [undefined, undefined]]) remember(parts, compute);
    expect(compute).toHaveBeenCalledTimes(3);
  });
});
