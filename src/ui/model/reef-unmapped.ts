import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { memoizeLast } from '../../base/index.ts';
import { groupRefusals, refusalSubject } from '../../report/index.ts';
import type { RefusalGroup } from '../../report/index.ts';
import { emit } from '../contract.ts';
import type { OperatorRow } from '../contract.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

/**
 * What does not run on the Edge TPU: why, and what to change. Nothing where all of it does.
 * @fires selection-changed - "Show": the first operator of a group
 */
@customElement('reef-unmapped')
export class ReefUnmapped extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      ul {
        margin: var(--space-2) 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(180px, 260px) 1fr auto;
        gap: var(--space-4);
        padding: var(--space-2) 0;
        border-top: 1px solid var(--line);
      }
      .subject {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      button {
        align-self: start;
      }
      @media (max-width: 599px) {
        li {
          grid-template-columns: 1fr auto;
        }
        .subject {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly OperatorRow[] = [];
  readonly #groupsOf = memoizeLast(groupRefusals);

  override render(): TemplateResult | typeof nothing {
    const groups = this.#groupsOf(this.rows);
    if (groups.length === 0) return nothing;
    return html`<h2>Runs on the computer's CPU instead of the Edge TPU</h2>
      <ul>
        ${groups.map((group) => this.#renderGroup(group))}
      </ul>`;
  }

  #renderGroup(group: RefusalGroup): TemplateResult {
    return html`<li>
      <span class="subject">${refusalSubject(group)}</span>
      <span
        >${group.reason} <span class="quiet">${group.remedy}</span>${
          group.isGuess
            ? html` <span class="quiet"
                >This rule is a guess; the compiler may still take it.</span
              >`
            : nothing
        }</span
      >
      <button
        type="button"
        @click=${() => {
          const [opIndex] = group.operators;
          if (opIndex === undefined) return;
          emit(this, 'selection-changed', { selection: { kind: 'operator', opIndex } });
        }}
      >
        Show<span class="visually-hidden"> ${refusalSubject(group)} in the table</span>
      </button>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-unmapped': ReefUnmapped;
  }
}
