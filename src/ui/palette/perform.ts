// Does what a command's intent says. Events of the contract go the way that every element's go; the rest is a few lines.
import type { App } from '../../app/index.ts';
import { keep, SINGLE_KEYS_KEY } from '../shell/kept-choice.ts';
import type { Intent } from './command-types.ts';

export interface Performer {
  /** The page's element: events of the contract are listened to there. */
  readonly host: HTMLElement;
  readonly app: App;
}

export function performIntent(intent: Intent, { host, app }: Performer): void {
  switch (intent.kind) {
    case 'event':
      send(host, intent.name, intent.detail);
      return;
    case 'open-file':
      openFileDialog(host);
      return;
    case 'palette':
      send(host, 'palette-requested', {});
      return;
    case 'key-list':
      send(host, 'key-list-requested', {});
      return;
    case 'single-keys':
      keep(SINGLE_KEYS_KEY, intent.isOn ? '' : 'off');
      app.announce(`Single keys are ${intent.isOn ? 'on' : 'off'}.`);
      return;
    case 'close':
      app.select({ kind: 'none' });
      app.toggleDrawer(false);
      send(host, 'help-closed', {});
      return;
    case 'copy-link':
      void copyLinkOf(app);
      return;
    case 'print':
      window.print();
      return;
    case 'run':
    case 'run-cancel':
    case 'connect':
    case 'virtual':
    case 'cpu':
      void performOnRun(app, intent.kind);
      return;
  }
}

async function performOnRun(app: App, kind: RunIntent): Promise<void> {
  app.showView('run');
  try {
    const [{ performRunIntent }, control] = await Promise.all([
      import('./perform-run.ts'),
      app.running.load(),
    ]);
    performRunIntent(kind, app, control);
  } catch {
    app.announce('This part of the page could not be loaded. Try again.');
  }
}

async function copyLinkOf(app: App): Promise<void> {
  try {
    const { copyLinkNow } = await import('./copy-link-now.ts');
    await copyLinkNow(app);
  } catch {
    app.announce('This part of the page could not be loaded. Try again.');
  }
}

export type RunIntent = Extract<
  Intent['kind'],
  'run' | 'run-cancel' | 'connect' | 'virtual' | 'cpu'
>;

function send(host: HTMLElement, name: string, detail: unknown): void {
  host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

function openFileDialog(host: HTMLElement): void {
  const menu = host.shadowRoot?.querySelector('reef-open-menu');
  const panel = menu?.shadowRoot?.querySelector('reef-open-panel');
  panel?.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]')?.click();
}
