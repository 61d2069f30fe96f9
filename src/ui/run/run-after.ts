import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ratesText, ratesWords, runStatistics } from '../../report/index.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { emitRun, type RunViewModel } from './run-contract.ts';

/**
 * Statistics of a run, and what can be made of it: rates and stage times for planning, outputs as files.
 * @fires rates-used
 * @fires stage-times-used
 * @fires outputs-saved
 */
@customElement('reef-run-after')
export class RunAfter extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
        font-size: 12px;
      }
      h2 {
        min-height: 20px;
        color: var(--ink-3);
        font-size: 11px;
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr) max-content minmax(0, 1fr) max-content;
        gap: 3px var(--space-3);
        margin: 0;
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        margin: 0;
        text-align: right;
      }
      dd:nth-of-type(odd) {
        padding-right: var(--space-3);
      }
      p {
        margin-top: var(--space-2);
        color: var(--ink-2);
        line-height: 1.45;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
      .actions button {
        padding: 4px var(--space-2);
      }
      @media (max-width: 599px) {
        dl {
          grid-template-columns: minmax(0, 1fr) max-content;
        }
        dd:nth-of-type(odd) {
          padding-right: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) view: RunViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    const run = view?.status.kind === 'ended' ? view.status.result.report.run : null;
    if (view === null || run === null) return nothing;
    return html`<h2>Figures of the run, ${run.label}</h2>
      <dl>
        ${runStatistics(run).map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      ${this.#renderRates(view, run.label === 'measured')} ${this.#renderActions(view)}`;
  }

  #renderRates(view: RunViewModel, isMeasured: boolean): TemplateResult | typeof nothing {
    const { fittedRates, usedRates } = view;
    if (usedRates !== null) {
      const { label } = usedRates;
      return html`<p>
        The plan counts on the rates of a run:
        ${ratesWords(usedRates)}${label === undefined ? '' : `, ${label}`}.
      </p>`;
    }
    if (fittedRates.length === 0) return nothing;
    const label = isMeasured ? 'measured' : 'simulated';
    return html`<p>Rates, ${label}: ${fittedRates.map(ratesText).join('; ')}.</p>`;
  }

  #renderActions(view: RunViewModel): TemplateResult {
    const { fittedRates, usedRates, status } = view;
    const report = status.kind === 'ended' ? status.result.report : null;
    const isMeasured = report?.run?.label === 'measured';
    const hasOutputs = (report?.outputs.length ?? 0) > 0;
    return html`<div class="actions">
      ${
        fittedRates.length === 0 || usedRates !== null
          ? nothing
          : this.#renderButton(
              isMeasured ? 'Use my measured rates' : 'Plan with these rates',
              'Plans again with the link rates of this run',
              'rates-used',
            )
      }
      ${
        fittedRates.length === 0
          ? nothing
          : this.#renderButton(
              'Plan with these stage times',
              'Plans again with the stage times of this run for the segments that it ran',
              'stage-times-used',
            )
      }
      ${hasOutputs ? this.#renderButton('Save the outputs', 'Raw bytes, in a zip file', 'outputs-saved') : nothing}
    </div>`;
  }

  #renderButton(
    text: string,
    title: string,
    event: 'rates-used' | 'stage-times-used' | 'outputs-saved',
  ): TemplateResult {
    return html`<button
      type="button"
      title=${title}
      @click=${() => {
        emitRun(this, event, {});
      }}
    >
      ${text}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run-after': RunAfter;
  }
}
