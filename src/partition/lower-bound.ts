import {
  ratesOf,
  STD_CLOCK_FACTOR,
  operatorComputeMs,
  instructionBytesFor,
  paramBudgetBytes,
} from '../edgetpu/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { deviceKindsOf } from './device-kinds.ts';
import { evaluateSegment } from './evaluate.ts';
import type { PlanRequest } from './types.ts';

/**
 * A time per inference that no plan of the request's devices can beat, wherever it is cut, ms: for strategies that
 * follow a rule and prove nothing. What the work takes when it is shared out perfectly and every device has its chip
 * full. With n devices and s segments, T the stage times, B the time per inference:
 *
 *   n · B ≥ ΣT ≥ s · (t0 + instructions ÷ B_in) + f(ΣTc, ΣTs),   f(x, y) = max(x, y) + ½ · min(x, y)
 *
 * (f is convex and scales, so the sum of f is at least f of the sums.) The best rates of all devices stand for each. A
 * known segment can be faster than any estimate: a plan with one of those takes at least as long as it.
 *
 * @param segmentCount the least number of segments
 */
export function relaxedLowerBoundMs(request: PlanRequest, segmentCount: number): number {
  const deviceCount = request.devices.length;
  const kinds = deviceKindsOf(request.devices).map(({ device }) => device);
  const inBytesPerMs = Math.max(...kinds.map((device) => ratesOf(device).inBytesPerMs));
  const fixedMs = Math.min(...kinds.map((device) => ratesOf(device).fixedMs));
  const clockFactor = Math.min(...kinds.map(clockFactorOf));
  const computeMs = totalComputeMs(request) * clockFactor;
  const streamMs = leastStreamedBytes(request, deviceCount) / inBytesPerMs;
  const perSegmentMs = fixedMs + instructionBytesFor(0, false) / inBytesPerMs;
  const overlappedMs = Math.max(computeMs, streamMs) + Math.min(computeMs, streamMs) / 2;
  const estimatedMs = (segmentCount * perSegmentMs + overlappedMs) / deviceCount;
  const mostReplicas = deviceCount - segmentCount + 1;
  return Math.min(estimatedMs, fastestFactMs(request) / mostReplicas);
}

/** Stage time of the fastest segment that something is known of, ms; infinite without any. */
function fastestFactMs(request: PlanRequest): number {
  const kinds = deviceKindsOf(request.devices);
  const times = (request.facts ?? []).flatMap(({ operators }) =>
    kinds.map(({ device }) => evaluateSegment(request, operators, device).stageMs),
  );
  return times.reduce((least, stageMs) => Math.min(least, stageMs), Infinity);
}

/**
 * Time that the devices need at least for the operators before each depth, in any number of segments, ms. 0 where facts
 * may undercut estimates.
 */
export function leastMsBeforeDepths(request: PlanRequest): Float64Array {
  const { graph, costs, devices } = request;
  const leastMs = new Float64Array(graph.depthCount);
  if ((request.facts ?? []).length > 0) return leastMs;
  const clockFactor = Math.min(...devices.map(clockFactorOf));
  const fixedMs = Math.min(...devices.map((device) => ratesOf(device).fixedMs));
  let computeMs = 0;
  graph.operatorsAtDepth.slice(0, -1).forEach((operators, depth) => {
    for (const operator of operators) {
      const cost = costs.operators[operator];
      if (cost !== undefined) computeMs += operatorComputeMs(cost);
    }
    leastMs[depth + 1] = fixedMs + computeMs * clockFactor;
  });
  return leastMs;
}

function clockFactorOf({ clock }: DeviceSpec): number {
  return clock === 'std' ? STD_CLOCK_FACTOR : 1;
}

function totalComputeMs({ costs }: PlanRequest): number {
  return costs.operators.reduce((ms, cost) => ms + operatorComputeMs(cost), 0);
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
