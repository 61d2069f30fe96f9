import { expect, it } from 'vitest';
import { createTestApp, fixtureSource } from '../../app/testing/test-app.ts';
import type { AppState, StrategyRow } from '../contract.ts';
import { createComparedChoices } from './compare-view-model.ts';

async function planned(): Promise<AppState> {
  const { app } = createTestApp();
  app.open(fixtureSource('mobilenet_v1_0.25_128_quant'));
  await app.whenIdle();
  return app.store.state;
}

/** The state with its best plan still, or again, to be found. */
function withOptimal(state: AppState, job: StrategyRow['state']): AppState {
  return {
    ...state,
    strategies: state.strategies.map((row) =>
      row.name === 'optimal' ? { ...row, state: job } : row,
    ),
  };
}

it('makes the plan on show into a result again only when that is another', async () => {
  const state = await planned();
  const choicesOf = createComparedChoices();
  const first = choicesOf(state);
  expect(first.map(({ id }) => id)).toEqual(['now']);
  expect(choicesOf({ ...state, highlight: { kind: 'depth', depth: 2 } })).toBe(first);

  const running = (done: number): AppState =>
    withOptimal(state, { kind: 'running', progress: { done, total: 9, label: '' } });
  const before = choicesOf(running(1));
  expect(before).not.toBe(first);
  expect(before[0]?.result.plan.strategy).toBe('balanced');
  expect(choicesOf(running(2))).toBe(before);
});

it('has no plan on show where the search for the chosen one was stopped', async () => {
  const state = { ...(await planned()), chosenStrategy: 'optimal' as const };
  const choicesOf = createComparedChoices();
  expect(choicesOf(withOptimal(state, { kind: 'running', progress: null }))).toHaveLength(1);
  expect(choicesOf(withOptimal(state, { kind: 'cancelled' }))).toEqual([]);
});
