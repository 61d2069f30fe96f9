// What the commands print: the fields that programs rely on (docs/cli.md), and that they add up.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlanJson } from '../partition/index.ts';
import { makeTestFolder } from './testing/model-files.ts';
import type { TestFolder } from './testing/model-files.ts';
import { runReef, runReefError, runReefJson } from './testing/run-reef.ts';

const MOBILENET = 'sample:mobilenet_v1_0.25_128_quant';
const OPERATOR_FIELDS = [
  ...['index', 'kind', 'depth', 'order', 'paramBytes', 'compiledParamBytes', 'onChipBytes'],
  ...['neverCachedBytes', 'macs', 'outputBytes', 'runsOnEdgeTpu'],
];
const SUMMED_FIELDS = [
  ...['paramBytes', 'compiledParamBytes', 'onChipBytes', 'neverCachedBytes', 'macs'],
] as const;
const PLAN_FIELDS = [
  ...['label', 'strategy', 'devices', 'bottleneckMs', 'throughputPerSecond', 'latencyMs'],
  ...['lowerBoundMs', 'gap', 'speedupOverSingle', 'speedupOverCompiler', 'segments'],
];
const SEGMENT_FIELDS = [
  ...['index', 'replicas', 'operators', 'inputs', 'outputs', 'compiledParamBytes', 'cachedBytes'],
  ...['streamedBytes', 'avoidableBytes', 'onChipBytes', 'inBytes', 'outBytes', 'stageMs', 'inMs'],
  ...['computeMs', 'streamMs', 'outMs'],
];

let files: TestFolder;
beforeAll(() => {
  files = makeTestFolder();
});
afterAll(() => files.remove());

function expectPlanAddsUp(plan: PlanJson, operatorCount: number): void {
  expect(Object.keys(plan)).toEqual(expect.arrayContaining(PLAN_FIELDS));
  expect(plan.label).toBe('estimated');
  const operators = plan.segments.flatMap((segment) => segment.operators);
  expect([...operators].sort((a, b) => a - b)).toEqual(
    Array.from({ length: operatorCount }, (_, opIndex) => opIndex),
  );
  for (const segment of plan.segments) {
    expect(Object.keys(segment)).toEqual(expect.arrayContaining(SEGMENT_FIELDS));
    const { cachedBytes, streamedBytes, inMs, computeMs, streamMs, outMs } = segment;
    expect(cachedBytes + streamedBytes).toBe(segment.compiledParamBytes);
    expect(inMs + computeMs + streamMs + outMs).toBeCloseTo(segment.stageMs, 9);
    expect(segment.avoidableBytes).toBeLessThanOrEqual(streamedBytes);
    expect(segment.inputs.length * segment.outputs.length).toBeGreaterThan(0);
  }
  const slowest = Math.max(...plan.segments.map((one) => one.stageMs / one.replicas));
  expect(plan.bottleneckMs).toBeCloseTo(slowest, 9);
  expect(plan.throughputPerSecond).toBeCloseTo(1000 / plan.bottleneckMs, 6);
}

describe('inspect', () => {
  interface Inspected {
    readonly [field: string]: unknown;
    readonly operatorCount: number;
    readonly depthCount: number;
    readonly operators: readonly Readonly<Record<string, number>>[];
  }

  test('has the documented fields, and its totals are the sums over operators', () => {
    const inspected = runReefJson<Inspected>('inspect', MOBILENET);
    expect(inspected).toMatchObject({
      sha256: 'cb273c23ee76374b05b9583177e28aa19744858a7679c56a250e83d0333da785',
      bytes: 525_598,
      operatorCount: 31,
      notice: null,
    });
    for (const field of SUMMED_FIELDS) {
      const sum = inspected.operators.reduce((total, one) => total + (one[field] ?? NaN), 0);
      expect([field, inspected[field]]).toEqual([field, sum]);
    }
    for (const operator of inspected.operators) {
      expect(Object.keys(operator)).toEqual(expect.arrayContaining(OPERATOR_FIELDS));
    }
    const depths = inspected.operators.map((operator) => operator['depth'] ?? -1);
    expect(Math.min(...depths)).toBe(0);
    expect(Math.max(...depths)).toBe(inspected.depthCount - 1);
    const order = inspected.operators.map((operator) => operator['order']);
    expect(new Set(order).size).toBe(31);
  });

  test('names custom operators beside their kind', () => {
    const { operators } = runReefJson<Inspected>(
      'inspect',
      'sample:posenet_mobilenet_v1_075_353_481_16_quant_decoder',
    );
    expect(operators.at(-1)).toMatchObject({
      kind: 'CUSTOM',
      customName: 'PosenetDecoderOp',
      runsOnEdgeTpu: false,
    });
  });

  test('prints a table with a line for every operator', () => {
    const { stdout } = runReef('inspect', MOBILENET);
    expect(stdout.match(/CONV_2D/g)?.length).toBeGreaterThan(13);
    expect(stdout).toContain('SHA-256');
  });
});

describe('plan', () => {
  test.each(['single', 'compiler', 'balanced', 'profiled', 'profiled-vendor', 'optimal', 'hybrid'])(
    '%s has the documented fields and adds up',
    (strategy) => {
      const plan = runReefJson<PlanJson>(
        'plan',
        MOBILENET,
        '--devices',
        '3',
        '--strategy',
        strategy,
      );
      expect(plan).toMatchObject({ strategy, devices: 3, batch: 15 });
      expectPlanAddsUp(plan, 31);
    },
  );

  test('manual takes the depths after which to cut', () => {
    const args = ['plan', MOBILENET, '--devices', '2', '--strategy', 'manual', '--cuts', '9'];
    const plan = runReefJson<PlanJson>(...args);
    expectPlanAddsUp(plan, 31);
    expect(plan.segments.map(({ firstDepth, lastDepth }) => [firstDepth, lastDepth])).toEqual([
      [0, 9],
      [10, 30],
    ]);
  });

  test('takes a list of links, one for each device, and a shared port', () => {
    const args = [
      'plan',
      MOBILENET,
      '--devices',
      '3',
      '--strategy',
      'balanced',
      '--ports',
      'shared',
    ];
    const plan = runReefJson<PlanJson>(...args, '--link', 'usb3,usb2,pcie', '--clock', 'std');
    expect(plan.deviceList).toEqual([
      { link: 'usb3', clock: 'std', bus: 0 },
      { link: 'usb2', clock: 'std', bus: 0 },
      { link: 'pcie', clock: 'std', bus: 0 },
    ]);
  });

  test('auto takes the fewest devices with nothing avoidable streamed', () => {
    const args = ['plan', 'sample:conv5_f582', '--strategy', 'balanced', '--devices'];
    const auto = runReefJson<PlanJson>(...args, 'auto');
    expect(auto.devices).toBeGreaterThan(1);
    expect(auto.avoidableBytes).toBe(0);
    const oneFewer = runReefJson<PlanJson>(...args, String(auto.devices - 1));
    expect(oneFewer.avoidableBytes).toBeGreaterThan(0);
  });

  test('says in words what sets the pace, and labels its figures', () => {
    const { stdout } = runReef('plan', MOBILENET, '--devices', '3', '--strategy', 'balanced');
    expect(stdout).toMatch(/sets the pace at [\d.]+ ms/);
    expect(stdout).toContain('estimated');
  });
});

describe('compare', () => {
  test('has every strategy, as a plan or with the reason why there is none', () => {
    type Entry = PlanJson | { strategy: string; failure: { code: string; message: string } };
    const { plans } = runReefJson<{ plans: Entry[] }>('compare', MOBILENET, '--devices', '4');
    expect(plans.map(({ strategy }) => strategy).sort()).toEqual(
      ['balanced', 'compiler', 'hybrid', 'optimal', 'profiled', 'profiled-vendor', 'single'].sort(),
    );
    for (const entry of plans) {
      if ('failure' in entry) expect(entry.failure.code).toMatch(/^partition\//);
      else expectPlanAddsUp(entry, 31);
    }
    // The vendor's rule leaves a segment empty here: ratios against it are null.
    expect(plans.find(({ strategy }) => strategy === 'compiler')).toHaveProperty('failure');
    expect(plans.find(({ strategy }) => strategy === 'balanced')).toMatchObject({
      speedupOverCompiler: null,
    });
  });
});

describe('cut and verify', () => {
  test('writes segments, plan and scripts; the folder verifies, and again after it is overwritten', () => {
    const out = files.at('cut');
    const args = [MOBILENET, '--devices', '3', '--strategy', 'balanced', '--out', out];
    const cut = runReefJson<PlanJson & { segmentFiles: string[]; files: string[] }>('cut', ...args);
    expect(cut.segmentFiles).toHaveLength(3);
    for (const name of cut.files) expect(existsSync(`${out}/${name}`)).toBe(true);
    expect(cut.files).toEqual(
      expect.arrayContaining(['plan.json', 'compile.sh', 'compile.ipynb', 'run_pipeline.py']),
    );
    expect(JSON.parse(readFileSync(`${out}/plan.json`, 'utf8'))).toMatchObject({
      segments: cut.segments,
    });
    expect(runReefJson('verify', out)).toMatchObject({ isEqual: true, segmentCount: 3 });
    expect(
      runReef('cut', MOBILENET, '--devices', '2', '--strategy', 'balanced', '--out', out),
    ).toMatchObject({ status: 0 });
    expect(existsSync(`${out}/${cut.segmentFiles[0] ?? ''}`)).toBe(false);
    expect(runReefJson('verify', out)).toMatchObject({ isEqual: true, segmentCount: 2 });
  });

  test('leaves foreign files alone unless forced', () => {
    const out = files.at('in-use');
    const args = [MOBILENET, '--devices', '2', '--strategy', 'balanced', '--out', out];
    runReefJson('cut', ...args);
    writeFileSync(`${out}/notes.txt`, 'mine');
    expect(runReefError('cut', ...args)).toMatchObject({
      status: 1,
      error: { code: 'cli/folder-in-use' },
    });
    runReefJson('cut', ...args, '--force');
    expect(readFileSync(`${out}/notes.txt`, 'utf8')).toBe('mine');
  });

  test('a damaged segment is found: exit status 1 and where it differs', () => {
    const out = files.at('damaged');
    const source = files.at('dense.tflite');
    runReefJson('sample', 'dense_256', '--out', source);
    const cut = runReefJson<{ segmentFiles: string[] }>(
      ...['cut', source, '--devices', '2', '--strategy', 'balanced', '--out', out],
    );
    // The segment with the 256 × 256 weights; they stand last in the file.
    const file = cut.segmentFiles
      .map((name) => `${out}/${name}`)
      .find((candidate) => readFileSync(candidate).length > 60_000);
    const bytes = readFileSync(file ?? '');
    bytes.fill(7, bytes.length - 40_000, bytes.length - 20_000);
    writeFileSync(file ?? '', bytes);
    const { status, stdout } = runReef('verify', out, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ isEqual: false, label: 'measured' });
    expect(runReef('verify', out).stdout).toContain('Not the same');
  });

  test('a folder whose model has moved or changed asks for it', () => {
    const out = files.at('moved');
    const source = files.at('gone.tflite');
    runReefJson('sample', 'dense_256', '--out', source);
    runReefJson('cut', source, '--devices', '2', '--strategy', 'balanced', '--out', out);
    writeFileSync(source, readFileSync('public/samples/mobilenet_v1_0.25_128_quant.tflite'));
    expect(runReefError('verify', out).error.code).toBe('cli/other-model');
    runReefJson('sample', 'dense_256', '--out', files.at('elsewhere.tflite'));
    const found = runReefJson('verify', out, '--model', files.at('elsewhere.tflite'));
    expect(found).toMatchObject({ isEqual: true });
  });

  test('a folder that is no cut, and planning options for one that is', () => {
    expect(runReefError('verify', files.folder)).toMatchObject({
      status: 1,
      error: { code: 'cli/not-a-cut' },
    });
    expect(runReefError('verify', files.folder, '--devices', '2').status).toBe(2);
  });

  test('a model is planned, cut and verified in one step', () => {
    const result = runReefJson('verify', MOBILENET, '--devices', '4', '--strategy', 'hybrid');
    expect(result).toMatchObject({ isEqual: true, remark: null, leftOut: { operatorCount: 0 } });
    const words = runReef('verify', 'sample:dense_256', '--devices', '2', '--strategy', 'balanced');
    expect(words.stdout).toMatch(/^Verified: .* byte for byte/);
  });
});
