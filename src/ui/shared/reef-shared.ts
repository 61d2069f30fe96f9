import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  linkedModelName,
  linkLeavesOutSentence,
  makeLiveSentence,
  paceSentence,
  planHeadline,
  sharedRunSentence,
  streamingSentence,
} from '../../report/index.ts';
import '../charts/pipeline-timeline.ts';
import '../charts/segment-table.ts';
import { emit, type SampleEntry, type Selection } from '../contract.ts';
import '../glossary/reef-term.ts';
import { renderSentence } from '../plan/sentence-view.ts';
import '../run/stage-table.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import './reef-shared-facts.ts';
import { sharedStyles } from './reef-shared-styles.ts';
import './shared-profile.ts';
import type { SharedView } from './shared-view-model.ts';

const TIMELINE_INFERENCES = 6;
const NONE: Selection = { kind: 'none' };

/**
 * A result that came in a link, by itself: to read, with nothing to drag. Says what is not in it and how it becomes live.
 * @fires file-chosen
 * @fires sample-chosen
 * @fires shared-closed
 * @fires view-chosen - back to the model that is open
 */
@customElement('reef-shared')
export class ReefShared extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, sharedStyles];

  @property({ attribute: false }) view: SharedView | null = null;
  @property({ attribute: false }) samples: readonly SampleEntry[] = [];
  /** Name of the model that is open behind it; '' where none is. */
  @property({ attribute: 'open-model' }) openModel = '';
  @property({ attribute: false }) selection: Selection = NONE;
  @property({ attribute: false }) highlight: Selection = NONE;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    return html`${this.#renderNotice(view)} ${renderHead(view)} ${this.#renderCharts(view)}
      ${this.#renderRun(view)}
      <reef-shared-facts class="narrow" .view=${view}></reef-shared-facts>`;
  }

  #renderNotice({ result }: SharedView): TemplateResult {
    const sample = this.samples.find(({ sha256 }) => sha256 === result.model.sha256);
    const name = linkedModelName(result.model, this.samples);
    return html`<section class="notice" aria-label="From a link">
      <div class="words">
        <p><strong>Somebody’s result, out of a link.</strong> ${linkLeavesOutSentence(result)}</p>
        <p>${renderSentence(makeLiveSentence(result.model, name))}</p>
      </div>
      <div class="actions">
        ${
          sample === undefined
            ? nothing
            : html`<button
                class="primary"
                type="button"
                @click=${() => emit(this, 'sample-chosen', { name: sample.name })}
              >
                Open the sample ${sample.title}
              </button>`
        }
        <button
          class=${sample === undefined ? 'primary' : ''}
          type="button"
          @click=${() => this.renderRoot.querySelector('input')?.click()}
        >
          Choose the file…
        </button>
        <input
          type="file"
          hidden
          accept=".tflite"
          aria-label="Model of the link"
          @change=${this.#onFile}
        />
        ${this.#renderAway()}
      </div>
    </section>`;
  }

  #renderAway(): TemplateResult {
    return this.openModel === ''
      ? html`<button type="button" @click=${() => emit(this, 'shared-closed', {})}>
          Start without it
        </button>`
      : html`<button type="button" @click=${() => emit(this, 'view-chosen', { view: 'plan' })}>
            Back to ${this.openModel}
          </button>
          <button type="button" @click=${() => emit(this, 'shared-closed', {})}>
            Close the link
          </button>`;
  }

  #renderCharts({ plan, profile, timeline, result }: SharedView): TemplateResult {
    const { selection, highlight } = this;
    return html`<reef-shared-profile
        .input=${profile}
        .selection=${selection}
        .highlight=${highlight}
      ></reef-shared-profile>
      <reef-segment-table
        .view=${{ plan, setUp: { devices: result.devices }, selection, highlight }}
      ></reef-segment-table>
      <reef-pipeline-timeline
        inference-count=${TIMELINE_INFERENCES}
        .entries=${timeline}
        .replicas=${plan.segments.map((segment) => segment.replicas)}
        .highlight=${highlight}
        .selection=${selection}
      ></reef-pipeline-timeline>`;
  }

  #renderRun({ result: { run }, stages }: SharedView): TemplateResult | typeof nothing {
    if (run === null) return nothing;
    return html`<section class="run" aria-labelledby="run">
      <h2 id="run" class="title">
        Its run
        <span class="tag"><reef-term word=${run.label}>${run.label}</reef-term></span>
      </h2>
      <p>${sharedRunSentence(run)}</p>
      <reef-run-stages
        .rows=${stages}
        label=${run.label}
        .highlight=${this.highlight}
        .selection=${this.selection}
      ></reef-run-stages>
    </section>`;
  }

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) emit(this, 'file-chosen', { file });
    input.value = '';
  };
}

function renderHead({ plan, result }: SharedView): TemplateResult {
  const headline = planHeadline(plan, result.devices.length);
  return html`<h1>
      ${headline.text}
      <span class="tag"><reef-term word=${headline.label}>${headline.label}</reef-term></span>
    </h1>
    <div class="lines">
      <p>${renderSentence(paceSentence(plan, { devices: result.devices }))}</p>
      <p class="third">${streamingSentence(plan)}</p>
    </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-shared': ReefShared;
  }
}
