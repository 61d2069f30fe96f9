// A difference as columns and sentences write it. Apart from the sentences on runs, because links beside a plan need it too.
import { formatPercent, formatSignificant } from '../base/index.ts';

/** "+4.2 %", "−0.3 %", "±0 %": a difference for a column. */
export function differenceText(difference: number | null): string {
  if (difference === null) return '–';
  if (Math.abs(difference) < 0.0005) return '±0 %';
  if (difference >= 10) return `${formatSignificant(difference + 1)}×`;
  return `${difference > 0 ? '+' : '−'}${formatPercent(Math.abs(difference))}`;
}
