import { html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import { readKept, SINGLE_KEYS_KEY } from '../shell/kept-choice.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';
import type { Command, CommandContext } from './command-types.ts';
import { listCommands } from './commands.ts';
import { isAppleKeyboard, renderCaps } from './key-caps.ts';
import { COMMAND_KEYS, keyCaps } from './keys.ts';
import { searchCommands } from './match.ts';
import { paletteStyles, sheetStyles } from './palette-styles.ts';
import { performIntent } from './perform.ts';
import { readRun } from './perform-run.ts';
import { Sheet } from './sheet.ts';

/** Steps of the keys that move in the list; the ends join. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const PAGE_STEPS: Readonly<Record<string, number>> = { PageDown: 8, PageUp: -8 };

/**
 * Everything that can be done, to be found by typing: a combobox over a list. It lies over the page without taking it
 * away: a click elsewhere or Escape closes it, and the focus goes back to where it was.
 */
@customElement('reef-palette')
export class ReefPalette extends LitElement {
  static override styles = [baseStyles, controlStyles, sheetStyles, paletteStyles];

  @property({ attribute: false }) app: App | null = null;
  @state() private text = '';
  @state() private activeIndex = 0;
  @query('input') private readonly field!: HTMLInputElement;
  readonly #sheet = new Sheet(this);
  #unsubscribe: () => void = () => undefined;

  /** Shows it; `opener` gets the focus back. Where it is open already, this closes it. */
  open(opener: HTMLElement | null): void {
    if (!this.#sheet.open(opener)) return;
    this.text = '';
    this.activeIndex = 0;
    this.#unsubscribe =
      this.app?.store.subscribe(() => {
        this.requestUpdate();
      }) ?? this.#unsubscribe;
    this.field.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  override render(): TemplateResult {
    const commands = this.#commands();
    const active = commands[this.activeIndex];
    return html`<div
      class="sheet"
      popover
      @toggle=${this.#onToggle}
      @keydown=${this.#onKey}
      role="dialog"
      aria-label="Commands"
    >
      <div class="field">
        <input
          type="text"
          role="combobox"
          aria-label="Find a command"
          aria-expanded=${this.#sheet.isOpen}
          aria-controls="list"
          aria-autocomplete="list"
          aria-activedescendant=${active === undefined ? nothing : optionId(active)}
          placeholder="Find a command, a sample, a question"
          autocomplete="off"
          spellcheck="false"
          .value=${this.text}
          @input=${this.#onInput}
        />
        ${renderCaps(['Esc'])}
      </div>
      <div class="list" id="list" role="listbox" aria-label="Commands">
        ${this.#renderGroups(commands)}
      </div>
      <div class="foot" role="status" aria-live="polite">${this.#footText(commands)}</div>
    </div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.renderRoot
      .querySelector('.option[aria-selected="true"]')
      ?.scrollIntoView({ block: 'nearest' });
  }

  #commands(): readonly Command[] {
    const { app } = this;
    if (app === null || !this.#sheet.isOpen) return [];
    const context: CommandContext = {
      state: app.store.state,
      run: readRun(app),
      hasSingleKeys: readKept(SINGLE_KEYS_KEY) !== 'off',
    };
    return searchCommands(this.text, listCommands(context)).filter(({ id }) => id !== 'palette');
  }

  #renderGroups(commands: readonly Command[]): readonly TemplateResult[] {
    // Ranked results are one list: groups would tear the ranking apart.
    const isRanked = this.text.trim() !== '';
    const groups = isRanked ? [''] : [...new Set(commands.map(({ group }) => group))];
    return groups.map((group) => {
      const own = isRanked ? commands : commands.filter((command) => command.group === group);
      const options = own.map((command) => this.#renderOption(command, commands.indexOf(command)));
      return isRanked
        ? html`<div class="ranked" role="presentation">${options}</div>`
        : html`<div role="group" aria-label=${group}>
            <div class="group" aria-hidden="true">${group}</div>
            ${options}
          </div>`;
    });
  }

  #renderOption(command: Command, index: number): TemplateResult {
    const stroke = COMMAND_KEYS[command.id]?.[0];
    return html`<div
      class="option"
      id=${optionId(command)}
      role="option"
      aria-selected=${index === this.activeIndex}
      aria-disabled=${command.unavailable === null ? nothing : true}
      @pointermove=${(event: PointerEvent) => {
        // A list that changes under a resting pointer is no choice of the person's.
        if (event.movementX !== 0 || event.movementY !== 0) this.activeIndex = index;
      }}
      @click=${() => {
        this.#choose(command);
      }}
    >
      <span class="title">${command.title}</span>
      ${command.unavailable === null ? nothing : html`<span class="why">${command.unavailable}</span>`}
      <span class="end"
        >${command.note ?? nothing}
        ${stroke === undefined ? nothing : renderCaps(keyCaps(stroke, isAppleKeyboard()))}</span
      >
    </div>`;
  }

  #footText(commands: readonly Command[]): string {
    if (commands.length === 0) return 'Nothing is called so. Try another word.';
    if (this.text.trim() === '') return 'Type to find samples, strategies and numbers of devices.';
    return commands.length === 1 ? 'One command.' : `${String(commands.length)} commands.`;
  }

  readonly #onInput = (): void => {
    this.text = this.field.value;
    this.activeIndex = 0;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const count = this.#commands().length;
    // Keys of the page have no business here, except the one that closes the palette again.
    if (!(event.ctrlKey || event.metaKey)) event.stopPropagation();
    const step = STEPS[event.key];
    const pageStep = PAGE_STEPS[event.key];
    if (step !== undefined && count > 0) {
      this.activeIndex = (this.activeIndex + step + count) % count;
    } else if (pageStep !== undefined) {
      this.activeIndex = Math.max(0, Math.min(count - 1, this.activeIndex + pageStep));
    } else if (event.key === 'Enter') {
      const command = this.#commands()[this.activeIndex];
      if (command !== undefined) this.#choose(command);
    } else if (event.key === 'Escape') {
      this.#sheet.close();
    } else return;
    event.preventDefault();
  };

  #choose(command: Command): void {
    const { app } = this;
    if (app === null) return;
    if (command.unavailable !== null) {
      app.announce(command.unavailable);
      return;
    }
    this.#sheet.close();
    performIntent(command.intent, { host: pageOf(this), app });
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    if (this.#sheet.followToggle(event)) this.#unsubscribe();
  };
}

function optionId({ id }: Command): string {
  return `option-${id}`;
}

/** The element of the page around it, where events of the contract are listened to. */
function pageOf(element: Element): HTMLElement {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? (root.host as HTMLElement) : document.body;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-palette': ReefPalette;
  }
}
