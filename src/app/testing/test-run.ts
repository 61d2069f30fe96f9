// A Run view without a browser: the real runner service in this thread, firmware kept in memory.
import { RunnerClient } from '../../workers/runner-client.ts';
import { RunnerService, type RunnerPlatform } from '../../workers/runner-service.ts';
import { testRunnerPlatform } from '../../workers/testing/runner-platform.ts';
import type { RunPlatform } from '../run-context.ts';
import type { FirmwareStore, KeptFirmware } from '../run-firmware-store.ts';

/** Storage of one computer; give the same to two pages to come back after a reload. */
export class MemoryFirmware implements FirmwareStore {
  kept: KeptFirmware | null = null;

  load(): Promise<KeptFirmware | null> {
    return Promise.resolve(this.kept);
  }

  save(firmware: KeptFirmware): Promise<void> {
    this.kept = firmware;
    return Promise.resolve();
  }

  forget(): Promise<void> {
    this.kept = null;
    return Promise.resolve();
  }
}

export interface TestRunOptions {
  readonly firmware?: FirmwareStore;
  readonly usb?: USB;
  readonly runner?: Partial<RunnerPlatform>;
  readonly onReturn?: RunPlatform['onReturn'];
}

/** The Comlink proxies cross no thread here, so the service is called as it is. */
export function testRunPlatform(options: TestRunOptions = {}): RunPlatform {
  return {
    createClient: (onSituation) =>
      new RunnerClient({
        environment: { isSecureContext: true, hasWebUsb: true, firmwareUrl: '' },
        onSituation,
        start: () => ({
          api: new RunnerService(testRunnerPlatform(options.runner)),
          whenDead: new Promise(() => undefined),
          end: () => undefined,
        }),
      }),
    firmware: options.firmware ?? new MemoryFirmware(),
    usb: options.usb,
    samplesUrl: '',
    onReturn: options.onReturn ?? (() => undefined),
    now: () => performance.now(),
  };
}
