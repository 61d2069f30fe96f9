// Unequal devices, shared buses, and what is known from compiled files and runs.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { busLoadsOf } from './assemble.ts';
import { deviceKindsOf, sharedBusesOf } from './device-kinds.ts';
import { evenCuts, placementsOfCuts } from './even-cuts.ts';
import { assemblePlan } from './assemble.ts';
import { leastMsBeforeDepths, relaxedLowerBoundMs } from './lower-bound.ts';
import { runStrategy } from './registry.ts';
import { evaluateSegment } from './evaluate.ts';
import { bruteForceMs } from './testing/brute-force.ts';
import { arbitraryRequest, devicesWithPorts, samplePart } from './testing/requests.ts';
import type { Plan, PlanRequest, SegmentFact, StrategyName } from './types.ts';

function planFor(request: PlanRequest, strategy: StrategyName): Plan {
  const result = runStrategy(strategy, request);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('kinds of devices', () => {
  it('are told apart by link, clock, rates and a bus that others share', () => {
    const usb3: DeviceSpec = { link: 'usb3', clock: 'max', bus: 0 };
    const rates = { fixedMs: 0.3, inBytesPerMs: 400_000, outBytesPerMs: 300_000 };
    const devices: readonly DeviceSpec[] = [
      usb3,
      { ...usb3, bus: 1 },
      { ...usb3, bus: 2 },
      { ...usb3, bus: 2 },
      { ...usb3, bus: 3, clock: 'std' },
      { ...usb3, bus: 4, measuredRates: rates },
      { ...usb3, bus: 5, measuredRates: { ...rates } },
    ];
    const kinds = deviceKindsOf(devices).map(({ deviceIndices, sharedBus }) => [
      deviceIndices,
      sharedBus,
    ]);
    expect(kinds).toEqual([
      [[0, 1], null],
      [[2, 3], 2],
      [[4], null],
      [[5, 6], null],
    ]);
    expect(sharedBusesOf(devices)).toEqual([2]);
  });

  it('put the slow device where it holds up least', async () => {
    const part = await samplePart('inception_v3');
    const [slow] = devicesWithPorts(1, 'usb2');
    const fast = devicesWithPorts(3).map((device) => ({ ...device, bus: device.bus + 1 }));
    const request = {
      ...part,
      devices: [...(slow === undefined ? [] : [slow]), ...fast],
      batch: 15,
    };
    const profiled = planFor(request, 'profiled');
    // Balanced knows no kinds: its first segment is on the first device, whatever that is.
    expect(planFor(request, 'balanced').segments[0]?.deviceIndices).toEqual([0]);
    expect(profiled.bottleneckMs).toBeLessThan(planFor(request, 'balanced').bottleneckMs / 3);
    expect(profiled.segments.at(-1)?.deviceIndices).toEqual([0]);
  });

  it('are merged where there are too many to tell apart, with a plan no worse than the start and a bound that holds', async () => {
    const part = await samplePart('mobilenet_v2');
    const devices = devicesWithPorts(16).map((device, index) => ({
      ...device,
      measuredRates: {
        fixedMs: 0.5 - index / 50,
        inBytesPerMs: 4e5 + 4e3 * index,
        outBytesPerMs: 3e5,
      },
    }));
    const request = { ...part, devices, batch: 15 };
    for (const strategy of ['profiled', 'hybrid'] as const) {
      const plan = planFor(request, strategy);
      const start = assemblePlan(request, strategy, placementsOfCuts(request, evenCuts(request)));
      expect(plan.notes.map(({ code }) => code)).toContain('kinds-merged');
      expect(plan.bottleneckMs).toBeLessThanOrEqual(start.bottleneckMs);
      expect(plan.gap).toBeGreaterThan(0);
      // Devices that are all as good as the best of them: the bound holds for these too, the plan cannot beat them.
      const [best] = devices.slice(-1);
      const ideal = devices.map((_, bus) => ({ ...(best ?? devices[0]!), bus }));
      const idealMs = planFor({ ...request, devices: ideal }, strategy).bottleneckMs;
      expect(plan.lowerBoundMs).toBeLessThanOrEqual(idealMs);
      expect(plan.bottleneckMs).toBeGreaterThanOrEqual(idealMs);
    }
  });
});

describe('shared buses', () => {
  it('leave hybrid exact on one, and bounded on two', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 6, maxDevices: 4, hasSharedBuses: true }),
        (request) => {
          const best = bruteForceMs(request, true);
          const plan = planFor(request, 'hybrid');
          if (sharedBusesOf(request.devices).length < 2)
            expect(plan.bottleneckMs).toBeCloseTo(best, 9);
          expect(plan.bottleneckMs).toBeGreaterThanOrEqual(best - 1e-9);
          expect(plan.lowerBoundMs).toBeLessThanOrEqual(best + 1e-9);
        },
      ),
      { seed: 101, numRuns: 150 },
    );
  });

  it('never make profiled worse than the even cuts, however many there are', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({
          maxOperators: 16,
          maxDevices: 5,
          hasSharedBuses: true,
          hasUnequalDevices: true,
        }),
        (request) => {
          const start = assemblePlan(
            request,
            'profiled',
            placementsOfCuts(request, evenCuts(request)),
          );
          expect(planFor(request, 'profiled').bottleneckMs).toBeLessThanOrEqual(start.bottleneckMs);
        },
      ),
      { seed: 102, numRuns: 200 },
    );
  });

  it('set the pace where their transfers take longer than any stage', async () => {
    const part = await samplePart('resnet152');
    const devices = devicesWithPorts(8).map((device) => ({ ...device, bus: 3 }));
    const request = { ...part, devices, batch: 15 };
    const plan = planFor(request, 'balanced');
    const [load] = busLoadsOf(devices, plan.segments);
    const bytes = plan.segments.reduce(
      (sum, segment) =>
        sum + segment.inBytes + segment.outBytes + segment.instructionBytes + segment.streamedBytes,
      0,
    );
    // All bytes of an inference at the link's input rate.
    expect(load?.busyMs).toBeCloseTo(bytes / 454_000, 9);
    expect(plan.bottleneck).toEqual({ kind: 'bus', bus: 3 });
    expect(plan.bottleneckMs).toBe(load?.busyMs);
    expect(plan.notes.map(({ code }) => code)).toContain('bus-bound');
  });

  it('count a bus with one busy device as that device’s own port', () => {
    const shared: readonly DeviceSpec[] = devicesWithPorts(2).map((device) => ({
      ...device,
      bus: 0,
    }));
    fc.assert(
      fc.property(arbitraryRequest({ maxDevices: 1 }), (request) => {
        expect(planFor({ ...request, devices: shared }, 'single').bottleneck.kind).toBe('stage');
      }),
      { seed: 103, numRuns: 20 },
    );
  });
});

describe('the time needed before a depth', () => {
  it('is never more than what any two segments up to there take together', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 10, maxDevices: 3, hasUnequalDevices: true }),
        (request) => {
          const { graph, devices } = request;
          const leastMs = leastMsBeforeDepths(request);
          const stageMs = (first: number, end: number): number => {
            if (first === end) return 0;
            const operators = graph.operatorsAtDepth.slice(first, end).flat();
            operators.sort((a, b) => a - b);
            return Math.min(
              ...devices.map((device) => evaluateSegment(request, operators, device).stageMs),
            );
          };
          expect(leastMs[0]).toBe(0);
          for (let depth = 1; depth < graph.depthCount; depth++) {
            for (let cut = 0; cut < depth; cut++) {
              expect(leastMs[depth]).toBeLessThanOrEqual(stageMs(0, cut) + stageMs(cut, depth));
            }
          }
        },
      ),
      { seed: 105, numRuns: 100 },
    );
  });
});

describe('facts', () => {
  function factAt(request: PlanRequest, draw: number, stageMs: number): SegmentFact {
    const { depthCount, operatorsAtDepth } = request.graph;
    const first = draw % depthCount;
    const last = first + (Math.floor(draw / depthCount) % (depthCount - first));
    const operators = operatorsAtDepth
      .slice(first, last + 1)
      .flat()
      .sort((a, b) => a - b);
    return { operators, stageMs };
  }

  it.each(['profiled', 'hybrid'] as const)('steer %s as exactly as estimates do', (strategy) => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 7, maxDevices: 3 }),
        fc.array(fc.tuple(fc.nat(), fc.double({ min: 0.01, max: 30, noNaN: true })), {
          minLength: 1,
          maxLength: 5,
        }),
        (request, draws) => {
          const facts = draws.map(([draw, stageMs]) => factAt(request, draw, stageMs));
          const known = { ...request, facts };
          expect(planFor(known, strategy).bottleneckMs).toBe(
            bruteForceMs(known, strategy === 'hybrid'),
          );
        },
      ),
      { seed: 104, numRuns: 150 },
    );
  });

  it('replace the estimate entry by entry, for exactly their operators, link and clock', async () => {
    const part = await samplePart('inception_v3');
    const request = { ...part, devices: devicesWithPorts(2), batch: 15 };
    const before = planFor(request, 'balanced');
    const operators = before.segments[0]?.operators ?? [];
    const withFact = (fact: Omit<SegmentFact, 'operators'>): Plan =>
      planFor(
        {
          ...request,
          facts: [{ operators, ...fact }],
          manual: { kind: 'depths', cutAfterDepths: [50] },
        },
        'manual',
      );
    expect(before.segments[0]?.lastDepth).toBe(50);
    const slower = withFact({ stageMs: 40 });
    expect(slower.segments[0]?.stageMs).toBe(40);
    expect(slower.segments[1]).toEqual(before.segments[1]);
    expect(slower.bottleneckMs).toBe(40);
    expect(withFact({ stageMs: 40, link: 'pcie' }).segments).toEqual(before.segments);
    expect(withFact({ stageMs: 40, clock: 'std' }).segments).toEqual(before.segments);
    const streams = withFact({ streamedBytes: 1_000_000 }).segments[0];
    expect(streams?.streamedBytes).toBe(1_000_000);
    expect(streams?.stageMs).not.toBe(before.segments[0]?.stageMs);
  });

  it('leave the bounds of strategies that follow a rule true', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 8, maxDevices: 3 }),
        fc.array(fc.tuple(fc.nat(), fc.double({ min: 0.01, max: 5, noNaN: true })), {
          maxLength: 4,
        }),
        (request, draws) => {
          const facts = draws.map(([draw, stageMs]) => factAt(request, draw, stageMs));
          const known = { ...request, facts };
          const count = request.devices.length;
          expect(relaxedLowerBoundMs(known, count)).toBeLessThanOrEqual(bruteForceMs(known, false));
          expect(relaxedLowerBoundMs(known, 1)).toBeLessThanOrEqual(bruteForceMs(known, true));
          expect(relaxedLowerBoundMs(known, count)).toBeGreaterThan(0);
        },
      ),
      { seed: 106, numRuns: 200 },
    );
  });
});
