import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { failureSentence, verifySentence } from '../../report/index.ts';
import { formatFileSize } from '../../base/index.ts';
import { emit, type JobState, type PlanViewModel } from '../contract.ts';
import '../glossary/reef-term.ts';
import '../parts/reef-progress.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

/**
 * Verify and download, each with progress and result in its own place.
 * @fires verify-requested
 * @fires verify-cancelled
 * @fires download-requested
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
        display: grid;
        gap: var(--space-2);
        font-size: 12px;
      }
      .job {
        display: grid;
        grid-template-columns: 150px 1fr;
        align-items: center;
        gap: var(--space-3);
        min-height: 30px;
        color: var(--ink-2);
        line-height: 1.4;
      }
      .job > button {
        width: 100%;
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
    if (this.view?.plan == null) return nothing;
    return html`${this.#renderVerify(this.view)}${this.#renderDownload(this.view)}`;
  }

  #renderVerify(view: PlanViewModel): TemplateResult {
    const { verify } = view;
    const isRunning = verify.kind === 'running';
    const word = verify.kind === 'idle' ? 'Verify' : 'Verify again';
    return html`<div class="job" data-job="verify">
      <button
        type="button"
        ?disabled=${isRunning}
        @click=${() => emit(this, 'verify-requested', {})}
      >
        ${isRunning ? 'Verifying …' : word}
      </button>
      <div aria-live="polite">${this.#renderVerifyState(verify)}</div>
    </div>`;
  }

  #renderVerifyState(verify: PlanViewModel['verify']): TemplateResult {
    switch (verify.kind) {
      case 'idle':
        return html`<reef-term word="verify">Runs the segments here</reef-term> and compares their
          output with the whole model's, byte for byte.`;
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
        return html`Stopped. Nothing is known of this cut yet.`;
    }
  }

  #renderDownload(view: PlanViewModel): TemplateResult {
    const { bundle } = view.download;
    const isRunning = bundle.kind === 'running';
    return html`<div class="job" data-job="download">
      <button
        type="button"
        ?disabled=${isRunning}
        @click=${() => emit(this, 'download-requested', { segmentIndex: null })}
      >
        ${isRunning ? 'Packing …' : 'Download segments'}
      </button>
      <div aria-live="polite">${this.#renderBundleState(bundle)}</div>
    </div>`;
  }

  #renderBundleState(
    bundle: JobState<{ readonly name: string; readonly bytes: number }>,
  ): TemplateResult {
    switch (bundle.kind) {
      case 'idle':
        return html`One zip: the segments, the plan, and what compiles and runs them.`;
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
        return html`Stopped. Nothing was saved.`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-plan-actions': PlanActions;
  }
}
