// Cuts of the vendor's kind: prefixes of the compiler's execution order.
import type { Placement } from './assemble.ts';
import type { PlanRequest } from './types.ts';

/**
 * Position of the first operator in execution order whose results nobody reads. The vendor puts it and everything after
 * it into the last segment (edgetpu-compiler.md d.4).
 */
export function firstOutputPosition({ graph }: Pick<PlanRequest, 'graph'>): number {
  return graph.order.findIndex((operator) => graph.successors[operator]?.length === 0);
}

/** Segments between exclusive ends in execution order, each on the device of its own number. */
export function placementsOfOrderEnds(
  request: PlanRequest,
  ends: readonly number[],
): readonly Placement[] {
  return ends.map((end, index) => ({
    operators: request.graph.order.slice(ends[index - 1] ?? 0, end),
    deviceIndices: [index],
  }));
}
