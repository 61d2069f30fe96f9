import { formatPercent } from '../../base/index.ts';
import type { Progress } from '../../base/index.ts';

/** How far something is, for the place beside a command; nothing while it is not known. */
export function progressNote(progress: Progress | null): { readonly note?: string } {
  if (progress === null || progress.total <= 0) return {};
  return { note: formatPercent(Math.min(1, progress.done / progress.total)) };
}
