// Layers that a chip has no room for: of one segment, or whatever the cut.
import { formatBytes, plural } from '../../base/index.ts';
import { cachedOperators, cachingOrder } from '../../edgetpu/index.ts';
import type { Costs } from '../../edgetpu/index.ts';
import type { PlanSegment } from '../../partition/index.ts';
import { joinWords } from '../sentences/index.ts';

/** Operators that are named; the rest is counted. */
const MOST_NAMED = 3;

interface Layer {
  readonly opIndex: number;
  readonly bytes: number;
}

/** What all layers of a segment that a chip can keep would occupy. */
export function bytesWanted({ operators }: PlanSegment, { operators: costs }: Costs): number {
  return cachingOrder(costs, operators).reduce(
    (sum, opIndex) => sum + (costs[opIndex]?.onChipBytes ?? 0),
    0,
  );
}

/** The layers that find no room; null where the plan's figures come from a compiled file and say something else. */
export function layersThatStream(segment: PlanSegment, { operators: costs }: Costs): string | null {
  const order = cachingOrder(costs, segment.operators);
  const kept = new Set(cachedOperators(costs, order, segment.budgetBytes));
  const left = order
    .filter((opIndex) => !kept.has(opIndex))
    .map((opIndex) => ({ opIndex, bytes: parameterBytes(costs, opIndex) }))
    .toSorted((one, other) => other.bytes - one.bytes);
  const bytes = left.reduce((sum, layer) => sum + layer.bytes, 0);
  if (left.length === 0 || bytes !== segment.avoidableBytes) return null;
  return namesOf(left, costs);
}

function parameterBytes(costs: Costs['operators'], opIndex: number): number {
  const cost = costs[opIndex];
  return cost === undefined ? 0 : cost.compiledParamBytes - cost.neverCachedBytes;
}

/** "operator 4 (CONV_2D, 2.25 MiB), … and 3 others". */
export function namesOf(layers: readonly Layer[], costs: Costs['operators']): string {
  const named = layers
    .slice(0, MOST_NAMED)
    .map(
      ({ opIndex, bytes }) =>
        `operator ${String(opIndex)} (${costs[opIndex]?.kind ?? '?'}, ${formatBytes(bytes)})`,
    );
  const rest = layers.length - named.length;
  return rest === 0
    ? joinWords(named)
    : `${named.join(', ')} and ${plural(rest, 'other', 'others')}`;
}

/** Layers that are larger than any chip, largest first. */
export function layersOverAnyChip({ operators: costs }: Costs): readonly Layer[] {
  return costs
    .map((cost, opIndex) => ({ opIndex, bytes: parameterBytes(costs, opIndex), cost }))
    .filter(({ cost, bytes }) => cost.runsOnEdgeTpu && !cost.fitsTile && bytes > 0)
    .toSorted((one, other) => other.bytes - one.bytes);
}
