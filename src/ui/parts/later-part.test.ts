import { expect, it, vi } from 'vitest';
import { LaterPart } from './later-part.ts';

it('loads once, however often it is wanted', async () => {
  const load = vi.fn(() => Promise.resolve('part'));
  const later = new LaterPart(load);
  await later.whenSettled();
  expect(load).not.toHaveBeenCalled();
  expect([later.here, later.isWanted]).toEqual([null, false]);

  const both = Promise.all([later.load(), later.load()]);
  expect([later.here, later.isWanted]).toEqual([null, true]);
  expect(await both).toEqual(['part', 'part']);
  expect([later.here, later.isWanted]).toEqual(['part', true]);
  expect(load).toHaveBeenCalledTimes(1);
});

it('tries again after it did not arrive', async () => {
  const load = vi.fn(() => Promise.resolve('part'));
  load.mockRejectedValueOnce(new Error('offline'));
  const later = new LaterPart(load);
  expect(await later.load()).toBeNull();
  expect([later.here, later.isWanted]).toEqual([null, false]);
  expect(await later.load()).toBe('part');
});

it('tells those that wait for it without wanting it', async () => {
  const later = new LaterPart(() => Promise.resolve('part'));
  const heard = later.whenHere.then((part) => `heard of ${part}`);
  expect(later.isWanted).toBe(false);
  await later.load();
  expect(await heard).toBe('heard of part');
});
