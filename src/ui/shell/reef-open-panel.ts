import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount } from '../../base/index.ts';
import { emit } from '../contract.ts';
import type { SampleEntry } from '../contract.ts';
import '../glossary/reef-term.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';

/**
 * Where a model comes from: a file, a drop, or a sample.
 * @fires file-chosen
 * @fires sample-chosen
 * @fires forget-requested
 */
@customElement('reef-open-panel')
export class ReefOpenPanel extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      .choose {
        width: 100%;
      }
      .hint {
        margin: var(--space-2) 0 var(--space-4);
      }
      .line {
        display: grid;
        grid-template-columns: 1fr 40px 58px;
        gap: var(--space-1);
        padding-inline: var(--space-2);
      }
      .line > :not(:first-child) {
        text-align: right;
      }
      h2 > :not(:first-child) {
        font-weight: 400;
      }
      h2,
      .group {
        margin-inline: calc(-1 * var(--space-2));
      }
      .group {
        display: flex;
        align-items: center;
        min-height: 28px;
        margin-top: var(--space-1);
        padding: 0 var(--space-2);
      }
      ul {
        margin: 0 calc(-1 * var(--space-2));
        padding: 0;
        list-style: none;
      }
      .sample {
        width: 100%;
        padding-block: var(--space-1);
        border: none;
        background: none;
        color: var(--ink-2);
        font-size: 12px;
        font-weight: 400;
        text-align: left;
      }
      .sample:hover {
        background: var(--hover);
      }
      .sample[aria-current='true'] {
        background: var(--hover);
        font-weight: 600;
      }
      .title {
        color: var(--ink-1);
        white-space: normal;
      }
      .kept {
        margin-top: var(--space-4);
      }
      .reach {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) samples: readonly SampleEntry[] = [];
  /** Name of the sample that is open; '' for a file or none. */
  @property({ attribute: 'current-sample' }) currentSample = '';
  @property({ type: Boolean, attribute: 'is-kept' }) isKept = false;
  /** True where opening a model is the view's main action. */
  @property({ type: Boolean, attribute: 'is-main' }) isMain = false;

  override render(): TemplateResult {
    return html`<button
        class="choose ${this.isMain ? 'primary' : ''}"
        type="button"
        @click=${this.#onChoose}
      >
        Choose a file…
      </button>
      <input type="file" hidden accept=".tflite" aria-label="Model file" @change=${this.#onFile} />
      <p class="caption hint">
        A quantised .tflite model, or drop one anywhere on the page. Your model stays on this
        computer.
      </p>
      ${this.#renderSamples()}
      ${
        this.isKept
          ? html`<p class="caption kept">
              Model and set-up are kept on this computer for the next visit.
              <button
                class="plain caption"
                type="button"
                @click=${() => {
                  emit(this, 'forget-requested', {});
                }}
              >
                Forget
              </button>
              <span class="reach"
                >Forgetting also empties Back. The browser's own history keeps the addresses of your
                steps, each with the figures of its plan.</span
              >
            </p>`
          : nothing
      }`;
  }

  #renderSamples(): TemplateResult | typeof nothing {
    if (this.samples.length === 0) return nothing;
    const generated = this.samples.filter((sample) => sample.weights === 'generated');
    const trained = this.samples.filter((sample) => sample.weights === 'trained');
    return html`<h2 class="line"><span>Samples</span><span>MB</span><span>operators</span></h2>
      <p class="caption group">
        <reef-term word="generated weights">generated weights</reef-term>
      </p>
      <ul>
        ${generated.map((sample) => this.#renderSample(sample))}
      </ul>
      <p class="caption group">trained</p>
      <ul>
        ${trained.map((sample) => this.#renderSample(sample))}
      </ul>`;
  }

  #renderSample(sample: SampleEntry): TemplateResult {
    return html`<li>
      <button
        class="sample line"
        type="button"
        title=${sample.title}
        aria-current=${sample.name === this.currentSample}
        @click=${() => {
          emit(this, 'sample-chosen', { name: sample.name });
        }}
      >
        <span class="title">${sample.title}</span>
        <span>${(sample.bytes / 1e6).toFixed(1)}<span class="visually-hidden"> MB</span></span>
        <span
          >${formatCount(sample.operatorCount)}<span class="visually-hidden"> operators</span></span
        >
      </button>
    </li>`;
  }

  readonly #onChoose = (): void => {
    this.renderRoot.querySelector('input')?.click();
  };

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // Cleared, so that choosing the same file again is a choice too.
    if (file !== undefined) emit(this, 'file-chosen', { file });
    input.value = '';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-open-panel': ReefOpenPanel;
  }
}
