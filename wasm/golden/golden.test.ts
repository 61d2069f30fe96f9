// The golden traces and de-tiling vectors, one test each. What a replay may ignore is listed in replay-streams.ts.
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '../../src/base/index.ts';
import { loadRuntimeModule } from '../../src/runtime/node.ts';
import { realModelFiles } from '../../src/tflite/testing/models.ts';
import { replayTrace, type ReplayContext } from './replay.ts';
import { listChecks, runCheck } from './run-folder.ts';
import { readTrace } from './trace.ts';

const FOLDER = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../fixtures/golden');
const models = new Map(realModelFiles().map((file) => [`${file.name}.tflite`, file]));

function loadModel(baseName: string): Uint8Array | null {
  const file = models.get(baseName.replace(/^(libredge_|eel2_)/, ''));
  return file && file.skip === null ? file.load() : null;
}

let context: ReplayContext;
beforeAll(async () => {
  context = { module: unwrap(await loadRuntimeModule()), loadModel };
});

describe('golden folder', () => {
  for (const check of listChecks(FOLDER)) {
    it(`${check.kind} ${check.name}`, async (test) => {
      const outcome = await runCheck(FOLDER, check, context);
      if (outcome.state === 'skipped') test.skip(outcome.problems[0]);
      expect(outcome.problems).toEqual([]);
      expect(outcome.state).toBe('passed');
    });
  }
});

describe('the replay sees every kind of difference', () => {
  const name = 'model_libredge_bright_128x128';
  const wire = readFileSync(path.join(FOLDER, 'traces', `${name}.wire.txt`), 'utf8');
  const jsonl = readFileSync(path.join(FOLDER, 'traces', `${name}.jsonl.gz`));
  const changes: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['another register value', (t) => t.replace('data=021e0000', 'data=021f0000'), /^control/],
    [
      'another register',
      (t) => t.replace('val=0xa000 idx=0x0004', 'val=0xa008 idx=0x0004'),
      /^control/,
    ],
    ['another instruction', (t) => t.replace('masked_sha256=f196', 'masked_sha256=f197'), /0x01/],
    ['another header', (t) => t.replace('hex=0040000001', 'hex=0041000001'), /0x01/],
    ['other parameters', (t) => t.replace('sha256=fb8a07577', 'sha256=fb8a07578'), /0x01/],
    ['another read', (t) => t.replace('asked=1024 got=8', 'asked=512 got=8'), /0x81/],
    ['another event size', (t) => t.replace('asked=16', 'asked=64'), /0x82/],
    ['a missing last step', (t) => t.replace('# close d\n', ''), /was not reached/],
  ];
  it.each(changes)('%s', async (_name, change, problem) => {
    const changed = change(wire);
    expect(changed).not.toBe(wire);
    const { problems } = await replayTrace(readTrace(name, changed, jsonl), context);
    expect(problems[0]).toMatch(problem);
  });

  it('but nothing behind a fault counts', async () => {
    const cut = wire.replace(
      /(.*tag=2 off=0 of=524288.*\n)[\s\S]*/,
      '$10 FAULT stall ep=0x01\n0 CTRL bm=0x21 rq=9 val=0x0000 idx=0x0000 len=0 ret=-9 data=\n',
    );
    expect(cut.length).toBeLessThan(wire.length);
    const { problems, inferences } = await replayTrace(readTrace(name, cut, jsonl), context);
    expect(problems).toEqual([]);
    expect(inferences).toBe(1);
  });

  it('and two devices are kept apart', async () => {
    const second = wire.replace(/^0 /gm, '1 ').replace(/^# open d$/m, '# open e /sys/2');
    const renamed = second
      .replace(/^# (load|save|invoke|unload) m\b/gm, '# $1 n')
      .replace(/tflite d$/m, 'tflite e')
      .replace(/^# close d$/m, '# close e')
      .replace(/^(# invoke (?:begin|end).*)$/gm, '');
    const both = Buffer.concat([gunzipSync(jsonl), gunzipSync(jsonl)]);
    const trace = readTrace(name, wire + renamed, gzipSync(both));
    const { problems } = await replayTrace(trace, context);
    // The inputs of the second device go on counting, so only they differ; everything before them is the same.
    expect(trace.devices.size).toBe(2);
    expect(problems[0]).toMatch(/^device 1, 0x01: .*other input bytes/);
  });

  it('and runs every inference of the script', async () => {
    const { problems, inferences } = await replayTrace(readTrace(name, wire, jsonl), context);
    expect(problems).toEqual([]);
    expect(inferences).toBe(3);
  });
});
