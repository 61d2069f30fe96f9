import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { operatorName } from './names.ts';
import { readModel } from './read.ts';
import { BUILTIN_OPTIONS, BUILTIN_OPTIONS_2, type OptionField } from './schema/option-shapes.ts';
import { buildFile, buildModel, type GraphSpec, type OperatorSpec } from './testing/build-model.ts';
import { dumpFile, type Dump } from './testing/dump-file.ts';
import { fixtureFiles, loadFixture } from './testing/models.ts';
import { writeModel, writeSegment } from './write.ts';

const rewrite = (bytes: Uint8Array): Uint8Array => unwrap(writeModel(unwrap(readModel(bytes))));

function oneOperator(operator: Partial<OperatorSpec>): GraphSpec {
  return {
    tensors: [{ name: 'in' }, { name: 'out' }],
    operators: [{ kind: 'RELU', inputs: [0], outputs: [1], ...operator }],
    inputs: [0],
    outputs: [1],
  };
}

/** A value that differs from the default, or the default itself, stored. */
function sampleValue(
  { kind, defaultValue }: OptionField,
  isDefault: boolean,
): number | string | number[] {
  if (kind === 'str') return isDefault ? '' : 'a name, also ünïcode';
  if (kind.startsWith('[')) return isDefault ? [] : [3, 1, 2];
  if (isDefault) return defaultValue;
  return kind === 'bool' ? 1 - defaultValue : defaultValue + 3;
}

const TABLES = [...BUILTIN_OPTIONS.slice(1), ...BUILTIN_OPTIONS_2.slice(1)];

describe('writing option tables', () => {
  it('knows 126 tables of the first union and 23 of the second', () => {
    expect(BUILTIN_OPTIONS.at(126)?.name).toBe('RightShift');
    expect(BUILTIN_OPTIONS).toHaveLength(127);
    expect(BUILTIN_OPTIONS_2.at(23)?.name).toBe('StablehloCase');
    expect(BUILTIN_OPTIONS_2).toHaveLength(24);
  });

  it.each(TABLES)('keeps every field of $name', ({ name, fields }) => {
    for (const isDefault of [false, true]) {
      const values = Object.fromEntries(
        fields.map((field) => [field.name, sampleValue(field, isDefault)]),
      );
      const bytes = buildModel(oneOperator({ options: name, fields: values }));
      expect(dumpFile(rewrite(bytes))).toEqual(dumpFile(bytes));
    }
  });

  it('refuses options that it does not know rather than losing them', () => {
    const bytes = buildModel(oneOperator({ options: 'Conv2D', fields: { strideW: 2 } }));
    const model = unwrap(readModel(patchOptionsType(bytes, 200)));
    expect(model.subgraphs[0]?.operators[0]?.options).toEqual({});
    const result = writeModel(model);
    expect(result.ok ? null : result.failure).toMatchObject({
      code: 'tflite/unknown-options',
      details: { what: 'Operator.builtinOptions of kind 200' },
    });
  });
});

/** Gives the only operator's options another kind: the byte after which the dump shows it. */
function patchOptionsType(bytes: Uint8Array, type: number): Uint8Array {
  const conv2d = 1;
  for (let at = 0; at < bytes.byteLength; at++) {
    const candidate = bytes.slice();
    if (candidate[at] !== conv2d) continue;
    candidate[at] = type;
    const result = readModel(candidate);
    if (!result.ok) continue;
    const [operator] = subgraphOf(dumpFile(candidate))['operators'] as Dump[];
    if (operator?.['builtinOptionsType'] === type.toString(16)) return candidate;
  }
  throw new Error('no such byte');
}

function subgraphOf(dump: Dump): Dump {
  const [subgraph] = dump['subgraphs'] as Dump[];
  if (subgraph === undefined) throw new Error('no subgraph');
  return subgraph;
}

describe('writing rare features', () => {
  it('keeps sparsity, variables, signatures, ranks and blockwise scales', () => {
    const bytes = buildModel({
      tensors: [
        { name: 'in', signature: [-1, 4], hasRank: true },
        { name: 'w', data: new Uint8Array(2), traversalOrder: [1, 0] },
        { name: 'scales', type: 'FLOAT16', shape: [2], data: new Uint8Array(4) },
        {
          name: 'blocks',
          blockwise: { scales: 2, zeroPoints: -1, blockSize: 2 },
          data: new Uint8Array(4),
        },
        { name: 'state', isVariable: true },
        { name: 'out', scales: [0.5, 1e-20], zeroPoints: [-(2 ** 40), 7] },
      ],
      operators: [{ kind: 'SVDF', inputs: [0, 1, 3, -1, 4], outputs: [5], intermediates: [2] }],
      inputs: [0],
      outputs: [5],
    });
    expect(dumpFile(rewrite(bytes))).toEqual(dumpFile(bytes));
  });

  it('keeps several subgraphs, and codes above 127 in both fields', () => {
    const bytes = buildFile({
      subgraphs: [oneOperator({ kind: 'GELU' }), oneOperator({ kind: 300 })],
    });
    expect(dumpFile(rewrite(bytes))).toEqual(dumpFile(bytes));
    const codes = dumpFile(rewrite(bytes))['operatorCodes'] as Dump[];
    expect(codes.map((code) => code['deprecatedBuiltinCode'])).toEqual(['7f', '7f']);
    expect(operatorName(300)).toBe('UNKNOWN_300');
  });

  it('brings weights and custom options from behind the flatbuffer into it', () => {
    const weights = new Uint8Array([1, 2, 3, 4]);
    const customOptions = new Uint8Array([9, 8, 7]);
    const graph = (isOutside: boolean): GraphSpec => ({
      tensors: [{ name: 'in' }, { name: 'w', data: weights, isOutside }, { name: 'out' }],
      operators: [
        {
          kind: 'custom:Op',
          inputs: [0, 1],
          outputs: [2],
          customOptions,
          hasLargeOptions: isOutside,
        },
      ],
      inputs: [0],
      outputs: [2],
    });
    expect(dumpFile(rewrite(buildModel(graph(true))))).toEqual(dumpFile(buildModel(graph(false))));
  });

  it('appends a CAST to outputs of 64 bits on request', () => {
    const bytes = buildModel({
      ...oneOperator({ kind: 'ARG_MAX' }),
      tensors: [{ name: 'in' }, { name: 'out', type: 'INT64', shape: [1, 2] }],
    });
    const model = unwrap(
      readModel(unwrap(writeModel(unwrap(readModel(bytes)), { castInt64Outputs: true }))),
    );
    const [graph] = model.subgraphs;
    expect(
      graph?.operators.map(({ kind, inputs, outputs }) => ({ kind, inputs, outputs })),
    ).toEqual([
      { kind: 'ARG_MAX', inputs: [0], outputs: [1] },
      { kind: 'CAST', inputs: [1], outputs: [2] },
    ]);
    expect(graph?.outputs).toEqual([2]);
    expect(graph?.tensors[2]).toMatchObject({ name: 'out_int32', type: 'INT32', shape: [1, 2] });
  });

  it('says so when the bytes of the model are gone', () => {
    const model = { ...unwrap(readModel(loadFixture('dense_256'))), bytes: new Uint8Array() };
    const result = writeModel(model);
    expect(result.ok ? null : result.failure.code).toBe('tflite/source-gone');
  });
});

describe('the layout of written files', () => {
  for (const file of fixtureFiles()) {
    it(`aligns all constants of ${file.name} to 16 bytes and never grows the builder`, () => {
      const written = unwrap(writeModel(unwrap(readModel(file.load()))));
      for (const { data } of unwrap(readModel(written)).subgraphs[0]?.tensors ?? []) {
        if (data !== null) expect((data.byteOffset - written.byteOffset) % 16).toBe(0);
      }
      // A builder that had to grow holds twice its content; one of the right size little more than that.
      expect(written.buffer.byteLength - written.byteLength).toBeLessThan(
        64 * 1024 + written.byteLength / 8,
      );
    });
  }

  it('keeps only the metadata that stays true of a part', () => {
    const metadata = {
      min_runtime_version: new Uint8Array(16).fill(50),
      labels: new Uint8Array(9),
    };
    const model = unwrap(readModel(buildModel(oneOperator({}), { metadata })));
    const part = unwrap(writeSegment(model, { operators: [0], inputs: [0], outputs: [1] }));
    expect(unwrap(readModel(part)).metadataNames).toEqual(['min_runtime_version']);
    const { buffers } = dumpFile(part) as { readonly buffers: readonly Dump[] };
    expect(buffers).toEqual([{}, { data: '32'.repeat(16) }]);
  });
});
