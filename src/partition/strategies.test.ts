// What every strategy promises, on hundreds of random graphs; each one's own optimum against trying everything.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSegments } from '../graph/index.ts';
import { evenCuts, paramBytesByDepth } from './even-cuts.ts';
import { busLoadsOf } from './assemble.ts';
import { evaluateSegment } from './evaluate.ts';
import { COMPARED_STRATEGIES, comparePlans, runStrategy } from './registry.ts';
import { allSplits, bruteForceMs } from './testing/brute-force.ts';
import { arbitraryRequest } from './testing/requests.ts';
import type { Plan, PlanRequest } from './types.ts';

/** Everything but the exact search over convex cuts, which has tests of its own. */
const NAMES = COMPARED_STRATEGIES.filter((name) => name !== 'optimal');
const EXACT_COUNT = new Set(['compiler', 'profiled-vendor', 'balanced', 'profiled']);

function expectSound(request: PlanRequest, plan: Plan): void {
  const { graph, costs, devices } = request;
  const sets = plan.segments.map((segment) => segment.operators);
  expect(checkSegments(graph, sets)).toMatchObject({ ok: true });
  const used = plan.segments.flatMap((segment) => segment.deviceIndices);
  expect(new Set(used).size).toBe(used.length);
  expect(used.every((index) => index >= 0 && index < devices.length)).toBe(true);
  expect(plan.deviceCount).toBe(used.length);
  if (EXACT_COUNT.has(plan.strategy)) expect(plan.segments).toHaveLength(devices.length);
  let compiledParamBytes = 0;
  for (const segment of plan.segments) {
    compiledParamBytes += segment.compiledParamBytes;
    expect(segment.cachedBytes + segment.streamedBytes).toBe(segment.compiledParamBytes);
    expect(segment.unavoidableBytes + segment.avoidableBytes).toBe(segment.streamedBytes);
    const parts = segment.inMs + segment.computeMs + segment.streamMs + segment.outMs;
    expect(parts).toBeCloseTo(segment.stageMs, 9);
    expect(segment.replicas).toBe(segment.deviceIndices.length);
    const slowest = segment.deviceIndices.map((index) => {
      const device = devices[index];
      return device === undefined
        ? NaN
        : evaluateSegment(request, segment.operators, device).stageMs;
    });
    expect(segment.stageMs).toBe(Math.max(...slowest));
  }
  const total = costs.operators.reduce((sum, cost) => sum + cost.compiledParamBytes, 0);
  expect(compiledParamBytes).toBe(total);
  expectFiguresAddUp(request, plan);
}

function expectFiguresAddUp({ graph, devices }: PlanRequest, plan: Plan): void {
  const stages = plan.segments.map((segment) => segment.stageMs / segment.replicas);
  const buses = busLoadsOf(devices, plan.segments).map(({ busyMs }) => busyMs);
  expect(plan.bottleneckMs).toBe(Math.max(...stages, ...buses));
  expect(plan.throughputPerSecond).toBe(1000 / plan.bottleneckMs);
  expect(plan.lowerBoundMs).toBeLessThanOrEqual(plan.bottleneckMs);
  expect(plan.gap).toBeGreaterThanOrEqual(0);
  expect(plan.latencyMs).toBeCloseTo(
    plan.segments.reduce((ms, { stageMs }) => ms + stageMs, 0),
    9,
  );
  const crossing = plan.segments
    .flatMap((segment) => segment.inputs)
    .map((id) => graph.activations[id])
    .reduce(
      (sum, tensor) => sum + (tensor === undefined || tensor.producer < 0 ? 0 : tensor.bytes),
      0,
    );
  expect(plan.crossingBytes).toBe(crossing);
}

describe('every strategy', () => {
  it('puts every operator into exactly one segment with no edge backwards, and its figures add up', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 20, maxDevices: 5 }), (request) => {
        for (const outcome of comparePlans(request, NAMES)) {
          if ('plan' in outcome) expectSound(request, outcome.plan);
          else expect(outcome.failure.message.length).toBeGreaterThan(20);
        }
      }),
      { seed: 21, numRuns: 300 },
    );
  });

  it('does so for unequal devices and shared buses', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({
          maxOperators: 16,
          maxDevices: 4,
          hasUnequalDevices: true,
          hasSharedBuses: true,
        }),
        (request) => {
          for (const outcome of comparePlans(request, NAMES)) {
            if ('plan' in outcome) expectSound(request, outcome.plan);
          }
        },
      ),
      { seed: 22, numRuns: 300 },
    );
  });

  it('gives the same plan twice, and speed-ups against the same two plans alone and in a list', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxDevices: 3 }), (request) => {
        for (const outcome of comparePlans(request, NAMES)) {
          const alone = runStrategy(outcome.strategy, request);
          if ('plan' in outcome) expect(alone).toEqual({ ok: true, value: outcome.plan });
          else expect(alone).toEqual({ ok: false, failure: outcome.failure });
        }
      }),
      { seed: 23, numRuns: 60 },
    );
  });

  it('is never beaten by a plan that its lower bound rules out', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 9, maxDevices: 3 }), (request) => {
        const best = bruteForceMs(request, false);
        for (const name of ['compiler', 'profiled-vendor', 'balanced'] as const) {
          const result = runStrategy(name, request);
          if (result.ok) expect(result.value.lowerBoundMs).toBeLessThanOrEqual(best);
        }
      }),
      { seed: 24, numRuns: 200 },
    );
  });
});

describe('profiled', () => {
  const exhaustive = [
    { title: 'devices that are alike', options: {}, seed: 31 },
    { title: 'unequal devices', options: { hasUnequalDevices: true }, seed: 32 },
  ];
  it.each(exhaustive)(
    'is as fast as the best of all combinations of depth cuts on $title',
    ({ options, seed }) => {
      fc.assert(
        fc.property(
          arbitraryRequest({ ...options, maxOperators: 10, maxDevices: 4 }),
          (request) => {
            const result = runStrategy('profiled', request);
            expect(result.ok && result.value.bottleneckMs).toBe(bruteForceMs(request, false));
            expect(result.ok && result.value.gap).toBe(0);
          },
        ),
        { seed, numRuns: 250 },
      );
    },
  );

  it('is exact on one shared bus, and bounds what is left on two', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 8, maxDevices: 4, hasSharedBuses: true }),
        (request) => {
          const best = bruteForceMs(request, false);
          const result = runStrategy('profiled', request);
          if (!result.ok) throw new Error(result.failure.message);
          const counts = [0, 1].map(
            (bus) => request.devices.filter((device) => device.bus === bus).length,
          );
          const isExact = counts.filter((count) => count > 1).length < 2;
          if (isExact) expect(result.value.bottleneckMs).toBeCloseTo(best, 9);
          expect(result.value.bottleneckMs).toBeGreaterThanOrEqual(best - 1e-9);
          expect(result.value.lowerBoundMs).toBeLessThanOrEqual(best + 1e-9);
        },
      ),
      { seed: 33, numRuns: 250 },
    );
  });

  it('breaks ties by latency', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 9, minDevices: 2, maxDevices: 3 }),
        (request) => {
          const result = runStrategy('profiled', request);
          if (!result.ok) throw new Error(result.failure.message);
          const device = request.devices[0];
          if (device === undefined) return;
          const { graph } = request;
          for (const ends of allSplits(graph.depthCount, request.devices.length)) {
            const times = ends.map((end, index) => {
              const operators = graph.operatorsAtDepth.slice(ends[index - 1] ?? 0, end).flat();
              return evaluateSegment(
                request,
                operators.sort((a, b) => a - b),
                device,
              ).stageMs;
            });
            if (Math.max(...times) > result.value.bottleneckMs) continue;
            const latencyMs = times.reduce((sum, ms) => sum + ms, 0);
            expect(result.value.latencyMs).toBeLessThanOrEqual(latencyMs + 1e-9);
          }
        },
      ),
      { seed: 34, numRuns: 150 },
    );
  });
});

describe('hybrid', () => {
  const exhaustive = [
    { title: 'devices that are alike', options: {}, seed: 41 },
    { title: 'unequal devices', options: { hasUnequalDevices: true }, seed: 42 },
  ];
  it.each(exhaustive)(
    'is as fast as the best of all cuts and replicas on $title',
    ({ options, seed }) => {
      fc.assert(
        fc.property(arbitraryRequest({ ...options, maxOperators: 7, maxDevices: 4 }), (request) => {
          const result = runStrategy('hybrid', request);
          expect(result.ok && result.value.bottleneckMs).toBe(bruteForceMs(request, true));
          expect(result.ok && result.value.gap).toBe(0);
        }),
        { seed, numRuns: 200 },
      );
    },
  );

  it('is never slower than the best pipeline by depth or than copies of the whole model', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 20, maxDevices: 6 }), (request) => {
        const [hybrid, profiled, single] = comparePlans(request, [
          'hybrid',
          'profiled',
          'single',
        ]).map((outcome) => ('plan' in outcome ? outcome.plan.bottleneckMs : NaN));
        expect(hybrid).toBeLessThanOrEqual(profiled ?? NaN);
        expect(hybrid).toBeLessThanOrEqual((single ?? NaN) / request.devices.length);
      }),
      { seed: 43, numRuns: 150 },
    );
  });
});

describe('balanced', () => {
  it('starts from the cuts whose largest segment has the least parameter bytes', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 14, maxDevices: 5 }), (request) => {
        const bytes = paramBytesByDepth(request);
        const largest = (ends: readonly number[]): number =>
          Math.max(
            ...ends.map((end, index) =>
              bytes.slice(ends[index - 1] ?? 0, end).reduce((sum, value) => sum + value, 0),
            ),
          );
        const ends = [...evenCuts(request).map((depth) => depth + 1), bytes.length];
        const best = Math.min(...[...allSplits(bytes.length, request.devices.length)].map(largest));
        expect(largest(ends)).toBe(best);
      }),
      { seed: 51, numRuns: 300 },
    );
  });

  it('keeps those cuts where nothing streams that need not, and never ends worse than it started', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 14, maxDevices: 5 }), (request) => {
        const start = runStrategy('manual', {
          ...request,
          manual: { kind: 'depths', cutAfterDepths: evenCuts(request) },
        });
        const end = runStrategy('balanced', request);
        if (!start.ok || !end.ok) throw new Error('no plan');
        const avoidable = (plan: Plan): number =>
          plan.segments.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
        if (avoidable(start.value) === 0) {
          expect(end.value.segments).toEqual(start.value.segments);
        } else if (avoidable(end.value) > 0) {
          expect(end.value.bottleneckMs).toBeLessThanOrEqual(start.value.bottleneckMs);
        }
      }),
      { seed: 52, numRuns: 300 },
    );
  });
});
