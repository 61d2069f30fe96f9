import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import type { Progress } from '../base/index.ts';
import { createNodeCpuRuntime } from '../cpu/node.ts';
import { createNodeSamplePlatform } from '../samples/node.ts';
import { readModel } from '../tflite/index.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import { PlannerService } from './planner-service.ts';
import { throttleProgress } from './throttle-progress.ts';

const DEVICES = [0, 1].map((bus) => ({ link: 'usb3', clock: 'max', bus }) as const);
const quiet = (): void => undefined;

function createService(): PlannerService {
  return new PlannerService({
    samplesAt: () => createNodeSamplePlatform(path.resolve('public/samples')),
    sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
    startCpu: createNodeCpuRuntime,
    now: () => performance.now(),
  });
}

function source(name: string): { kind: 'file'; file: Blob; fileName: string } {
  return { kind: 'file', file: new Blob([loadFixture(name)]), fileName: `${name}.tflite` };
}

describe('opening', () => {
  test('gives facts, profile and rows that agree with each other', async () => {
    const summary = unwrap(
      await createService().open(source('mobilenet_v1_0.25_128_quant'), '', quiet),
    );
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    expect(summary.operators).toHaveLength(summary.facts.operatorCount);
    expect(sum(summary.profile.compiledParamBytes)).toBe(summary.facts.compiledParamBytes);
    expect(sum(summary.profile.macs)).toBe(summary.facts.macs);
    expect(sum(summary.operators.map((row) => row.paramBytes))).toBe(summary.facts.paramBytes);
    expect(summary.profile.crossingBytes.at(-1)).toBe(0);
    expect(summary.obstacle).toBeNull();
  });

  test('crosses the boundary as plain data', async () => {
    const summary = unwrap(await createService().open(source('bright_16x16'), '', quiet));
    expect(structuredClone(summary)).toEqual(summary);
  });

  test('rebuilds a sample and says where its weights come from', async () => {
    const progress: Progress[] = [];
    const opened = await createService().open(
      { kind: 'sample', name: 'mobilenet_v1' },
      '',
      (step) => progress.push(step),
    );
    expect(unwrap(opened)).toMatchObject({
      name: 'MobileNet v1 1.0',
      fileName: 'mobilenet_v1.tflite',
      hasGeneratedWeights: true,
    });
    expect(progress.map(({ done }) => done)).toEqual([0, 2]);
  });

  test('leaves the model before in place when the next is none', async () => {
    const service = createService();
    await service.open(source('bright_16x16'), '', quiet);
    const bad = { kind: 'file', file: new Blob(['x']), fileName: 'x' } as const;
    expect((await service.open(bad, '', quiet)).ok).toBe(false);
    const job = { strategy: 'single', devices: DEVICES.slice(0, 1), batch: 15 } as const;
    expect((await service.plan(job, quiet)).ok).toBe(true);
  });

  test('refuses a file that is too large before it is read', async () => {
    const file = { size: 2 ** 31, arrayBuffer: () => Promise.reject(new Error('was read')) };
    const huge = { kind: 'file', file: file as unknown as Blob, fileName: 'huge.tflite' } as const;
    expect(await createService().open(huge, '', quiet)).toMatchObject({
      failure: { code: 'tflite/too-large' },
    });
  });

  test('says so when the file has gone since it was chosen', async () => {
    const file = { size: 10, arrayBuffer: () => Promise.reject(new Error('NotReadableError')) };
    const gone = { kind: 'file', file: file as unknown as Blob, fileName: 'gone.tflite' } as const;
    expect(await createService().open(gone, '', quiet)).toMatchObject({
      failure: { code: 'app/file-unreadable' },
    });
  });
});

describe('a service that was given a graph only', () => {
  test('plans as the one with the bytes does', async () => {
    const reader = createService();
    const summary = unwrap(await reader.open(source('mobilenet_v1_0.25_128_quant'), '', quiet));
    const planner = createService();
    await planner.setGraph(structuredClone(summary.graph), structuredClone(summary.costs));
    const job = { strategy: 'balanced', devices: DEVICES, batch: 15 } as const;
    expect(await planner.plan(job, quiet)).toEqual(await reader.plan(job, quiet));
  });

  test('says that it has no model to verify or to cut', async () => {
    const service = createService();
    const plan = { segments: [] } as unknown as Parameters<PlannerService['verify']>[0];
    for (const call of [
      service.verify(plan, 1, quiet),
      service.segmentFile(plan, 0),
      service.bundle(plan, [], quiet),
    ]) {
      expect(await call).toMatchObject({ failure: { code: 'app/no-model' } });
    }
  });
});

describe('the files of a plan', () => {
  test('are readable models, one per segment, and verified', async () => {
    const service = createService();
    unwrap(await service.open(source('mobilenet_v1_0.25_128_quant'), '', quiet));
    const plan = unwrap(
      await service.plan({ strategy: 'balanced', devices: DEVICES, batch: 15 }, quiet),
    );
    const file = unwrap(await service.segmentFile(plan, 1));
    expect(file.name).toBe('mobilenet_v1_0.25_128_quant_segment_1_of_2.tflite');
    expect(readModel(file.bytes).ok).toBe(true);
    const report = unwrap(await service.verify(plan, 1, quiet));
    expect(report).toMatchObject({ isEqual: true, segmentCount: 2, differingBytes: 0 });
    expect((await service.segmentFile(plan, 2)).ok).toBe(false);
  });
});

describe('progress', () => {
  test('passes at once, then at most every 60 ms', () => {
    let nowMs = 0;
    const seen: number[] = [];
    const report = throttleProgress(
      ({ done }) => seen.push(done),
      () => nowMs,
    );
    for (let done = 0; done <= 200; done += 10) {
      nowMs = done;
      report({ done, total: 200, label: '' });
    }
    expect(seen).toEqual([0, 60, 120, 180]);
  });
});
