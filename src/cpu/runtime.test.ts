import { beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { fixtureFiles, loadFixture } from '../tflite/testing/models.ts';
import { createNodeCpuRuntime } from './node.ts';
import { createCpuRuntime, randomInput } from './index.ts';
import type { CpuRuntime } from './index.ts';
import type { TfliteModule } from './tflite-module.ts';

let runtime: CpuRuntime;
beforeAll(async () => {
  runtime = unwrap(await createNodeCpuRuntime());
});

describe('the interpreter', () => {
  test('describes inputs and outputs and gives raw bytes, the same for the same input', () => {
    const model = unwrap(runtime.loadModel(loadFixture('mobilenet_v1_0.25_128_quant')));
    expect(model.inputs).toEqual([
      { name: 'input', type: 'uint8', shape: [1, 128, 128, 3], byteLength: 49_152 },
    ]);
    expect(model.outputs).toMatchObject([{ type: 'uint8', shape: [1, 1001], byteLength: 1001 }]);
    const [tensor] = model.inputs;
    const first = unwrap(model.run(tensor ? [randomInput(tensor, 1)] : []));
    const other = unwrap(model.run(tensor ? [randomInput(tensor, 2)] : []));
    const again = unwrap(model.run(tensor ? [randomInput(tensor, 1)] : []));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    model.close();
  });

  test('holds several models at once and survives closing one twice', () => {
    const dense = unwrap(runtime.loadModel(loadFixture('dense_256')));
    const gabor = unwrap(runtime.loadModel(loadFixture('gabor_64x64_p4')));
    gabor.close();
    gabor.close();
    expect(unwrap(dense.run([new Uint8Array(256)]))[0]).toHaveLength(256);
    dense.close();
  });

  test.each(fixtureFiles().filter((file) => file.isCompiled))(
    'is never handed the compiled file $name',
    (file) => {
      expect(runtime.loadModel(file.load())).toMatchObject({
        ok: false,
        failure: {
          code: 'cpu/unsupported-operator',
          message: expect.stringContaining('compiled for the Edge TPU') as string,
        },
      });
    },
  );

  test('refuses 64-bit outputs that it cannot hand over', () => {
    expect(runtime.loadModel(loadFixture('deeplabv3_mnv2_dm05_pascal_quant'))).toMatchObject({
      ok: false,
      failure: {
        code: 'cpu/unsupported-type',
        message: expect.stringContaining('ArgMax') as string,
      },
    });
  });

  test('refuses inputs of another size or number', () => {
    const dense = unwrap(runtime.loadModel(loadFixture('dense_256')));
    for (const inputs of [[], [new Uint8Array(255)], [new Uint8Array(256), new Uint8Array(1)]]) {
      expect(dense.run(inputs)).toMatchObject({ ok: false, failure: { code: 'cpu/wrong-input' } });
    }
    dense.close();
  });

  test('passes on why a file is not a model', () => {
    const result = runtime.loadModel(new TextEncoder().encode('not a model at all'));
    expect(result).toMatchObject({ ok: false, failure: { code: 'tflite/not-a-model' } });
  });
});

test('a module that does not start is a failure with the reason', async () => {
  const result = await createCpuRuntime(() => Promise.reject(new Error('no WebAssembly')));
  expect(result).toMatchObject({ ok: false, failure: { code: 'cpu/start-failed' } });
});

describe('a module that breaks down', () => {
  /** A module of which only what loading needs is there. */
  function brokenModule(load: () => never, pointer = 8): TfliteModule {
    return {
      HEAPU8: new Uint8Array(200_000),
      _malloc: () => pointer,
      _free: () => undefined,
      TFLiteWebModelRunner: { CreateFromBufferAndOptions: load },
    };
  }
  const abort = (reason: string) => (): never => {
    throw new WebAssembly.RuntimeError(reason);
  };

  test.each([
    ['Aborted(OOM)', 'cpu/out-of-memory'],
    ['Aborted(To use dlopen, you need dynamic linking)', 'cpu/crashed'],
  ])('by %s is not used again', async (reason, code) => {
    const broken = unwrap(
      await createCpuRuntime(() => Promise.resolve(brokenModule(abort(reason)))),
    );
    const first = broken.loadModel(loadFixture('dense_256'));
    expect(first).toMatchObject({ ok: false, failure: { code } });
    const second = broken.loadModel(loadFixture('dense_256'));
    expect(second).toMatchObject({ ok: false, failure: { code: 'cpu/crashed' } });
  });

  test('by having no memory for the model says so and stays usable', async () => {
    const full = unwrap(
      await createCpuRuntime(() => Promise.resolve(brokenModule(abort('never'), 0))),
    );
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(full.loadModel(loadFixture('dense_256'))).toMatchObject({
        ok: false,
        failure: { code: 'cpu/out-of-memory' },
      });
    }
  });
});
