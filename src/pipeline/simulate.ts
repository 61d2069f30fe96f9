import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { ratesOf } from '../edgetpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import type { Plan } from '../partition/index.ts';
import { figuresOf, peakHeldBytes } from './figures.ts';
import type { HeldTensor } from './figures.ts';
import { DEFAULT_QUEUE_CAPACITY, runStages } from './run-stages.ts';
import { stagesOfPlan } from './stages-of-plan.ts';
import { steadyIntervalMs } from './steady-state.ts';
import type { Simulation, SimulationOptions } from './types.ts';

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
