import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../base/index.ts';
import type { DeviceSpec } from '../../edgetpu/index.ts';
import { checkSegments } from '../../graph/index.ts';
import { bruteForceConvexMs } from '../lattice/testing/brute-force-chains.ts';
import { runStrategy, comparePlans } from '../registry.ts';
import { arbitraryRequest, devicesWithPorts, samplePart } from '../testing/requests.ts';
import type { Plan, PlanRequest } from '../types.ts';
import { optimal } from './optimal.ts';

const SEED = 20_261_124;

function planOf(request: PlanRequest): Plan {
  return unwrap(optimal.run(request, {}));
}

function expectLegal(request: PlanRequest, plan: Plan): void {
  const segments = plan.segments.map(({ operators }) => operators);
  const check = checkSegments(request.graph, segments);
  expect(check.ok ? null : check.failure.code).toBeNull();
  const used = plan.segments.flatMap(({ deviceIndices }) => deviceIndices);
  expect(new Set(used).size).toBe(used.length);
  expect(used.length).toBeLessThanOrEqual(request.devices.length);
}

function expectBest(request: PlanRequest): void {
  const plan = planOf(request);
  expectLegal(request, plan);
  const bestMs = bruteForceConvexMs(request);
  expect(plan.bottleneckMs / bestMs).toBeCloseTo(1, 9);
  expect(plan.gap).toBe(0);
}

describe('optimal', () => {
  test('is as fast as the best of all convex cuts, proved, on equal devices', () => {
    const requests = arbitraryRequest({ maxOperators: 9, maxDevices: 4 });
    fc.assert(fc.property(requests, expectBest), { seed: SEED, numRuns: 300 });
  });

  test('is as fast as the best cut and the best choice of devices where these differ', () => {
    const requests = arbitraryRequest({ maxOperators: 8, maxDevices: 3, hasUnequalDevices: true });
    fc.assert(fc.property(requests, expectBest), { seed: SEED, numRuns: 200 });
  });

  test('is as fast as the best of all convex cuts where all devices share one bus', () => {
    const requests = arbitraryRequest({ maxOperators: 8, maxDevices: 4 }).map((request) => ({
      ...request,
      devices: request.devices.map((device) => ({ ...device, bus: 7 })),
    }));
    fc.assert(fc.property(requests, expectBest), { seed: SEED, numRuns: 200 });
  });

  test('is as fast as the best of all plans where unlike devices share one bus and others do not', () => {
    const requests = arbitraryRequest({
      maxOperators: 7,
      maxDevices: 3,
      hasUnequalDevices: true,
    }).map((request) => ({
      ...request,
      devices: request.devices.map((device, index) => ({ ...device, bus: index < 2 ? 0 : index })),
    }));
    fc.assert(fc.property(requests, expectBest), { seed: SEED, numRuns: 150 });
  });

  test('never claims more than brute force finds where several buses are shared', () => {
    const requests = arbitraryRequest({
      maxOperators: 7,
      minDevices: 4,
      maxDevices: 4,
      hasSharedBuses: true,
    });
    fc.assert(
      fc.property(requests, (request) => {
        const plan = planOf(request);
        expectLegal(request, plan);
        const bestMs = bruteForceConvexMs(request);
        expect(plan.bottleneckMs).toBeGreaterThan(bestMs * (1 - 1e-9));
        expect(plan.lowerBoundMs).toBeLessThan(bestMs * (1 + 1e-9));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
