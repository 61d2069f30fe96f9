// The small bar of a row in the list of strategies: time per inference against the others.

export interface StrategyBar {
  /** Share of the full width, 0 … 1. */
  readonly share: number;
  /** True where the bar is longer than there is room for: drawn full and marked as going on. */
  readonly isCutShort: boolean;
}

/** A reference up to this many times the rest is still drawn whole. */
const DWARFS_FROM = 1.5;

/**
 * Bars for times per inference, on one scale. A bar that dwarfs the rest (one device beside eight) is cut short, so
 * that the others can still be told apart. `null` = no time yet.
 */
export function layoutStrategyBars(
  timesMs: readonly (number | null)[],
  isReference: readonly boolean[],
): readonly (StrategyBar | null)[] {
  const compared = timesMs.filter((ms, index): ms is number => ms !== null && !isReference[index]);
  const all = timesMs.filter((ms): ms is number => ms !== null);
  const longest = Math.max(1e-9, ...(compared.length > 0 ? compared : all));
  const scaleMs = Math.max(longest, ...all.filter((ms) => ms <= longest * DWARFS_FROM));
  return timesMs.map((ms) =>
    ms === null ? null : { share: Math.min(1, ms / scaleMs), isCutShort: ms > scaleMs * 1.000001 },
  );
}
