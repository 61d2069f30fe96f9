import { describe, expect, it } from 'vitest';
import { unwrap, type Failure } from '../base/index.ts';
import { checkFileSize, readModel } from './read.ts';
import { Model as RawModel } from './schema/generated/model.ts';
import { ByteBuffer } from 'flatbuffers';
import { fieldPosition, viewOf } from './table-view.ts';
import { buildFile, buildModel, type GraphSpec } from './testing/build-model.ts';
import { fixtureFiles, loadFixture } from './testing/models.ts';

function failureOf(bytes: Uint8Array): Failure {
  const result = readModel(bytes);
  if (result.ok) throw new Error('was read');
  return result.failure;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const raw = (...values: number[]): Uint8Array => new Uint8Array(values);

describe('files of other kinds', () => {
  it.each([
    ['a ZIP archive', raw(0x50, 0x4b, 3, 4, 0, 0, 0, 0)],
    ['an HDF5 file', raw(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
    ['a gzip archive', raw(0x1f, 0x8b, 8, 0, 0, 0, 0, 0)],
    ['a PNG picture', raw(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
    ['a web page', ascii('<!DOCTYPE html><html><body>Not found</body></html>')],
    ['a Git LFS pointer', ascii('version https://git-lfs.github.com/spec/v1\noid sha256:00')],
    ['a JSON text', ascii('{"layers": []}')],
    ['an ONNX model', raw(8, 7, 0x12, 7, ...ascii('pytorch1'), 0x1a, 1, 0x31)],
    ['a TensorFlow SavedModel', raw(8, 1, 0x12, 9, ...ascii('....saved_model_schema_version'))],
    ['C source code', ascii('alignas(8) const unsigned char g_model[] = {0x1c, 0x00};')],
    ['of another format version', raw(0x1c, 0, 0, 0, ...ascii('TFL2'), 0, 0, 0, 0)],
    ['an Edge TPU package', raw(0x1c, 0, 0, 0, ...ascii('DWN1'), 0, 0, 0, 0)],
    ['a plain text', ascii('hello, this is not a model')],
  ])('says that it looks like %s', (what, bytes) => {
    const failure = failureOf(bytes);
    expect(failure.code).toBe('tflite/not-a-model');
    expect(failure.message).toContain(what);
    expect(failure.hint).not.toBe('');
  });

  it('says so, without a guess, of bytes that look like nothing', () => {
    const noise = Uint8Array.from({ length: 500 }, (_, i) => (i * 73 + 129) % 251);
    expect(failureOf(noise)).toMatchObject({ code: 'tflite/not-a-model' });
  });

  it('tells an empty file from a wrong one', () => {
    expect(failureOf(new Uint8Array())).toMatchObject({ code: 'tflite/empty' });
    expect(failureOf(raw(1, 2, 3))).toMatchObject({ code: 'tflite/not-a-model' });
  });

  it('refuses files of 2 GB before it has their bytes', () => {
    const result = checkFileSize(2 ** 31);
    expect(result.ok ? '' : result.failure.code).toBe('tflite/too-large');
    expect(checkFileSize(2 ** 31 - 1).ok).toBe(true);
  });
});

describe('truncated files', () => {
  for (const file of fixtureFiles().filter(
    ({ name }) => name.startsWith('gabor') || name === 'dense_256',
  )) {
    it(`are recognised wherever ${file.name} ends`, () => {
      const bytes = file.load();
      const codes = new Set<string>();
      for (let length = 12; length < bytes.byteLength - 16; length += 1 + Math.floor(length / 64)) {
        codes.add(failureOf(bytes.slice(0, length)).code);
      }
      expect([...codes]).toEqual(['tflite/truncated']);
    });
  }

  it('name weights that should lie behind the flatbuffer', () => {
    const bytes = buildModel(withConstant({ data: new Uint8Array(4), isOutside: true }));
    expect(failureOf(bytes.slice(0, -2))).toMatchObject({
      code: 'tflite/truncated',
      details: { what: 'the data of tensor “w”' },
    });
  });
});

function withConstant(constant: GraphSpec['tensors'][number]): GraphSpec {
  return {
    tensors: [{ name: 'in' }, { name: 'w', shape: [4], ...constant }, { name: 'out' }],
    operators: [{ kind: 'ADD', inputs: [0, 1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  };
}

describe('damaged offsets', () => {
  /** Position of a field of the root table. */
  function rootField(bytes: Uint8Array, number: number): number {
    return fieldPosition(viewOf(RawModel.getRootAsModel(new ByteBuffer(bytes))), number);
  }
  const SUBGRAPHS = 2;
  const overwrite = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
    new DataView(bytes.buffer).setUint32(at, value, true);
    return bytes;
  };

  it.each([
    ['the root far outside', (): Uint8Array => overwrite(loadFixture('dense_256'), 0, 0x7fff_fff0)],
    ['the root at zero', (): Uint8Array => overwrite(loadFixture('dense_256'), 0, 0)],
    [
      'a list at an offset above 2^31',
      (): Uint8Array => {
        const bytes = loadFixture('dense_256');
        return overwrite(bytes, rootField(bytes, SUBGRAPHS), 0xffff_fff0);
      },
    ],
    [
      'a table whose frame lies before the file',
      (): Uint8Array => {
        const bytes = loadFixture('dense_256');
        return overwrite(bytes, new ByteBuffer(bytes).__indirect(0), 0x7fff_0000);
      },
    ],
  ])('are refused: %s', (_, damage) => {
    expect(failureOf(damage())).toMatchObject({ code: 'tflite/corrupt-offset' });
  });

  it('end at once where a list points at itself', () => {
    const bytes = loadFixture('dense_256');
    const at = rootField(bytes, SUBGRAPHS);
    const list = new ByteBuffer(bytes).__indirect(at);
    overwrite(bytes, list + 4, 0xffff_ffff);
    expect(failureOf(bytes).code).toBe('tflite/corrupt-offset');
  });

  it('end at once where lists share their tables until they unfold to more than the file', () => {
    expect(failureOf(sharedTables())).toMatchObject({ code: 'tflite/absurd-size' });
  });
});

/** Ten thousand subgraphs that are all the same one, with ten thousand times the same tensor: 80 kB unfold to 100 million. */
function sharedTables(): Uint8Array {
  const count = 10_000;
  const list = 4 + 4 * count;
  const [model, subgraphs] = [24, 32];
  const subgraph = subgraphs + list;
  const tensors = subgraph + 8;
  const tensor = tensors + list;
  const view = new DataView(new ArrayBuffer(tensor + 8));
  const frame = (at: number, ...values: number[]): void =>
    values.forEach((value, i) => view.setUint16(at + 2 * i, value, true));
  const point = (at: number, target: number): void => view.setUint32(at, target - at, true);
  const pointAll = (at: number, target: number): void => {
    view.setUint32(at, count, true);
    for (let i = 1; i <= count; i++) point(at + 4 * i, target);
  };
  point(0, model);
  new Uint8Array(view.buffer).set(ascii('TFL3'), 4);
  frame(8, 10, 8, 0, 0, 4);
  frame(18, 6, 8, 4);
  view.setInt32(model, model - 8, true);
  point(model + 4, subgraphs);
  pointAll(subgraphs, subgraph);
  view.setInt32(subgraph, subgraph - 18, true);
  point(subgraph + 4, tensors);
  pointAll(tensors, tensor);
  view.setInt32(tensor, -4, true);
  frame(tensor + 4, 4, 4);
  return new Uint8Array(view.buffer);
}

describe('damaged contents', () => {
  const chain: GraphSpec = {
    tensors: [{ name: 'in' }, { name: 'a' }, { name: 'b' }, { name: 'out' }],
    operators: [
      { kind: 'RELU', inputs: [0], outputs: [1] },
      { kind: 'ADD', inputs: [1, 0], outputs: [2] },
      { kind: 'RELU', inputs: [2], outputs: [3] },
    ],
    inputs: [0],
    outputs: [3],
  };
  const [first, second, third] = chain.operators as readonly [
    GraphSpec['operators'][number],
    GraphSpec['operators'][number],
    GraphSpec['operators'][number],
  ];

  it.each<[string, string, GraphSpec]>([
    [
      'tflite/corrupt-index',
      'an operator that reads a tensor that does not exist',
      { ...chain, operators: [{ ...first, inputs: [99] }] },
    ],
    [
      'tflite/corrupt-index',
      'an operator with an input below −1',
      { ...chain, operators: [{ ...first, inputs: [-2] }] },
    ],
    [
      'tflite/corrupt-index',
      'an operator without an output',
      { ...chain, operators: [{ ...first, outputs: [-1] }] },
    ],
    ['tflite/corrupt-index', 'a graph input that does not exist', { ...chain, inputs: [4] }],
    ['tflite/corrupt-index', 'a graph output that does not exist', { ...chain, outputs: [-1] }],
    [
      'tflite/bad-shape',
      'a negative dimension',
      { ...chain, tensors: [{ shape: [-2] }, ...chain.tensors.slice(1)] },
    ],
    [
      'tflite/bad-shape',
      'an absurd product',
      {
        ...chain,
        tensors: [
          { shape: Array.from({ length: 8 }, () => 0x7fff_ffff) },
          ...chain.tensors.slice(1),
        ],
      },
    ],
    [
      'tflite/bad-shape',
      'an absurd rank',
      {
        ...chain,
        tensors: [{ shape: Array.from({ length: 100 }, () => 1) }, ...chain.tensors.slice(1)],
      },
    ],
    ['tflite/constant-size', 'too few bytes', withConstant({ data: new Uint8Array(3) })],
    ['tflite/constant-size', 'too many bytes', withConstant({ data: new Uint8Array(5) })],
    [
      'tflite/two-producers',
      'a tensor made twice',
      { ...chain, operators: [first, second, { ...third, outputs: [1] }], outputs: [2] },
    ],
    [
      'tflite/two-producers',
      'a graph input that is made',
      { ...chain, operators: [first, second, { ...third, outputs: [0] }], outputs: [2] },
    ],
    [
      'tflite/missing-producer',
      'a tensor that nothing makes',
      { ...chain, operators: [second, third] },
    ],
    [
      'tflite/missing-producer',
      'an output that nothing makes',
      { ...chain, operators: [first, second] },
    ],
    [
      'tflite/operator-order',
      'operators out of order',
      { ...chain, operators: [second, first, third] },
    ],
    [
      'tflite/cycle',
      'an operator that reads its own output',
      { ...chain, operators: [{ ...first, inputs: [1] }, second, third] },
    ],
    [
      'tflite/cycle',
      'a cycle of two',
      { ...chain, operators: [{ ...first, inputs: [2] }, second, third] },
    ],
  ])('is %s for %s', (code, _, graph) => {
    expect(failureOf(buildModel(graph)).code).toBe(code);
  });

  it('is tflite/no-subgraph for a file without a graph', () => {
    expect(failureOf(buildFile({ subgraphs: [] })).code).toBe('tflite/no-subgraph');
  });

  it('has a message and a hint in every case', () => {
    const failure = failureOf(buildModel(withConstant({ data: new Uint8Array(3) })));
    expect(failure.message).toBe(
      'The file is damaged: the constant tensor “w” has 3 bytes, its shape needs 4.',
    );
    expect(failure.hint).toContain('again');
  });

  it('reads the same graph undamaged', () => {
    expect(unwrap(readModel(buildModel(chain))).subgraphs[0]?.operators).toHaveLength(3);
  });
});
