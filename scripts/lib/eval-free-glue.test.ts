import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCpuRuntime } from '../../src/cpu/index.ts';
import type { CpuRuntime } from '../../src/cpu/index.ts';
import { createNodeCpuRuntime } from '../../src/cpu/node.ts';
import type { TfliteModule, TfliteModuleOptions } from '../../src/cpu/tflite-module.ts';
import { loadFixture } from '../../src/tflite/testing/models.ts';
import { withoutEval } from './eval-free-glue.mjs';

const PACKAGE = '@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd';
const require = createRequire(import.meta.url);
const glue = readFileSync(require.resolve(`${PACKAGE}.js`), 'utf8');

type Factory = (options: TfliteModuleOptions) => Promise<TfliteModule>;

/** Runs glue where making code from text throws, as under a strict policy. */
function load(code: string): Factory {
  const module = { exports: null as unknown as Factory };
  const globals = { module, exports: {}, require, process, console, WebAssembly, TextDecoder };
  const context = { ...globals, __filename: '', __dirname: '', Uint8Array, URL, performance };
  runInNewContext(code, context, { contextCodeGeneration: { strings: false } });
  return module.exports;
}

function start(code: string): ReturnType<typeof createCpuRuntime> {
  const factory = load(code);
  const wasmBinary = readFileSync(require.resolve(`${PACKAGE}.wasm`));
  return createCpuRuntime((output) => factory({ ...output, wasmBinary }));
}

test('the glue as it comes cannot work where code is not made from text', async () => {
  expect((await start(glue)).ok).toBe(false);
});

test('other glue than the one it was written for is refused', () => {
  expect(() => withoutEval(glue.replace('function craftEmvalAllocator', 'function craft'))).toThrow(
    /has changed/,
  );
  expect(() => withoutEval(`${glue};new Function("")`)).toThrow(/elsewhere/);
});

describe('without code made from text', () => {
  let changed: CpuRuntime;
  let original: CpuRuntime;
  beforeAll(async () => {
    const results = await Promise.all([start(withoutEval(glue)), createNodeCpuRuntime()]);
    const [first, second] = results;
    if (!first.ok || !second.ok) throw new Error('did not start');
    changed = first.value;
    original = second.value;
  });

  test.each(['mobilenet_v1_0.25_128_quant', 'bright_16x16'])(
    '%s has the same tensors and computes the same bytes, again and again',
    (name) => {
      const [mine, theirs] = [changed, original].map((runtime) => {
        const model = runtime.loadModel(loadFixture(name));
        if (!model.ok) throw new Error(model.failure.message);
        return model.value;
      });
      expect(mine?.inputs).toEqual(theirs?.inputs);
      expect(mine?.outputs).toEqual(theirs?.outputs);
      for (const seed of [1, 2]) {
        const inputs = (mine?.inputs ?? []).map(({ byteLength }) =>
          Uint8Array.from({ length: byteLength }, (_, at) => (at * 31 + seed * 17) & 255),
        );
        expect(mine?.run(inputs)).toEqual(theirs?.run(inputs));
      }
      mine?.close();
      theirs?.close();
    },
  );

  test('a damaged model is refused with the reason of the interpreter', () => {
    const model = loadFixture('mobilenet_v1_0.25_128_quant').slice();
    model.fill(0, model.length - 200_000);
    const outcomes = [changed, original].map((runtime) => {
      const loaded = runtime.loadModel(model);
      return loaded.ok ? loaded.value.outputs : loaded.failure;
    });
    expect(outcomes[0]).toEqual(outcomes[1]);
  });
});
