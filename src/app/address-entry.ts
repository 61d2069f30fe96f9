// One step of the browser's history, as Reef writes it: what was set, in the state of the entry; the result, in its
// fragment. Pure. The state is read back like any other input, because an older build may have written it.
import { STRATEGY_NAMES } from '../partition/index.ts';
import type { SegmentFact, StrategyName } from '../partition/index.ts';
import { VIEW_NAMES } from './address-text.ts';
import { parseManual, parseSetUp } from './kept-session.ts';
import type { EditState } from './kept-session.ts';
import { shownStrategy } from './plan-choice.ts';
import { isModelOf } from './shared-links.ts';
import type { AppState, SetUp, ViewName } from './types.ts';

/** A model that is open, with what was set. */
export interface LiveEntry {
  readonly kind: 'live';
  readonly view: ViewName;
  readonly sha256: string;
  readonly edit: Omit<EditState, 'source'>;
  /** The strategy that was on show; tells a choice that changes nothing from one that does. */
  readonly shown: StrategyName | null;
  /** Link that was open beside it, and whether it is of this model; null where none was. */
  readonly beside: { readonly link: string; readonly isOfModel: boolean } | null;
}

/** A result from a link, by itself. */
export interface LinkEntry {
  readonly kind: 'link';
  readonly link: string;
}

export type AddressEntry = LiveEntry | LinkEntry;

/** What the page shows, as an entry; null where it is nothing to go back to: the start page, a link that cannot be read. */
export function entryOf(state: AppState): AddressEntry | null {
  const { shared, model, view, setUp, chosenStrategy, manual } = state;
  if (shared.kind === 'failed' || shared.kind === 'opening') return null;
  // Without a model, every view there is shows the link.
  if (shared.kind === 'open' && (shared.isInFront || model === null)) {
    return { kind: 'link', link: shared.link };
  }
  if (model === null) return null;
  return {
    ...{ kind: 'live', view, sha256: model.sha256, edit: { setUp, chosenStrategy, manual } },
    shown: shownStrategy(state),
    beside:
      shared.kind === 'open'
        ? { link: shared.link, isOfModel: isModelOf(shared.result, model) }
        : null,
  };
}

/**
 * Whether going from one entry to the next is a step that Back takes back (`push`), or the same step with newer figures
 * (`replace`). A link whose model has been opened is the same step: going back to it would make it live again.
 */
export function stepBetween(before: AddressEntry | null, after: AddressEntry): 'push' | 'replace' {
  if (before === null) return 'replace';
  if (before.kind === 'link') {
    const isSame =
      after.kind === 'link'
        ? after.link === before.link
        : after.beside?.link === before.link && after.beside.isOfModel;
    return isSame ? 'replace' : 'push';
  }
  if (after.kind === 'link' || before.view !== after.view || before.sha256 !== after.sha256) {
    return 'push';
  }
  return isSameEdit(before, after) ? 'replace' : 'push';
}

/** True where nothing was set in between; what Reef chose by itself does not count. */
export function isSameEdit(before: LiveEntry, after: LiveEntry): boolean {
  const { manual: cutsBefore, setUp: setUpBefore } = before.edit;
  const { manual: cutsAfter, setUp: setUpAfter } = after.edit;
  return (
    isSameSetUp(setUpBefore, setUpAfter) &&
    JSON.stringify(cutsBefore) === JSON.stringify(cutsAfter) &&
    isSameChoice(before, after)
  );
}

/** A result that was asked for pins the strategy that was on show anyway. */
function isSameChoice(before: LiveEntry, after: LiveEntry): boolean {
  const chosenBefore = before.edit.chosenStrategy;
  const chosenAfter = after.edit.chosenStrategy;
  return chosenBefore === chosenAfter || (chosenBefore === null && chosenAfter === before.shown);
}

/** With `auto` the number of devices is Reef's own; those that both lists have must be the same. */
function isSameSetUp(before: SetUp, after: SetUp): boolean {
  if (before.isAuto !== after.isAuto || before.batch !== after.batch) return false;
  if (before.facts !== after.facts) return false;
  const count = before.isAuto
    ? Math.min(before.devices.length, after.devices.length)
    : Math.max(before.devices.length, after.devices.length);
  return (
    JSON.stringify(before.devices.slice(0, count)) === JSON.stringify(after.devices.slice(0, count))
  );
}

const STATE_KEY = 'reef';

/** What stands beside an entry in its state. */
interface EntryNotes {
  readonly factsNumber: number;
  /** How often everything had been forgotten when it was written. */
  readonly forgetCount: number;
}

/** The entry as the browser keeps it; null = the view alone. Facts stay in the page: they are long, and go with it. */
export function stateOfEntry(
  entry: AddressEntry | null,
  { factsNumber, forgetCount }: EntryNotes,
): unknown {
  if (entry === null) return { [STATE_KEY]: { kind: 'view', forgetCount } };
  if (entry.kind === 'link') return { [STATE_KEY]: { kind: 'link', forgetCount } };
  const { facts: _facts, ...setUp } = entry.edit.setUp;
  const edit = { ...entry.edit, setUp };
  return { [STATE_KEY]: { ...entry, edit, factsNumber, forgetCount } };
}

/** How often everything had been forgotten when the state was written; null for one that is not ours. */
export function forgetCountOf(state: unknown): number | null {
  const kept = fieldOf(state, STATE_KEY);
  return kept === undefined ? null : Number(fieldOf(kept, 'forgetCount') ?? 0);
}

/** The live entry that the browser kept; null where it kept none, or one that is not ours. */
export function liveEntryOf(
  state: unknown,
  factsAt: (factsNumber: number) => readonly SegmentFact[] | undefined,
): LiveEntry | null {
  const kept = fieldOf(state, STATE_KEY);
  if (fieldOf(kept, 'kind') !== 'live') return null;
  const edit = fieldOf(kept, 'edit');
  const setUp = parseSetUp(fieldOf(edit, 'setUp'));
  const view = VIEW_NAMES.find((name) => name === fieldOf(kept, 'view'));
  const sha256 = fieldOf(kept, 'sha256');
  const besideLink = fieldOf(fieldOf(kept, 'beside'), 'link');
  const isOfModel = fieldOf(fieldOf(kept, 'beside'), 'isOfModel') === true;
  if (setUp === null || view === undefined || typeof sha256 !== 'string') return null;
  const manual = parseManual(fieldOf(edit, 'manual'));
  const chosen = strategyNamed(fieldOf(edit, 'chosenStrategy'));
  const facts = factsAt(Number(fieldOf(kept, 'factsNumber')));
  return {
    ...{ kind: 'live', view, sha256 },
    edit: {
      setUp: facts === undefined ? setUp : { ...setUp, facts },
      chosenStrategy: chosen === 'manual' && manual === null ? null : chosen,
      manual,
    },
    shown: strategyNamed(fieldOf(kept, 'shown')),
    beside: typeof besideLink === 'string' ? { link: besideLink, isOfModel } : null,
  };
}

function strategyNamed(value: unknown): StrategyName | null {
  return STRATEGY_NAMES.find((name) => name === value) ?? null;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
