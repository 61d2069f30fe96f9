// Which plan is shown. Pure.
import type { Plan, StrategyName } from '../partition/index.ts';
import type { AppState, JobState, StrategyRow } from './types.ts';

/** Reef's own order of preference: `balanced` is there first, `optimal` takes its place when it is ready. */
const PREFERENCE: readonly StrategyName[] = [
  'optimal',
  'balanced',
  'profiled',
  'compiler',
  'single',
];

type Choice = Pick<AppState, 'strategies' | 'chosenStrategy'>;

/** The strategy that is drawn: what the person chose, else the preferred one of those that are ready; null before the first. */
export function shownStrategy({ strategies, chosenStrategy }: Choice): StrategyName | null {
  if (chosenStrategy !== null && strategies.some((row) => row.name === chosenStrategy)) {
    return chosenStrategy;
  }
  return PREFERENCE.find((name) => planOf(strategies, name) !== null) ?? null;
}

/**
 * The plan that is drawn: of the shown strategy, or the preferred one that is ready while that is still searched for.
 * Null before the first, and where the chosen strategy failed or was cancelled.
 */
export function shownPlan(choice: Choice): Plan | null {
  const name = shownStrategy(choice);
  if (name === null) return null;
  const state = stateOf(choice.strategies, name);
  if (state?.kind !== 'running') return planOf(choice.strategies, name);
  return shownPlan({ ...choice, chosenStrategy: null });
}

export function planOf(strategies: readonly StrategyRow[], name: StrategyName): Plan | null {
  const state = stateOf(strategies, name);
  return state?.kind === 'done' ? state.value : null;
}

function stateOf(
  strategies: readonly StrategyRow[],
  name: StrategyName,
): JobState<Plan> | undefined {
  return strategies.find((row) => row.name === name)?.state;
}

/** Names a plan by what it is made of; two plans with the same segments compute and cut the same. */
export function planKey(plan: Plan): string {
  return plan.segments.map((segment) => segment.operators.join(',')).join('|');
}
