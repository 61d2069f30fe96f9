import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../base/index.ts';
import type { Costs } from '../../edgetpu/index.ts';
import { buildGraphFrom, checkSegments } from '../../graph/index.ts';
import type { Graph } from '../../graph/index.ts';
import { bruteForceConvexMs } from '../lattice/testing/brute-force-chains.ts';
import { comparePlans, runStrategy } from '../registry.ts';
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

/** Slowest stage in ms at 2, 4 and 8 devices: what optimal-planner.md found by other means. */
const KNOWN_OPTIMA = [
  ['inception_v4', [37.604, 11.38, 4.854]],
  ['inception_v3', [13.219, 4.308, 3.145]],
  ['inception_resnet_v2', [53.207, 19.408, 5.787]],
  ['densenet201', [17.178, 6.824, 4.079]],
  ['densenet121', [7.407, 4.476, 3.769]],
  ['resnet101', [36.942, 10.792, 4.059]],
  ['resnet50_v2', [15.513, 5.063, 3.358]],
  ['resnet50', [15.404, 4.931, 4.059]],
  ['xception', [17.98, 7.127, 6.451]],
  ['efficientnet_lite4', [9.337, 4.184, 3.094]],
  ['mobilenet_v2', [2.014, 1.726, 1.726]],
] as const;

describe('on samples, optimal', () => {
  test.each(KNOWN_OPTIMA)('proves the known optima of %s', async (name, optima) => {
    const part = await samplePart(name);
    for (const [index, deviceCount] of [2, 4, 8].entries()) {
      const request = { ...part, devices: devicesWithPorts(deviceCount), batch: 15 };
      const plan = unwrap(runStrategy('optimal', request));
      expectLegal(request, plan);
      expect(plan.bottleneckMs).toBeCloseTo(optima[index] ?? 0, 3);
      expect(plan.gap).toBe(0);
    }
  });

  test('proves NASNet-Mobile, with 156 million prefixes, on 2 and 4 devices', async () => {
    const part = await samplePart('nasnet_mobile');
    for (const [deviceCount, knownMs] of [
      [2, 5.035],
      [4, 3.042],
    ] as const) {
      const request = { ...part, devices: devicesWithPorts(deviceCount), batch: 15 };
      const plan = unwrap(runStrategy('optimal', request));
      expectLegal(request, plan);
      expect(plan.bottleneckMs).toBeCloseTo(knownMs, 3);
      expect(plan.gap).toBe(0);
    }
  });

  test('finds the best plan known for NASNet-Mobile on 8 devices, and says how far it may be from the best', async () => {
    const part = await samplePart('nasnet_mobile');
    const request = { ...part, devices: devicesWithPorts(8), batch: 15 };
    const plan = unwrap(runStrategy('optimal', request));
    expectLegal(request, plan);
    expect(plan.bottleneckMs).toBeLessThan(2.384);
    expect(plan.gap).toBeLessThan(0.13);
    expect(plan.gap).toBeCloseTo(plan.bottleneckMs / plan.lowerBoundMs - 1, 9);
  });

  test.each(['mobilenet_v1', 'resnet50', 'nasnet_mobile'])(
    'is never slower than any other pipeline of %s, buses shared or not, devices alike or not',
    async (name) => {
      const part = await samplePart(name);
      const sticks = devicesWithPorts(4);
      const deviceLists = [
        sticks,
        sticks.map((device) => ({ ...device, bus: 0 })),
        sticks.map((device, index) => ({ ...device, bus: index >> 1 })),
        sticks.map((device, index) => ({ ...device, link: index < 2 ? 'usb2' : 'usb3' }) as const),
      ];
      for (const devices of deviceLists) {
        const names = ['single', 'compiler', 'profiled-vendor', 'balanced', 'profiled'] as const;
        const outcomes = comparePlans({ ...part, devices, batch: 15 }, [...names, 'optimal']);
        const plans = outcomes.flatMap((outcome) => ('plan' in outcome ? [outcome.plan] : []));
        const best = plans.find(({ strategy }) => strategy === 'optimal');
        for (const other of plans) {
          expect(best?.bottleneckMs).toBeLessThanOrEqual(other.bottleneckMs);
          expect(best?.lowerBoundMs).toBeLessThanOrEqual(other.bottleneckMs);
        }
      }
    },
  );
});

/** Many branches between one operator and another: more prefixes than there are atoms. */
function branches(count: number, length: number): Graph {
  const operators: { inputs: number[]; outputs: number[] }[] = [{ inputs: [0], outputs: [1] }];
  const add = (inputs: number[]): number => {
    operators.push({ inputs, outputs: [operators.length + 1] });
    return operators.length;
  };
  const ends = Array.from({ length: count }, () => {
    let end = 1;
    for (let step = 0; step < length; step++) end = add([end]);
    return end;
  });
  const last = add(ends);
  return unwrap(
    buildGraphFrom({
      activations: Array.from({ length: last + 1 }, (_, id) => ({
        bytes: 1000 + ((id * 37) % 500),
      })),
      operators,
      inputs: [0],
      outputs: [last],
    }),
  );
}

function convolutionsOf(graph: Graph): Costs {
  const operators = graph.inputsOf.map((_, op) => ({
    kind: 'CONV_2D',
    paramBytes: 40_000,
    splitterBytes: 40_000,
    compiledParamBytes: 40_000 + (op % 7) * 1000,
    onChipBytes: 48_000,
    neverCachedBytes: 0,
    fitsTile: true,
    isDepthwise: false,
    outputPositions: 49,
    macs: 1e6,
    paddedConvMacs: (1 + (op % 5)) * 1e6,
    paddedDepthwiseMacs: 0,
    paddedDenseMacs: 0,
    outputBytes: 1000,
    isConvolution: true,
    isLargeConv: false,
    mapBytes: 2000,
    runsOnEdgeTpu: true,
    refusal: null,
  }));
  return { operators, hasCpuPart: false };
}

describe('with more prefixes than can be counted, optimal', () => {
  const graph = branches(64, 6);
  const request = { graph, costs: convolutionsOf(graph), devices: devicesWithPorts(4), batch: 15 };

  test('ends within its budget in a plan with an honest gap', () => {
    const plan = unwrap(optimal.run({ ...request, effort: 5 }, {}));
    expectLegal(request, plan);
    expect(plan.lowerBoundMs).toBeGreaterThan(0);
    expect(plan.lowerBoundMs).toBeLessThan(plan.bottleneckMs);
    const others = comparePlans(request, ['single', 'compiler', 'balanced', 'profiled']);
    const best = unwrap(runStrategy('optimal', { ...request, effort: 5 }));
    for (const outcome of others) {
      if (!('plan' in outcome)) continue;
      expect(best.bottleneckMs).toBeLessThanOrEqual(outcome.plan.bottleneckMs);
      expect(plan.lowerBoundMs).toBeLessThanOrEqual(outcome.plan.bottleneckMs);
    }
  });

  test('gives the same plan every time, whatever the machine does meanwhile', () => {
    const first = unwrap(optimal.run({ ...request, effort: 2 }, {}));
    expect(unwrap(optimal.run({ ...request, effort: 2 }, {}))).toEqual(first);
  });

  test('stops when cancelled, and reports how far it has come', () => {
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }): number =>
      seen.push(done / total);
    const end = optimal.run(request, { onProgress, isCancelled: () => seen.length > 3 });
    expect(end.ok ? null : end.failure.code).toBe('partition/cancelled');
    expect(seen.length).toBe(4);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

test('no device, no plan', () => {
  fc.assert(
    fc.property(arbitraryRequest(), (request) => {
      const end = optimal.run({ ...request, devices: [] }, {});
      expect(end.ok ? null : end.failure.code).toBe('partition/no-devices');
    }),
    { seed: SEED, numRuns: 5 },
  );
});
