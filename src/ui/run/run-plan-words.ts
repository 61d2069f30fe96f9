import { formatSignificant } from '../../base/index.ts';
import type { RunViewModel } from './run-contract.ts';

/** "The plan expects 225 inferences per second (Optimal, 4 segments, estimated)." */
export function planWords({ plan }: RunViewModel): string {
  if (plan === null) return '';
  const rate = formatSignificant(plan.throughputPerSecond);
  return `The plan expects ${rate} inferences per second on ${plan.segments.length === 1 ? 'one stage' : `${String(plan.segments.length)} stages`}, estimated.`;
}
