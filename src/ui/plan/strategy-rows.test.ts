import { expect, it } from 'vitest';
import { testPlan, testSegment } from '../../report/testing/plans.ts';
import type { StrategyRow } from '../contract.ts';
import { planOfRow, statusOfRow } from './strategy-rows.ts';

const plan = testPlan([testSegment(0)]);
const failure = { code: 'partition/compiler-crashes', message: 'It crashes.' } as const;

it.each([
  [{ kind: 'idle' }, null, 'pending'],
  [{ kind: 'running', progress: null, startedBy: 'x' }, null, 'pending'],
  [{ kind: 'cancelled' }, null, 'cancelled'],
  [{ kind: 'failed', failure }, null, 'failed'],
  [{ kind: 'done', value: plan }, plan, 'done'],
] as const)('a row in state %j', (state, expectedPlan, expectedKind) => {
  const row = { name: 'optimal', title: 'Optimal', explanation: '', state } as StrategyRow;
  expect(planOfRow(row)).toBe(expectedPlan);
  expect(statusOfRow(row).kind).toBe(expectedKind);
});
