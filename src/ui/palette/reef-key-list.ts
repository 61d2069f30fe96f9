import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import { keep, readKept, SINGLE_KEYS_KEY } from '../shell/kept-choice.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { listCommands } from './commands.ts';
import { isAppleKeyboard, renderCaps } from './key-caps.ts';
import { listKeyGroups } from './key-groups.ts';
import type { KeyGroup, KeyLine } from './key-groups.ts';
import { sheetStyles } from './palette-styles.ts';
import { Sheet } from './sheet.ts';

/** All keys of the page, grouped, with a switch for those of one character. Lies over the page; Escape closes it. */
@customElement('reef-key-list')
export class ReefKeyList extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    sheetStyles,
    css`
      .sheet {
        width: min(680px, calc(100vw - 2 * var(--space-4)));
      }
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: var(--space-3) var(--space-4) var(--space-3) var(--space-5);
        border-bottom: 1px solid var(--line);
      }
      h2.title {
        color: var(--ink-1);
        font-size: 15px;
      }
      .groups {
        columns: 2 260px;
        column-gap: var(--space-6);
        min-height: 0;
        padding: var(--space-2) var(--space-5) var(--space-4);
        overflow-y: auto;
      }
      section {
        padding-top: var(--space-3);
        break-inside: avoid;
      }
      dl {
        margin: var(--space-1) 0 0;
      }
      .line {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: var(--space-4);
        padding: 3px 0;
      }
      dt {
        min-width: 0;
      }
      dd {
        display: flex;
        flex: none;
        align-items: baseline;
        gap: var(--space-2);
        margin: 0;
        color: var(--ink-3);
        font-size: var(--text-caption);
      }
      .off dt {
        color: var(--ink-3);
      }
      .off dd {
        text-decoration: line-through;
      }
      .foot {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-5);
        border-top: 1px solid var(--line);
        color: var(--ink-2);
        font-size: 12px;
      }
      .foot label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 24px;
      }
      .foot input {
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) app: App | null = null;
  @state() private hasSingleKeys = true;
  readonly #sheet = new Sheet(this);

  /** Shows it, or closes it where it is open; `opener` gets the focus back. */
  open(opener: HTMLElement | null): void {
    if (!this.#sheet.open(opener)) return;
    this.hasSingleKeys = readKept(SINGLE_KEYS_KEY) !== 'off';
    this.renderRoot.querySelector<HTMLElement>('.close')?.focus();
  }

  override render(): TemplateResult {
    return html`<div
      class="sheet"
      popover
      role="dialog"
      aria-labelledby="title"
      @toggle=${this.#onToggle}
      @keydown=${this.#onKey}
    >
      <div class="top">
        <h2 class="title" id="title">Keys</h2>
        <button class="close" type="button" @click=${this.#close}>Close</button>
      </div>
      <div class="groups" tabindex="0" role="region" aria-label="All keys">
        ${this.#sheet.isOpen ? this.#groups().map((group) => this.#renderGroup(group)) : nothing}
      </div>
      <div class="foot">
        <label>
          <input type="checkbox" .checked=${this.hasSingleKeys} @change=${this.#onSwitch} />Keys of
          one character</label
        >
        <span>Switch them off where speech input or a stray finger sets them off.</span>
      </div>
    </div>`;
  }

  #groups(): readonly KeyGroup[] {
    const { app, hasSingleKeys } = this;
    if (app === null) return [];
    const commands = listCommands({ state: app.store.state, run: null, hasSingleKeys });
    return listKeyGroups(commands, isAppleKeyboard());
  }

  #renderGroup({ title, lines }: KeyGroup): TemplateResult {
    return html`<section>
      <h2>${title}</h2>
      <dl>${lines.map((line) => this.#renderLine(line))}</dl>
    </section>`;
  }

  #renderLine({ title, ways, isSingle }: KeyLine): TemplateResult {
    return html`<div class="line ${isSingle && !this.hasSingleKeys ? 'off' : ''}">
      <dt>${title}</dt>
      <dd>${ways.map((caps, at) => html`${at === 0 ? nothing : ' or '}${renderCaps(caps)}`)}</dd>
    </div>`;
  }

  readonly #onSwitch = (event: Event): void => {
    this.hasSingleKeys = (event.target as HTMLInputElement).checked;
    keep(SINGLE_KEYS_KEY, this.hasSingleKeys ? '' : 'off');
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    // The page's keys rest while this lies over it; "?" closes it again.
    event.stopPropagation();
    if (event.key !== '?' && event.key !== 'Escape') return;
    this.#close();
    event.preventDefault();
  };

  readonly #close = (): void => {
    this.#sheet.close();
  };

  readonly #onToggle = (event: ToggleEvent): void => {
    this.#sheet.followToggle(event);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-key-list': ReefKeyList;
  }
}
