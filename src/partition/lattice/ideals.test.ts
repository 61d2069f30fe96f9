import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceKindsOf } from '../device-kinds.ts';
import { evaluateSegment } from '../evaluate.ts';
import { arbitraryRequest, devicesWithPorts, samplePart } from '../testing/requests.ts';
import { countPrefixes } from './count.ts';
import { enumerateIdeals } from './ideals.ts';
import { listPrefixes, PrefixPool, wordsOf } from './prefix-list.ts';
import { makeProblem } from './problem.ts';
import { SegmentEvaluator } from './segment-evaluator.ts';
import { allPrefixes, operatorsIn } from './testing/brute-force-chains.ts';
import { LatticeWalk } from './walk.ts';
import { WorkBudget } from './work-budget.ts';

const SEED = 20_261_124;
const NO_LIMITS = { maxIdeals: 1e6, maxSteps: 1e7, maxWords: 1e7 };

describe('the lattice of prefixes', () => {
  test('holds every prefix once, subsets first, the empty and the full one at the ends', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 12 }), ({ graph, costs }) => {
        const problem = makeProblem(graph, costs);
        const ideals = enumerateIdeals(problem, NO_LIMITS, new WorkBudget(Infinity));
        const expected = allPrefixes(graph);
        expect(ideals?.count).toBe(expected.length);
        const found = [...(ideals?.words ?? [])].map((word) =>
          operatorsIn(word).reduce(
            (mask, bit) => mask | (1 << (problem.operatorAtBit[bit] ?? 0)),
            0,
          ),
        );
        expect(new Set(found)).toEqual(new Set(expected));
        const sizes = found.map((mask) => operatorsIn(mask).length);
        expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
        expect(countPrefixes(graph, costs)).toBe(expected.length);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test('gives up beyond its limits', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 8 }), ({ graph, costs }) => {
        const problem = makeProblem(graph, costs);
        const limits = { ...NO_LIMITS, maxIdeals: 1 };
        expect(enumerateIdeals(problem, limits, new WorkBudget(Infinity))).toBeNull();
        expect(enumerateIdeals(problem, NO_LIMITS, new WorkBudget(0))).toBeNull();
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  test.each([
    ['inception_v4', 2001],
    ['nasnet_mobile', 156_225_264],
    ['densenet201', 511],
    ['vgg16', 26],
  ])('%s has %d prefixes', async (name, count) => {
    const { graph, costs } = await samplePart(name);
    expect(countPrefixes(graph, costs)).toBe(count);
  });
});

describe('the incremental evaluator', () => {
  const requests = arbitraryRequest({ maxOperators: 9, hasUnequalDevices: true });

  test('times every segment as the reference evaluator does, while walking the lattice', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const problem = makeProblem(request.graph, request.costs);
        const kinds = deviceKindsOf(request.devices);
        const ideals = enumerateIdeals(problem, NO_LIMITS, new WorkBudget(Infinity));
        if (ideals === null) throw new Error('small graphs have few prefixes');
        const evaluator = new SegmentEvaluator(problem, ideals, kinds);
        const walk = new LatticeWalk(problem, ideals, evaluator, null);
        const compare = (from: number, to: number): void => {
          const bits = operatorsIn((ideals.words[to] ?? 0) & ~(ideals.words[from] ?? 0));
          const operators = bits.map((bit) => problem.operatorAtBit[bit] ?? -1);
          operators.sort((a, b) => a - b);
          kinds.forEach(({ device }, kind) => {
            const { stageMs } = evaluateSegment(request, operators, device);
            expect((evaluator.stageMs[kind] ?? 0) / stageMs).toBeCloseTo(1, 10);
            expect(evaluator.growingMs).toBeLessThan(stageMs * (1 + 1e-10));
          });
        };
        for (let from = 0; from < ideals.count - 1; from++) {
          walk.walk(from, Infinity, (to) => compare(from, to));
          walk.evaluateRest(from, Infinity);
          compare(from, ideals.count - 1);
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test('never leaves out a segment below the limit', () => {
    fc.assert(
      fc.property(requests, fc.double({ min: 0.3, max: 20, noNaN: true }), (request, limitMs) => {
        const problem = makeProblem(request.graph, request.costs);
        const kinds = deviceKindsOf(devicesWithPorts(1));
        const ideals = enumerateIdeals(problem, NO_LIMITS, new WorkBudget(Infinity));
        if (ideals === null) throw new Error('small graphs have few prefixes');
        const timed = (limit: number): Map<number, number> => {
          const evaluator = new SegmentEvaluator(problem, ideals, kinds);
          const times = new Map<number, number>();
          new LatticeWalk(problem, ideals, evaluator, null).walk(0, limit, (to) =>
            times.set(to, evaluator.stageMs[0] ?? Infinity),
          );
          return times;
        };
        const below = [...timed(Infinity)].filter(([, stageMs]) => stageMs < limitMs);
        const found = [...timed(limitMs)].filter(([, stageMs]) => stageMs < limitMs);
        expect(found).toEqual(below);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

describe('a list of prefixes', () => {
  test('is in an order of inclusion, each prefix once', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 9 }), ({ graph, costs }) => {
        const problem = makeProblem(graph, costs);
        const prefixes = allPrefixes(graph).map((mask) => wordsOf(problem, operatorsIn(mask)));
        const list = listPrefixes(new PrefixPool(problem), [...prefixes, ...prefixes].reverse());
        expect(list.count).toBeLessThanOrEqual(prefixes.length);
        for (let second = 0; second < list.count; second++) {
          for (let first = second + 1; first < list.count; first++) {
            const [a, b] = [list.words[first] ?? 0, list.words[second] ?? 0];
            expect((a & ~b) === 0).toBe(false);
          }
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
