import { fail, ok, plural } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { checkSegments } from '../../graph/index.ts';
import { assemblePlan } from '../assemble.ts';
import type { Placement } from '../assemble.ts';
import { placementsOfCuts } from '../even-cuts.ts';
import { checkDeviceCount } from '../request-checks.ts';
import type { PlanRequest, Strategy } from '../types.ts';

/** The person's own cuts; segment i runs on device i, and devices may be left over. */
export const manual: Strategy = {
  name: 'manual',
  title: 'Your cuts',
  explanation: 'The cuts that you have dragged or typed.',
  run: (request) => {
    const count = checkDeviceCount(request);
    if (!count.ok) return count;
    const placements = placementsOf(request);
    if (!placements.ok) return placements;
    if (placements.value.length > count.value) {
      return fail({
        code: 'partition/too-few-devices',
        message: `${plural(placements.value.length, 'segment')} need as many devices, but there ${count.value === 1 ? 'is' : 'are'} only ${count.value}.`,
        hint: 'Take a cut away or add a device.',
        details: { segments: placements.value.length, devices: count.value },
      });
    }
    const legal = checkSegments(
      request.graph,
      placements.value.map(({ operators }) => operators),
    );
    return legal.ok ? ok(assemblePlan(request, 'manual', placements.value)) : legal;
  },
};

function placementsOf(request: PlanRequest): Result<readonly Placement[]> {
  const { manual: cuts } = request;
  if (cuts === undefined) {
    return fail({
      code: 'partition/no-manual-cuts',
      message: 'There are no cuts to plan with.',
      hint: 'Say after which depths to cut, or which operators make up each segment.',
    });
  }
  if (cuts.kind === 'operators') {
    return ok(cuts.segments.map((operators, index) => ({ operators, deviceIndices: [index] })));
  }
  const sorted = [...cuts.cutAfterDepths].sort((a, b) => a - b);
  const lastCut = request.graph.depthCount - 2;
  const wrong = sorted.find((depth, index) => {
    const isInRange = Number.isInteger(depth) && depth >= 0 && depth <= lastCut;
    return !isInRange || depth === sorted[index - 1];
  });
  if (wrong === undefined) return ok(placementsOfCuts(request, sorted));
  return fail({
    code: 'partition/illegal-cut',
    message: `A cut after depth ${wrong} would leave a segment empty: the model has depths 0 to ${request.graph.depthCount - 1}, and each cut needs a depth of its own.`,
    hint:
      lastCut < 0
        ? 'This model cannot be cut by depth.'
        : `Use whole numbers from 0 to ${lastCut}, each at most once.`,
    details: { depth: wrong },
  });
}
