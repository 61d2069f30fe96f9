import type { App } from '../../app/index.ts';
import type { ViewName } from '../contract.ts';

const VIEW_KEYS: Readonly<Record<string, ViewName>> = {
  1: 'model',
  2: 'plan',
  3: 'run',
  4: 'share',
};

/** Keys of the whole page. Nothing happens while a person types into a field. */
export function listenToKeys(host: HTMLElement, app: App, signal: AbortSignal): void {
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (handleKey(host, app, event)) event.preventDefault();
    },
    { signal },
  );
}

function handleKey(host: HTMLElement, app: App, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z' && !event.shiftKey) app.editing.undo();
    else if (key === 'y' || (key === 'z' && event.shiftKey)) app.editing.redo();
    else return false;
    return true;
  }
  if (event.altKey) return false;
  const view = VIEW_KEYS[key];
  if (view !== undefined) app.showView(view);
  else if (key === 'o') openFileDialog(host);
  else if (key === 'escape') {
    app.select({ kind: 'none' });
    app.toggleDrawer(false);
    // The browser closes what is open on Escape, but only if nobody takes the key away.
    return false;
  } else return false;
  return true;
}

function openFileDialog(host: HTMLElement): void {
  const menu = host.shadowRoot?.querySelector('reef-open-menu');
  const panel = menu?.shadowRoot?.querySelector('reef-open-panel');
  panel?.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]')?.click();
}

/** True in fields for text and numbers, where keys are characters. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement)
    return !['radio', 'checkbox', 'button'].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
