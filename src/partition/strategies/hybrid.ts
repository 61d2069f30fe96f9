import { planDepthCuts } from '../plan-depth-cuts.ts';
import { checkDeviceCount } from '../request-checks.ts';
import { copyRuns, evenRuns } from '../staffed-runs.ts';
import type { Strategy } from '../types.ts';

/** Cuts by depth and replicas together: least time per inference with at most all devices, exact. */
export const hybrid: Strategy = {
  name: 'hybrid',
  title: 'Hybrid',
  explanation:
    'Segments may run on several devices that take inferences in turn: the best of pipeline, copies and any mix of them.',
  run: (request, context) => {
    const count = checkDeviceCount(request);
    if (!count.ok) return count;
    const isPipelinePossible = count.value <= request.graph.depthCount;
    const pipelines = isPipelinePossible ? [evenRuns(request)] : [];
    return planDepthCuts(request, 'hybrid', [copyRuns(request), ...pipelines], context);
  },
};
