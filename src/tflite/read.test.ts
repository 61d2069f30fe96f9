import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { readModel } from './read.ts';
import { buildFile, buildModel, type GraphSpec } from './testing/build-model.ts';
import { loadFixture, realModelFiles } from './testing/models.ts';
import type { Model, Operator, Subgraph } from './types.ts';

function mainGraph(bytes: Uint8Array): Subgraph {
  const [graph] = unwrap(readModel(bytes)).subgraphs;
  if (graph === undefined) throw new Error('no graph');
  return graph;
}

function operatorAt(bytes: Uint8Array, index = 0): Operator {
  const operator = mainGraph(bytes).operators[index];
  if (operator === undefined) throw new Error('no operator');
  return operator;
}

/** One operator of a kind between two tensors. */
function oneOperator(operator: Partial<GraphSpec['operators'][number]>): GraphSpec {
  return {
    tensors: [{ name: 'in' }, { name: 'out' }],
    operators: [{ kind: 'RELU', inputs: [0], outputs: [1], ...operator }],
    inputs: [0],
    outputs: [1],
  };
}

describe('reading real models', () => {
  for (const file of realModelFiles()) {
    it.skipIf(file.skip !== null)(file.skip ?? `reads ${file.name} with nothing unknown`, () => {
      const model = unwrap(readModel(file.load()));
      expect(model.subgraphs).toHaveLength(1);
      const { operators, tensors } = mainGraph(model.bytes);
      expect(operators.length).toBeGreaterThan(0);
      expect(operators.some(({ kind }) => kind.startsWith('UNKNOWN'))).toBe(false);
      expect(operators.some(({ customName }) => customName === 'edgetpu-custom-op')).toBe(
        file.isCompiled,
      );
      expect(tensors.every(({ type }) => type !== 'UNKNOWN')).toBe(true);
    });
  }

  it('reads what the operators of MobileNet v1 are', () => {
    const graph = mainGraph(loadFixture('mobilenet_v1_0.25_128_quant'));
    const kinds = graph.operators.map(({ kind }) => kind);
    expect(kinds).toHaveLength(31);
    expect(kinds.filter((kind) => kind === 'DEPTHWISE_CONV_2D')).toHaveLength(13);
    expect(graph.operators[0]?.options).toMatchObject({
      padding: 'SAME',
      strideH: 2,
      strideW: 2,
      dilationH: 1,
      dilationW: 1,
      activation: 'RELU6',
    });
    expect(graph.tensors[graph.inputs[0] ?? -1]).toMatchObject({
      name: 'input',
      type: 'UINT8',
      shape: [1, 128, 128, 3],
      byteLength: 128 * 128 * 3,
      data: null,
    });
  });

  it('keeps weights as views on the file, wherever they are aligned', () => {
    const bytes = loadFixture('mobilenet_v1_0.25_128_quant');
    const constants = mainGraph(bytes).tensors.filter(({ data }) => data !== null);
    expect(constants.every(({ data }) => data?.buffer === bytes.buffer)).toBe(true);
    expect(constants.some(({ data }) => (data?.byteOffset ?? 0) % 16 !== 0)).toBe(true);
  });

  it('reads a file that starts at an odd place of its array', () => {
    const file = loadFixture('dense_256');
    const shifted = new Uint8Array(file.byteLength + 3);
    shifted.set(file, 3);
    expect(withoutBytes(unwrap(readModel(shifted.subarray(3))))).toEqual(
      withoutBytes(unwrap(readModel(file))),
    );
  });

  it('ignores what is appended, such as a zip with labels', () => {
    const file = loadFixture('gabor_64x64_p4');
    const appended = new Uint8Array(file.byteLength + 1000).fill(0x50);
    appended.set(file);
    expect(withoutBytes(unwrap(readModel(appended)))).toEqual(
      withoutBytes(unwrap(readModel(file))),
    );
  });
});

function withoutBytes(model: Model): unknown {
  return { ...model, bytes: null };
}

describe('reading operator codes', () => {
  it.each(['old', 'new', 'both'] as const)(
    'understands files with the %s code fields',
    (codeFields) => {
      const bytes = buildModel(oneOperator({ kind: 'CONV_2D' }), { codeFields });
      expect(operatorAt(bytes).kind).toBe('CONV_2D');
    },
  );

  it.each([
    ['CUMSUM', 128],
    ['GELU', 150],
    ['STABLEHLO_CASE', 209],
    ['UNKNOWN_999', 999],
  ])('reads %s, code %i, which does not fit the old field', (kind, code) => {
    expect(operatorAt(buildModel(oneOperator({ kind: code }))).kind).toBe(kind);
  });

  it('reads custom operators by name and versions as they are', () => {
    const bytes = buildModel(oneOperator({ kind: 'custom:MyOp', version: 7 }));
    expect(operatorAt(bytes)).toMatchObject({ kind: 'CUSTOM', customName: 'MyOp', version: 7 });
  });
});

describe('reading options', () => {
  it.each([
    [
      'CONV_2D',
      'Conv2D',
      {},
      { padding: 'SAME', strideW: 0, dilationW: 1, dilationH: 1, activation: 'NONE' },
    ],
    [
      'CONV_2D',
      'Conv2D',
      { padding: 1, strideW: 2, dilationH: 4 },
      { padding: 'VALID', strideW: 2, dilationH: 4 },
    ],
    [
      'DEPTHWISE_CONV_2D',
      'DepthwiseConv2D',
      { depthMultiplier: 8, activation: 3 },
      { depthMultiplier: 8, activation: 'RELU6' },
    ],
    ['AVERAGE_POOL_2D', 'Pool2D', { filterW: 7, filterH: 5 }, { filterW: 7, filterH: 5 }],
    [
      'FULLY_CONNECTED',
      'FullyConnected',
      { weightsFormat: 1, keepNumDims: 1 },
      { weightsFormat: 1, keepNumDims: true },
    ],
    ['SOFTMAX', 'Softmax', { beta: 1.5 }, { beta: 1.5 }],
    ['CONCATENATION', 'Concatenation', { axis: -1 }, { axis: -1 }],
    ['ADD', 'Add', { activation: 1 }, { activation: 'RELU' }],
    ['MEAN', 'Reducer', { keepDims: 1 }, { keepDims: true }],
    [
      'STRIDED_SLICE',
      'StridedSlice',
      { ellipsisMask: 2, newAxisMask: 4 },
      { ellipsisMask: 2, newAxisMask: 4 },
    ],
    ['TRANSPOSE_CONV', 'TransposeConv', { strideH: 2 }, { strideH: 2, activation: 'NONE' }],
    [
      'RESIZE_BILINEAR',
      'ResizeBilinear',
      { alignCorners: 1 },
      { alignCorners: true, halfPixelCenters: false },
    ],
    ['SPLIT', 'Split', { splitCount: 3 }, { splitCount: 3 }],
    ['PACK', 'Pack', { axis: 2 }, { axis: 2 }],
    ['LEAKY_RELU', 'LeakyRelu', { alpha: 0.5 }, { alpha: 0.5 }],
    ['SPACE_TO_DEPTH', 'SpaceToDepth', { blockSize: 2 }, { blockSize: 2 }],
  ])('translates %s with %s %j', (kind, options, fields, expected) => {
    expect(operatorAt(buildModel(oneOperator({ kind, options, fields }))).options).toMatchObject(
      expected,
    );
  });

  it('has no options where the file has none', () => {
    expect(operatorAt(buildModel(oneOperator({ kind: 'RELU' }))).options).toEqual({});
  });
});

describe('reading tensors', () => {
  const tensor = (spec: GraphSpec['tensors'][number]) =>
    mainGraph(buildModel({ ...oneOperator({}), tensors: [spec, { name: 'out' }] })).tensors[0];

  it.each([
    ['INT8', [2, 3], 6],
    ['INT32', [2, 3], 24],
    ['INT64', [5], 40],
    ['INT4', [3, 3], 5],
    ['INT2', [5], 2],
    ['BFLOAT16', [3], 6],
    ['COMPLEX128', [2], 32],
    ['FLOAT32', [], 4],
    ['STRING', [7], 0],
    ['INT8', [0, 4], 0],
  ] as const)('knows that %s %j takes %i bytes', (type, shape, byteLength) => {
    expect(tensor({ type, shape })).toMatchObject({ type, byteLength, isDynamic: false });
  });

  it.each([
    ['an unknown dimension in its shape', { shape: [1, -1, 4] }, true],
    ['an unknown dimension in its signature', { shape: [1, 1, 4], signature: [1, -1, 4] }, true],
    ['an open batch stored as 2', { shape: [2, 4], signature: [-1, 4] }, true],
    ['an open batch stored as 1', { shape: [1, 4], signature: [-1, 4] }, false],
    ['an old scalar', { shape: [] }, false],
  ])('sees whether a tensor with %s is dynamic', (_, spec, isDynamic) => {
    expect(tensor(spec)?.isDynamic).toBe(isDynamic);
  });

  it('takes a tensor without rank as dynamic where the file gives ranks', () => {
    const tensors = [{ shape: [] }, { name: 'out', hasRank: true }];
    const graph = mainGraph(buildModel({ ...oneOperator({}), tensors }));
    expect(graph.tensors.map(({ isDynamic }) => isDynamic)).toEqual([true, false]);
  });

  it('reads scales and zero points, negative and one per channel', () => {
    const quantization = tensor({ scales: [0.5, 0.25], zeroPoints: [-128, 3] })?.quantization;
    expect(quantization).toEqual({ scales: [0.5, 0.25], zeroPoints: [-128, 3], axis: 0 });
  });

  it('reads weights that lie behind the flatbuffer as views on the file', () => {
    const data = new Uint8Array([1, 2, 3, 4]);
    const bytes = buildModel({
      tensors: [{ name: 'in' }, { name: 'w', data, isOutside: true }, { name: 'out' }],
      operators: [{ kind: 'ADD', inputs: [0, 1], outputs: [2] }],
      inputs: [0],
      outputs: [2],
    });
    const view = mainGraph(bytes).tensors[1]?.data;
    expect(view).toEqual(data);
    expect(view?.buffer).toBe(bytes.buffer);
    expect(view?.byteOffset).toBe(bytes.byteLength - 4);
  });
});

describe('reading the rest', () => {
  it('reads several subgraphs, metadata names and the description', () => {
    const model = unwrap(
      readModel(
        buildFile({
          subgraphs: [oneOperator({}), { ...oneOperator({}), name: 'second' }],
          metadata: { min_runtime_version: new Uint8Array(16), labels: new Uint8Array(2) },
          description: 'two graphs',
        }),
      ),
    );
    expect(model.subgraphs.map(({ name }) => name)).toEqual(['main', 'second']);
    expect(model.metadataNames).toEqual(['min_runtime_version', 'labels']);
    expect(model).toMatchObject({ description: 'two graphs', version: 3 });
  });

  it('reads optional inputs that are absent', () => {
    expect(operatorAt(buildModel(oneOperator({ inputs: [0, -1] }))).inputs).toEqual([0, -1]);
  });

  it('lets an operator read state and empty constants that nothing makes', () => {
    const graph: GraphSpec = {
      tensors: [
        { name: 'in' },
        { name: 'state', isVariable: true },
        { name: 'empty', shape: [0] },
        { name: 'out' },
      ],
      operators: [{ kind: 'SVDF', inputs: [0, 1, 2], outputs: [3] }],
      inputs: [0],
      outputs: [3],
    };
    expect(operatorAt(buildModel(graph)).inputs).toEqual([0, 1, 2]);
  });
});
