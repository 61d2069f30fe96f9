import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFixture } from '../tflite/testing/models.ts';
import type { RunJson } from './run-json.ts';
import { makeTestFolder } from './testing/model-files.ts';
import type { TestFolder } from './testing/model-files.ts';
import { runReef, runReefError, runReefJson } from './testing/run-reef.ts';

const STAGE_FIELDS = [
  ...(['meanMs', 'p95Ms', 'inMs', 'computeMs', 'streamMs', 'outMs'] as const),
  ...(['cpuMs', 'queueMs', 'bytesIn', 'bytesOut'] as const),
];

let files: TestFolder;
let cut: string;
beforeAll(() => {
  files = makeTestFolder();
  cut = files.at('cut');
  const made = runReef(
    'cut',
    'sample:mobilenet_v1_0.25_128_quant',
    '--devices',
    '3',
    '--strategy',
    'balanced',
    '--out',
    cut,
  );
  expect(made.stderr).toBe('');
});
afterAll(() => files.remove());

describe('reef run', () => {
  test('runs a cut folder on virtual accelerators, checks it and prints every field', () => {
    const json = runReefJson<RunJson>('run', cut, '--virtual', '3', '--batch', '5');
    expect(json).toMatchObject({
      label: 'simulated',
      inferences: 5,
      verified: true,
      isPartial: false,
    });
    expect(json.stages).toHaveLength(3);
    for (const stage of json.stages) {
      for (const field of STAGE_FIELDS) expect(stage[field], field).toBeGreaterThanOrEqual(0);
      expect(stage.bytesIn).toBeGreaterThan(0);
      expect(Math.abs(stage.meanMs / (stage.estimatedMs ?? 0) - 1)).toBeLessThan(0.02);
    }
    expect(json.latency.p50Ms).toBeLessThanOrEqual(json.latency.p95Ms);
    expect(json.latency.p95Ms).toBeLessThanOrEqual(json.latency.p99Ms);
  });

  test('runs it on the CPU, measured, and saves the outputs', () => {
    const outputs = files.at('outputs');
    const json = runReefJson(
      'run',
      path.join(cut, 'plan.json'),
      '--cpu',
      '3',
      '--batch',
      '2',
      '--input',
      'zeros',
      '--save-outputs',
      outputs,
    );
    expect(json).toMatchObject({ label: 'measured', verified: true });
    const saved = readdirSync(outputs);
    expect(saved).toEqual(['inference_0_output_0.bin', 'inference_1_output_0.bin']);
    const [first, second] = saved.map((name) => readFileSync(path.join(outputs, name)));
    expect(first?.length).toBe(1001);
    expect(first).toEqual(second);
    rmSync(outputs, { recursive: true });
  });

  test('runs what the vendor compiled on a virtual accelerator, and says that nothing is computed', () => {
    const folder = files.at('compiled');
    mkdirSync(folder);
    const compiled = loadFixture('deeplabv3_mnv2_dm05_pascal_quant_edgetpu');
    writeFileSync(path.join(folder, 'model_edgetpu.tflite'), compiled);
    expect(runReefJson('run', folder, '--virtual', '1', '--batch', '2')).toMatchObject({
      verified: null,
      verification: { kind: 'not-computed' },
    });
  });

  test.each([
    ['too few devices', ['--virtual', '2'], 'bench/too-few-devices', 1],
    ['segments that nobody compiled on real accelerators', ['--usb'], 'cli/not-compiled', 1],
    [
      'an input of the wrong size',
      ['--virtual', '3', '--input', 'package.json'],
      'bench/wrong-input',
      1,
    ],
    ['nothing to run on', [], 'cli/usage', 2],
    ['two kinds of devices', ['--virtual', '3', '--cpu', '3'], 'cli/usage', 2],
  ])('refuses %s with the reason', (_name, options, code, status) => {
    const failed = runReefError('run', cut, ...options);
    expect(failed).toMatchObject({ status, error: { code } });
  });

  test('refuses a folder with nothing to run', () => {
    expect(runReefError('run', 'src', '--virtual', '1')).toMatchObject({
      status: 1,
      error: { code: 'cli/not-runnable' },
    });
  });
});
