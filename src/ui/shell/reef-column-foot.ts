import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { emit } from '../contract.ts';
import type { ThemeName } from '../contract.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

const THEMES: readonly { readonly name: ThemeName; readonly title: string }[] = [
  { name: 'system', title: 'System' },
  { name: 'light', title: 'Light' },
  { name: 'dark', title: 'Dark' },
];

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['1 2 3 4', 'Model, Plan, Run, Share'],
  ['O', 'open a file'],
  ['← →', 'move the focused cut, or read the next depth'],
  ['Page ↑ ↓', 'the same by ten'],
  ['Enter', 'cut after the depth that is read'],
  ['Delete', 'remove the focused cut'],
  ['Ctrl Z', 'undo'],
  ['Ctrl Shift Z', 'redo'],
  ['Esc', 'drop the selection, close what is open'],
];

/**
 * Foot of the set-up column: theme and keys.
 * @fires theme-chosen
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
      details {
        margin-top: var(--space-3);
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--space-1) var(--space-3);
        margin: var(--space-2) 0 0;
      }
      dt {
        color: var(--ink-1);
      }
      dd {
        margin: 0;
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
      <details>
        <summary>Keys</summary>
        <dl>
          ${KEYS.map(
            ([keys, what]) =>
              html`<dt>${keys}</dt>
                <dd>${what}</dd>`,
          )}
        </dl>
      </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-column-foot': ReefColumnFoot;
  }
}
