import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { assertExists, unwrap } from '../../base/index.ts';
import { planModel } from '../../edgetpu/testing/planned-model.ts';
import { planToJson, runStrategy } from '../../partition/index.ts';
import { checkCuttable, readModel, type Model } from '../../tflite/index.ts';
import { loadFixture } from '../../tflite/testing/models.ts';
import { planCut } from '../plan-cut.ts';
import { bundleTexts, createBundle, earlyOutputs } from './index.ts';
import type { BundleRequest } from './types.ts';

const NAME = 'mobilenet_v1_0.25_128_quant';
const DEVICES = Array.from(
  { length: 3 },
  (_, bus) => ({ link: 'usb3', clock: 'max', bus }) as const,
);

interface Example {
  readonly model: Model;
  readonly request: BundleRequest;
}

function example(): Example {
  const bytes = loadFixture(NAME);
  const model = unwrap(readModel(bytes));
  const { graph, costs } = planModel(bytes);
  const plan = unwrap(runStrategy('balanced', { graph, costs, devices: DEVICES, batch: 15 }));
  const subgraph = unwrap(checkCuttable(model));
  const cuts = unwrap(planCut(subgraph, { modelName: NAME, segments: plan.segments }));
  const source = {
    name: NAME,
    bytes: bytes.length,
    sha256: 'ab'.repeat(32),
    source: `${NAME}.tflite`,
  };
  return { model, request: { model: source, cuts, plan: planToJson(plan, graph, DEVICES) } };
}

const { model, request } = example();
const archive = unwrap(createBundle(model, request));
const files = unzipSync(archive);
const textOf = (name: string): string => new TextDecoder().decode(assertExists(files[name]));

const folders: string[] = [];
function unpack(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reef-bundle-'));
  folders.push(folder);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('the bundle', () => {
  it('holds the segments, the plan, the scripts and a text, and nothing else', () => {
    expect(Object.keys(files).sort()).toEqual(
      [
        `${NAME}_segment_0_of_3.tflite`,
        `${NAME}_segment_1_of_3.tflite`,
        `${NAME}_segment_2_of_3.tflite`,
        'README.txt',
        'compile.ipynb',
        'compile.sh',
        'plan.json',
        'run_pipeline.py',
      ].sort(),
    );
  });

  it('holds segments that are models with the operators of the plan', () => {
    request.cuts.forEach((cut) => {
      const segment = unwrap(readModel(assertExists(files[cut.fileName])));
      expect(segment.subgraphs[0]?.operators).toHaveLength(cut.operators.length);
    });
  });

  it('is the same, byte for byte, for the same plan', () => {
    expect(Buffer.compare(unwrap(createBundle(model, request)), archive)).toBe(0);
  });

  it('says in plan.json which files belong to the plan', () => {
    const plan = JSON.parse(textOf('plan.json')) as Record<string, unknown>;
    expect(plan).toMatchObject({
      format: 'reef-cut-1',
      label: 'estimated',
      strategy: 'balanced',
      segmentFiles: request.cuts.map(({ fileName }) => fileName),
    });
    expect((plan['files'] as string[]).toSorted()).toEqual(Object.keys(files).toSorted());
  });

  it('reports progress to the end', () => {
    const labels: string[] = [];
    unwrap(
      createBundle(model, request, ({ done, total, label }) =>
        labels.push(`${label} ${done}/${total}`),
      ),
    );
    expect(labels).toEqual([
      'Writing segments 0/4',
      'Writing segments 1/4',
      'Writing segments 2/4',
      'Packing 3/4',
    ]);
  });
});

describe('README.txt', () => {
  it('names every segment and labels its figures as estimated', () => {
    const text = textOf('README.txt');
    for (const { fileName } of request.cuts) expect(text).toContain(fileName);
    expect(text).toContain('estimated, not measured');
    expect(text).not.toContain('undefined');
  });

  it('warns where an output of the model is made before the last segment', () => {
    const [first, ...rest] = request.cuts;
    const early = assertExists(rest.at(-1)?.outputs[0]);
    const cuts = [{ ...assertExists(first), outputs: [early] }, ...rest];
    expect(earlyOutputs(request.cuts)).toEqual([]);
    expect(earlyOutputs(cuts)).toEqual([early.name]);
    const text = bundleTexts({ ...request, cuts }).find(({ name }) => name === 'README.txt')?.text;
    expect(text).toContain(
      `“${early.name}” is an output of the model made before the last segment`,
    );
  });

  it('warns where devices take turns', () => {
    const [first, ...rest] = request.plan.segments;
    const segments = [{ ...assertExists(first), replicas: 2 }, ...rest];
    const plan = { ...request.plan, segments };
    const text = bundleTexts({ ...request, plan }).find(({ name }) => name === 'README.txt')?.text;
    expect(text).toContain('segment 0 (2 devices)');
  });
});

/** Stands in for the vendor's compiler: writes an output, or fails as it does, for segments whose name matches. */
const FAKE_COMPILER = `#!/bin/sh
for last; do :; done
case "$last" in *segment_1*) [ "\${FAIL:-}" ] && { echo 'Compilation failed: because'; exit 0; };; esac
cp "$last" "compiled/$(basename "$last" .tflite)_edgetpu.tflite"
echo "arguments: $*"
echo 'On-chip memory used for caching model parameters: 4.21MiB'
`;

describe.skipIf(process.platform === 'win32')('compile.sh', () => {
  function compile(fail: string): { readonly folder: string; readonly status: number | null } {
    const folder = unpack();
    const tools = path.join(folder, 'tools');
    execFileSync('mkdir', [tools]);
    writeFileSync(path.join(tools, 'edgetpu_compiler'), FAKE_COMPILER);
    chmodSync(path.join(tools, 'edgetpu_compiler'), 0o755);
    const env = { ...process.env, PATH: `${tools}:${process.env['PATH'] ?? ''}`, FAIL: fail };
    const run = spawnSync('sh', [path.join(folder, 'compile.sh'), '-t', '600'], { env, cwd: '/' });
    return { folder, status: run.status };
  }

  it('compiles every segment into one folder and keeps what the compiler printed', () => {
    const { folder, status } = compile('');
    expect(status).toBe(0);
    const made = readdirSync(path.join(folder, 'compiled')).sort();
    expect(made).toEqual(
      request.cuts
        .flatMap(({ fileName }) => {
          const stem = fileName.replace('.tflite', '');
          return [`${stem}_compiler.log`, `${stem}_edgetpu.tflite`];
        })
        .sort(),
    );
  });

  it('fails when the compiler says so though it exits with 0', () => {
    const { folder, status } = compile('yes');
    expect(status).toBe(1);
    expect(existsSync(path.join(folder, 'compiled', `${NAME}_segment_2_of_3_edgetpu.tflite`))).toBe(
      true,
    );
  });

  it('says what to do where the compiler is not installed', () => {
    const run = spawnSync('sh', [path.join(unpack(), 'compile.sh')], {
      env: { PATH: '/usr/bin:/bin' },
    });
    expect(run.status).toBe(1);
    expect(String(run.stderr)).toContain('edgetpu_compiler is not installed');
  });
});

describe('compile.ipynb', () => {
  const notebook = JSON.parse(textOf('compile.ipynb')) as {
    readonly nbformat: number;
    readonly cells: readonly {
      readonly cell_type: string;
      readonly id: string;
      readonly source: string[];
    }[];
  };

  it('is a notebook of format 4 with cells that have their own ids', () => {
    expect(notebook.nbformat).toBe(4);
    expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
    expect(notebook.cells.map(({ cell_type }) => cell_type)).toEqual([
      'markdown',
      'code',
      'code',
      'code',
      'code',
    ]);
  });

  it('compiles every segment', () => {
    const text = notebook.cells.map(({ source }) => source.join('')).join('\n');
    for (const { fileName } of request.cuts) expect(text).toContain(`"${fileName}"`);
  });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('the Python code (needs python3 here)', () => {
  const parses = (code: string): string =>
    String(
      spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code })
        .stderr,
    );

  it('parses', () => {
    expect(parses(textOf('run_pipeline.py'))).toBe('');
    const notebook = JSON.parse(textOf('compile.ipynb')) as {
      readonly cells: { readonly source: string[] }[];
    };
    const cells = notebook.cells.slice(1).map(({ source }) => source.join(''));
    expect(cells.filter((cell) => !cell.startsWith('%%bash')).map(parses)).toEqual(['', '', '']);
  });
});
