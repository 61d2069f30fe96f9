import { expect, it } from 'vitest';
import { devicesText } from './devices-text.ts';

const fast = { link: 'usb3', clock: 'max' } as const;
const slow = { link: 'usb2', clock: 'std' } as const;

it.each([
  ['one', [fast], '1 × USB 3 at full clock'],
  ['all alike', [fast, fast], '2 × USB 3 at full clock'],
  ['mixed', [fast, slow, fast], '2 × USB 3 at full clock and 1 × USB 2 at half clock'],
  [
    'alike but for the clock',
    [fast, { ...fast, clock: 'std' as const }],
    '1 × USB 3 at full clock and 1 × USB 3 at half clock',
  ],
])('tells devices in a few words: %s', (_, devices, expected) => {
  expect(devicesText(devices)).toBe(expected);
});
