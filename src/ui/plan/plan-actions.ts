import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatFileSize } from '../../base/index.ts';
import { failureSentence, verifySentence } from '../../report/index.ts';
import { emit, type PlanViewModel } from '../contract.ts';
import '../glossary/reef-term.ts';
import '../parts/reef-progress.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

/**
 * Verify, with its progress and result in words; and how far the download is, which the header starts.
 * @fires verify-requested
 * @fires verify-cancelled
 * @fires download-cancelled
 */
@customElement('reef-plan-actions')
export class PlanActions extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
        color: var(--ink-2);
        font-size: 12px;
        line-height: 1.4;
      }
      .verify {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
      button {
        flex: none;
        font-size: 13px;
        color: var(--ink-1);
      }
      .state {
        flex: 1;
        min-width: 0;
      }
      .download {
        margin-top: 6px;
      }
      .equal {
        color: var(--ink-1);
        font-weight: 500;
      }
      .different {
        color: var(--ink-1);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) view: PlanViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view?.plan == null) return nothing;
    const isVerifying = view.verify.kind === 'running';
    return html`<div class="verify">
        <button
          type="button"
          data-action="verify"
          ?disabled=${isVerifying}
          @click=${() => emit(this, 'verify-requested', {})}
        >
          ${verifyWord(view.verify)}
        </button>
        <div class="state" data-state="verify" aria-live="polite">${this.#renderVerify(view)}</div>
      </div>
      <div class="download" data-state="download" aria-live="polite">
        ${this.#renderDownload(view)}
      </div>`;
  }

  #renderVerify({ verify }: PlanViewModel): TemplateResult {
    switch (verify.kind) {
      case 'idle':
        return html`Runs the segments on this computer and
          <reef-term word="verify">compares byte for byte</reef-term>.`;
      case 'running':
        return html`<reef-progress
          can-cancel
          label="Running the segments"
          .progress=${verify.progress}
          @cancelled=${() => emit(this, 'verify-cancelled', {})}
        ></reef-progress>`;
      case 'done':
        return html`<span class=${verify.value.isEqual ? 'equal' : 'different'}
          >${verifySentence(verify.value)}</span
        >`;
      case 'failed':
        return html`${failureSentence(verify.failure)}`;
      case 'cancelled':
        return html`Verifying was stopped. Nothing is known of this cut yet.`;
    }
  }

  #renderDownload({ download: { bundle } }: PlanViewModel): TemplateResult | typeof nothing {
    switch (bundle.kind) {
      case 'idle':
        return nothing;
      case 'running':
        return html`<reef-progress
          can-cancel
          label="Packing the segments"
          .progress=${bundle.progress}
          @cancelled=${() => emit(this, 'download-cancelled', {})}
        ></reef-progress>`;
      case 'done':
        return html`${bundle.value.name}, ${formatFileSize(bundle.value.bytes)}, is in your
        downloads.`;
      case 'failed':
        return html`${failureSentence(bundle.failure)}`;
      case 'cancelled':
        return html`Packing was stopped. Nothing was saved.`;
    }
  }
}

function verifyWord(verify: PlanViewModel['verify']): string {
  switch (verify.kind) {
    case 'running':
      return 'Verifying …';
    case 'done':
      return 'Verify again';
    case 'idle':
    case 'failed':
    case 'cancelled':
      return 'Verify';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-plan-actions': PlanActions;
  }
}
