import type { PlanSegment } from './types.ts';

/** Longer batches than this are continued at the pace of the bottleneck, which they have reached long before. */
const MAX_STEPPED_INFERENCES = 1024;

/**
 * Time for a whole batch, ms: fill, steady state, drain. Without replicas the sum of the stages + (n − 1) · bottleneck;
 * with replicas, which work in bursts, stepped through inference by inference. A bus that sets the pace counts as such.
 */
export function batchMsOf(
  segments: readonly Pick<PlanSegment, 'stageMs' | 'replicas'>[],
  batch: number,
  bottleneckMs: number,
): number {
  const latencyMs = segments.reduce((ms, segment) => ms + segment.stageMs, 0);
  const closedMs = latencyMs + (batch - 1) * bottleneckMs;
  const slowestMs = segments.reduce(
    (ms, { stageMs, replicas }) => Math.max(ms, stageMs / replicas),
    0,
  );
  const isBusBound = bottleneckMs > slowestMs;
  if (isBusBound || segments.every((segment) => segment.replicas === 1)) return closedMs;
  const stepped = Math.min(batch, MAX_STEPPED_INFERENCES);
  return steppedMs(segments, stepped) + (batch - stepped) * bottleneckMs;
}

/** Inference k starts a stage when it has left the one before and inference k − replicas has left this one. */
function steppedMs(
  segments: readonly Pick<PlanSegment, 'stageMs' | 'replicas'>[],
  batch: number,
): number {
  const endsMs = segments.map((): number[] => []);
  let lastMs = 0;
  for (let inference = 0; inference < batch; inference++) {
    lastMs = 0;
    segments.forEach(({ stageMs, replicas }, index) => {
      const ends = endsMs[index] ?? [];
      const freeMs = ends[inference - replicas] ?? 0;
      lastMs = Math.max(lastMs, freeMs) + stageMs;
      ends.push(lastMs);
    });
  }
  return lastMs;
}
