import { ok } from '../../base/index.ts';
import { assemblePlan } from '../assemble.ts';
import { deviceKindsOf } from '../device-kinds.ts';
import { evaluateSegment } from '../evaluate.ts';
import { checkDeviceCount } from '../request-checks.ts';
import type { PlanRequest, Strategy } from '../types.ts';

/** The whole model on the device that runs it fastest. */
export const single: Strategy = {
  name: 'single',
  title: 'One device',
  explanation:
    'The whole model on one device, the fastest there is: what the others are measured against.',
  run: (request) => {
    const count = checkDeviceCount(request);
    if (!count.ok) return count;
    const operators = allOperatorsOf(request);
    let bestIndex = 0;
    let bestMs = Infinity;
    for (const { device, deviceIndices } of deviceKindsOf(request.devices)) {
      const { stageMs } = evaluateSegment(request, operators, device);
      if (stageMs >= bestMs) continue;
      bestMs = stageMs;
      bestIndex = deviceIndices[0] ?? 0;
    }
    return ok(assemblePlan(request, 'single', [{ operators, deviceIndices: [bestIndex] }]));
  },
};

function allOperatorsOf({ graph }: PlanRequest): number[] {
  return Array.from({ length: graph.operatorCount }, (_, operator) => operator);
}
