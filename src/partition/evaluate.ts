// Estimates of segments for one request: the reference evaluator with the request's facts in place.
import { estimateSegment } from '../edgetpu/index.ts';
import type { DeviceSpec, SegmentEstimate } from '../edgetpu/index.ts';
import type { PlanRequest, SegmentFact } from './types.ts';

/** The estimate of a set of operators (ascending) on a device; what is known of exactly this set replaces it. */
export function evaluateSegment(
  request: PlanRequest,
  operators: readonly number[],
  device: DeviceSpec,
): SegmentEstimate {
  const fact = findFact(request.facts ?? [], operators, device);
  return estimateSegment(
    request.graph,
    request.costs,
    fact === undefined ? { operators, device } : { operators, device, fact },
  );
}

/**
 * What is known of exactly these operators, for use on this device: later facts replace earlier ones entry by entry,
 * and a time counts only for its own link and clock.
 */
export function findFact(
  facts: readonly SegmentFact[],
  operators: readonly number[],
  device: DeviceSpec,
): SegmentFact | undefined {
  let found: SegmentFact | undefined;
  for (const fact of facts) {
    if (!isSameList(fact.operators, operators)) continue;
    const isTimeUsable =
      (fact.link === undefined || fact.link === device.link) &&
      (fact.clock === undefined || fact.clock === device.clock);
    found = { ...found, ...(isTimeUsable ? fact : withoutTime(fact)) };
  }
  return found;
}

function withoutTime({
  stageMs: _stageMs,
  link: _link,
  clock: _clock,
  ...rest
}: SegmentFact): SegmentFact {
  return rest;
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
