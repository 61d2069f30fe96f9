import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedFormMs } from './closed-form.ts';
import { figuresOf, latencyFiguresOf, peakHeldBytes } from './figures.ts';
import { runStages } from './run-stages.ts';
import { steadyIntervalMs } from './steady-state.ts';
import type { SimulatedDevice, SimulatedStage } from './types.ts';

const MICROSECOND_IN_MS = 1e-3;

const part = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 20, noNaN: true }));

const arbitraryDevice = fc
  .record({
    fixedMs: part,
    inMs: part,
    busyMs: part,
    outMs: part,
    streamShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ fixedMs, inMs, busyMs, outMs, streamShare }): SimulatedDevice => ({
    bus: 0,
    fixedMs: fixedMs + 0.001,
    inMs,
    busyMs,
    streamBusMs: busyMs * streamShare,
    outMs,
    outBusMs: outMs * streamShare,
  }));

/** Stages of one device each, every device on a bus of its own or all on one. */
function arbitraryStages(hasSharedBus = false): fc.Arbitrary<readonly SimulatedStage[]> {
  return fc
    .array(arbitraryDevice, { minLength: 1, maxLength: 6 })
    .map((devices) =>
      devices.map((device, bus) => ({ devices: [{ ...device, bus: hasSharedBus ? 0 : bus }] })),
    );
}

function stageMs({ devices }: SimulatedStage): number {
  const [device] = devices;
  if (device === undefined) return NaN;
  return device.fixedMs + device.inMs + device.busyMs + device.outMs;
}

function busMs({ devices }: SimulatedStage): number {
  const [device] = devices;
  return device === undefined ? NaN : device.inMs + device.streamBusMs + device.outBusMs;
}

function device(bus: number, computeMs: number): SimulatedDevice {
  return { bus, fixedMs: 0, inMs: 0, busyMs: computeMs, streamBusMs: 0, outMs: 0, outBusMs: 0 };
}

describe('a run of stages', () => {
  it('takes sum + (n − 1) · max to the microsecond where nothing is shared, whatever the queues', () => {
    fc.assert(
      fc.property(
        arbitraryStages(),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (stages, batch, capacity) => {
          const run = runStages(stages, batch, capacity);
          const figures = figuresOf(run, stages, batch);
          const expected = closedFormMs(stages.map(stageMs), batch);
          expect(Math.abs(figures.makespanMs - expected)).toBeLessThan(MICROSECOND_IN_MS);
          expect(Math.abs(figures.fillMs - closedFormMs(stages.map(stageMs), 1))).toBeLessThan(
            MICROSECOND_IN_MS,
          );
          expect(steadyIntervalMs(stages, capacity)).toBeCloseTo(
            Math.max(...stages.map(stageMs)),
            6,
          );
        },
      ),
      { seed: 81, numRuns: 400 },
    );
  });

  it('is never faster than its slowest stage or its busiest bus, and puts no two transfers on a bus at once', () => {
    fc.assert(
      fc.property(arbitraryStages(true), fc.integer({ min: 1, max: 30 }), (stages, batch) => {
        const run = runStages(stages, batch, 2);
        const { makespanMs } = figuresOf(run, stages, batch);
        const busyMs = stages.reduce((sum, stage) => sum + busMs(stage), 0) * batch;
        expect(run.buses.map((bus) => bus.busyMs)[0]).toBeCloseTo(busyMs, 6);
        expect(makespanMs).toBeGreaterThanOrEqual(busyMs - 1e-6);
        expect(makespanMs).toBeGreaterThanOrEqual(closedFormMs(stages.map(stageMs), batch) - 1e-6);
        expect(run.timeline).toHaveLength(batch * stages.length);
      }),
      { seed: 82, numRuns: 300 },
    );
  });

  it('keeps the order: every inference goes through the stages one after the other, each device does one at a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(arbitraryDevice, { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 25 }),
        fc.boolean(),
        (groups, batch, isShared) => {
          let bus = 0;
          const stages = groups.map((devices) => ({
            devices: devices.map((one) => ({ ...one, bus: isShared ? 0 : bus++ })),
          }));
          const { timeline } = runStages(stages, batch, 2);
          const lastEnd = new Map<string, number>();
          timeline.forEach((entry, index) => {
            const { inference, segmentIndex, replica } = entry;
            expect([inference, segmentIndex]).toEqual([
              Math.floor(index / stages.length),
              index % stages.length,
            ]);
            expect(replica).toBe(inference % (stages[segmentIndex]?.devices.length ?? NaN));
            expect(entry.startMs).toBeLessThanOrEqual(entry.computeStartMs);
            expect(entry.computeStartMs).toBeLessThanOrEqual(entry.outStartMs);
            expect(entry.outStartMs).toBeLessThanOrEqual(entry.endMs);
            if (segmentIndex > 0)
              expect(entry.startMs).toBeGreaterThanOrEqual(timeline[index - 1]?.endMs ?? NaN);
            const key = `${segmentIndex}/${replica}`;
            expect(entry.startMs).toBeGreaterThanOrEqual(lastEnd.get(key) ?? 0);
            lastEnd.set(key, entry.endMs);
          });
        },
      ),
      { seed: 83, numRuns: 200 },
    );
  });

  it('lets replicas take inferences in turn', () => {
    const stages = [{ devices: [device(0, 2), device(1, 2)] }, { devices: [device(2, 1)] }];
    const { timeline } = runStages(stages, 4, 2);
    expect(
      timeline.map(({ segmentIndex, replica, startMs, endMs }) => [
        segmentIndex,
        replica,
        startMs,
        endMs,
      ]),
    ).toEqual([
      [0, 0, 0, 2],
      [1, 0, 2, 3],
      [0, 1, 0, 2],
      [1, 0, 3, 4],
      [0, 0, 2, 4],
      [1, 0, 4, 5],
      [0, 1, 2, 4],
      [1, 0, 5, 6],
    ]);
    expect(steadyIntervalMs(stages, 2)).toBeCloseTo(1, 9);
  });

  it('holds up a stage whose successor has no room, and counts that as blocked, not as busy', () => {
    const stages = [{ devices: [device(0, 1)] }, { devices: [device(1, 10)] }];
    const run = runStages(stages, 6, 1);
    const figures = figuresOf(run, stages, 6);
    expect(figures.stages[0]?.busyMs).toBe(6);
    expect(figures.stages[0]?.blockedMs).toBeGreaterThan(0);
    expect(figures.stages[1]?.utilisation).toBeCloseTo(60 / 61, 9);
    expect(figures.bottleneck).toEqual({ kind: 'stage', segmentIndex: 1 });
    // One at work in the second stage, one place in the queue, one that waits to leave: the fourth has to wait.
    const starts = run.timeline
      .filter((entry) => entry.segmentIndex === 0)
      .map((entry) => entry.startMs);
    expect(starts).toEqual([0, 1, 2, 11, 21, 31]);
    // A longer queue lets the first stage run ahead.
    const startsOf = (capacity: number): number[] =>
      runStages(stages, 6, capacity)
        .timeline.filter((entry) => entry.segmentIndex === 0)
        .map((entry) => entry.startMs);
    expect(Math.max(...startsOf(5))).toBeLessThan(Math.max(...startsOf(1)));
  });

  it('serves a shared bus first come first served, and names it as the bottleneck', () => {
    const busy = (bus: number): SimulatedDevice => ({ ...device(bus, 1), inMs: 4 });
    const stages = [{ devices: [busy(0)] }, { devices: [busy(0)] }];
    const run = runStages(stages, 10, 2);
    const figures = figuresOf(run, stages, 10);
    expect(figures.bottleneck).toEqual({ kind: 'bus', bus: 0 });
    expect(steadyIntervalMs(stages, 2)).toBeCloseTo(8, 9);
    expect(figures.stages.map((stage) => stage.busWaitMs > 0)).toContain(true);
    const apart = [{ devices: [busy(0)] }, { devices: [busy(1)] }];
    expect(steadyIntervalMs(apart, 2)).toBeCloseTo(5, 9);
  });

  it('delays streaming, and with it the computation, while the bus is taken', () => {
    const streams: SimulatedDevice = { ...device(0, 3), streamBusMs: 3 };
    const stages = [{ devices: [streams] }, { devices: [streams] }];
    expect(steadyIntervalMs(stages, 2)).toBeCloseTo(6, 9);
  });
});

describe('figures', () => {
  it('take percentiles by nearest rank', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(latencyFiguresOf(latencies)).toEqual({ meanMs: 50.5, p50Ms: 50, p95Ms: 95, p99Ms: 99 });
    expect(latencyFiguresOf([7])).toEqual({ meanMs: 7, p50Ms: 7, p95Ms: 7, p99Ms: 7 });
  });

  it('count a tensor as held from the end of its maker to the end of its last reader', () => {
    const stages = [
      { devices: [device(0, 1)] },
      { devices: [device(1, 1)] },
      { devices: [device(2, 1)] },
    ];
    const { timeline } = runStages(stages, 1, 2);
    const skips = { bytes: 10, madeBySegment: 0, lastReadBySegment: 2 };
    const next = { bytes: 5, madeBySegment: 0, lastReadBySegment: 1 };
    const late = { bytes: 7, madeBySegment: 1, lastReadBySegment: 2 };
    expect(peakHeldBytes(timeline, [skips, next, late], 3)).toBe(17);
    // In a full pipeline two inferences overlap: the tensor that skips a stage is there twice.
    expect(peakHeldBytes(runStages(stages, 5, 2).timeline, [skips], 3)).toBe(20);
  });
});
