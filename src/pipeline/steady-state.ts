import { runStages } from './run-stages.ts';
import type { SimulatedStage } from './types.ts';

/** Inferences of the run that steady state is read from, at least: far beyond the fill of 16 stages with their queues. */
const STEADY_INFERENCES = 256;

/**
 * Time between results at steady state, ms: from a run that is long enough, between a quarter of its results and the
 * last one before the input runs dry. Replicas deliver in bursts, so the window is a whole number of rounds of them.
 */
export function steadyIntervalMs(stages: readonly SimulatedStage[], queueCapacity: number): number {
  const round = stages.reduce((all, { devices }) => leastCommonMultiple(all, devices.length), 1);
  const batch = round * Math.ceil(STEADY_INFERENCES / round);
  const { timeline } = runStages(stages, batch, queueCapacity);
  const lastStartMs = timeline[timeline.length - stages.length]?.startMs ?? 0;
  const endsMs = timeline
    .filter((entry) => entry.segmentIndex === stages.length - 1)
    .map((entry) => entry.endMs);
  const fullCount = endsMs.filter((endMs) => endMs <= lastStartMs).length;
  const last = fullCount > round ? fullCount - 1 : batch - 1;
  const rounds = Math.floor((0.75 * last) / round);
  const window = Math.min(last, Math.max(1, rounds) * round);
  return ((endsMs[last] ?? 0) - (endsMs[last - window] ?? 0)) / window;
}

function leastCommonMultiple(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return (a * b) / large;
}
