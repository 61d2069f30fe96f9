import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { realModelFiles } from '../tflite/testing/models.ts';
import type { OperatorOptions } from '../tflite/index.ts';
import { readPackage } from './package/index.ts';
import { sketchModel, sketchOperator } from './testing/hand-built.ts';
import type { OperatorSketch, TensorSketch } from './testing/hand-built.ts';
import { planModel } from './testing/planned-model.ts';

const MAP: TensorSketch = { shape: [1, 8, 8, 16] };
const INTEGERS = (...values: number[]): TensorSketch => ({
  shape: [values.length],
  type: 'INT32',
  values,
});
const PADDINGS = (...values: number[]): TensorSketch => ({ shape: [4, 2], type: 'INT32', values });
const WEIGHTS: TensorSketch = { shape: [16, 3, 3, 16], fill: 1 };

type Row = readonly [string, string, OperatorOptions, readonly TensorSketch[]];

const RUNS: readonly Row[] = [
  ['ADD of two maps', 'ADD', {}, [MAP, MAP, MAP]],
  ['a pooling', 'AVERAGE_POOL_2D', {}, [MAP, MAP]],
  ['CONCATENATION of maps', 'CONCATENATION', {}, [MAP, MAP, { shape: [1, 8, 8, 32] }]],
  ['CONCATENATION with zeros', 'CONCATENATION', {}, [MAP, { shape: [1, 8, 8, 16], fill: 0 }, MAP]],
  ['a convolution', 'CONV_2D', {}, [MAP, WEIGHTS, MAP]],
  [
    'a convolution with equal dilation',
    'CONV_2D',
    { dilationH: 2, dilationW: 2 },
    [MAP, WEIGHTS, MAP],
  ],
  [
    'uint8 data',
    'RELU',
    {},
    [
      { ...MAP, type: 'UINT8' },
      { ...MAP, type: 'UINT8' },
    ],
  ],
  ['MEAN over height and width', 'MEAN', {}, [MAP, INTEGERS(1, 2), { shape: [1, 16] }]],
  ['MEAN over 16 channels', 'MEAN', {}, [MAP, INTEGERS(-1), { shape: [1, 8, 8] }]],
  [
    'PAD of height and width',
    'PAD',
    {},
    [MAP, PADDINGS(0, 0, 1, 1, 1, 1, 0, 0), { shape: [1, 10, 10, 16] }],
  ],
  ['SPLIT of channels', 'SPLIT', {}, [INTEGERS(3), MAP, { shape: [1, 8, 8, 8] }]],
  ['PRELU per channel', 'PRELU', {}, [MAP, { shape: [1, 1, 16], fill: 1 }, MAP]],
  ['a twofold resize', 'RESIZE_BILINEAR', {}, [MAP, INTEGERS(16, 16), { shape: [1, 16, 16, 16] }]],
  ['SOFTMAX over classes', 'SOFTMAX', {}, [{ shape: [1, 1001] }, { shape: [1, 1001] }]],
  [
    'STRIDED_SLICE with strides of 1',
    'STRIDED_SLICE',
    {},
    [MAP, INTEGERS(0), INTEGERS(4), INTEGERS(1), MAP],
  ],
  ['PACK behind the batch', 'PACK', { axis: -1 }, [{ shape: [1, 8, 8] }, { shape: [1, 8, 8, 1] }]],
];

const REFUSED: readonly (readonly [...Row, RegExp])[] = [
  ['a custom operator', 'CUSTOM', {}, [MAP, MAP], /custom operator/],
  ['DEQUANTIZE', 'DEQUANTIZE', {}, [MAP, { ...MAP, type: 'FLOAT32' }], /float/],
  ['an operator that is not on the list', 'HARD_SWISH', {}, [MAP, MAP], /no HARD_SWISH/],
  [
    'float data',
    'RELU',
    {},
    [
      { ...MAP, type: 'FLOAT32' },
      { ...MAP, type: 'FLOAT32' },
    ],
    /FLOAT32/,
  ],
  ['16-bit data', 'ADD', {}, [{ ...MAP, type: 'INT16' }, MAP, MAP], /INT16/],
  ['float weights', 'CONV_2D', {}, [MAP, { ...WEIGHTS, type: 'FLOAT32' }, MAP], /FLOAT32/],
  ['a shape known at run time', 'RELU', {}, [MAP, { ...MAP, isDynamic: true }], /run time/],
  ['a batch of 2', 'RELU', {}, [{ shape: [2, 8, 8, 16] }, { shape: [2, 8, 8, 16] }], /2×8×8×16/],
  [
    'weights made at run time',
    'CONV_2D',
    {},
    [MAP, { shape: [16, 3, 3, 16] }, MAP],
    /computed at run time/,
  ],
  [
    'a shape made at run time',
    'RESHAPE',
    {},
    [MAP, { shape: [2], type: 'INT32' }, { shape: [1, 1024] }],
    /computed/,
  ],
  [
    'a pooling with a fused activation',
    'MAX_POOL_2D',
    { activation: 'RELU' },
    [MAP, MAP],
    /fused RELU/,
  ],
  [
    'CONCATENATION with a fused activation',
    'CONCATENATION',
    { activation: 'RELU6' },
    [MAP, MAP, MAP],
    /RELU6/,
  ],
  [
    'CONCATENATION with a constant',
    'CONCATENATION',
    {},
    [MAP, { ...MAP, fill: 1 }, MAP],
    /constant/,
  ],
  [
    'CONCATENATION of three with zeros',
    'CONCATENATION',
    {},
    [MAP, MAP, { ...MAP, fill: 0 }, MAP],
    /two inputs/,
  ],
  ['unequal dilation', 'CONV_2D', { dilationH: 2, dilationW: 1 }, [MAP, WEIGHTS, MAP], /2×1/],
  [
    'shuffled dense weights',
    'FULLY_CONNECTED',
    { weightsFormat: 1 },
    [{ shape: [1, 8] }, { shape: [4, 8], fill: 1 }, { shape: [1, 4] }],
    /shuffled/,
  ],
  [
    'a dense layer on several rows',
    'FULLY_CONNECTED',
    {},
    [{ shape: [3, 8] }, { shape: [4, 8], fill: 1 }, { shape: [3, 4] }],
    /rows/,
  ],
  ['MEAN over the batch', 'MEAN', {}, [MAP, INTEGERS(0), { shape: [8, 8, 16] }], /batch/],
  [
    'MEAN over 6 channels',
    'MEAN',
    {},
    [{ shape: [1, 8, 8, 6] }, INTEGERS(3), { shape: [1, 8, 8] }],
    /multiple of 4/,
  ],
  ['SUM over the batch', 'SUM', {}, [MAP, INTEGERS(-4), { shape: [8, 8, 16] }], /batch/],
  ['PAD of the batch', 'PAD', {}, [MAP, PADDINGS(0, 1, 0, 0, 0, 0, 0, 0), MAP], /batch/],
  ['SPLIT of the batch', 'SPLIT', {}, [INTEGERS(-4), MAP, MAP], /batch/],
  ['PACK of a batch', 'PACK', { axis: 0 }, [{ shape: [8, 8, 16] }, MAP], /batch/],
  ['PRELU per position', 'PRELU', {}, [MAP, { shape: [8, 8, 16], fill: 1 }, MAP], /per channel/],
  ['SOFTMAX over a map', 'SOFTMAX', {}, [MAP, MAP], /one dimension/],
  [
    'SOFTMAX over very many classes',
    'SOFTMAX',
    {},
    [{ shape: [1, 20_000] }, { shape: [1, 20_000] }],
    /elements/,
  ],
  [
    'STRIDED_SLICE with a stride',
    'STRIDED_SLICE',
    {},
    [MAP, INTEGERS(0), INTEGERS(4), INTEGERS(2), MAP],
    /strides of 1/,
  ],
  [
    'STRIDED_SLICE with a new axis',
    'STRIDED_SLICE',
    { newAxisMask: 1 },
    [MAP, INTEGERS(0), INTEGERS(4), INTEGERS(1), MAP],
    /new axes/,
  ],
];

describe('operators by themselves', () => {
  it.each(RUNS)('the Edge TPU runs %s', (...row) => {
    const [, kind, options, tensors] = row;
    expect(sketchOperator(kind, options, tensors).cost.refusal).toBeNull();
  });

  it.each(REFUSED)('the Edge TPU refuses %s', (...row) => {
    const [, kind, options, tensors, reason] = row;
    const { refusal } = sketchOperator(kind, options, tensors).cost;
    expect(refusal?.kind).toBe('unsupported');
    expect(refusal?.isGuess).toBe(false);
    expect(refusal?.reason).toMatch(reason);
    expect(refusal?.reason).toMatch(/\.$/);
    expect(refusal?.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it('a resize of more than 16 in one direction counts as refused, and is called a guess', () => {
    const resize = (size: number): unknown =>
      sketchOperator('RESIZE_BILINEAR', {}, [
        { shape: [1, 1, 1, 16] },
        INTEGERS(size, 1),
        { shape: [1, size, 1, 16] },
      ]).cost.refusal?.isGuess ?? null;
    expect(resize(16)).toBeNull();
    expect(resize(17)).toBe(true);
  });
});

/** A chain of operators on one 8-bit map; `types` gives the tensors that are not INT8. */
function chain(
  operators: readonly string[],
  types: Partial<Record<number, 'FLOAT32'>> = {},
): readonly (string | null)[] {
  const tensors = Array.from({ length: operators.length + 1 }, (_, index): TensorSketch => {
    const type = types[index];
    return type === undefined ? MAP : { ...MAP, type };
  });
  const sketches = operators.map((kind, index): OperatorSketch => ({
    kind,
    inputs: [index],
    outputs: [index + 1],
  }));
  const { costs } = sketchModel({
    tensors,
    operators: sketches,
    inputs: [0],
    outputs: [operators.length],
  });
  return costs.operators.map((cost) => cost.refusal?.kind ?? null);
}

describe('whole models', () => {
  it('end their mapped part at the first refusal', () => {
    expect(chain(['RELU', 'CUSTOM', 'RELU', 'CUSTOM'])).toEqual([
      null,
      'unsupported',
      'after-refused',
      'unsupported',
    ]);
  });

  it('start behind a QUANTIZE from float at the head', () => {
    expect(chain(['QUANTIZE', 'RELU', 'DEQUANTIZE'], { 0: 'FLOAT32', 3: 'FLOAT32' })).toEqual([
      'unsupported',
      null,
      'unsupported',
    ]);
  });

  it('end at a QUANTIZE from float further in', () => {
    const types = { 1: 'FLOAT32', 2: 'FLOAT32' } as const;
    expect(chain(['RELU', 'RELU', 'QUANTIZE', 'RELU'], types)).toEqual([
      'unsupported',
      'unsupported',
      'unsupported',
      'after-refused',
    ]);
  });

  it('follow the execution order, not the file: what is visited before a refusal still runs', () => {
    // Operator 0 feeds 1 (refused) and 2; the compiler visits 2 first.
    const { costs } = sketchModel({
      tensors: [MAP, MAP, MAP, MAP, MAP],
      operators: [
        { kind: 'RELU', inputs: [0], outputs: [1] },
        { kind: 'CUSTOM', customName: 'Mystery', inputs: [1], outputs: [2] },
        { kind: 'TANH', inputs: [1], outputs: [3] },
        { kind: 'ADD', inputs: [2, 3], outputs: [4] },
      ],
      inputs: [0],
      outputs: [4],
    });
    expect(costs.operators.map((cost) => cost.runsOnEdgeTpu)).toEqual([true, false, true, false]);
    expect(costs.operators[3]?.refusal?.reason).toContain('operator 1 (Mystery)');
  });

  const files = new Map(realModelFiles().map((file) => [file.name, file]));
  for (const file of files.values()) {
    const twin = files.get(`${file.name}_edgetpu`);
    if (twin === undefined) continue;
    const skip = file.skip ?? twin.skip;
    it.skipIf(skip !== null)(`leave to the CPU what the compiler left there: ${file.name}`, () => {
      const { subgraph, costs } = planModel(file.load());
      const onCpu = subgraph.operators.filter(
        (op) => costs.operators[op.index]?.runsOnEdgeTpu === false,
      );
      expect(onCpu.map((op) => op.customName ?? op.kind)).toEqual(
        unwrap(readPackage(twin.load())).cpuOperators.map((op) => op.kind),
      );
    });
  }
});
