import type { OnProgress } from '../base/index.ts';

/** Progress is for eyes: more often than this only costs messages. */
const INTERVAL_MS = 60;

/** Passes progress on at most every 60 ms; the first report passes at once. */
export function throttleProgress(onProgress: OnProgress, now: () => number): OnProgress {
  let lastMs = -Infinity;
  return (progress) => {
    const nowMs = now();
    if (nowMs - lastMs < INTERVAL_MS) return;
    lastMs = nowMs;
    onProgress(progress);
  };
}
