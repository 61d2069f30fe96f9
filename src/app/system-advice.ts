// What Linux and Windows must be told once before a browser may use accelerators: the words of the very check that the Run
// view makes after it was refused one, for whoever asks before.
import type { SystemAdvice } from '../report/answers/index.ts';
import { preflight, type OperatingSystem } from '../usb/preflight.ts';

const SYSTEMS: readonly (readonly [OperatingSystem, string])[] = [
  ['linux', 'Linux'],
  ['windows', 'Windows'],
];

export function listSystemAdvice(): readonly SystemAdvice[] {
  return SYSTEMS.flatMap(([os, system]) => {
    const checks = preflight({
      ...{ os, isSecureContext: true, hasWebUsb: true, hasFirmware: true, devices: [] },
      lastFailure: { code: 'usb/access-denied', message: '' },
    });
    const driver = checks.find(({ name }) => name === 'driver');
    if (driver === undefined || driver.remedy === null) return [];
    return [{ system, remedy: driver.remedy, copy: driver.copy }];
  });
}
