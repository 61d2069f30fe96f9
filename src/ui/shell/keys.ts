// Keys of the whole page, as the registry of commands lists them (ui/palette/keys.ts). Which keys there are is known from
// the start; what they do is loaded at the first sign of a person.
import type { App } from '../../app/index.ts';
import { commandOfKey } from '../palette/keys.ts';
import type { Performer } from '../palette/perform.ts';
import { LaterPart } from '../parts/later-part.ts';
import { onFirstSign } from './first-sign.ts';
import { readKept, SINGLE_KEYS_KEY } from './kept-choice.ts';

const commands = new LaterPart(() => import('../palette/perform-command.ts'));

/** Commands that work while a person types into a field, too: they are chords that no field uses. */
const WHILE_TYPING: ReadonlySet<string> = new Set(['palette']);

/** Resolves when what the keys do is not on its way any more. */
export function whenKeysAreThere(): Promise<void> {
  return commands.whenSettled();
}

/** Listens for the keys of the page. Keys that are characters do nothing while a person types into a field. */
export function listenToKeys(host: HTMLElement, app: App, signal: AbortSignal): void {
  onFirstSign(() => void commands.load(), signal);
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
  // The browser closes what is open on Escape, but only if nobody takes the key away.
  return perform(id, { host, app, hasSingleKeys }) && id !== 'close';
}

/** False where there is no such command now. One that is still on its way takes its key, and acts when it is there. */
function perform(
  id: string,
  { hasSingleKeys, ...performer }: Performer & { readonly hasSingleKeys: boolean },
): boolean {
  if (commands.here !== null) return commands.here.performCommand(id, performer, hasSingleKeys);
  void commands.load().then((loaded) => {
    if (loaded !== null) loaded.performCommand(id, performer, hasSingleKeys);
    else performer.app.announce('This part of the page could not be loaded. Try again.');
  });
  return true;
}

/** True in fields for text and numbers, where keys are characters. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement)
    return !['radio', 'checkbox', 'button'].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
