// A measured figure beside the one that it must not exceed.

export interface Figure {
  readonly what: string;
  readonly unit: 'ms' | 'kB' | 'MiB' | '×';
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
