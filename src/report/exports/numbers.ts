import type { RunLabel } from '../../pipeline/index.ts';

/** Nanoseconds are more than any of these clocks has. */
const MS_DECIMALS = 6;

/** Milliseconds without the dust of floating point; null where there is no finite number. */
export function roundMs(ms: number): number | null {
  return Number.isFinite(ms) ? Number(ms.toFixed(MS_DECIMALS)) : null;
}

/** A ratio to six decimals; null where there is none. */
export function roundRatio(ratio: number | null): number | null {
  return ratio === null || !Number.isFinite(ratio) ? null : Number(ratio.toFixed(MS_DECIMALS));
}

/** Name of a column with where its numbers come from: "stageMs_estimated". */
export function labelled(name: string, label: 'estimated' | RunLabel): string {
  return `${name}_${label}`;
}
