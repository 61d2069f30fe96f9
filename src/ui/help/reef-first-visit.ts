import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keep, readKept, WELCOMED_KEY } from '../shell/kept-choice.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { INTRODUCTION } from './introduction.ts';

/** What Reef is, in two lines above the result, until it is dismissed; then never again on this computer. Help has it as well. */
@customElement('reef-first-visit')
export class ReefFirstVisit extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      section {
        display: flex;
        align-items: center;
        gap: var(--space-5);
        max-width: 1680px;
        margin-bottom: var(--space-2);
        padding-bottom: var(--space-2);
        border-bottom: 1px solid var(--line);
      }
      p {
        flex: 1;
        max-width: 132ch;
        color: var(--ink-2);
        font-size: 12px;
        line-height: 1.4;
      }
      @media (max-width: 599px) {
        section {
          flex-direction: column;
          align-items: start;
          gap: var(--space-2);
        }
      }
    `,
  ];

  @state() private isDismissed = readKept(WELCOMED_KEY) === 'yes';

  override render(): TemplateResult | typeof nothing {
    if (this.isDismissed) return nothing;
    return html`<section aria-label="What Reef does">
      <p>${INTRODUCTION.join(' ')}</p>
      <button type="button" @click=${this.#onDismiss}>Got it</button>
    </section>`;
  }

  readonly #onDismiss = (): void => {
    keep(WELCOMED_KEY, 'yes');
    this.isDismissed = true;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-first-visit': ReefFirstVisit;
  }
}
