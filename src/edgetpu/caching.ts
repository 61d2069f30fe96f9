// Which layers of a segment stay on chip (edgetpu-compiler.md b.4).

import type { OperatorCost } from './types.ts';

/** What a segment keeps on chip under some budget. Bytes. */
export interface CachedLayers {
  /** File bytes of the layers that are cached. */
  readonly cachedBytes: number;
  /** What they occupy. */
  readonly onChipBytes: number;
}

/**
 * The order in which the compiler visits layers: depthwise ones first, then by output positions ascending, then the
 * largest first, then by number (which of several equal layers is taken is not known). "Largest" is by file bytes, not
 * by what the layer occupies; only layers of less than 64 output channels tell the two apart.
 */
export function compareForCaching(
  costs: readonly OperatorCost[],
  left: number,
  right: number,
): number {
  const a = costs[left];
  const b = costs[right];
  if (a === undefined || b === undefined) return left - right;
  return (
    Number(b.isDepthwise) - Number(a.isDepthwise) ||
    a.outputPositions - b.outputPositions ||
    b.compiledParamBytes - a.compiledParamBytes ||
    left - right
  );
}

/** The operators, of some, that hold parameters a chip can keep, in the order in which the compiler visits them. */
export function cachingOrder(
  costs: readonly OperatorCost[],
  operators: readonly number[],
): number[] {
  return operators
    .filter((operator) => {
      const cost = costs[operator];
      return cost !== undefined && cost.fitsTile && cost.onChipBytes > 0;
    })
    .sort((left, right) => compareForCaching(costs, left, right));
}

/** Visits layers in caching order and keeps each that still fits, going on after one that does not. */
export function cacheLayers(
  costs: readonly OperatorCost[],
  visitOrder: readonly number[],
  budgetBytes: number,
): CachedLayers {
  let cachedBytes = 0;
  let onChipBytes = 0;
  for (const operator of visitOrder) {
    const cost = costs[operator];
    if (cost === undefined || onChipBytes + cost.onChipBytes > budgetBytes) continue;
    onChipBytes += cost.onChipBytes;
    cachedBytes += cost.compiledParamBytes - cost.neverCachedBytes;
  }
  return { cachedBytes, onChipBytes };
}

/** Which operators `cacheLayers` keeps, in caching order. */
export function cachedOperators(
  costs: readonly OperatorCost[],
  visitOrder: readonly number[],
  budgetBytes: number,
): number[] {
  let onChipBytes = 0;
  return visitOrder.filter((operator) => {
    const bytes = costs[operator]?.onChipBytes ?? 0;
    if (onChipBytes + bytes > budgetBytes) return false;
    onChipBytes += bytes;
    return true;
  });
}
