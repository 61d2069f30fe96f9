// What can be compared, and what is. Pure.
import { listSharedParts, sharedResultOfState } from '../../app/index.ts';
import { memoizeLast, rememberLast, TOOL_VERSION } from '../../base/index.ts';
import type { SharedResult } from '../../share/index.ts';
import type { AppState, ComparedId } from '../contract.ts';

export interface ComparedChoice {
  readonly id: ComparedId;
  readonly title: string;
  readonly result: SharedResult;
}

const ABOUT = { toolVersion: TOOL_VERSION, environment: null, name: null };

/** Lists everything that can stand on a side; one instance per place that shows it, because it remembers the last. */
export function createComparedChoices(): (state: AppState) => readonly ComparedChoice[] {
  const rememberNow = rememberLast<SharedResult | null>();
  const choicesOf = memoizeLast(listChoices);
  return (state) => {
    const { shared, pins } = state;
    const now = rememberNow(listSharedParts(state), () => sharedResultOfState(state, ABOUT));
    return choicesOf(now, shared.kind === 'open' ? shared.result : null, pins);
  };
}

/** The plan on show, the link that is open, the pins in the order they were made. */
function listChoices(
  now: SharedResult | null,
  link: SharedResult | null,
  pins: AppState['pins'],
): readonly ComparedChoice[] {
  return [
    ...(now === null ? [] : [{ id: 'now' as const, title: 'The plan now', result: now }]),
    ...(link === null ? [] : [{ id: 'link' as const, title: 'The link', result: link }]),
    ...pins,
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
