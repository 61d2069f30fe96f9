import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertExists, unwrap } from '../base/index.ts';
import {
  checkCuttable,
  readModel,
  type Model,
  type Subgraph,
  type Tensor,
} from '../tflite/index.ts';
import { buildModel, type GraphSpec } from '../tflite/testing/build-model.ts';
import { loadFixture, uncompiledFiles } from '../tflite/testing/models.ts';
import { cutPlan, cutSegment, referenceFile } from './cut.ts';
import { planCut } from './plan-cut.ts';
import type { SegmentFile } from './types.ts';

type Segments = readonly { readonly operators: readonly number[] }[];

const mainGraph = (model: Model): Subgraph => assertExists(model.subgraphs[0]);
const open = (bytes: Uint8Array): Model => unwrap(readModel(bytes));
const groups = (...operators: number[][]): Segments =>
  operators.map((list) => ({ operators: list }));
const cut = (bytes: Uint8Array, segments: Segments): readonly SegmentFile[] =>
  unwrap(cutPlan(open(bytes), { modelName: 'm', segments }));
const failureCode = (bytes: Uint8Array, segments: Segments): string => {
  const result = cutPlan(open(bytes), { modelName: 'm', segments });
  return result.ok ? 'cut' : result.failure.code;
};

/** in → RELU → a → ADD(a, second) → b → RELU → out */
const CHAIN: GraphSpec = {
  tensors: [{ name: 'in' }, { name: 'second' }, { name: 'a' }, { name: 'b' }, { name: 'out' }],
  operators: [
    { kind: 'RELU', inputs: [0], outputs: [2] },
    { kind: 'ADD', inputs: [2, 1], outputs: [3], options: 'Add', fields: { activation: 1 } },
    { kind: 'RELU', inputs: [3], outputs: [4] },
  ],
  inputs: [0, 1],
  outputs: [4],
};

const edges = (files: readonly SegmentFile[]) =>
  files.map(({ inputs, outputs }) => [
    inputs.map(({ name }) => name),
    outputs.map(({ name }) => name),
  ]);

describe('what goes into and out of segments', () => {
  it('gives all inputs of the model to the first segment, also those that only a later one reads', () => {
    expect(edges(cut(buildModel(CHAIN), groups([0], [1], [2])))).toEqual([
      [['in', 'second'], ['a']],
      [['second', 'a'], ['b']],
      [['b'], ['out']],
    ]);
  });

  it('keeps the order of inputs and outputs in the files', () => {
    for (const file of cut(buildModel(CHAIN), groups([0], [1], [2]))) {
      const graph = mainGraph(open(file.bytes));
      const names = (indices: readonly number[]): (string | undefined)[] =>
        indices.map((i) => graph.tensors[i]?.name);
      expect(names(graph.inputs)).toEqual(file.inputs.map(({ name }) => name));
      expect(names(graph.outputs)).toEqual(file.outputs.map(({ name }) => name));
    }
  });

  it('passes a tensor on that skips a segment, and lists outputs of the model first', () => {
    const spec: GraphSpec = {
      ...CHAIN,
      operators: [
        { kind: 'RELU', inputs: [0], outputs: [2] },
        { kind: 'RELU', inputs: [1], outputs: [3] },
        { kind: 'ADD', inputs: [2, 3], outputs: [4] },
      ],
      outputs: [4, 2],
    };
    expect(edges(cut(buildModel(spec), groups([0], [1], [2])))).toEqual([
      [['in', 'second'], ['a']],
      [['second'], ['b']],
      [['a', 'b'], ['out']],
    ]);
  });

  it('finds a home for outputs that no operator makes', () => {
    const tensors = [...CHAIN.tensors, { name: 'constant', data: new Uint8Array(4) }];
    const spec = { ...CHAIN, tensors, outputs: [0, 4, 5] };
    expect(edges(cut(buildModel(spec), groups([0, 1], [2])))).toEqual([
      [
        ['in', 'second'],
        ['in', 'b'],
      ],
      [['b'], ['out', 'constant']],
    ]);
  });

  it('names files as the vendor does', () => {
    const files = cut(buildModel(CHAIN), groups([0, 1], [2]));
    expect(files.map(({ fileName }) => fileName)).toEqual([
      'm_segment_0_of_2.tflite',
      'm_segment_1_of_2.tflite',
    ]);
  });
});

describe('tensor names', () => {
  it('are made up only where tensors that cross would be confused, the same in all files', () => {
    const tensors = CHAIN.tensors.map((tensor, i) =>
      i === 2 || i === 3 ? { ...tensor, name: 'same' } : tensor,
    );
    const files = cut(buildModel({ ...CHAIN, tensors }), groups([0], [1], [2]));
    expect(edges(files)).toEqual([
      [['in', 'second'], ['same']],
      [['second', 'same'], ['same_3']],
      [['same_3'], ['out']],
    ]);
    const last = mainGraph(open(assertExists(files[2]).bytes));
    expect(last.tensors[last.inputs[0] ?? -1]?.name).toBe('same_3');
  });

  it('are made up for tensors without one, and the reference is renamed alike', () => {
    const model = open(buildModel({ ...CHAIN, tensors: CHAIN.tensors.map(() => ({})) }));
    const cuts = unwrap(
      planCut(mainGraph(model), { modelName: 'm', segments: groups([0], [1, 2]) }),
    );
    const reference = mainGraph(open(unwrap(referenceFile(model, cuts))));
    const nameAt = (index: number): string | undefined => reference.tensors[index]?.name;
    expect(cuts[0]?.inputs.map(({ name }) => name)).toEqual([nameAt(0), nameAt(1)]);
    expect(cuts[1]?.outputs.map(({ name }) => name)).toEqual([nameAt(4)]);
    expect(new Set([0, 1, 2, 4].map(nameAt)).size).toBe(4);
  });

  it('need no new reference where all are good', () => {
    const model = open(buildModel(CHAIN));
    const cuts = unwrap(
      planCut(mainGraph(model), { modelName: 'm', segments: groups([0], [1, 2]) }),
    );
    expect(unwrap(referenceFile(model, cuts))).toBe(model.bytes);
  });
});

describe('segments that are no legal cut', () => {
  it.each<[string, string, Segments]>([
    ['segment/operators-not-once', 'an operator twice', groups([0, 1], [1, 2])],
    ['segment/operators-not-once', 'an operator left out', groups([0, 1])],
    ['segment/operators-not-once', 'an operator that does not exist', groups([0, 1, 2], [3])],
    ['segment/empty', 'an empty segment', groups([0, 1, 2], [])],
    ['segment/backwards', 'an edge backwards', groups([1, 2], [0])],
    ['cut', 'operators in any order within a segment', groups([1, 0], [2])],
  ])('give %s for %s', (code, _, segments) => {
    expect(failureCode(buildModel(CHAIN), segments)).toBe(code);
  });

  it('cannot share a variable', () => {
    const tensors = [...CHAIN.tensors, { name: 'state', isVariable: true }];
    const operators = CHAIN.operators.map((op, i) =>
      i === 1 ? op : { ...op, inputs: [...op.inputs, 5] },
    );
    const bytes = buildModel({ ...CHAIN, tensors, operators });
    expect(failureCode(bytes, groups([0], [1, 2]))).toBe('segment/shared-state');
    expect(failureCode(bytes, groups([0, 1, 2]))).toBe('cut');
  });

  it('are refused for models that cannot be cut at all', () => {
    expect(failureCode(loadFixture('dense_256_edgetpu'), groups([0]))).toBe(
      'tflite/compiled-model',
    );
  });
});

describe('constants of a segment', () => {
  it('go with every operator that reads them, and scales kept in tensors go along', () => {
    const spec: GraphSpec = {
      tensors: [
        { name: 'unused', data: new Uint8Array(4) },
        { name: 'in' },
        { name: 'scales', type: 'FLOAT16', shape: [2], data: new Uint8Array([1, 2, 3, 4]) },
        {
          name: 'w',
          data: new Uint8Array(4).fill(7),
          blockwise: { scales: 2, zeroPoints: -1, blockSize: 2 },
        },
        { name: 'a' },
        { name: 'out' },
      ],
      operators: [
        { kind: 'ADD', inputs: [1, 3], outputs: [4] },
        { kind: 'ADD', inputs: [4, 3], outputs: [5] },
      ],
      inputs: [1],
      outputs: [5],
    };
    for (const file of cut(buildModel(spec), groups([0], [1]))) {
      const { tensors } = mainGraph(open(file.bytes));
      expect(tensors.map(({ name }) => name)).not.toContain('unused');
      expect(tensors.find(({ name }) => name === 'w')?.data).toEqual(new Uint8Array(4).fill(7));
      expect(tensors.find(({ name }) => name === 'scales')?.data).toEqual(
        new Uint8Array([1, 2, 3, 4]),
      );
    }
  });
});

/** Random convex cut: every operator goes to its own wish or the latest segment of what it reads, whichever is later. */
function convexCut(graph: Subgraph, wishes: readonly number[]): Segments {
  const madeIn = new Map<number, number>();
  const segmentOf = graph.operators.map((operator) => {
    const earliest = Math.max(0, ...operator.inputs.map((index) => madeIn.get(index) ?? 0));
    const segment = Math.max(earliest, wishes[operator.index % wishes.length] ?? 0);
    for (const index of operator.outputs) madeIn.set(index, segment);
    return segment;
  });
  const used = [...new Set(segmentOf)].sort((a, b) => a - b);
  return used.map((segment) => ({
    operators: segmentOf.flatMap((own, operator) => (own === segment ? [operator] : [])),
  }));
}

/** What of an operator has to survive, with tensors by name. */
function essence(graph: Subgraph, index: number): unknown {
  const { kind, customName, version, options, inputs, outputs } = assertExists(
    graph.operators[index],
  );
  const tensors = (list: readonly number[]): unknown[] =>
    list.map((i) => (i < 0 ? null : tensorEssence(assertExists(graph.tensors[i]))));
  return { kind, customName, version, options, inputs: tensors(inputs), outputs: tensors(outputs) };
}

function tensorEssence({ name, type, shape, isVariable, data, quantization }: Tensor): unknown {
  const content = data === null ? null : Buffer.from(data).toString('latin1');
  return {
    name,
    type,
    shape,
    isVariable,
    content,
    scales: quantization?.scales.join(),
    zero: quantization?.zeroPoints.join(),
  };
}

describe('any convex cut of a real model', () => {
  for (const file of uncompiledFiles()) {
    it.skipIf(file.skip !== null)(file.skip ?? `of ${file.name} loses and doubles nothing`, () => {
      const model = open(file.load());
      const graph = unwrap(checkCuttable(model));
      const wishes = fc.array(fc.nat(4), { minLength: 1, maxLength: graph.operators.length });
      const runs = model.bytes.byteLength > 1e6 ? 4 : 12;
      fc.assert(
        fc.property(wishes, (wish) => checkCut(model, graph, convexCut(graph, wish))),
        { seed: 20261124, numRuns: runs },
      );
    });
  }

  function checkCut(model: Model, graph: Subgraph, segments: Segments): void {
    const cuts = unwrap(planCut(graph, { modelName: 'm', segments }));
    const known = new Set(graph.inputs.map((index) => graph.tensors[index]?.name));
    const seen: number[] = [];
    for (const planned of cuts) {
      const part = mainGraph(open(unwrap(cutSegment(model, planned)).bytes));
      for (const { name } of planned.inputs) expect(known.has(name)).toBe(true);
      for (const { name } of planned.outputs) known.add(name);
      expect(part.operators).toHaveLength(planned.operators.length);
      planned.operators.forEach((old, place) =>
        expect(essence(part, place)).toEqual(essence(graph, old)),
      );
      seen.push(...planned.operators);
    }
    expect(seen.sort((a, b) => a - b)).toEqual(graph.operators.map(({ index }) => index));
    for (const index of graph.outputs) expect(known.has(graph.tensors[index]?.name)).toBe(true);
  }
});
