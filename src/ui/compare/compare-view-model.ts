// What can be compared, and what is. Pure.
import { sharedResultOfState } from '../../app/index.ts';
import { TOOL_VERSION } from '../../base/index.ts';
import type { SharedResult } from '../../share/index.ts';
import type { AppState, ComparedId } from '../contract.ts';

export interface ComparedChoice {
  readonly id: ComparedId;
  readonly title: string;
  readonly result: SharedResult;
}

/** Everything that can stand on a side: the plan on show, the link that is open, the pins in the order they were made. */
export function comparedChoices(state: AppState): readonly ComparedChoice[] {
  const now = sharedResultOfState(state, {
    toolVersion: TOOL_VERSION,
    environment: null,
    name: null,
  });
  return [
    ...(now === null ? [] : [{ id: 'now' as const, title: 'The plan now', result: now }]),
    ...(state.shared.kind === 'open'
      ? [{ id: 'link' as const, title: 'The link', result: state.shared.result }]
      : []),
    ...state.pins,
  ];
}

/** The two sides; a side whose result is gone is null. */
export function comparedSides(
  choices: readonly ComparedChoice[],
  comparison: NonNullable<AppState['comparison']>,
): readonly [left: ComparedChoice | null, right: ComparedChoice | null] {
  const find = (wanted: ComparedId): ComparedChoice | null =>
    choices.find(({ id }) => id === wanted) ?? null;
  return [find(comparison.leftId), find(comparison.rightId)];
}
