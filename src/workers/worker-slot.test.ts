import { describe, expect, test } from 'vitest';
import { ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { isAbortError, WorkerSlot } from './worker-slot.ts';
import type { WorkerHandle } from './worker-handle.ts';

interface FakeApi {
  readonly workerNumber: number;
  readonly log: string[];
}

interface FakeWorker extends WorkerHandle<FakeApi> {
  isEnded: boolean;
  readonly die: (reason: string) => void;
}

function createSlot(): { slot: WorkerSlot<FakeApi>; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const slot = new WorkerSlot<FakeApi>(() => {
    let die: (reason: string) => void = () => undefined;
    const whenDead = new Promise<string>((resolve) => (die = resolve));
    const worker: FakeWorker = {
      api: { workerNumber: workers.length + 1, log: [] },
      whenDead,
      isEnded: false,
      die,
      end: () => (worker.isEnded = true),
    };
    workers.push(worker);
    return worker;
  });
  return { slot, workers };
}

const never = (): Promise<Result<string>> => new Promise(() => undefined);

describe('a worker slot', () => {
  test('starts its worker on first use and keeps it', async () => {
    const { slot, workers } = createSlot();
    expect(workers).toHaveLength(0);
    const numbers = [1, 2].map(() => slot.run((api) => Promise.resolve(ok(api.workerNumber))));
    expect(await Promise.all(numbers)).toEqual([ok(1), ok(1)]);
    expect(workers).toHaveLength(1);
  });

  test('never lets two calls overlap and runs the urgent ones first', async () => {
    const { slot } = createSlot();
    const trace: string[] = [];
    const job = (name: string) => async (): Promise<Result<null>> => {
      trace.push(`+${name}`);
      await Promise.resolve();
      trace.push(`-${name}`);
      return ok(null);
    };
    await Promise.all([
      slot.run(job('first'), { priority: 5 }),
      slot.run(job('late'), { priority: 9 }),
      slot.run(job('urgent'), { priority: 1 }),
      slot.run(job('urgent too'), { priority: 1 }),
    ]);
    expect(trace).toEqual([
      '+first',
      '-first',
      '+urgent',
      '-urgent',
      '+urgent too',
      '-urgent too',
      '+late',
      '-late',
    ]);
  });

  test('ends the worker of a cancelled call, starts another and tells it the model again', async () => {
    const { slot, workers } = createSlot();
    slot.setPreparation((api) => Promise.resolve(ok(api.log.push('model'))));
    const controller = new AbortController();
    const cancelled = slot.run(never, { signal: controller.signal });
    const next = slot.run((api) => Promise.resolve(ok(api.workerNumber)));
    controller.abort();
    await expect(cancelled).rejects.toSatisfy(isAbortError);
    expect(await next).toEqual(ok(2));
    expect(workers.map((worker) => worker.isEnded)).toEqual([true, false]);
    expect(workers.map((worker) => worker.api.log)).toEqual([['model'], ['model']]);
  });

  test('tells a worker the model once, and again only when the model changed', async () => {
    const { slot, workers } = createSlot();
    const touch = (): Promise<unknown> =>
      slot.run((api) => Promise.resolve(ok(api.log.push('call'))));
    slot.setPreparation((api) => Promise.resolve(ok(api.log.push('a'))));
    await touch();
    await touch();
    slot.setPreparation((api) => Promise.resolve(ok(api.log.push('b'))));
    await touch();
    expect(workers[0]?.api.log).toEqual(['a', 'call', 'call', 'b', 'call']);
  });

  test('keeps the worker when the cancelled call ends by itself within the grace', async () => {
    const { slot, workers } = createSlot();
    const controller = new AbortController();
    const short = slot.run(
      async () => {
        controller.abort();
        await Promise.resolve();
        return ok('done');
      },
      { signal: controller.signal },
    );
    await expect(short).rejects.toSatisfy(isAbortError);
    expect(workers[0]?.isEnded).toBe(false);
  });

  test('drops a waiting call without disturbing the running one', async () => {
    const { slot, workers } = createSlot();
    const controller = new AbortController();
    let finish: (value: Result<string>) => void = () => undefined;
    const running = slot.run(() => new Promise<Result<string>>((resolve) => (finish = resolve)));
    const waiting = slot.run(never, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toSatisfy(isAbortError);
    finish(ok('kept'));
    expect(await running).toEqual(ok('kept'));
    expect(workers).toHaveLength(1);
  });

  test('turns the death of its worker into a failure and goes on with a new one', async () => {
    const { slot, workers } = createSlot();
    const running = slot.run(never);
    await Promise.resolve();
    workers[0]?.die('out of memory');
    expect(await running).toMatchObject({ ok: false, failure: { code: 'app/worker-crashed' } });
    expect(await slot.run((api) => Promise.resolve(ok(api.workerNumber)))).toEqual(ok(2));
  });

  test('turns an exception in the worker into a failure that blames Reef', async () => {
    const { slot } = createSlot();
    const broken = await slot.run(() => Promise.reject(new Error('Broken invariant: x')));
    expect(broken).toMatchObject({ ok: false, failure: { code: 'app/worker-error' } });
  });

  test('passes on the failure of the preparation', async () => {
    const { slot } = createSlot();
    const failure = { code: 'app/no-model', message: 'No model is open.' } as const;
    slot.setPreparation(() => Promise.resolve({ ok: false, failure }));
    expect(await slot.run(never)).toEqual({ ok: false, failure });
  });

  test('says when nothing runs and nothing waits', async () => {
    const { slot } = createSlot();
    let done = 0;
    const count = (): Promise<Result<number>> => Promise.resolve(ok(++done));
    void slot.run(count);
    void slot.run(count);
    expect(slot.isIdle).toBe(false);
    await slot.whenIdle();
    expect(done).toBe(2);
  });
});
