import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatPercent } from '../../base/index.ts';
import type { Progress } from '../../base/index.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';

/**
 * Progress in the place of a result: what is done, how far it is, and a way to stop it. Invisible for its first 200 ms,
 * so that quick work does not flash.
 * @fires cancelled - the person wants it stopped (does not bubble)
 */
@customElement('reef-progress')
export class ReefProgress extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        animation: appear 1ms 200ms both;
      }
      @keyframes appear {
        from {
          visibility: hidden;
        }
      }
      .text {
        flex: 1;
        min-width: 0;
        color: var(--ink-2);
      }
      .label {
        display: flex;
        justify-content: space-between;
        gap: var(--space-3);
        margin-bottom: var(--space-1);
      }
      .track {
        height: 4px;
        border-radius: 2px;
        background: var(--line);
        overflow: hidden;
      }
      .bar {
        height: 100%;
        background: var(--accent);
        transition: width var(--motion);
      }
      .unknown .bar {
        width: 25%;
        animation: sweep 1.6s linear infinite;
      }
      @keyframes sweep {
        from {
          margin-left: -25%;
        }
        to {
          margin-left: 100%;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .unknown .bar {
          width: 100%;
          opacity: 0.4;
          animation: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) progress: Progress | null = null;
  /** What is going on, while the work itself has not said anything yet. */
  @property() label = '';
  /** False where there is nothing to stop. */
  @property({ type: Boolean, attribute: 'can-cancel' }) canCancel = false;

  override render(): TemplateResult {
    const { done, total } = this.progress ?? { done: 0, total: 0 };
    const share = total > 0 ? Math.min(1, done / total) : null;
    const label = this.progress?.label ?? this.label;
    const percent = share === null ? nothing : Math.round(share * 100);
    return html`<div class="text">
        <div class="label">
          <span>${label}</span
          >${share === null ? nothing : html`<span>${formatPercent(share)}</span>`}
        </div>
        <div
          class="track ${share === null ? 'unknown' : ''}"
          role="progressbar"
          aria-label=${label}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${percent}
        >
          <div class="bar" .style=${share === null ? '' : `width: ${String(share * 100)}%`}></div>
        </div>
      </div>
      ${this.canCancel ? html`<button type="button" @click=${this.#onCancel}>Cancel</button>` : nothing}`;
  }

  readonly #onCancel = (): void => {
    this.dispatchEvent(new Event('cancelled'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-progress': ReefProgress;
  }
}
