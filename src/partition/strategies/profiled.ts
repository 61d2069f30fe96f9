import { planDepthCuts } from '../plan-depth-cuts.ts';
import { checkExactCount } from '../request-checks.ts';
import { evenRuns } from '../staffed-runs.ts';
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
    return planDepthCuts(request, 'profiled', [evenRuns(request)], context);
  },
};
