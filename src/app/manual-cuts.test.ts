import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { checkCut, operatorsUpToDepth } from '../graph/index.ts';
import { arbitraryGraph } from '../graph/testing/random-graphs.ts';
import { assemblePlan } from '../partition/index.ts';
import { arbitraryRequest } from '../partition/testing/requests.ts';
import { addCut, listLegalCutDepths, moveCut, nearestDepthCuts, removeCut } from './manual-cuts.ts';

const RUNS = { seed: 6, numRuns: 150 };

describe('legal cuts', () => {
  test('are those that the graph itself calls legal', () => {
    fc.assert(
      fc.property(arbitraryGraph({ maxOperators: 20 }), (graph) => {
        const expected = Array.from(
          { length: Math.max(0, graph.depthCount - 1) },
          (_, depth) => depth,
        ).filter((depth) => checkCut(graph, operatorsUpToDepth(graph, depth)).ok);
        expect(listLegalCutDepths(graph)).toEqual(expected);
      }),
      RUNS,
    );
  });
});

describe('the depth cuts nearest to a plan', () => {
  test('are the cuts themselves where a plan is made of depth cuts', () => {
    fc.assert(
      fc.property(arbitraryRequest({ minDevices: 2, maxDevices: 4 }), (request) => {
        const { graph, devices } = request;
        const cuts = devices.slice(1).map((_, index) => index);
        const starts = [0, ...cuts.map((depth) => depth + 1)];
        const placements = starts.map((start, index) => ({
          operators: graph.operatorsAtDepth
            .slice(start, starts[index + 1] ?? graph.depthCount)
            .flat(),
          deviceIndices: [index],
        }));
        expect(nearestDepthCuts(assemblePlan(request, 'manual', placements), graph)).toEqual(cuts);
      }),
      RUNS,
    );
  });

  test('put as few operators as possible on the wrong side, and never cross', () => {
    fc.assert(
      fc.property(arbitraryRequest({ minDevices: 2, maxDevices: 2 }), fc.nat(), (request, seed) => {
        const { graph } = request;
        const position = 1 + (seed % (graph.operatorCount - 1));
        const before = new Set(graph.order.slice(0, position));
        const plan = assemblePlan(request, 'manual', [
          { operators: [...before], deviceIndices: [0] },
          { operators: graph.order.slice(position), deviceIndices: [1] },
        ]);
        const misplaced = (cut: number): number =>
          graph.depth.filter((depth, operator) => before.has(operator) !== depth <= cut).length;
        const [cut] = nearestDepthCuts(plan, graph);
        const best = Math.min(
          ...Array.from({ length: graph.depthCount - 1 }, (_, depth) => misplaced(depth)),
        );
        expect(misplaced(unwrap({ ok: true, value: cut ?? -1 }))).toBe(best);
      }),
      RUNS,
    );
  });
});

describe('moving, adding and removing', () => {
  const legal = [0, 1, 2, 4, 5, 7];

  test.each([
    [[2, 5], { cutIndex: 0, afterDepth: 3 }, [2, 5]],
    [[1, 5], { cutIndex: 0, afterDepth: 3 }, [2, 5]],
    [[1, 5], { cutIndex: 0, afterDepth: 100 }, [4, 5]],
    [[1, 5], { cutIndex: 1, afterDepth: 0 }, [1, 2]],
    [[1, 5], { cutIndex: 1, afterDepth: 100 }, [1, 7]],
  ])('%j moved by %j gives %j', (cuts, move, expected) => {
    expect(moveCut(cuts, legal, move)).toEqual(expected);
  });

  test('add at the nearest free place, and nothing where there is none', () => {
    expect(addCut([2, 5], legal, 5)).toEqual([2, 4, 5]);
    expect(addCut([2, 5], legal, 100)).toEqual([2, 5, 7]);
    expect(addCut(legal, legal, 3)).toBe(legal);
  });

  test('remove the one asked for', () => {
    expect(removeCut([1, 4, 7], 1)).toEqual([1, 7]);
  });
});
