import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { buildGraphFrom } from './build-graph-from.ts';
import type { GraphSpec } from './graph-spec.ts';
import { arbitraryGraph, arbitraryGraphSpec } from './testing/random-graphs.ts';

/** A diamond with a long and a short branch: 0 → 1 → 2 → 4, 0 → 3 → 4. */
const DIAMOND: GraphSpec = {
  activations: [10, 20, 30, 40, 50, 60].map((bytes) => ({ bytes })),
  operators: [
    { inputs: [0], outputs: [1] },
    { inputs: [1], outputs: [2] },
    { inputs: [2], outputs: [3] },
    { inputs: [1], outputs: [4] },
    { inputs: [3, 4], outputs: [5] },
  ],
  inputs: [0],
  outputs: [5],
};

describe('buildGraphFrom', () => {
  it('gives every operator the longest path from the input as its depth', () => {
    const graph = unwrap(buildGraphFrom(DIAMOND));
    expect(graph.depth).toEqual([0, 1, 2, 1, 3]);
    expect(graph.depthCount).toBe(4);
    expect(graph.operatorsAtDepth).toEqual([[0], [1, 3], [2], [4]]);
  });

  it('gives depth 0 to every operator that reads only inputs of the model or nothing', () => {
    const graph = unwrap(
      buildGraphFrom({
        activations: Array.from({ length: 5 }, () => ({ bytes: 1 })),
        operators: [
          { inputs: [0], outputs: [2] },
          { inputs: [], outputs: [3] },
          { inputs: [1, 2, 3], outputs: [4] },
        ],
        inputs: [0, 1],
        outputs: [4],
      }),
    );
    expect(graph.depth).toEqual([0, 0, 1]);
  });

  it('names producers and distinct consumers of every activation', () => {
    const graph = unwrap(
      buildGraphFrom({
        activations: [{ bytes: 3, name: 'image', tensorIndex: 17 }, { bytes: 4 }, { bytes: 5 }],
        operators: [
          { inputs: [0], outputs: [1] },
          { inputs: [1, 1, 0], outputs: [2] },
        ],
        inputs: [0],
        outputs: [1, 2],
      }),
    );
    expect(graph.activations[0]).toEqual({
      id: 0,
      tensorIndex: 17,
      name: 'image',
      bytes: 3,
      producer: -1,
      consumers: [0, 1],
      isModelOutput: false,
    });
    expect(graph.activations[1]).toMatchObject({
      producer: 0,
      consumers: [1],
      isModelOutput: true,
    });
    expect(graph.inputsOf[1]).toEqual([1, 0]);
    expect(graph.predecessors).toEqual([[], [0]]);
    expect(graph.successors).toEqual([[1], []]);
  });

  it.each<[string, string, Partial<GraphSpec>]>([
    ['no operators', 'graph/no-operators', { operators: [] }],
    ['an activation that does not exist', 'graph/unknown-tensor', { outputs: [6] }],
    ['a negative activation', 'graph/unknown-tensor', { inputs: [-1] }],
    [
      'a tensor made twice',
      'graph/made-twice',
      { operators: [...DIAMOND.operators, { inputs: [0], outputs: [5] }] },
    ],
    [
      'an operator that writes an input of the model',
      'graph/made-twice',
      { operators: [...DIAMOND.operators, { inputs: [1], outputs: [0] }] },
    ],
    ['an input that comes from nowhere', 'graph/not-made', { inputs: [] }],
    [
      'operators that are out of order',
      'graph/not-in-order',
      { operators: [...DIAMOND.operators].reverse() },
    ],
    [
      'a cycle',
      'graph/not-in-order',
      {
        operators: [
          { inputs: [0, 2], outputs: [1] },
          { inputs: [1], outputs: [2] },
        ],
        outputs: [2],
      },
    ],
    [
      'an operator that reads its own result',
      'graph/not-in-order',
      { operators: [{ inputs: [0, 1], outputs: [1] }], outputs: [1] },
    ],
  ])('refuses %s', (_, code, change) => {
    const result = buildGraphFrom({ ...DIAMOND, ...change });
    expect(result).toMatchObject({ ok: false, failure: { code } });
    if (!result.ok) expect(result.failure.hint).toBeTruthy();
  });

  it('puts every operator one deeper than its deepest parent, on random graphs', () => {
    fc.assert(
      fc.property(arbitraryGraph(), (graph) => {
        graph.predecessors.forEach((parents, operator) => {
          const expected =
            parents.length === 0 ? 0 : 1 + Math.max(...parents.map((p) => graph.depth[p]!));
          expect(graph.depth[operator]).toBe(expected);
        });
        expect(graph.operatorsAtDepth.flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: graph.operatorCount }, (_, operator) => operator),
        );
        expect(graph.operatorsAtDepth.every((operators) => operators.length > 0)).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('keeps edges and neighbours consistent, on random graphs', () => {
    fc.assert(
      fc.property(arbitraryGraphSpec(), (spec) => {
        const graph = unwrap(buildGraphFrom(spec));
        spec.operators.forEach((op, operator) => {
          expect(graph.inputsOf[operator]).toEqual([...new Set(op.inputs)]);
          for (const id of op.outputs) expect(graph.activations[id]?.producer).toBe(operator);
          for (const id of op.inputs) expect(graph.activations[id]?.consumers).toContain(operator);
          for (const child of graph.successors[operator]!) {
            expect(graph.predecessors[child]).toContain(operator);
          }
        });
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
