import { expect, test } from 'vitest';
import { UDEV_RULE } from '../usb/preflight.ts';
import { listSystemAdvice } from './system-advice.ts';

test('Linux is told by the rule that the Run view shows after a refusal, Windows by the driver', () => {
  const [linux, windows] = listSystemAdvice();
  expect(linux).toMatchObject({
    system: 'Linux',
    remedy: expect.stringContaining('/etc/udev/rules.d/') as string,
    copy: UDEV_RULE,
  });
  expect(windows).toMatchObject({
    system: 'Windows',
    remedy: expect.stringContaining('WinUSB') as string,
    copy: null,
  });
});
