import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { checkCuttable } from './check-cuttable.ts';
import { readModel } from './read.ts';
import { buildFile, buildModel, type GraphSpec, type TensorSpec } from './testing/build-model.ts';
import { realModelFiles } from './testing/models.ts';

function verdict(bytes: Uint8Array): string {
  const result = checkCuttable(unwrap(readModel(bytes)));
  return result.ok ? 'cuttable' : result.failure.code;
}

/** A convolution of these types between a first and a last operator. */
function convolution(types: {
  readonly activation: TensorSpec['type'];
  readonly weights: TensorSpec['type'];
  readonly bytes: number;
  readonly ends?: readonly [string, string];
}): GraphSpec {
  const { activation = 'INT8', weights = 'INT8', bytes, ends = ['QUANTIZE', 'DEQUANTIZE'] } = types;
  return {
    tensors: [
      { name: 'in', type: 'FLOAT32' },
      { name: 'a', type: activation },
      { name: 'w', type: weights, shape: [1, 1, 1, 4], data: new Uint8Array(bytes) },
      { name: 'b', type: activation },
      { name: 'out', type: 'FLOAT32' },
    ],
    operators: [
      { kind: ends[0], inputs: [0], outputs: [1] },
      { kind: 'CONV_2D', inputs: [1, 2], outputs: [3] },
      { kind: ends[1], inputs: [3], outputs: [4] },
    ],
    inputs: [0],
    outputs: [4],
  };
}

const QUANTISED = convolution({ activation: 'INT8', weights: 'INT8', bytes: 4 });

function withTensor(index: number, tensor: TensorSpec): Uint8Array {
  const tensors = QUANTISED.tensors.map((old, i) => (i === index ? { ...old, ...tensor } : old));
  return buildModel({ ...QUANTISED, tensors });
}

describe('which models can be cut', () => {
  for (const file of realModelFiles()) {
    it.skipIf(file.skip !== null)(
      file.skip ?? `${file.name}: ${file.isCompiled ? 'no' : 'yes'}`,
      () => {
        expect(verdict(file.load())).toBe(file.isCompiled ? 'tflite/compiled-model' : 'cuttable');
      },
    );
  }

  it.each<[string, string, () => Uint8Array]>([
    ['cuttable', 'a quantised model with float ends', () => buildModel(QUANTISED)],
    [
      'tflite/float-model',
      'a float model',
      () =>
        buildModel(
          convolution({
            activation: 'FLOAT32',
            weights: 'FLOAT32',
            bytes: 16,
            ends: ['RELU', 'RELU'],
          }),
        ),
    ],
    [
      'tflite/float-model',
      'a model with 8-bit weights only',
      () =>
        buildModel(
          convolution({ activation: 'FLOAT32', weights: 'INT8', bytes: 4, ends: ['RELU', 'RELU'] }),
        ),
    ],
    [
      'tflite/float-model',
      'a half-precision model',
      () =>
        buildModel(
          convolution({
            activation: 'FLOAT16',
            weights: 'FLOAT16',
            bytes: 8,
            ends: ['CAST', 'CAST'],
          }),
        ),
    ],
    [
      'tflite/dynamic-shape',
      'an open height',
      () => withTensor(1, { shape: [1, 1, 4], signature: [1, -1, 4] }),
    ],
    [
      'cuttable',
      'an open batch stored as 1',
      () => withTensor(1, { shape: [1, 4], signature: [-1, 4] }),
    ],
    ['tflite/stateful', 'a resource', () => withTensor(1, { type: 'RESOURCE' })],
    [
      'tflite/no-operators',
      'no operators',
      () => buildModel({ ...QUANTISED, operators: [], outputs: [0] }),
    ],
    [
      'tflite/several-subgraphs',
      'two subgraphs',
      () => buildFile({ subgraphs: [QUANTISED, QUANTISED] }),
    ],
    [
      'tflite/compiled-model',
      'a compiled operator among others',
      () =>
        buildModel({
          ...QUANTISED,
          operators: [{ kind: 'custom:edgetpu-custom-op', inputs: [0], outputs: [4] }],
        }),
    ],
  ])('is %s for %s', (expected, _, build) => {
    expect(verdict(build())).toBe(expected);
  });

  it('says of a model with 8-bit weights only what it is, and how to quantise it', () => {
    const spec = convolution({
      activation: 'FLOAT32',
      weights: 'INT8',
      bytes: 4,
      ends: ['RELU', 'RELU'],
    });
    const result = checkCuttable(unwrap(readModel(buildModel(spec))));
    expect(result.ok ? null : result.failure.message).toContain('dynamic range quantisation');
    expect(result.ok ? null : result.failure.hint).toContain('representative_dataset');
  });
});
