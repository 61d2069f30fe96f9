import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { assemblePlan } from './assemble.ts';
import type { Placement, SearchInfo } from './assemble.ts';
import { searchDepthCuts } from './depth-search.ts';
import { relaxedLowerBoundMs } from './lower-bound.ts';
import { kindsMergedNote } from './plan-notes.ts';
import { CANCELLED } from './request-checks.ts';
import type { Plan, PlanContext, PlanRequest } from './types.ts';

/** Which depth cuts are considered: with one device a segment and all devices in use, or with replicas. */
export type DepthStrategy = 'profiled' | 'hybrid';

/** The best plan by depth cuts, not worse than any of `starts`, which are plans of the same kind. */
export function planDepthCuts(
  request: PlanRequest,
  strategy: DepthStrategy,
  starts: readonly (readonly Placement[])[],
  context: PlanContext,
): Result<Plan> {
  const startMs = starts.map((start) => assemblePlan(request, strategy, start).bottleneckMs);
  const incumbentMs = Math.min(...startMs);
  const mayReplicate = strategy === 'hybrid';
  const found = searchDepthCuts(request, { mayReplicate, incumbentMs }, context);
  if (context.isCancelled?.() === true) return fail(CANCELLED);
  const leastSegments = mayReplicate ? 1 : request.devices.length;
  const search: SearchInfo = {
    lowerBoundMs: found.lowerBoundMs ?? relaxedLowerBoundMs(request, leastSegments),
    notes: found.hasMergedKinds ? [kindsMergedNote()] : [],
  };
  const incumbent = starts[startMs.indexOf(incumbentMs)] ?? [];
  const plan = assemblePlan(request, strategy, found.placements ?? incumbent, search);
  // Merged kinds are planned for as slower than they are, so the search may miss what it started from.
  return ok(
    plan.bottleneckMs <= incumbentMs ? plan : assemblePlan(request, strategy, incumbent, search),
  );
}
