import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SampleEntry } from '../contract.ts';
import { placeTip } from '../glossary/place-tip.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';
import './reef-open-panel.ts';

/** Clear of the header's lower edge. */
const GAP_PX = 14;

/** "Open model" in the header: the sources of a model in a panel below the button. */
@customElement('reef-open-menu')
export class ReefOpenMenu extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      @media (max-width: 599px) {
        .wide {
          display: none;
        }
      }
      .panel {
        position: fixed;
        inset: auto;
        width: 304px;
        max-height: calc(100vh - var(--header-height) - 24px);
        margin: 0;
        padding: var(--space-4);
        border: 1px solid var(--ink-4);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink-1);
        overflow-y: auto;
      }
    `,
  ];

  @property({ attribute: false }) samples: readonly SampleEntry[] = [];
  @property({ attribute: 'current-sample' }) currentSample = '';
  @property({ type: Boolean, attribute: 'is-kept' }) isKept = false;

  override render(): TemplateResult {
    return html`<button type="button" popovertarget="panel" aria-label="Open model">
        Open<span class="wide"> model</span>
      </button>
      <div
        id="panel"
        class="panel"
        popover
        role="group"
        aria-label="Open a model"
        @toggle=${this.#onToggle}
        @sample-chosen=${this.#close}
        @file-chosen=${this.#close}
        @forget-requested=${this.#close}
      >
        <reef-open-panel
          .samples=${this.samples}
          current-sample=${this.currentSample}
          ?is-kept=${this.isKept}
        ></reef-open-panel>
      </div>`;
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    const button = this.renderRoot.querySelector('button');
    if (event.newState !== 'open' || button === null) return;
    placeTip(event.target as HTMLElement, button.getBoundingClientRect(), GAP_PX);
  };

  readonly #close = (): void => {
    this.renderRoot.querySelector<HTMLElement>('.panel')?.hidePopover();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-open-menu': ReefOpenMenu;
  }
}
