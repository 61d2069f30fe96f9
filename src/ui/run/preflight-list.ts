import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../parts/reef-copy-lines.ts';
import { baseStyles, textStyles } from '../theme/shared-styles.ts';
import type { PreflightCheck } from './run-contract.ts';

const STATE_WORDS: Readonly<Record<PreflightCheck['state'], string>> = {
  pass: 'fine',
  warn: 'could be better',
  fail: 'to do',
  unknown: 'not known yet',
};

/**
 * What must be true before an accelerator on USB can be used, with the remedy of what is not.
 * @fires copy-requested - a udev rule, for instance
 */
@customElement('reef-preflight-list')
export class PreflightList extends LitElement {
  static override styles = [
    baseStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      ol {
        display: grid;
        gap: 4px;
        max-width: 760px;
        margin: var(--space-2) 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 190px 110px minmax(0, 1fr);
        gap: 0 var(--space-3);
      }
      .state {
        color: var(--ink-3);
      }
      .fail .state,
      .warn .state {
        color: var(--ink-1);
        font-weight: 600;
      }
      @media (max-width: 599px) {
        li {
          grid-template-columns: minmax(0, 1fr) max-content;
        }
        .remedy {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: false }) checks: readonly PreflightCheck[] = [];

  override render(): TemplateResult {
    return html`<ol aria-label="Checks">
      ${this.checks.filter(({ state }) => state !== 'unknown').map((check) => this.#renderCheck(check))}
    </ol>`;
  }

  #renderCheck({ title, state, remedy, copy }: PreflightCheck): TemplateResult {
    return html`<li class=${state}>
      <span>${title}</span>
      <span class="state">${STATE_WORDS[state]}</span>
      <span class="remedy"
        >${remedy ?? ''}${
          copy === null ? nothing : html`<reef-copy-lines text=${copy}></reef-copy-lines>`
        }</span
      >
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-preflight-list': PreflightList;
  }
}
