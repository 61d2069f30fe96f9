import { segmentOfOperators, type Mark } from '../../report/index.ts';
import type { Plan } from '../../partition/index.ts';
import type { Selection } from '../contract.ts';
import type { Emphasis } from './render-marks.ts';

/** Marks of other segments, while one is pointed at or chosen. */
const DIMMED = 0.3;

/** The segment that a selection speaks of; null where it speaks of none or of several. */
export function segmentOfSelection(selection: Selection, plan: Plan | null): number | null {
  switch (selection.kind) {
    case 'segment':
      return selection.segmentIndex;
    case 'operator': {
      if (plan === null) return null;
      const segmentOf = segmentOfOperators(plan, selection.opIndex + 1);
      const found = segmentOf[selection.opIndex] ?? -1;
      return found < 0 ? null : found;
    }
    case 'depth':
    case 'none':
      return null;
  }
}

/** The depth that a selection speaks of; null where it speaks of none or of several. `depthOf[opIndex]` = its depth. */
export function depthOfSelection(selection: Selection, depthOf: readonly number[]): number | null {
  if (selection.kind === 'depth') return selection.depth;
  return selection.kind === 'operator' ? (depthOf[selection.opIndex] ?? null) : null;
}

/** Dims marks of all segments but the one that is pointed at, or else chosen. */
export function emphasisOf(
  highlight: Selection,
  selection: Selection,
  plan: Plan | null,
): Emphasis {
  const lit = segmentOfSelection(highlight, plan) ?? segmentOfSelection(selection, plan);
  if (lit === null) return () => 1;
  return (mark: Mark) =>
    mark.segmentIndex === undefined || mark.segmentIndex === lit ? 1 : DIMMED;
}
