import type { Costs } from '../../edgetpu/index.ts';
import type { Graph } from '../../graph/index.ts';
import { makeCoarseProblem } from './coarse-problem.ts';
import { nodesOf } from './coarse-nodes.ts';
import { makeProblem } from './problem.ts';
import { makeSweepPlan } from './sweep-plan.ts';
import { sweepPrefixes } from './sweep.ts';
import { WorkBudget } from './work-budget.ts';

const LIMITS = { maxEntries: 1_000_000, maxRecords: 10_000_000 };

/**
 * Number of prefixes of a graph, the empty and the full one among them: how many convex cuts there are. Exact up to
 * 2^53; null where even a sweep over all of them in one cell outgrows its limits.
 */
export function countPrefixes(graph: Graph, costs: Costs): number | null {
  const device = { link: 'usb3', clock: 'max', bus: 0 } as const;
  const problem = makeProblem(graph, costs);
  const coarse = makeCoarseProblem(problem, [{ device, deviceIndices: [0], sharedBus: null }]);
  const oneCell = { workUnitMs: Infinity, byteUnit: Infinity, mayMerge: true };
  const swept = sweepPrefixes(makeSweepPlan(coarse), oneCell, null, {
    limits: LIMITS,
    budget: new WorkBudget(Infinity),
  });
  return swept === null ? null : nodesOf(coarse, swept).prefixCount;
}
