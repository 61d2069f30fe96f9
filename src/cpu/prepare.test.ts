import { beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { readModel } from '../tflite/index.ts';
import { buildModel } from '../tflite/testing/build-model.ts';
import type { GraphSpec, OperatorSpec } from '../tflite/testing/build-model.ts';
import { loadFixture } from '../tflite/testing/models.ts';
import { listUnsupportedOperators } from './index.ts';
import type { CpuRuntime } from './index.ts';
import { createNodeCpuRuntime } from './node.ts';
import { prepareForInterpreter } from './prepare.ts';

let runtime: CpuRuntime;
beforeAll(async () => {
  runtime = unwrap(await createNodeCpuRuntime());
});

const scale = { scales: [0.5], zeroPoints: [0] };

/** Input plus a constant, the constant inside or behind the flatbuffer. */
function additionGraph(isOutside: boolean): GraphSpec {
  const shape = [1, 4];
  const constant = Uint8Array.of(2, 4, 6, 8);
  return {
    tensors: [
      { name: 'in', type: 'INT8', shape, ...scale },
      { name: 'constant', type: 'INT8', shape, ...scale, data: constant, isOutside },
      { name: 'out', type: 'INT8', shape, ...scale },
    ],
    operators: [{ kind: 'ADD', inputs: [0, 1], outputs: [2], options: 'Add' }],
    inputs: [0],
    outputs: [2],
  };
}

/** in → a → b → c → d, one operator each. */
function chainModel(operators: readonly Omit<OperatorSpec, 'inputs' | 'outputs'>[]): Uint8Array {
  const names = ['in', 'a', 'b', 'c', 'd'].slice(0, operators.length + 1);
  return buildModel({
    tensors: names.map((name) => ({ name, type: 'INT8', shape: [1, 4], ...scale })),
    operators: operators.map((op, index) => ({ ...op, inputs: [index], outputs: [index + 1] })),
    inputs: [0],
    outputs: [operators.length],
  });
}

describe('preparing for the interpreter', () => {
  test('leaves a model that it can run untouched', () => {
    const bytes = loadFixture('dense_256');
    expect(unwrap(prepareForInterpreter(bytes))).toEqual({
      bytes,
      leftOut: { operatorCount: 0, unsupported: [] },
      castOutputs: [],
    });
  });

  test('brings weights from behind the flatbuffer inside, where the interpreter finds them', () => {
    const outside = buildModel(additionGraph(true));
    const prepared = unwrap(prepareForInterpreter(outside)).bytes ?? new Uint8Array();
    expect(prepared).not.toBe(outside);
    const input = Uint8Array.of(1, 1, 1, 1);
    const expected = unwrap(
      unwrap(runtime.loadModel(buildModel(additionGraph(false)))).run([input]),
    );
    expect(unwrap(unwrap(runtime.loadModel(prepared)).run([input]))).toEqual(expected);
    expect([...(expected[0] ?? [])]).toEqual([3, 5, 7, 9]);
  });

  test('leaves out what the interpreter lacks and all that depends on it', () => {
    const bytes = chainModel([
      { kind: 'RELU' },
      { kind: 'custom:Mystery' },
      { kind: 'RELU' },
      { kind: 'RELU' },
    ]);
    const prepared = unwrap(prepareForInterpreter(bytes));
    expect(prepared.leftOut).toEqual({ operatorCount: 3, unsupported: ['Mystery'] });
    const kept = unwrap(readModel(prepared.bytes ?? new Uint8Array())).subgraphs[0];
    expect(kept?.operators.map(({ kind }) => kind)).toEqual(['RELU']);
    expect(kept?.outputs.map((index) => kept.tensors[index]?.name)).toEqual(['a']);
  });

  test('has nothing left where the first operator is lacking', () => {
    const prepared = unwrap(prepareForInterpreter(chainModel([{ kind: 'custom:FlexThing' }])));
    expect(prepared.bytes).toBeNull();
  });

  test('leaves out what reads an input that an earlier segment could not make', () => {
    const bytes = chainModel([{ kind: 'RELU' }, { kind: 'RELU' }]);
    const prepared = unwrap(prepareForInterpreter(bytes, (name) => name === 'in'));
    expect(prepared.bytes).toBeNull();
    expect(prepared.leftOut).toEqual({ operatorCount: 2, unsupported: [] });
  });

  test('names operators in versions that the interpreter does not have', () => {
    const model = unwrap(readModel(chainModel([{ kind: 'RELU', version: 9 }, { kind: 'RELU' }])));
    expect(listUnsupportedOperators(model)).toEqual([
      { index: 0, name: 'RELU version 9', isVersion: true },
    ]);
    const refused = runtime.loadModel(model.bytes);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'cpu/unsupported-version' } });
  });
});

test('weights that it does not look for are refused at load or run, never computed with', () => {
  const loaded = runtime.loadModel(buildModel(additionGraph(true)));
  const result = loaded.ok ? loaded.value.run([new Uint8Array(4)]) : loaded;
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.failure.code).toMatch(/^cpu\/(load|inference)-failed$/);
});
