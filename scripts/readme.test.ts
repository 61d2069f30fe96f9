import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UDEV_RULE } from '../src/usb/preflight.ts';

test('the udev rule in the README is the one that the page gives', () => {
  const lines = readFileSync('README.md', 'utf8')
    .split('\n')
    .map((line) => line.trim());
  for (const rule of UDEV_RULE.split('\n')) expect(lines).toContain(rule);
});
