import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure } from '../../base/index.ts';
import type { Plan } from '../../partition/index.ts';
import { paceSentence, planHeadline } from '../../report/index.ts';
import '../charts/depth-profile.ts';
import '../charts/pipeline-timeline.ts';
import '../charts/segment-table.ts';
import '../charts/throughput-chart.ts';
import { emit, type DepthProfileView, type PlanViewModel } from '../contract.ts';
import '../glossary/reef-term.ts';
import { askStyles, renderAsk } from '../help/ask.ts';
import { renderGraph } from '../graph/load-graph.ts';
import '../parts/reef-failure.ts';
import '../parts/reef-progress.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import './plan-actions.ts';
import { compilerFailureOf, planParagraphs, thirdLine, throughputInput } from './plan-texts.ts';
import { planViewStyles } from './plan-view-styles.ts';
import './segment-files.ts';
import { renderSentence } from './sentence-view.ts';

/** Height of the operator graph at most. */
const GRAPH_PX = 260;
/** Inferences that the timeline shows. */
const TIMELINE_INFERENCES = 6;

/**
 * The Plan view: where to cut, and what it brings. Headline first, then everything on one axis of depth and one of time.
 * @fires undo-requested
 * @fires redo-requested
 * @fires planning-requested - after everything failed or was stopped
 * @fires planning-cancelled
 */
@customElement('reef-plan-view')
export class PlanView extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, askStyles, planViewStyles];

  @property({ attribute: false }) view: PlanViewModel | null = null;
  @state() private hasGraph = false;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    if (view.plan === null) return renderWaiting(view, this);
    return html`${this.#renderTop(view, view.plan)} ${this.#renderCharts(view, view.plan)}
      <div class="bottom">
        <reef-throughput-chart
          .input=${throughputInput(view)}
          ?is-complete=${view.curve.isComplete}
        ></reef-throughput-chart>
        <div>
          <div class="read">
            ${planParagraphs(view, view.plan).map(
              (paragraph, position) =>
                html`<p>
                  ${renderSentence(paragraph)}
                  ${position === 0 ? renderAsk(this, 'how-many', 'How many do I need?') : nothing}
                </p>`,
            )}
          </div>
          <reef-plan-actions .view=${view}></reef-plan-actions>
        </div>
      </div>
      <reef-segment-files .view=${view}></reef-segment-files>`;
  }

  #renderTop(view: PlanViewModel, plan: Plan): TemplateResult {
    const headline = planHeadline(plan, view.setUp.devices.length);
    const pace = paceSentence(plan, {
      devices: view.setUp.devices,
      compilerFailure: compilerFailureOf(view),
    });
    return html`<div class="top">
        <h1>
          ${headline.text}
          <span class="tag"><reef-term word=${headline.label}>${headline.label}</reef-term></span>
        </h1>
        ${this.#renderHistory(view)}
      </div>
      <div class="lines">
        <p class="pace">${renderSentence(pace)} ${renderAsk(this, 'slower', 'Why?')}</p>
        <p class="third">${thirdLine(view, plan)}</p>
      </div>`;
  }

  #renderHistory(view: PlanViewModel): TemplateResult | typeof nothing {
    if (!view.canUndo && !view.canRedo) return nothing;
    return html`<div class="history">
      <button
        type="button"
        ?disabled=${!view.canUndo}
        @click=${() => emit(this, 'undo-requested', {})}
      >
        Undo
      </button>
      <button
        type="button"
        ?disabled=${!view.canRedo}
        @click=${() => emit(this, 'redo-requested', {})}
      >
        Redo
      </button>
    </div>`;
  }

  #renderCharts(view: PlanViewModel, plan: Plan): TemplateResult {
    return html`<reef-depth-profile .view=${this.#profileView(view, plan)}
        >${this.#renderGraphButton()}</reef-depth-profile
      >
      ${this.#renderGraph(view, plan)}
      <reef-segment-table .view=${view}></reef-segment-table>
      <reef-pipeline-timeline
        inference-count=${TIMELINE_INFERENCES}
        .entries=${view.timeline}
        .replicas=${plan.segments.map((segment) => segment.replicas)}
        .highlight=${view.highlight}
        .selection=${view.selection}
      ></reef-pipeline-timeline>`;
  }

  /** In the head of the profile: nothing else moves for it while the graph is closed. */
  #renderGraphButton(): TemplateResult {
    return html`<button
      slot="more"
      type="button"
      class="fold"
      aria-expanded=${this.hasGraph}
      aria-controls="graph"
      @click=${() => {
        this.hasGraph = !this.hasGraph;
      }}
    >
      ${this.hasGraph ? 'Hide operator graph' : 'Operator graph'}
    </button>`;
  }

  #renderGraph(view: PlanViewModel, plan: Plan): TemplateResult {
    const { summary, cutAfterDepths, selection, highlight } = view;
    return html`<div
      id="graph"
      ?hidden=${!this.hasGraph}
      @table-wanted=${() => emit(this, 'view-chosen', { view: 'model' })}
    >
      ${
        this.hasGraph
          ? renderGraph({ summary, plan, cutAfterDepths, selection, highlight }, GRAPH_PX)
          : nothing
      }
    </div>`;
  }

  #profileView(view: PlanViewModel, plan: Plan): DepthProfileView {
    return {
      summary: view.summary,
      profile: view.summary.profile,
      layer: 'parameters',
      plan,
      cutAfterDepths: view.cutAfterDepths,
      legalCutDepths: view.legalCutDepths,
      hasHandles: true,
      selection: view.selection,
      highlight: view.highlight,
    };
  }
}

/** In the place of the plan while there is none: progress, or why there will be none. */
function renderWaiting(view: PlanViewModel, source: EventTarget): TemplateResult {
  const running = view.strategies.find((row) => row.state.kind === 'running');
  if (running?.state.kind === 'running') {
    return html`<div class="waiting">
      <h1>Working out where to cut</h1>
      <reef-progress
        can-cancel
        label=${`${running.title} …`}
        .progress=${running.state.progress}
        @cancelled=${() => emit(source, 'planning-cancelled', { strategy: null })}
      ></reef-progress>
    </div>`;
  }
  const failure = firstFailure(view);
  const again = html`<button
    type="button"
    @click=${() => emit(source, 'planning-requested', { strategy: 'balanced' })}
  >
    Plan again
  </button>`;
  if (failure !== null) {
    return html`<div class="waiting">
      <h1>No strategy found a plan</h1>
      <reef-failure .failure=${failure} subject=${view.summary.name}>${again}</reef-failure>
    </div>`;
  }
  const isStopped = view.strategies.some((row) => row.state.kind === 'cancelled');
  return html`<div class="waiting">
    <h1>${isStopped ? 'Planning was stopped' : 'No plan yet'}</h1>
    ${isStopped ? again : nothing}
  </div>`;
}

function firstFailure(view: PlanViewModel): Failure | null {
  for (const row of view.strategies) if (row.state.kind === 'failed') return row.state.failure;
  return null;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-plan-view': PlanView;
  }
}
