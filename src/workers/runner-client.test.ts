import { describe, expect, test } from 'vitest';
import { fail, ok } from '../base/index.ts';
import type { RunJob, RunListener, RunnerApi, RunReport } from './runner-api.ts';
import { RunnerClient } from './runner-client.ts';

const ENVIRONMENT = { isSecureContext: true, hasWebUsb: true, firmwareUrl: '' };
const SPEC = { link: 'usb3', clock: 'max', bus: 0 } as const;
const LISTENER: RunListener = { onPhase: () => undefined, onStages: () => undefined };
/** The client hands jobs through; what is in them is not its business. */
const JOB = {} as RunJob;

interface FakeWorker {
  readonly calls: string[];
  readonly die: (reason: string) => void;
  isEnded: boolean;
}

/** Workers that record what they are told; `run` ends when it is cancelled, unless it hears nothing. */
function fakeWorkers(isDeaf: boolean): {
  readonly workers: FakeWorker[];
  readonly client: RunnerClient;
} {
  const workers: FakeWorker[] = [];
  const client = new RunnerClient({
    environment: ENVIRONMENT,
    onSituation: () => undefined,
    cancelDeadlineMs: 50,
    start: () => {
      const calls: string[] = [];
      let endRun: (report: RunReport) => void = () => undefined;
      let die: (reason: string) => void = () => undefined;
      const worker: FakeWorker = {
        calls,
        isEnded: false,
        die: (reason) => {
          die(reason);
        },
      };
      workers.push(worker);
      const api = new Proxy({} as RunnerApi, {
        get: (_, method: keyof RunnerApi) => (first: unknown) => {
          calls.push(
            method === 'addVirtual' ? `addVirtual ${String((first as []).length)}` : method,
          );
          if (method === 'run') return new Promise((resolve) => (endRun = (r) => resolve(ok(r))));
          if (method === 'cancel' && !isDeaf) endRun({ ...EMPTY, isCancelled: true });
          if (method === 'useFirmware' && first === 'bad') return Promise.resolve(fail(REFUSED));
          return Promise.resolve(ok(null));
        },
      });
      return {
        api,
        whenDead: new Promise((resolve) => (die = resolve)),
        end: () => {
          worker.isEnded = true;
        },
      };
    },
  });
  return { workers, client };
}

const EMPTY: RunReport = {
  ...{ run: null, failure: null, isCancelled: false, failedDeviceId: null },
  outputs: [],
};
const REFUSED = { code: 'usb/firmware-unknown', message: 'No.' } as const;

describe('a cancelled run', () => {
  test('ends by itself: the worker stays', async () => {
    const { client, workers } = fakeWorkers(false);
    const abort = new AbortController();
    const running = client.run(JOB, LISTENER, abort.signal);
    await expect.poll(() => workers[0]?.calls).toContain('run');
    abort.abort();
    expect(await running).toMatchObject({ ok: true, value: { isCancelled: true } });
    expect(workers[0]?.isEnded).toBe(false);
  });

  test('that does not end in time: devices are released, the worker ends, another knows all that this one knew', async () => {
    const { client, workers } = fakeWorkers(true);
    await client.addVirtual([SPEC, SPEC], false);
    await client.addCpu(1);
    await client.useFirmware('image.bin', new Blob(['x']));
    await client.useFirmware('bad', new Blob(['x']));
    const abort = new AbortController();
    const running = client.run(JOB, LISTENER, abort.signal);
    await expect.poll(() => workers[0]?.calls).toContain('run');
    abort.abort();
    expect(await running).toMatchObject({ ok: true, value: { isCancelled: true, run: null } });
    expect(workers[0]?.calls.slice(-2)).toEqual(['cancel', 'release']);
    expect(workers[0]?.isEnded).toBe(true);
    await expect
      .poll(() => workers[1]?.calls)
      .toEqual(['watch', 'useFirmware', 'addVirtual 1', 'addVirtual 1', 'addCpu']);
  });
});

describe('a worker that dies', () => {
  test('ends the run with a failure; the next call starts another', async () => {
    const { client, workers } = fakeWorkers(false);
    const running = client.run(JOB, LISTENER, new AbortController().signal);
    await expect.poll(() => workers[0]?.calls).toContain('run');
    workers[0]?.die('out of memory');
    expect(await running).toMatchObject({
      ok: false,
      failure: { code: 'app/worker-crashed', details: { reason: 'out of memory' } },
    });
    expect((await client.connect(null)).ok).toBe(true);
    expect(workers).toHaveLength(2);
  });
});

test('closing releases the devices before the worker ends', async () => {
  const { client, workers } = fakeWorkers(false);
  await client.start();
  await client.close();
  expect(workers[0]?.calls).toEqual(['watch', 'release']);
  expect(workers[0]?.isEnded).toBe(true);
});
