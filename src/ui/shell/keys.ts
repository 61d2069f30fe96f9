// Keys of the whole page, as the registry of commands lists them (ui/palette/keys.ts).
import type { App } from '../../app/index.ts';
import { findCommand } from '../palette/commands.ts';
import { commandOfKey } from '../palette/keys.ts';
import { performIntent } from '../palette/perform.ts';
import { readKept, SINGLE_KEYS_KEY } from './kept-choice.ts';

/** Commands that work while a person types into a field, too: they are chords that no field uses. */
const WHILE_TYPING: ReadonlySet<string> = new Set(['palette']);

/** Listens for the keys of the page. Keys that are characters do nothing while a person types into a field. */
export function listenToKeys(host: HTMLElement, app: App, signal: AbortSignal): void {
  window.addEventListener(
    'keydown',
    (event) => {
      if (!event.defaultPrevented && handleKey(host, app, event)) event.preventDefault();
    },
    { signal },
  );
}

function handleKey(host: HTMLElement, app: App, event: KeyboardEvent): boolean {
  const hasSingleKeys = readKept(SINGLE_KEYS_KEY) !== 'off';
  const id = commandOfKey(event, hasSingleKeys);
  if (id === null || (isTyping(event) && !WHILE_TYPING.has(id))) return false;
  const command = findCommand(id, { state: app.store.state, run: null, hasSingleKeys });
  if (command === undefined) return false;
  if (command.unavailable === null) performIntent(command.intent, { host, app });
  // The browser closes what is open on Escape, but only if nobody takes the key away.
  return command.intent.kind !== 'close';
}

/** True in fields for text and numbers, where keys are characters. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement)
    return !['radio', 'checkbox', 'button'].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
