import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { assemblePlan } from './assemble.ts';
import { searchDepthCuts } from './depth-search.ts';
import { LayerTable } from './layer-table.ts';
import { relaxedLowerBoundMs } from './lower-bound.ts';
import { kindsMergedNote } from './plan-notes.ts';
import { CANCELLED } from './request-checks.ts';
import { loadsOf, placementsOfRuns } from './staffed-runs.ts';
import type { StaffedRuns } from './staffed-runs.ts';
import type { Plan, PlanContext, PlanRequest } from './types.ts';

/** Which depth cuts are considered: with one device a segment and all devices in use, or with replicas. */
export type DepthStrategy = 'profiled' | 'hybrid';

/** The best plan by depth cuts, not worse than any of `starts`, which are plans of the same kind (at least one). */
export function planDepthCuts(
  request: PlanRequest,
  strategy: DepthStrategy,
  starts: readonly StaffedRuns[],
  context: PlanContext,
): Result<Plan> {
  const table = new LayerTable(request, 'depth', () => 0);
  const timeMsOf = (runs: StaffedRuns): number => loadsOf(request, table, runs)[0] ?? Infinity;
  const [incumbent = []] = [...starts].sort((a, b) => timeMsOf(a) - timeMsOf(b));
  const mayReplicate = strategy === 'hybrid';
  const incumbentMs = timeMsOf(incumbent);
  const found = searchDepthCuts(request, { mayReplicate, incumbent, incumbentMs }, context);
  if (context.isCancelled?.() === true) return fail(CANCELLED);
  // Merged kinds are planned for as slower than they are, so that the search may miss what it started from.
  const isFound = found.runs !== null && timeMsOf(found.runs) <= incumbentMs;
  const runs = isFound && found.runs !== null ? found.runs : incumbent;
  const leastSegments = mayReplicate ? 1 : request.devices.length;
  const plan = assemblePlan(request, strategy, placementsOfRuns(table, runs), {
    lowerBoundMs: found.lowerBoundMs ?? relaxedLowerBoundMs(request, leastSegments),
    notes: found.hasMergedKinds ? [kindsMergedNote()] : [],
  });
  return ok(plan);
}
