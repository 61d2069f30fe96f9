import { formatBytes, formatMacs, plural } from '../../base/index.ts';
import type { DepthProfile, OperatorRow } from '../model-facts.ts';

/** Hover over one depth: what is there and what a cut after it would move. */
export interface DepthReading {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Different kinds of operators that are named; the rest is counted. */
const MOST_KINDS = 4;

/** Reads one depth of a model. `segmentNumbers` = segments with operators there, counted from 1; [] without a plan. */
export function readDepth(
  depth: number,
  operators: readonly OperatorRow[],
  profile: DepthProfile,
  segmentNumbers: readonly number[],
): DepthReading {
  const here = operators.filter((operator) => operator.depth === depth);
  const segment =
    segmentNumbers.length === 0
      ? ''
      : ` · ${segmentNumbers.length === 1 ? 'segment' : 'segments'} ${segmentNumbers.join(', ')}`;
  const isLast = depth >= profile.depthCount - 1;
  return {
    title: `Depth ${depth}${segment}`,
    lines: [
      `${plural(here.length, 'operator')}: ${kindsInWords(here)}`,
      `${formatBytes(profile.compiledParamBytes[depth] ?? 0)} of parameters, ${formatMacs(profile.macs[depth] ?? 0)}`,
      isLast
        ? 'the last depth'
        : `a cut after it moves ${formatBytes(profile.crossingBytes[depth] ?? 0)}`,
    ],
  };
}

/** "CONV_2D ×3, CONCATENATION". */
function kindsInWords(operators: readonly OperatorRow[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of operators) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].sort((one, other) => other[1] - one[1]);
  const named = kinds
    .slice(0, MOST_KINDS)
    .map(([kind, count]) => (count === 1 ? kind : `${kind} ×${count}`));
  const rest = kinds.length - named.length;
  return named.join(', ') + (rest > 0 ? ` and ${plural(rest, 'other kind')}` : '');
}
