import { operatorsBetweenDepths } from '../graph/index.ts';
import type { Placement } from './assemble.ts';
import { splitEvenly } from './greedy-splits.ts';
import type { PlanRequest } from './types.ts';

/** Compiled parameter bytes of each depth: P[d] of the paper. */
export function paramBytesByDepth({ graph, costs }: PlanRequest): readonly number[] {
  return graph.operatorsAtDepth.map((operators) =>
    operators.reduce((bytes, op) => bytes + (costs.operators[op]?.compiledParamBytes ?? 0), 0),
  );
}

/** Depths after which to cut so that the largest of the segments, one a device, has the least possible parameter bytes. */
export function evenCuts(request: PlanRequest): readonly number[] {
  const ends = splitEvenly(paramBytesByDepth(request), request.devices.length);
  return ends.slice(0, -1).map((end) => end - 1);
}

/** Segments of depth cuts, segment i on device i. */
export function placementsOfCuts(
  { graph }: PlanRequest,
  cutAfterDepths: readonly number[],
): readonly Placement[] {
  const lasts = [...cutAfterDepths, graph.depthCount - 1];
  return lasts.map((last, index) => ({
    operators: operatorsBetweenDepths(graph, index === 0 ? 0 : (lasts[index - 1] ?? 0) + 1, last),
    deviceIndices: [index],
  }));
}
