import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryGraph } from '../../graph/testing/random-graphs.ts';
import { assemblePlan } from '../assemble.ts';
import { arbitraryRequest, devicesWithPorts } from '../testing/requests.ts';
import type { Plan, PlanRequest, SegmentFact } from '../types.ts';
import { searchLattice } from './search.ts';
import type { SearchStart } from './search.ts';
import { allPrefixes, bruteForceConvexMs, operatorsIn } from './testing/brute-force-chains.ts';

const SEED = 20_261_124;
/** Forces the way for models with too many prefixes to list. */
const COARSE = { maxIdeals: 0, maxSteps: 0, maxWords: 0 };

function planOf(request: PlanRequest, start: Partial<SearchStart> = {}): Plan {
  const end = searchLattice(request, {}, { incumbent: null, ...start });
  if (end.placements === null) throw new Error('a search without an incumbent finds a plan');
  return assemblePlan(request, 'optimal', end.placements, { lowerBoundMs: end.lowerBoundMs });
}

/** Facts of some convex sets of a request's graph, drawn by number. */
function arbitraryFacts(request: PlanRequest): fc.Arbitrary<readonly SegmentFact[]> {
  const prefixes = allPrefixes(request.graph);
  const fact = fc.record({
    from: fc.nat({ max: prefixes.length - 1 }),
    to: fc.nat({ max: prefixes.length - 1 }),
    stageMs: fc.double({ min: 0.05, max: 30, noNaN: true }),
    isForThisLink: fc.boolean(),
    streamedBytes: fc.option(fc.integer({ min: 0, max: 8e6 })),
  });
  return fc.array(fact, { minLength: 1, maxLength: 5 }).map((draws) =>
    draws.flatMap(({ from, to, stageMs, isForThisLink, streamedBytes }): SegmentFact[] => {
      const [first, second] = [prefixes[from] ?? 0, prefixes[to] ?? 0];
      const operators = operatorsIn(second & ~first);
      if (operators.length === 0) return [];
      if (streamedBytes !== null) return [{ operators, streamedBytes }];
      return [{ operators, stageMs, link: isForThisLink ? 'usb3' : 'pcie' }];
    }),
  );
}

const withFacts = arbitraryRequest({ maxOperators: 8, maxDevices: 3 }).chain((request) =>
  arbitraryFacts(request).map((facts) => ({ ...request, facts })),
);

describe('coarse to fine', () => {
  test('never claims more than brute force finds, and finds the best where it claims a proof', () => {
    let proved = 0;
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 10, maxDevices: 4, hasUnequalDevices: true }),
        (request) => {
          const plan = planOf(request, { limits: COARSE });
          const bestMs = bruteForceConvexMs(request);
          expect(plan.bottleneckMs).toBeGreaterThan(bestMs * (1 - 1e-9));
          expect(plan.lowerBoundMs).toBeLessThan(bestMs * (1 + 1e-9));
          proved += Number(plan.gap === 0);
        },
      ),
      { seed: SEED, numRuns: 120 },
    );
    expect(proved).toBeGreaterThan(60);
  });

  test('proves nearly every plan on equal devices', () => {
    let proved = 0;
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 10, maxDevices: 4 }), (request) => {
        const plan = planOf(request, { limits: COARSE });
        expect(plan.lowerBoundMs).toBeLessThan(bruteForceConvexMs(request) * (1 + 1e-9));
        proved += Number(plan.gap === 0);
      }),
      { seed: SEED, numRuns: 100 },
    );
    expect(proved).toBeGreaterThan(90);
  });

  test('counts facts into its bounds', () => {
    fc.assert(
      fc.property(withFacts, (request) => {
        const plan = planOf(request, { limits: COARSE });
        const bestMs = bruteForceConvexMs(request);
        expect(plan.bottleneckMs).toBeGreaterThan(bestMs * (1 - 1e-9));
        expect(plan.lowerBoundMs).toBeLessThan(bestMs * (1 + 1e-9));
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});

describe('facts', () => {
  test('replace estimates of their very segments, for better or worse', () => {
    fc.assert(
      fc.property(withFacts, (request) => {
        const plan = planOf(request);
        expect(plan.bottleneckMs / bruteForceConvexMs(request)).toBeCloseTo(1, 9);
        expect(plan.gap).toBe(0);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

describe('the budget', () => {
  test('ends in a legal plan and an honest bound however small it is', () => {
    const requests = arbitraryRequest({ maxOperators: 8, maxDevices: 3, hasSharedBuses: true });
    fc.assert(
      fc.property(requests, fc.constantFrom(0, 1e-5, 1e-4, 1e-3), (request, effort) => {
        const plan = planOf({ ...request, effort });
        const bestMs = bruteForceConvexMs(request);
        expect(plan.bottleneckMs).toBeGreaterThan(bestMs * (1 - 1e-9));
        expect(plan.lowerBoundMs).toBeLessThan(bestMs * (1 + 1e-9));
        expect(plan.lowerBoundMs).toBeGreaterThan(0);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test('gives the same plan for the same request', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 12, maxDevices: 4 }), (request) => {
        expect(planOf(request)).toEqual(planOf(request));
      }),
      { seed: SEED, numRuns: 50 },
    );
  });
});

describe('cuts that are not legal', () => {
  test('no segment ends at a tensor without a fixed size, unless nothing else is left', () => {
    const graphs = arbitraryGraph({ minOperators: 3, maxOperators: 10 });
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 10, maxDevices: 3 }),
        graphs,
        fc.nat({ max: 100 }),
        ({ costs, batch }, graph, draw) => {
          const unpassable = draw % graph.activations.length;
          const activations = graph.activations.map((activation) =>
            activation.id === unpassable ? { ...activation, bytes: 0 } : activation,
          );
          const [cost] = costs.operators;
          if (cost === undefined) return;
          const operators = Array.from(
            { length: graph.operatorCount },
            (_, op) => costs.operators[op % costs.operators.length] ?? cost,
          );
          const request = {
            graph: { ...graph, activations },
            costs: { ...costs, operators },
            devices: devicesWithPorts(3),
            batch,
          };
          for (const limits of [undefined, COARSE]) {
            const plan = planOf(request, limits === undefined ? {} : { limits });
            const crossing = plan.segments.slice(1).flatMap(({ inputs }) => inputs);
            expect(crossing).not.toContain(unpassable);
          }
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });
});
