import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { MAX_BATCH, parseWhole } from '../../app/index.ts';
import { formatSignificant, plural } from '../../base/index.ts';
import { emit } from '../contract.ts';
import '../glossary/reef-term.ts';
import { columnStyles } from '../plan/column-styles.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { emitRun, type RunViewModel } from './run-contract.ts';
import './run-places.ts';

const MAX_WARM_UP = 1000;
const MAX_SEED = 2 ** 32 - 1;
/** Outputs are kept in this page's memory. */
const MAX_KEPT = 1000;

/**
 * What a person sets for a run: how many inferences, on what input, what is kept and checked.
 * @fires run-setup-changed
 * @fires view-chosen - back to the plan
 */
@customElement('reef-run-setup')
export class RunSetup extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    columnStyles,
    css`
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      fieldset:disabled {
        opacity: 0.6;
      }
      .row.check {
        grid-template-columns: 1fr max-content;
      }
      section + section,
      reef-run-places,
      reef-run-places + section {
        margin-top: var(--space-5);
      }
      .file {
        grid-template-columns: minmax(0, 1fr);
      }
      .file input {
        height: auto;
        padding: 0;
        border: 0;
        background: none;
        font-size: 12px;
        text-align: left;
      }
      button.plain {
        padding: 0 2px;
        font-size: inherit;
      }
    `,
  ];

  @property({ attribute: false }) view: RunViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    const isRunning = view.status.kind === 'running';
    return html`<section>
        <h2>Run</h2>
        <fieldset ?disabled=${isRunning}>
          ${this.#renderCounts(view)} ${this.#renderInput(view)} ${this.#renderOutputs(view)}
        </fieldset>
      </section>
      <reef-run-places .view=${view} ?disabled=${isRunning}></reef-run-places>
      ${this.#renderPlan(view)}`;
  }

  #renderCounts({ setUp }: RunViewModel): TemplateResult {
    return html`${this.#number('inferences', 'Inferences', setUp.inferences, {
      ...{ min: 1, max: MAX_BATCH },
      onValue: (inferences) => {
        this.#change({ inferences });
      },
    })}
    ${this.#number('warm-up', html`<reef-term word="warm-up">Warm-up</reef-term>`, setUp.warmUp, {
      ...{ min: 0, max: MAX_WARM_UP },
      onValue: (warmUp) => {
        this.#change({ warmUp });
      },
    })}`;
  }

  #renderInput({ setUp }: RunViewModel): TemplateResult {
    const { input } = setUp;
    return html`<div class="row">
        <label for="input">Input</label>
        <select id="input" @change=${this.#onInput}>
          <option value="random" .selected=${input.kind === 'random'}>random</option>
          <option value="zeros" .selected=${input.kind === 'zeros'}>zeros</option>
          <option value="file" .selected=${input.kind === 'file'}>raw file</option>
        </select>
      </div>
      ${
        input.kind === 'random'
          ? this.#number('seed', 'Seed', input.seed, {
              ...{ min: 0, max: MAX_SEED },
              onValue: (seed) => {
                this.#change({ input: { kind: 'random', seed } });
              },
            })
          : nothing
      }
      ${input.kind === 'file' ? this.#renderFile(input.name) : nothing}`;
  }

  #renderFile(name: string): TemplateResult {
    return html`<div class="row file">
        <input type="file" aria-label="File with raw input" @change=${this.#onFile} />
      </div>
      <p class="hint">
        ${
          name === ''
            ? 'Raw bytes of the input tensors, one inference or several behind each other.'
            : `Raw bytes of ${name}, taken in turn.`
        }
      </p>`;
  }

  #renderOutputs({ setUp }: RunViewModel): TemplateResult {
    return html`<div class="row check">
        <label for="checks">Check the outputs</label>
        <input
          id="checks"
          type="checkbox"
          .checked=${setUp.checksOutputs}
          @change=${(event: Event) => {
            this.#change({ checksOutputs: (event.target as HTMLInputElement).checked });
          }}
        />
      </div>
      ${this.#number('kept', 'Keep outputs of', setUp.keptOutputs, {
        ...{ min: 0, max: MAX_KEPT },
        onValue: (keptOutputs) => {
          this.#change({ keptOutputs });
        },
      })}`;
  }

  #renderPlan({ plan }: RunViewModel): TemplateResult | typeof nothing {
    if (plan === null) return nothing;
    return html`<section>
      <h2>Plan</h2>
      <p class="hint">
        ${plural(plan.segments.length, 'segment')} on ${plural(plan.deviceCount, 'device')},
        ${formatSignificant(plan.throughputPerSecond)} inferences per second estimated.
        <button
          class="plain"
          type="button"
          @click=${() => {
            emit(this, 'view-chosen', { view: 'plan' });
          }}
        >
          Change the plan
        </button>
      </p>
    </section>`;
  }

  #number(
    id: string,
    label: string | TemplateResult,
    value: number,
    {
      min,
      max,
      onValue,
    }: {
      readonly min: number;
      readonly max: number;
      readonly onValue: (value: number) => void;
    },
  ): TemplateResult {
    return html`<div class="row">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        type="number"
        inputmode="numeric"
        min=${min}
        max=${max}
        .value=${String(value)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const typed = parseWhole(input.value, min, max);
          // What cannot be used goes back to what it was; the field shows its range on its own.
          if (typed === null) input.value = String(value);
          else onValue(typed);
        }}
      />
    </div>`;
  }

  #change(patch: Partial<RunViewModel['setUp']>): void {
    emitRun(this, 'run-setup-changed', { patch });
  }

  readonly #onInput = (event: Event): void => {
    const kind = (event.target as HTMLSelectElement).value;
    if (kind === 'random') this.#change({ input: { kind: 'random', seed: 1 } });
    else if (kind === 'zeros') this.#change({ input: { kind: 'zeros' } });
    else this.#change({ input: { kind: 'file', file: new Blob([]), name: '' } });
  };

  readonly #onFile = (event: Event): void => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file !== undefined) this.#change({ input: { kind: 'file', file, name: file.name } });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run-setup': RunSetup;
  }
}
