import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { runStrategy } from '../partition/index.ts';
import type { Plan, PlanRequest, StrategyName } from '../partition/index.ts';
import { arbitraryRequest, devicesWithPorts, samplePart } from '../partition/testing/requests.ts';
import { closedFormMs } from './closed-form.ts';
import { simulatePlan } from './simulate.ts';
import type { Simulation, SimulationOptions } from './types.ts';

function planFor(request: PlanRequest, strategy: StrategyName): Plan {
  const result = runStrategy(strategy, request);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function simulate(request: PlanRequest, plan: Plan, options: SimulationOptions): Simulation {
  const { graph, devices } = request;
  const result = simulatePlan({ plan, graph, devices }, options);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('the simulation of a plan', () => {
  it('agrees with the closed form, and with what the plan says of its batch, where every device has its own port', () => {
    fc.assert(
      fc.property(
        arbitraryRequest({ maxOperators: 16, maxDevices: 5, hasUnequalDevices: true }),
        (request) => {
          const plan = planFor(request, 'profiled');
          const simulation = simulate(request, plan, { batch: request.batch });
          const stages = plan.segments.map((segment) => segment.stageMs);
          expect(
            Math.abs(simulation.makespanMs - closedFormMs(stages, request.batch)),
          ).toBeLessThan(1e-3);
          expect(Math.abs(simulation.makespanMs - plan.batchMs)).toBeLessThan(1e-3);
          expect(Math.abs(simulation.fillMs - plan.latencyMs)).toBeLessThan(1e-3);
        },
      ),
      { seed: 91, numRuns: 200 },
    );
  });

  it('agrees with what a plan with replicas says of its batch', () => {
    fc.assert(
      fc.property(arbitraryRequest({ maxOperators: 12, maxDevices: 6 }), (request) => {
        const plan = planFor(request, 'hybrid');
        // Long queues: between stages with replicas, which deliver in bursts, short ones hold things up.
        const simulation = simulate(request, plan, { batch: request.batch, queueCapacity: 64 });
        expect(Math.abs(simulation.makespanMs - plan.batchMs)).toBeLessThan(1e-3);
      }),
      { seed: 92, numRuns: 200 },
    );
  });

  it('reaches the pace that the plan estimates for Inception v3 on four devices', async () => {
    const request = {
      ...(await samplePart('inception_v3')),
      devices: devicesWithPorts(4),
      batch: 15,
    };
    for (const strategy of ['profiled', 'hybrid', 'balanced'] as const) {
      const plan = planFor(request, strategy);
      const simulation = simulate(request, plan, { batch: 64 });
      expect(simulation.throughputPerSecond / plan.throughputPerSecond).toBeCloseTo(1, 6);
      expect(simulation.bottleneck).toEqual(plan.bottleneck);
    }
  });

  it('is slower on a shared bus, down to the pace of the bus and no further than what else takes time', async () => {
    const part = await samplePart('resnet50');
    const shared = devicesWithPorts(4).map((device) => ({ ...device, bus: 0 }));
    const request = { ...part, devices: shared, batch: 15 };
    const plan = planFor(request, 'profiled');
    const simulation = simulate(request, plan, { batch: 200 });
    expect(simulation.throughputPerSecond).toBeLessThanOrEqual(
      plan.throughputPerSecond * (1 + 1e-9),
    );
    const [bus] = simulation.buses;
    expect(bus?.utilisation).toBeGreaterThan(0.5);
    expect(bus?.utilisation).toBeLessThanOrEqual(1);
  });

  it('keeps the bus busy for every pass of streamed parameters', async () => {
    const request = {
      ...(await samplePart('conv5_f582')),
      devices: devicesWithPorts(1),
      batch: 15,
    };
    const plan = planFor(request, 'single');
    const [segment] = plan.segments;
    expect(segment?.passes).toBeGreaterThan(1);
    const simulation = simulate(request, plan, { batch: 3 });
    const {
      inBytes = 0,
      instructionBytes = 0,
      streamedBytes = 0,
      passes = 0,
      outBytes = 0,
    } = {
      ...segment,
    };
    const bytes = inBytes + instructionBytes + streamedBytes * passes + outBytes;
    expect(simulation.buses[0]?.busyMs).toBeCloseTo((3 * bytes) / 454_000, 6);
  });

  it('loads the parameters once before the batch: side by side on own ports, one after the other on a shared bus', async () => {
    const part = await samplePart('resnet50');
    const own = { ...part, devices: devicesWithPorts(4), batch: 15 };
    const plan = planFor(own, 'balanced');
    const cached = plan.segments.map((segment) => segment.cachedBytes / 454_000);
    expect(simulate(own, plan, { batch: 1 }).loadMs).toBeCloseTo(Math.max(...cached), 9);
    const shared = { ...own, devices: own.devices.map((device) => ({ ...device, bus: 7 })) };
    const sum = cached.reduce((total, ms) => total + ms, 0);
    expect(simulate(shared, plan, { batch: 1 }).loadMs).toBeCloseTo(sum, 9);
  });

  it('holds the crossing tensors of one inference at least, while one inference runs alone', async () => {
    const request = {
      ...(await samplePart('inception_v3')),
      devices: devicesWithPorts(2),
      batch: 15,
    };
    const plan = planFor(request, 'balanced');
    expect(simulate(request, plan, { batch: 1 }).peakHostBytes).toBe(plan.crossingBytes);
    expect(simulate(request, plan, { batch: 15 }).peakHostBytes).toBeGreaterThanOrEqual(
      plan.crossingBytes,
    );
  });

  test.each([
    { batch: 0 },
    { batch: -3 },
    { batch: 1.5 },
    { batch: NaN },
    { batch: 1e12 },
    { batch: 1, queueCapacity: 0 },
  ])('refuses %j with a next step', async (options) => {
    const request = {
      ...(await samplePart('dense5_n1620')),
      devices: devicesWithPorts(2),
      batch: 15,
    };
    const plan = planFor(request, 'single');
    const result = simulatePlan({ plan, graph: request.graph, devices: request.devices }, options);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.failure.hint).toBeTruthy();
  });
});
