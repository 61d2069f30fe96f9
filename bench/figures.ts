// A measured figure beside the one that it must not exceed.

export interface Figure {
  readonly what: string;
  readonly unit: 'µs' | 'ms' | 'kB' | 'MiB' | '×';
  readonly measured: number;
  /** Upper limit; null where there is none. */
  readonly limit: number | null;
}

/** Prints figures as a table and returns how many are over their limit. */
export function printFigures(figures: readonly Figure[]): number {
  const width = Math.max(...figures.map(({ what }) => what.length));
  let overCount = 0;
  for (const { what, unit, measured, limit } of figures) {
    const isOver = limit !== null && measured > limit;
    if (isOver) overCount++;
    const allowed =
      limit === null ? '' : `  (at most ${String(limit)} ${unit}${isOver ? ', EXCEEDED' : ''})`;
    console.log(`${what.padEnd(width)}  ${measured.toFixed(1).padStart(8)} ${unit}${allowed}`);
  }
  return overCount;
}

/** What was reached of something that it cannot exceed by much, pass by pass. */
export interface Share {
  readonly what: string;
  /** What 100 % is. */
  readonly of: string;
  readonly shares: readonly number[];
  readonly atLeast: number;
}

/** Prints medians with their range, and returns how many are below their limit. */
export function printShares(list: readonly Share[]): number {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  let belowCount = 0;
  for (const { what, of, shares, atLeast } of list) {
    const middle = median(shares);
    const isBelow = middle < atLeast;
    if (isBelow) belowCount++;
    const range = `${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`;
    const limit = `at least ${percent(atLeast)}${isBelow ? ', MISSED' : ''}`;
    console.log(`${what}: ${percent(middle)} of ${of}  (${range}; ${limit})`);
  }
  return belowCount;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Runs `work` and returns its result with the time it took in ms. */
export function timed<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const startMs = performance.now();
  const value = work();
  return { value, ms: performance.now() - startMs };
}
