import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { ratesOf } from '../edgetpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import type { Plan, PlanSegment } from '../partition/index.ts';
import { figuresOf, peakHeldBytes } from './figures.ts';
import type { HeldTensor } from './figures.ts';
import { runStages } from './run-stages.ts';
import { steadyIntervalMs } from './steady-state.ts';
import type { SimulatedDevice, SimulatedStage, Simulation, SimulationOptions } from './types.ts';

/** Places between two stages where nothing else is said. */
export const DEFAULT_QUEUE_CAPACITY = 2;

/** Entries of a timeline that one simulation makes at most; a page has no use for more. */
const MAX_TIMELINE_ENTRIES = 2_000_000;

export interface SimulationTarget {
  readonly plan: Plan;
  readonly graph: Graph;
  /** The list that the plan was made for. */
  readonly devices: readonly DeviceSpec[];
}

/**
 * Runs a batch through a plan, event by event. Every time in the result is simulated. Fails with `pipeline/bad-batch` or
 * `pipeline/bad-queue` where a number is no positive whole one or the batch is too long.
 */
export function simulatePlan(
  { plan, graph, devices }: SimulationTarget,
  { batch, queueCapacity = DEFAULT_QUEUE_CAPACITY }: SimulationOptions,
): Result<Simulation> {
  const mostInferences = Math.floor(MAX_TIMELINE_ENTRIES / plan.segments.length);
  if (!Number.isInteger(batch) || batch < 1 || batch > mostInferences) {
    return fail({
      code: 'pipeline/bad-batch',
      message: `A batch of ${batch} inferences cannot be simulated.`,
      hint: `Use a whole number from 1 to ${mostInferences}.`,
    });
  }
  if (!Number.isInteger(queueCapacity) || queueCapacity < 1) {
    return fail({
      code: 'pipeline/bad-queue',
      message: `A queue of ${queueCapacity} places cannot be simulated.`,
      hint: 'Use a whole number from 1 on.',
    });
  }
  const stages = stagesOfPlan(plan, devices);
  const run = runStages(stages, batch, queueCapacity);
  return ok({
    label: 'simulated',
    batch,
    queueCapacity,
    timeline: run.timeline,
    loadMs: loadMsOf(plan, devices),
    ...figuresOf(run, stages, batch),
    throughputPerSecond: 1000 / steadyIntervalMs(stages, queueCapacity),
    peakHostBytes: peakHeldBytes(run.timeline, heldTensorsOf(plan, graph), stages.length),
  });
}

/** The stages of a plan with the estimated times of each part; devices of a stage take its slowest device's times. */
export function stagesOfPlan(
  plan: Plan,
  devices: readonly DeviceSpec[],
): readonly SimulatedStage[] {
  return plan.segments.map((segment) => ({
    devices: segment.deviceIndices.map((deviceIndex) =>
      simulatedDevice(segment, devices[deviceIndex]),
    ),
  }));
}

function simulatedDevice(segment: PlanSegment, device: DeviceSpec | undefined): SimulatedDevice {
  const rates = device === undefined ? null : ratesOf(device);
  const inBytesPerMs = rates?.inBytesPerMs ?? Infinity;
  const busyMs = segment.computeMs + segment.streamMs;
  // A measured stage may be faster than its parts are estimated: no part is longer than what it is a part of.
  const fixedMs = Math.min(rates?.fixedMs ?? 0, segment.inMs);
  const streamBusMs = (segment.streamedBytes * segment.passes) / inBytesPerMs;
  return {
    bus: device?.bus ?? -1,
    fixedMs,
    inMs: segment.inMs - fixedMs,
    busyMs,
    streamBusMs: Math.min(streamBusMs, busyMs),
    outMs: segment.outMs,
    outBusMs: Math.min(segment.outBytes / inBytesPerMs, segment.outMs),
  };
}

/** Loading the cached parameters of all segments: one after the other on a bus, buses side by side. */
function loadMsOf(plan: Plan, devices: readonly DeviceSpec[]): number {
  const busMs = new Map<number, number>();
  for (const { cachedBytes, deviceIndices } of plan.segments) {
    for (const deviceIndex of deviceIndices) {
      const device = devices[deviceIndex];
      if (device === undefined) continue;
      const loadMs = cachedBytes / ratesOf(device).inBytesPerMs;
      busMs.set(device.bus, (busMs.get(device.bus) ?? 0) + loadMs);
    }
  }
  return Math.max(0, ...busMs.values());
}

/** Tensors that pass from one segment to a later one. */
function heldTensorsOf(plan: Plan, graph: Graph): readonly HeldTensor[] {
  const segmentOf = new Map<number, number>();
  plan.segments.forEach(({ index, operators }) =>
    operators.forEach((op) => segmentOf.set(op, index)),
  );
  return graph.activations.flatMap(({ bytes, producer, consumers }) => {
    const madeBySegment = segmentOf.get(producer);
    if (madeBySegment === undefined) return [];
    const lastReadBySegment = consumers.reduce(
      (last, reader) => Math.max(last, segmentOf.get(reader) ?? last),
      madeBySegment,
    );
    return lastReadBySegment > madeBySegment ? [{ bytes, madeBySegment, lastReadBySegment }] : [];
  });
}
