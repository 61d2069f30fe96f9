// Facts, as far as a coarse look at prefixes can tell where they apply: by the work of their operators.
//
// Indices in hot loops are within bounds by construction, hence the non-null assertions.
import type { DeviceKind } from '../device-kinds.ts';
import type { PlanRequest } from '../types.ts';
import type { CoarseProblem } from './coarse-problem.ts';
import { factSetsOf, leastStageMs } from './facts.ts';

export interface CoarseFact {
  readonly workMs: number;
  /** Least stage time on any kind of device. */
  readonly stageMs: number;
}

/** Facts of a request, each with the work that a segment has to have for it. */
export function coarseFactsOf(
  request: PlanRequest,
  coarse: CoarseProblem,
  kinds: readonly DeviceKind[],
): CoarseFact[] {
  return factSetsOf(request, coarse.problem.operatorCount).map((operators) => ({
    workMs: operators.reduce((ms, op) => ms + coarse.workMs[op]!, 0),
    stageMs: leastStageMs(request, operators, kinds),
  }));
}
