// The part of the address behind `#`: a view, a result link, or both (`run/v1.…`). Pure.
import type { ViewName } from './types.ts';

export const VIEW_NAMES: readonly ViewName[] = ['model', 'plan', 'run', 'share'];

/** What a fragment says. */
export interface AddressParts {
  readonly view: ViewName | null;
  /** The result link in it, `v1.…`; null where there is none. */
  readonly link: string | null;
}

/** Reads what is behind `#`; anything else than a view or a result link says nothing. */
export function parseFragment(fragment: string): AddressParts {
  const slash = fragment.indexOf('/');
  const head = slash < 0 ? fragment : fragment.slice(0, slash);
  const view = VIEW_NAMES.find((name) => name === head) ?? null;
  const rest = view === null ? fragment : slash < 0 ? '' : fragment.slice(slash + 1);
  return { view, link: isLinkText(rest) ? rest : null };
}

/** The fragment of a view and, where there is one, its result. */
export function fragmentOf({ view, link }: AddressParts): string {
  return [view, link].filter((part) => part !== null).join('/');
}

/**
 * The result link in what a person pasted: an address, its fragment, or the link alone. Text without one is given back
 * as it is, for the decoder to refuse.
 */
export function linkIn(text: string): string {
  const trimmed = text.trim();
  const fragment = trimmed.slice(trimmed.indexOf('#') + 1);
  return parseFragment(fragment).link ?? fragment;
}

/** The same rule as `isResultLink` of share/, which comes with the decoder and is not here at the first view. */
function isLinkText(text: string): boolean {
  return /^v\d+\./.test(text);
}
