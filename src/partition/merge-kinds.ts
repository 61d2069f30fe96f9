import { assertExists } from '../base/index.ts';
import type { DeviceKind } from './device-kinds.ts';
import { evaluateSegment } from './evaluate.ts';
import type { PlanRequest } from './types.ts';

/**
 * One kind fewer: the two that are closest in speed on the whole model, on the same bus where one is shared, become one
 * that is planned with as its slower. For sets of devices with so many different speeds that an exact search would
 * take too long. With nothing left to merge within a bus, the two closest of all are merged.
 */
export function mergeKinds(
  request: PlanRequest,
  kinds: readonly DeviceKind[],
): readonly DeviceKind[] {
  const operators = Array.from({ length: request.graph.operatorCount }, (_, op) => op);
  const timed = kinds
    .map((kind) => ({ kind, wholeMs: evaluateSegment(request, operators, kind.device).stageMs }))
    .sort((a, b) => a.wholeMs - b.wholeMs);
  let best = { at: 0, isSameBus: false, ratio: Infinity };
  for (let at = 0; at + 1 < timed.length; at++) {
    const faster = assertExists(timed[at]);
    const slower = assertExists(timed[at + 1]);
    const isSameBus = faster.kind.sharedBus === slower.kind.sharedBus;
    const ratio = slower.wholeMs / faster.wholeMs;
    const isBetter = isSameBus === best.isSameBus ? ratio < best.ratio : isSameBus;
    if (isBetter) best = { at, isSameBus, ratio };
  }
  const faster = assertExists(timed[best.at]).kind;
  const slower = assertExists(timed[best.at + 1]).kind;
  const deviceIndices = [...faster.deviceIndices, ...slower.deviceIndices].sort((a, b) => a - b);
  const merged = { device: slower.device, deviceIndices, sharedBus: slower.sharedBus };
  return timed.flatMap(({ kind }) => (kind === faster ? [] : kind === slower ? [merged] : [kind]));
}
