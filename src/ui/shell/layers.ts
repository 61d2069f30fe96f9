// What lies beside or over the views for a while: help, the command palette, the list of keys. Their code is loaded when
// the first of them is asked for; none of them takes the page away.
import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import type { App } from '../../app/index.ts';
import type { HelpTopic, ReefEvents } from '../contract.ts';
import { LaterPart } from '../parts/later-part.ts';
import { deepFocus, giveFocusBack } from './focus.ts';

/** Events of the contract that this controller answers, in place of the app. */
export type LayerEvent =
  'help-requested' | 'help-closed' | 'palette-requested' | 'key-list-requested';

type Host = ReactiveControllerHost & HTMLElement & { readonly app: App | null };

const helpPart = new LaterPart(() => import('../help/index.ts'));
const palettePart = new LaterPart(() => import('../palette/index.ts'));

export class Layers implements ReactiveController {
  readonly #host: Host;
  #listening = new AbortController();
  #help: { readonly topic: HelpTopic | null } | null = null;
  #opener: HTMLElement | null = null;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  get isHelpOpen(): boolean {
    return this.#help !== null;
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const listen = <Name extends LayerEvent>(
      name: Name,
      handle: (detail: ReefEvents[Name]) => void,
    ): void => {
      this.#host.addEventListener(
        name,
        (event) => {
          handle((event as CustomEvent<ReefEvents[Name]>).detail);
        },
        { signal: this.#listening.signal },
      );
    };
    listen('help-requested', ({ topic }) => {
      this.#openHelp(topic);
    });
    listen('help-closed', () => {
      this.closeHelp();
    });
    listen('palette-requested', () => {
      void this.#open('reef-palette');
    });
    listen('key-list-requested', () => {
      void this.#open('reef-key-list');
    });
  }

  hostDisconnected(): void {
    this.#listening.abort();
  }

  closeHelp(): void {
    if (this.#help === null) return;
    this.#help = null;
    this.#host.requestUpdate();
    giveFocusBack(this.#opener, this.#host.shadowRoot?.querySelector('.help') ?? null);
  }

  /** Stands in the frame, beside the result. */
  renderHelp(app: App): TemplateResult | typeof nothing {
    if (this.#help === null) return nothing;
    return html`<aside class="help" aria-label="Help">
      <reef-help .app=${app} .topic=${this.#help.topic}></reef-help>
    </aside>`;
  }

  /** Lies over the page; empty until it is opened. */
  renderOver(app: App): TemplateResult {
    return html`<reef-palette .app=${app}></reef-palette>
      <reef-key-list .app=${app}></reef-key-list>`;
  }

  #openHelp(topic: HelpTopic | null): void {
    if (this.#help === null) this.#opener = deepFocus();
    this.#help = { topic };
    this.#host.requestUpdate();
    void this.#load(helpPart);
  }

  async #open(tag: 'reef-palette' | 'reef-key-list'): Promise<void> {
    const opener = deepFocus();
    if (!(await this.#load(palettePart))) return;
    const layer = this.#host.shadowRoot?.querySelector(tag);
    await layer?.updateComplete;
    layer?.open(opener);
  }

  /** False where the code did not arrive; the next time tries again. */
  async #load(part: Pick<LaterPart<unknown>, 'load'>): Promise<boolean> {
    if ((await part.load()) !== null) return true;
    this.#host.app?.announce('This part of the page could not be loaded. Try again.');
    return false;
  }
}
