import {
  ratesOf,
  STD_CLOCK_FACTOR,
  operatorComputeMs,
  instructionBytesFor,
  paramBudgetBytes,
} from '../edgetpu/index.ts';
import { deviceKindsOf } from './device-kinds.ts';
import type { PlanRequest } from './types.ts';

/**
 * A time that no pipeline of the request's devices can beat, wherever it is cut, ms: for strategies that follow a rule
 * and prove nothing. What the work takes when it is shared out perfectly and every device has its chip full:
 *
 *   T ≥ t0 + instructions ÷ B_in + f(Tc, Ts),  f(x, y) = max(x, y) + ½ · min(x, y)
 *
 * f is convex, so the mean over n segments is at least f of the means; the slowest is at least the mean. The best rates
 * of all devices stand for each. Facts of measured segments can undercut an estimate: with them the bound is 0.
 * Assumes one device a segment; replicas divide a stage's time, which the mean covers all the same only without
 * repeated instructions, so it is not for `hybrid`.
 */
export function relaxedLowerBoundMs(request: PlanRequest): number {
  if ((request.facts ?? []).length > 0) return 0;
  const segmentCount = request.devices.length;
  const kinds = deviceKindsOf(request.devices).map(({ device }) => device);
  const work = totalWork(request);
  const inBytesPerMs = Math.max(...kinds.map((device) => ratesOf(device).inBytesPerMs));
  const fixedMs = Math.min(...kinds.map((device) => ratesOf(device).fixedMs));
  const clockFactor = Math.min(
    ...kinds.map(({ clock }) => (clock === 'std' ? STD_CLOCK_FACTOR : 1)),
  );
  const computeMs = (work.computeMs * clockFactor) / segmentCount;
  const streamMs = leastStreamedBytes(request, segmentCount) / segmentCount / inBytesPerMs;
  // At the least every segment sends the instructions of a dense one, and one sends those of a convolution.
  const instructionBytes = instructionBytesFor(0, false);
  const overlapped = Math.max(computeMs, streamMs) + Math.min(computeMs, streamMs) / 2;
  return fixedMs + instructionBytes / inBytesPerMs + overlapped;
}

function totalWork({ costs }: PlanRequest): { readonly computeMs: number } {
  return { computeMs: costs.operators.reduce((ms, cost) => ms + operatorComputeMs(cost), 0) };
}

function leastStreamedBytes({ costs }: PlanRequest, segmentCount: number): number {
  let streamedAnyway = 0;
  let cacheableBytes = 0;
  for (const cost of costs.operators) {
    const never = cost.fitsTile ? cost.neverCachedBytes : cost.compiledParamBytes;
    streamedAnyway += never;
    cacheableBytes += cost.compiledParamBytes - never;
  }
  const budgetBytes = costs.budgetBytes ?? paramBudgetBytes(0);
  return streamedAnyway + Math.max(0, cacheableBytes - segmentCount * budgetBytes);
}
