import { catchFailure } from '../../base/index.ts';
import { assemblePlan } from '../assemble.ts';
import type { Placement } from '../assemble.ts';
import { searchLattice } from '../lattice/search.ts';
import { checkDeviceCount } from '../request-checks.ts';
import type { Plan, PlanContext, PlanRequest, Strategy } from '../types.ts';

/** Least bottleneck over all convex cuts, at most as many segments as devices; proved within its budget, else with its gap. */
export const optimal: Strategy = {
  name: 'optimal',
  title: 'Optimal',
  explanation:
    'The best of all cuts that never send data backwards, proved where the search comes to an end.',
  run: (request, context) => {
    const count = checkDeviceCount(request);
    if (!count.ok) return count;
    return catchFailure(() => planOptimally(request, context));
  },
};

function planOptimally(request: PlanRequest, context: PlanContext): Plan {
  // Plans with replicas are not in this strategy's search space.
  const incumbent = bestOf(
    (context.incumbents ?? []).filter(({ segments }) =>
      segments.every(({ replicas }) => replicas === 1),
    ),
  );
  const end = searchLattice(request, context, { incumbent });
  const search = { lowerBoundMs: end.lowerBoundMs };
  const candidates = [end.placements, incumbent === null ? null : placementsOf(incumbent)]
    .filter((placements) => placements !== null)
    .map((placements) => assemblePlan(request, 'optimal', placements, search));
  const plan = bestOf(candidates);
  if (plan === null) throw new Error('Broken invariant: every search ends in a plan');
  return plan;
}

function placementsOf(plan: Plan): Placement[] {
  return plan.segments.map(({ operators, deviceIndices }) => ({ operators, deviceIndices }));
}

/** The fastest plan; fewest devices, least latency, fewest crossing bytes among equals. */
function bestOf(plans: readonly Plan[]): Plan | null {
  return plans.reduce<Plan | null>(
    (best, plan) => (best === null || isBetter(plan, best) ? plan : best),
    null,
  );
}

function isBetter(plan: Plan, other: Plan): boolean {
  const order =
    plan.bottleneckMs - other.bottleneckMs ||
    plan.deviceCount - other.deviceCount ||
    plan.latencyMs - other.latencyMs ||
    plan.crossingBytes - other.crossingBytes;
  return order < 0;
}
