import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForNode } from '../../scripts/lib/bundle.mjs';
import { makeTestFolder } from './testing/model-files.ts';
import type { TestFolder } from './testing/model-files.ts';
import { runReefError, runReefJson } from './testing/run-reef.ts';

const STAND_IN = fileURLToPath(new URL('testing/edgetpu-compiler.ts', import.meta.url));

interface RefineJson {
  readonly strategy: string;
  readonly steps: readonly { readonly avoidableBytes: number; readonly compiledSegments: number }[];
  readonly stoppedBy: string | null;
  readonly avoidableBytes: number;
  readonly segments: readonly { readonly streamedBytes: number }[];
}

let files: TestFolder;
/** Writes a program that behaves as the vendor's compiler does, or fails in a given way. */
let compilerThat: (environment: Readonly<Record<string, string>>) => string;

beforeAll(async () => {
  files = makeTestFolder();
  // In the project's own cache, where packages are found.
  const bundle = await bundleForNode(STAND_IN);
  let count = 0;
  compilerThat = (environment) => {
    const file = files.at(`edgetpu_compiler_${String(count++)}`);
    const assignments = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
    writeFileSync(
      file,
      `#!/bin/sh\nexec env ${assignments.join(' ')} '${process.execPath}' '${bundle}' "$@"\n`,
    );
    chmodSync(file, 0o755);
    return file;
  };
});
afterAll(() => files.remove());

describe('reef refine', () => {
  test('compiles, moves cuts until nothing streams that need not, and compiles only what changed', () => {
    const out = files.at('refined');
    const compiler = compilerThat({});
    const json = runReefJson<RefineJson>(
      'refine',
      'sample:densenet121',
      '--devices',
      '2',
      '--out',
      out,
      '--compiler',
      compiler,
    );
    expect(json.stoppedBy).toBeNull();
    expect(json.steps[0]?.compiledSegments).toBe(2);
    expect(json.avoidableBytes).toBe(0);
    const compilations = json.steps.reduce((sum, step) => sum + step.compiledSegments, 0);
    expect(compilations).toBeLessThanOrEqual(2 * json.steps.length);
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining([
        'densenet121_segment_0_of_2_edgetpu.tflite',
        'densenet121_segment_1_of_2_edgetpu.txt',
        'plan.json',
      ]),
    );
  });

  test('moves cuts where the chip holds less than the memory model says', () => {
    const compiler = compilerThat({ STAND_IN_BUDGET: '250000' });
    const json = runReefJson<RefineJson>(
      ...[
        'refine',
        'sample:mobilenet_v1_0.25_128_quant',
        '--devices',
        '2',
        '--out',
        files.at('tight'),
        '--compiler',
        compiler,
      ],
    );
    const [first, ...later] = json.steps;
    expect(first?.avoidableBytes).toBeGreaterThan(0);
    expect(later.length).toBeGreaterThan(0);
    expect(Math.min(...later.map((step) => step.avoidableBytes))).toBeLessThanOrEqual(
      first?.avoidableBytes ?? 0,
    );
    expect(later.every((step) => step.compiledSegments <= 2)).toBe(true);
  });

  test('keeps the best cuts so far where the compiler breaks down on the way', () => {
    const compiler = compilerThat({
      ...{ STAND_IN_BUDGET: '250000', STAND_IN_FAILURE: 'crash', STAND_IN_AFTER: '2' },
      STAND_IN_COUNT: files.at('count'),
    });
    const json = runReefJson<RefineJson>(
      ...[
        'refine',
        'sample:mobilenet_v1_0.25_128_quant',
        '--devices',
        '2',
        '--out',
        files.at('broken'),
        '--compiler',
        compiler,
      ],
    );
    expect(json.stoppedBy).toMatch(/crashed/);
    expect(json.steps).toHaveLength(1);
  });

  test('leaves a folder that runs as it is', () => {
    const out = files.at('small');
    runReefJson(
      'refine',
      'sample:mobilenet_v1_0.25_128_quant',
      '--devices',
      '2',
      '--out',
      out,
      '--compiler',
      compilerThat({}),
    );
    expect(runReefJson('run', out, '--virtual', '2', '--batch', '3')).toMatchObject({
      verified: true,
    });
    expect(readdirSync(path.dirname(out))).toContain('small');
  });

  test.each([
    ['crashes', { STAND_IN_FAILURE: 'crash' }, 'segment/compile-crashed'],
    ['says that it is broken', { STAND_IN_FAILURE: 'internal' }, 'segment/compile-failed'],
    ['refuses large tensors', { STAND_IN_FAILURE: 'failed' }, 'segment/compile-failed'],
    ['writes nothing', { STAND_IN_FAILURE: 'no-output' }, 'segment/compile-failed'],
  ])('says so where the compiler %s', (_name, environment, code) => {
    const failed = runReefError(
      ...['refine', 'sample:mobilenet_v1_0.25_128_quant', '--devices', '2'],
      ...['--out', files.at(`failed-${code}`), '--compiler', compilerThat(environment)],
    );
    expect(failed).toMatchObject({ status: 1, error: { code } });
  });

  test('ends a compiler that never answers', () => {
    const failed = runReefError(
      ...['refine', 'sample:mobilenet_v1_0.25_128_quant', '--devices', '2', '--timeout', '0'],
      ...[
        '--out',
        files.at('timeout'),
        '--compiler',
        compilerThat({ STAND_IN_FAILURE: 'timeout' }),
      ],
    );
    expect(failed).toMatchObject({ status: 1, error: { code: 'segment/compile-timeout' } });
  }, 60_000);

  test('says what to do where there is no compiler', () => {
    const failed = runReefError(
      'refine',
      'sample:dense_256',
      '--devices',
      '2',
      '--out',
      files.at('none'),
      '--compiler',
      files.at('nothing'),
    );
    expect(failed).toMatchObject({ status: 1, error: { code: 'cli/no-compiler' } });
  });
});
