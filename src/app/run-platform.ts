import { browserUsb } from '../usb/request.ts';
import { RunnerClient } from '../workers/runner-client.ts';
import type { RunPlatform } from './run-context.ts';
import { createIndexedDbFirmware } from './run-firmware-store.ts';

/** The browser's own platform. Both folders are on the page's own origin, with a slash at their end. */
export function createRunPlatform(samplesUrl: string, firmwareUrl: string): RunPlatform {
  const usb = browserUsb();
  return {
    createClient: (onSituation) =>
      new RunnerClient({
        environment: { isSecureContext, hasWebUsb: usb !== undefined, firmwareUrl },
        onSituation,
      }),
    firmware: createIndexedDbFirmware(indexedDB),
    usb,
    samplesUrl,
    onReturn: (callback) => {
      addEventListener('focus', callback);
    },
    now: () => performance.now(),
  };
}
