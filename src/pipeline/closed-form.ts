/** Time of a batch through stages with no contention and no replicas: sum + (n − 1) · max. Milliseconds. */
export function closedFormMs(stagesMs: readonly number[], batch: number): number {
  const sumMs = stagesMs.reduce((sum, ms) => sum + ms, 0);
  return sumMs + (batch - 1) * Math.max(0, ...stagesMs);
}
