import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { emit } from '../contract.ts';
import type { ThemeName } from '../contract.ts';
import { isAppleKeyboard } from '../palette/key-caps.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

const THEMES: readonly { readonly name: ThemeName; readonly title: string }[] = [
  { name: 'system', title: 'System' },
  { name: 'light', title: 'Light' },
  { name: 'dark', title: 'Dark' },
];

/**
 * Foot of the set-up column: theme, the list of commands, the list of keys.
 * @fires theme-chosen
 * @fires palette-requested
 * @fires key-list-requested
 */
@customElement('reef-column-foot')
export class ReefColumnFoot extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
        color: var(--ink-2);
        font-size: 12px;
      }
      fieldset {
        display: flex;
        gap: var(--space-3);
        margin: 0;
        padding: 0;
        border: none;
      }
      legend {
        float: left;
        margin-right: auto;
        padding: 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-1);
      }
      input {
        margin: 0;
      }
      .lists {
        display: flex;
        justify-content: space-between;
        margin: var(--space-2) calc(-1 * var(--space-2)) 0;
      }
      .lists button {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 26px;
        padding: 2px var(--space-2);
        border-color: transparent;
        background: none;
        font-weight: 400;
      }
      .lists button:hover {
        background: var(--hover);
      }
      kbd {
        padding: 0 5px;
        border: 1px solid var(--ink-4);
        border-radius: 4px;
        font: 500 var(--text-caption) / 1.5 var(--font);
      }
    `,
  ];

  @property() theme: ThemeName = 'system';

  override render(): TemplateResult {
    return html`<fieldset>
        <legend>Theme</legend>
        ${THEMES.map(
          ({ name, title }) =>
            html`<label
              ><input
                type="radio"
                name="theme"
                .checked=${name === this.theme}
                @change=${() => {
                  emit(this, 'theme-chosen', { theme: name });
                }}
              />${title}</label
            >`,
        )}
      </fieldset>
      <div class="lists">
        <button
          type="button"
          aria-keyshortcuts="Control+K Meta+K"
          @click=${() => {
            emit(this, 'palette-requested', {});
          }}
        >
          Commands <kbd aria-hidden="true">${isAppleKeyboard() ? '⌘' : 'Ctrl'} K</kbd>
        </button>
        <button
          type="button"
          aria-keyshortcuts="?"
          @click=${() => {
            emit(this, 'key-list-requested', {});
          }}
        >
          Keys <kbd aria-hidden="true">?</kbd>
        </button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-column-foot': ReefColumnFoot;
  }
}
