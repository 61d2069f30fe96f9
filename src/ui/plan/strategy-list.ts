import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatMs, formatRatio } from '../../base/index.ts';
import {
  capitalise,
  layoutStrategyBars,
  replicasBeatPipeline,
  shortFailure,
  strategyStatusSentence,
  type StrategyBar,
} from '../../report/index.ts';
import { emit, type PlanViewModel, type StrategyRow } from '../contract.ts';
import '../glossary/reef-term.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { columnStyles } from './column-styles.ts';
import { strategyListStyles } from './strategy-list-styles.ts';
import { planOfRow, statusOfRow } from './strategy-rows.ts';

/**
 * All strategies as one radio group: slowest stage, ratio to the compiler's split, a bar; below it what is proved.
 * Arrow keys move and choose, as in any radio group; rows without a plan are passed over.
 * @fires strategy-chosen
 * @fires planning-requested - try one again that failed or was stopped
 * @fires planning-cancelled - stop the search that runs
 */
@customElement('reef-strategy-list')
export class StrategyList extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    columnStyles,
    strategyListStyles,
  ];

  @property({ attribute: false }) view: PlanViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    const bars = layoutStrategyBars(
      view.strategies.map((row) => planOfRow(row)?.bottleneckMs ?? null),
      view.strategies.map((row) => row.name === 'single'),
    );
    return html`<div class="headline">
        <h2 id="title">Strategies</h2>
        <span class="caption"
          ><reef-term word="slowest stage">slowest stage</reef-term><br />against the compiler</span
        >
      </div>
      <div class="list" role="radiogroup" aria-labelledby="title" @keydown=${this.#onKey}>
        ${view.strategies.map((row, index) => this.#renderRow(view, row, bars[index] ?? null))}
      </div>
      ${this.#renderStatus(view)}`;
  }

  #renderRow(view: PlanViewModel, row: StrategyRow, bar: StrategyBar | null): TemplateResult {
    const plan = planOfRow(row);
    const isChosen = row.name === view.chosen;
    const isFirst = view.chosen === null && row === view.strategies.find((one) => planOfRow(one));
    return html`<div
      class=${`option ${isChosen ? 'chosen' : ''} ${plan === null ? 'empty' : ''}`}
      role="radio"
      data-strategy=${row.name}
      tabindex=${isChosen || isFirst ? 0 : -1}
      aria-checked=${isChosen}
      aria-disabled=${plan === null}
      title=${row.explanation}
      @click=${() => this.#choose(row)}
    >
      <span class="dot"></span>
      <span class="name">${row.title}</span>
      ${
        plan === null
          ? renderNoPlan(row)
          : html`<span class="ms">${formatMs(plan.bottleneckMs)}</span>
              <span class=${`bar ${bar?.isCutShort ? 'cut' : ''}`}
                ><span .style=${`width: ${Math.round((bar?.share ?? 0) * 100)}%`}></span
                >${bar?.isCutShort ? '…' : nothing}</span
              >
              <span class="ratio" aria-label=${ratioLabel(plan.speedupOverCompiler)}
                >${formatRatio(plan.speedupOverCompiler)}</span
              >`
      }
    </div>`;
  }

  #renderStatus(view: PlanViewModel): TemplateResult {
    const deviceCount = view.setUp.devices.length;
    const chosen = view.strategies.find((row) => row.name === view.chosen);
    const running = view.strategies.filter((row) => row.state.kind === 'running');
    const again = view.strategies.filter((row) => row.state.kind === 'cancelled');
    const failed = view.strategies.filter((row) => row.state.kind === 'failed' && row !== chosen);
    return html`<div class="status" aria-live="polite">
      ${
        chosen === undefined
          ? nothing
          : html`<p>${strategyStatusSentence(statusOfRow(chosen), deviceCount)}</p>`
      }
      ${hybridSentence(view)}
      ${running.map(
        (row) =>
          html`<p>
            ${row === chosen ? nothing : strategyStatusSentence(statusOfRow(row), deviceCount)}
            <button
              type="button"
              class="plain"
              @click=${() => emit(this, 'planning-cancelled', { strategy: row.name })}
            >
              Stop ${row.title}
            </button>
          </p>`,
      )}
      ${again.map(
        (row) =>
          html`<p>
            ${row.title} was stopped.
            <button
              type="button"
              class="plain"
              @click=${() => emit(this, 'planning-requested', { strategy: row.name })}
            >
              Work it out
            </button>
          </p>`,
      )}
      ${failed.map(
        (row) =>
          html`<details>
            <summary>Why there is no ${row.title.toLowerCase()} plan</summary>
            <p>${strategyStatusSentence(statusOfRow(row), deviceCount)}</p>
          </details>`,
      )}
    </div>`;
  }

  #choose(row: StrategyRow): void {
    if (planOfRow(row) === null) return;
    emit(this, 'strategy-chosen', { strategy: row.name });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { view } = this;
    if (view === null) return;
    const rows = view.strategies.filter((row) => planOfRow(row) !== null);
    const at = rows.findIndex((row) => row.name === view.chosen);
    const step = KEY_STEPS[event.key];
    if (rows.length === 0 || step === undefined) return;
    event.preventDefault();
    const row = rows[(Math.max(at, 0) + step + rows.length) % rows.length];
    if (row === undefined) return;
    this.#choose(row);
    const option = this.renderRoot.querySelector<HTMLElement>(`[data-strategy='${row.name}']`);
    option?.focus();
  };
}

const KEY_STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
  ' ': 0,
  Enter: 0,
};

function renderNoPlan(row: StrategyRow): TemplateResult {
  switch (row.state.kind) {
    case 'running':
      return html`<span class="ms quiet">${progressText(row)}</span>`;
    case 'failed':
      return html`<span class="ms quiet">no plan</span
        ><span class="reason">${capitalise(shortFailure(row.state.failure))}</span>`;
    case 'cancelled':
      return html`<span class="ms quiet">stopped</span>`;
    case 'idle':
    case 'done':
      return html`<span class="ms quiet">waiting</span>`;
  }
}

function progressText(row: StrategyRow): string {
  const progress = row.state.kind === 'running' ? row.state.progress : null;
  if (progress === null || progress.total === 0) return 'searching …';
  return `${Math.round((100 * progress.done) / progress.total)} % …`;
}

function ratioLabel(ratio: number | null): string {
  return ratio === null
    ? 'no ratio to the compiler'
    : `${formatRatio(ratio)} against the compiler's split`;
}

function hybridSentence(view: PlanViewModel): TemplateResult | typeof nothing {
  if (view.chosen !== 'optimal') return nothing;
  const planNamed = (name: StrategyRow['name']) => {
    const row = view.strategies.find((one) => one.name === name);
    return row === undefined ? null : planOfRow(row);
  };
  const hybrid = planNamed('hybrid');
  const optimal = planNamed('optimal');
  const text = hybrid && optimal ? replicasBeatPipeline(hybrid, optimal) : null;
  return text === null ? nothing : html`<p>${text}</p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-strategy-list': StrategyList;
  }
}
