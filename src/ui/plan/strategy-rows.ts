import type { Plan } from '../../partition/index.ts';
import type { StrategyStatus } from '../../report/index.ts';
import type { StrategyRow } from '../contract.ts';

/** The plan of a row that has one. */
export function planOfRow(row: StrategyRow): Plan | null {
  return row.state.kind === 'done' ? row.state.value : null;
}

/** A row as the sentences speak of it. */
export function statusOfRow(row: StrategyRow): StrategyStatus {
  const { name: strategy, title, state } = row;
  switch (state.kind) {
    case 'done':
      return { kind: 'done', strategy, title, plan: state.value };
    case 'failed':
      return { kind: 'failed', strategy, title, failure: state.failure };
    case 'cancelled':
      return { kind: 'cancelled', strategy, title };
    case 'idle':
    case 'running':
      return { kind: 'pending', strategy, title };
  }
}
