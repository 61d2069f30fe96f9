import { formatSignificant } from '../../base/index.ts';
import type { RunViewModel } from './run-contract.ts';

/** "The plan expects 225 inferences per second on 4 stages, estimated with what went on chip." */
export function planWords({ plan, compiled }: Pick<RunViewModel, 'plan' | 'compiled'>): string {
  if (plan === null) return '';
  const rate = formatSignificant(plan.throughputPerSecond);
  const stages =
    plan.segments.length === 1 ? 'one stage' : `${String(plan.segments.length)} stages`;
  const basis = (compiled?.facts.length ?? 0) > 0 ? ' with what went on chip' : '';
  return `The plan expects ${rate} inferences per second on ${stages}, estimated${basis}.`;
}
