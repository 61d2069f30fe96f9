import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { boundaryOf, sumBytes } from './boundary.ts';
import { buildGraphFrom } from './build-graph-from.ts';
import {
  checkCut,
  checkSegments,
  crossingActivations,
  crossingBytesAtDepths,
  isPrefixClosed,
  operatorsBetweenDepths,
  operatorsUpToDepth,
} from './cuts.ts';
import { arbitraryGraph } from './testing/random-graphs.ts';
import type { Graph } from './types.ts';

/**
 * image (100) → 0 → a (40) → 1 → b (30) → 3 → d (7, output)
 *               a → 2 → c (20, output) → 3;  image → 3
 */
const GRAPH = unwrap(
  buildGraphFrom({
    activations: [100, 40, 30, 20, 7].map((bytes) => ({ bytes })),
    operators: [
      { inputs: [0], outputs: [1] },
      { inputs: [1], outputs: [2] },
      { inputs: [1], outputs: [3] },
      { inputs: [2, 3, 0], outputs: [4] },
    ],
    inputs: [0],
    outputs: [3, 4],
  }),
);

/** What a set reads from outside and what leaves it, straight from the definition. */
function boundaryByTheWords(
  graph: Graph,
  operators: readonly number[],
): { inputs: number[]; outputs: number[] } {
  const isInside = (operator: number): boolean => operators.includes(operator);
  const inputs = graph.activations.filter(
    (a) => !isInside(a.producer) && a.consumers.some(isInside),
  );
  const outputs = graph.activations.filter(
    (a) =>
      isInside(a.producer) && (a.isModelOutput || a.consumers.some((reader) => !isInside(reader))),
  );
  return { inputs: inputs.map(({ id }) => id), outputs: outputs.map(({ id }) => id) };
}

describe('boundaryOf', () => {
  it.each([
    [[0], { inputs: [0], outputs: [1], inBytes: 100, outBytes: 40, largestActivationBytes: 100 }],
    [[1], { inputs: [1], outputs: [2], inBytes: 40, outBytes: 30, largestActivationBytes: 40 }],
    [
      [1, 2],
      { inputs: [1], outputs: [2, 3], inBytes: 40, outBytes: 50, largestActivationBytes: 40 },
    ],
    [
      [3],
      { inputs: [0, 2, 3], outputs: [4], inBytes: 150, outBytes: 7, largestActivationBytes: 100 },
    ],
    [
      [0, 1, 2, 3],
      { inputs: [0], outputs: [3, 4], inBytes: 100, outBytes: 27, largestActivationBytes: 100 },
    ],
  ])('of operators %j', (operators, boundary) => {
    expect(boundaryOf(GRAPH, operators)).toEqual(boundary);
  });

  it('keeps a result that nobody reads inside', () => {
    const graph = unwrap(
      buildGraphFrom({
        activations: [1, 2, 3].map((bytes) => ({ bytes })),
        operators: [{ inputs: [0], outputs: [1, 2] }],
        inputs: [0],
        outputs: [1],
      }),
    );
    expect(boundaryOf(graph, [0])).toMatchObject({
      outputs: [1],
      outBytes: 2,
      largestActivationBytes: 3,
    });
  });

  it('is what its definition says, for any set of operators of random graphs', () => {
    const graphAndSet = arbitraryGraph().chain((graph) =>
      fc.tuple(fc.constant(graph), fc.subarray(graph.order.map((_, operator) => operator))),
    );
    fc.assert(
      fc.property(graphAndSet, ([graph, operators]) => {
        const boundary = boundaryOf(graph, operators);
        const expected = boundaryByTheWords(graph, operators);
        expect(boundary).toMatchObject(expected);
        expect(boundary.inBytes).toBe(sumBytes(graph, expected.inputs));
        expect(boundary.outBytes).toBe(sumBytes(graph, expected.outputs));
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe('depth cuts', () => {
  it('list what crosses each of them, model inputs that are read later included', () => {
    expect(crossingBytesAtDepths(GRAPH)).toEqual([
      { afterDepth: 0, tensorCount: 2, bytes: 140 },
      { afterDepth: 1, tensorCount: 3, bytes: 150 },
    ]);
  });

  it('have the crossing that the general rule gives, on random graphs', () => {
    fc.assert(
      fc.property(arbitraryGraph(), (graph) => {
        const crossings = crossingBytesAtDepths(graph);
        expect(crossings).toHaveLength(graph.depthCount - 1);
        for (const { afterDepth, tensorCount, bytes } of crossings) {
          const ids = crossingActivations(graph, operatorsUpToDepth(graph, afterDepth));
          expect(tensorCount).toBe(ids.length);
          expect(bytes).toBe(sumBytes(graph, ids));
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('are always prefix-closed, as are cuts of the execution order', () => {
    fc.assert(
      fc.property(arbitraryGraph(), (graph) => {
        for (let depth = 0; depth < graph.depthCount; depth++) {
          expect(isPrefixClosed(graph, operatorsUpToDepth(graph, depth))).toBe(true);
        }
        for (let length = 0; length <= graph.operatorCount; length++) {
          expect(isPrefixClosed(graph, graph.order.slice(0, length))).toBe(true);
        }
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it('split the operators between two depths', () => {
    expect(operatorsUpToDepth(GRAPH, 1)).toEqual([0, 1, 2]);
    expect(operatorsBetweenDepths(GRAPH, 1, 2)).toEqual([1, 2, 3]);
  });
});

describe('checkCut and checkSegments', () => {
  it('pass a convex cut and say what crosses it', () => {
    expect(checkCut(GRAPH, [0, 2])).toEqual({ ok: true, value: [0, 1, 3] });
    expect(checkSegments(GRAPH, [[0], [2], [1, 3]])).toEqual({ ok: true, value: null });
  });

  it('refuse a cut that leaves an ancestor behind', () => {
    expect(isPrefixClosed(GRAPH, [1])).toBe(false);
    expect(checkCut(GRAPH, [1])).toMatchObject({
      ok: false,
      failure: { code: 'graph/cut-backwards' },
    });
  });

  it('refuse a cut across a tensor of unknown size', () => {
    const graph = unwrap(
      buildGraphFrom({
        activations: [{ bytes: 4 }, { bytes: 0, name: 'boxes' }, { bytes: 4 }],
        operators: [
          { inputs: [0], outputs: [1] },
          { inputs: [1], outputs: [2] },
        ],
        inputs: [0],
        outputs: [2],
      }),
    );
    const cut = checkCut(graph, [0]);
    expect(cut).toMatchObject({ ok: false, failure: { code: 'graph/cut-unpassable' } });
    if (!cut.ok) expect(cut.failure.message).toContain('boxes');
  });

  it.each([
    ['an empty segment', 'graph/segment-empty', [[0, 1, 2, 3], []]],
    ['an operator in no segment', 'graph/operator-misplaced', [[0], [1, 2]]],
    [
      'an operator in two segments',
      'graph/operator-misplaced',
      [
        [0, 1],
        [1, 2, 3],
      ],
    ],
    [
      'an operator twice instead of another',
      'graph/operator-misplaced',
      [
        [0, 1],
        [1, 3],
      ],
    ],
    [
      'an operator that does not exist',
      'graph/operator-misplaced',
      [
        [0, 1],
        [2, 4],
      ],
    ],
    [
      'a backward edge',
      'graph/cut-backwards',
      [
        [0, 3],
        [1, 2],
      ],
    ],
  ])('refuse %s', (_, code, segments) => {
    expect(checkSegments(GRAPH, segments)).toMatchObject({ ok: false, failure: { code } });
  });
});
