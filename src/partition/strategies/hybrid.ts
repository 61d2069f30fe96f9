import { fail, ok } from '../../base/index.ts';
import { assemblePlan } from '../assemble.ts';
import { searchDepthCuts } from '../depth-search.ts';
import { evenPlacements } from '../even-cuts.ts';
import { relaxedLowerBoundMs } from '../lower-bound.ts';
import { kindsMergedNote } from '../plan-notes.ts';
import { CANCELLED, checkDeviceCount } from '../request-checks.ts';
import type { PlanRequest, Strategy } from '../types.ts';

/** Cuts by depth and replicas together: least time per inference with at most all devices, exact. */
export const hybrid: Strategy = {
  name: 'hybrid',
  title: 'Hybrid',
  explanation:
    'Segments may run on several devices that take inferences in turn: the best of pipeline, copies and any mix of them.',
  run: (request, context) => {
    const count = checkDeviceCount(request);
    if (!count.ok) return count;
    const options = { mayReplicate: true, incumbentMs: startMs(request) };
    const found = searchDepthCuts(request, options, context);
    if (found === null) return fail(CANCELLED);
    const plan = assemblePlan(request, 'hybrid', found.placements, {
      lowerBoundMs: found.lowerBoundMs ?? relaxedLowerBoundMs(request, 1),
      notes: found.hasMergedKinds ? [kindsMergedNote()] : [],
    });
    return ok(plan);
  },
};

/** The better of two plans of the space: an even pipeline, and the whole model on every device. */
function startMs(request: PlanRequest): number {
  const { graph, devices } = request;
  const copies = assemblePlan(request, 'hybrid', [
    {
      operators: graph.order,
      deviceIndices: devices.map((_, deviceIndex) => deviceIndex),
    },
  ]);
  if (devices.length > graph.depthCount) return copies.bottleneckMs;
  const pipeline = assemblePlan(request, 'hybrid', evenPlacements(request));
  return Math.min(copies.bottleneckMs, pipeline.bottleneckMs);
}
