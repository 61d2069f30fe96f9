import { shownPlan } from './plan-choice.ts';
import type { AppState } from './types.ts';

/** Everything that the result on show is made of, by identity. Progress of a search is no part of it. */
export function listSharedParts(state: AppState): readonly unknown[] {
  const { model, setUp, manual, lastRun, chosenStrategy, strategies } = state;
  const outcomes = strategies.flatMap(({ name, state: row }): unknown[] => {
    if (row.kind === 'done') return [name, row.value];
    return row.kind === 'failed' ? [name, row.failure] : [name, null];
  });
  // Which plan is on show also depends on whether the chosen strategy is still at work or was stopped.
  return [model, setUp, manual, lastRun, chosenStrategy, shownPlan(state), ...outcomes];
}
