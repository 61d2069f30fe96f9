import { differenceText } from '../difference-text.ts';
import type { ComparedDirection, ComparedRow } from './types.ts';

/** A difference below this is none: links carry four significant figures. */
const SAME_WITHIN = 0.0005;

export interface FigureRow {
  readonly name: string;
  /** Null where a side has no such figure. */
  readonly left: number | null;
  readonly right: number | null;
  readonly format: (value: number) => string;
  /** `neither` where more is just another way to do it. */
  readonly better: 'less' | 'more' | 'neither';
}

/** A row of two numbers with their relative difference. */
export function figureRow({ name, left, right, format, better }: FigureRow): ComparedRow {
  const shown = (value: number | null): string => (value === null ? '–' : format(value));
  const sides = { name, left: shown(left), right: shown(right) };
  if (left === null || right === null) return { ...sides, difference: '', direction: 'unknown' };
  if (left === 0) {
    const direction = right === 0 ? 'same' : directionOf(1, better);
    // Nothing is so many per cent of none.
    return { ...sides, difference: right === 0 ? '±0 %' : 'new', direction };
  }
  const difference = right / left - 1;
  const direction = Math.abs(difference) < SAME_WITHIN ? 'same' : directionOf(difference, better);
  return { ...sides, difference: differenceText(difference), direction };
}

function directionOf(difference: number, better: FigureRow['better']): ComparedDirection {
  if (better === 'neither') return 'different';
  return difference > 0 === (better === 'more') ? 'better' : 'worse';
}

/** A row of two words. */
export function wordRow(name: string, left: string, right: string): ComparedRow {
  return { name, left, right, difference: '', direction: left === right ? 'same' : 'different' };
}
