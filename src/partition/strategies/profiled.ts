import { fail, ok } from '../../base/index.ts';
import { assemblePlan } from '../assemble.ts';
import { evenPlacements } from '../even-cuts.ts';
import { searchDepthCuts } from '../depth-search.ts';
import { kindsMergedNote } from '../plan-notes.ts';
import { relaxedLowerBoundMs } from '../lower-bound.ts';
import { CANCELLED, checkExactCount } from '../request-checks.ts';
import type { Strategy } from '../types.ts';

/** The best cut by depth into as many segments as devices, by stage time: dynamic programming instead of trying all. */
export const profiled: Strategy = {
  name: 'profiled',
  title: 'Profiled',
  explanation:
    'Of all cuts by depth, the one whose slowest stage is fastest; stage times from the model or from runs.',
  run: (request, context) => {
    const count = checkExactCount(request, request.graph.depthCount, 'depth');
    if (!count.ok) return count;
    const start = assemblePlan(request, 'profiled', evenPlacements(request));
    const options = { mayReplicate: false, incumbentMs: start.bottleneckMs };
    const found = searchDepthCuts(request, options, context);
    if (found === null) return fail(CANCELLED);
    const plan = assemblePlan(request, 'profiled', found.placements, {
      lowerBoundMs: found.lowerBoundMs ?? relaxedLowerBoundMs(request, request.devices.length),
      notes: found.hasMergedKinds ? [kindsMergedNote()] : [],
    });
    return ok(plan);
  },
};
