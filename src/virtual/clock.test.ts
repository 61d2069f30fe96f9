import { expect, test } from 'vitest';
import { wallClock } from './clock.ts';

/** A platform whose time moves only when it is told to; turns are taken one by one. */
function slowPlatform() {
  const turns: (() => void)[] = [];
  let nowMs = 0;
  return {
    platform: {
      nowMs: () => nowMs,
      wait: (action: () => void) => turns.push(action),
      defer: (action: () => void) => turns.push(action),
    },
    /** Lets time pass, then takes turns until nothing is left to do or so many have passed. */
    advance: (ms: number, maxTurns: number) => {
      nowMs += ms;
      for (let turn = 0; turn < maxTurns && turns.length > 0; turn++) turns.shift()?.();
    },
  };
}

test('what follows from a deadline follows it in time, however late the computer is', () => {
  const { platform, advance } = slowPlatform();
  const clock = wallClock(platform);
  const times: number[] = [];
  const repeat = (): void => {
    times.push(clock.now());
    if (times.length < 3) clock.at(clock.now() + 2, repeat);
  };
  clock.at(2, repeat);
  // The computer is away for a hundred milliseconds; the device behind the clock was not.
  advance(100, 20);
  expect(times).toEqual([2, 4, 6]);
  expect(clock.now()).toBe(100);
});

test('a deadline that was past when it was asked for counts from then', () => {
  const { platform, advance } = slowPlatform();
  const clock = wallClock(platform);
  advance(50, 0);
  let seenMs = 0;
  clock.at(10, () => {
    seenMs = clock.now();
  });
  advance(0, 5);
  expect(seenMs).toBe(50);
});
