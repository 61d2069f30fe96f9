import { describe, expect, test } from 'vitest';
import { STRATEGIES } from '../partition/index.ts';
import { PLANNED_STRATEGIES, STRATEGY_TEXTS } from './strategy-list.ts';

describe('the strategies on the page', () => {
  test('are all of the registry, each once', () => {
    const registered = STRATEGIES.map(({ name }) => name).filter((name) => name !== 'manual');
    expect([...PLANNED_STRATEGIES].sort()).toEqual([...registered].sort());
  });

  test.each(STRATEGIES.map(({ name, title, explanation }) => ({ name, title, explanation })))(
    '$name reads as in the registry',
    ({ name, title, explanation }) => {
      expect(STRATEGY_TEXTS[name]).toEqual({ title, explanation });
    },
  );
});
