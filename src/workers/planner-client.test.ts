import { describe, expect, test } from 'vitest';
import { fail, ok } from '../base/index.ts';
import type { OnProgress } from '../base/index.ts';
import type { ModelSummary, PlannerApi } from './planner-api.ts';
import { PlannerClient } from './planner-client.ts';

const SOURCE = { kind: 'sample', name: 'a' } as const;
const SUMMARY = { graph: { depthCount: 1 }, costs: { operators: [] } } as unknown as ModelSummary;
const PLAN = { segments: [] } as unknown as Parameters<PlannerApi['verify']>[0];

/** A client whose workers write down what they are asked, each with its number. */
function createClient(answer: Partial<PlannerApi> = {}): { client: PlannerClient; log: string[] } {
  const log: string[] = [];
  let workerCount = 0;
  const client = new PlannerClient('samples/', () => {
    const worker = ++workerCount;
    const note = (what: string): void => {
      log.push(`${String(worker)} ${what}`);
    };
    const api: PlannerApi = {
      open: (source, samplesUrl, onProgress) => {
        note('open');
        return answer.open?.(source, samplesUrl, onProgress) ?? Promise.resolve(ok(SUMMARY));
      },
      setGraph: () => {
        note('graph');
        return Promise.resolve(ok(null));
      },
      plan: (job) => {
        note(job.strategy);
        return Promise.resolve(fail({ code: 'partition/none', message: '' }));
      },
      verify: (plan, seed, onProgress) => {
        note('verify');
        return (
          answer.verify?.(plan, seed, onProgress) ??
          Promise.resolve(fail({ code: 'cpu/none', message: '' }))
        );
      },
      bundle: () => Promise.resolve(fail({ code: 'segment/none', message: '' })),
      segmentFile: () => Promise.resolve(fail({ code: 'segment/none', message: '' })),
    };
    return {
      api,
      whenDead: new Promise(() => undefined),
      end: () => {
        note('end');
      },
    };
  });
  return { client, log };
}

const job = (strategy: 'balanced' | 'optimal' | 'single') => ({ strategy, devices: [], batch: 1 });

describe('the planner client', () => {
  test('lets a long search run beside the quick strategies, and gives each worker the graph once', async () => {
    const { client, log } = createClient();
    await client.open(SOURCE);
    await Promise.all([
      client.plan(job('balanced')),
      client.plan(job('optimal')),
      client.plan(job('single')),
    ]);
    expect(log.filter((line) => line.startsWith('1'))).toEqual(['1 open']);
    expect(log.filter((line) => line.startsWith('2'))).toEqual([
      '2 graph',
      '2 balanced',
      '2 single',
    ]);
    expect(log.filter((line) => line.startsWith('3'))).toEqual(['3 graph', '3 optimal']);
  });

  test('opens the model again for what needs its bytes, after a cancel ended the worker', async () => {
    const stuck = { verify: () => new Promise<never>(() => undefined) };
    const { client, log } = createClient(stuck);
    await client.open(SOURCE);
    const controller = new AbortController();
    const verifying = client.verify(PLAN, { signal: controller.signal });
    controller.abort();
    await expect(verifying).rejects.toMatchObject({ name: 'AbortError' });
    await client.bundle(PLAN, []);
    expect(log).toEqual(['1 open', '1 verify', '1 end', '2 open']);
  });

  test('drops progress that arrives after the result of its call', async () => {
    let report: Parameters<PlannerApi['verify']>[2] = null;
    const { client } = createClient({
      verify: (_plan, _seed, onProgress) => {
        report = onProgress;
        onProgress?.({ done: 1, total: 2, label: 'Running segment 1 of 1' });
        return Promise.resolve(fail({ code: 'cpu/none', message: '' }));
      },
    });
    await client.open(SOURCE);
    const labels: string[] = [];
    const onProgress = ({ label }: { readonly label: string }): number => labels.push(label);
    await client.verify(PLAN, { onProgress });
    (report as OnProgress | null)?.({ done: 2, total: 2, label: 'Comparing' });
    expect(labels).toEqual(['Running segment 1 of 1']);
  });

  test('keeps the model before when the next cannot be opened', async () => {
    let isGood = true;
    const { client, log } = createClient({
      open: () =>
        Promise.resolve(isGood ? ok(SUMMARY) : fail({ code: 'tflite/not-a-model', message: '' })),
    });
    await client.open(SOURCE);
    isGood = false;
    expect((await client.open({ kind: 'sample', name: 'bad' })).ok).toBe(false);
    await client.verify(PLAN);
    expect(log).toEqual(['1 open', '1 open', '1 verify']);
  });

  test('says that there is no model once it is closed', async () => {
    const { client } = createClient();
    await client.open(SOURCE);
    client.close();
    expect(await client.plan(job('balanced'))).toMatchObject({ failure: { code: 'app/no-model' } });
  });
});
