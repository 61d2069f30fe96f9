import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Run } from '../../pipeline/index.ts';
import '../charts/pipeline-timeline.ts';
import '../parts/reef-failure.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import './compiled-files.ts';
import './device-list.ts';
import './latency-histogram.ts';
import './run-after.ts';
import { emitRun, LIVE_INFERENCES, type LiveRun, type RunViewModel } from './run-contract.ts';
import { renderRunHead } from './run-head.ts';
import { runViewStyles } from './run-view-styles.ts';
import { stageRowsOfLive, stageRowsOfPlan, stageRowsOfResult } from './stage-rows.ts';
import './stage-table.ts';
import './usb-details.ts';

/**
 * The Run view: what is to be run or was found, then the devices, then the figures.
 * @fires notice-dismissed
 */
@customElement('reef-run-view')
export class RunView extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, runViewStyles];

  @property({ attribute: false }) view: RunViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    return html`${renderRunHead(view, this)} ${this.#renderDevices(view)}
    ${this.#renderFigures(view)}`;
  }

  #renderDevices(view: RunViewModel): TemplateResult {
    return html`<section class="devices" aria-label="Devices">
        <reef-device-list .view=${view}></reef-device-list>
        ${
          view.notice === null
            ? nothing
            : html`<reef-failure class="notice" .failure=${view.notice} subject="Devices">
                <button
                  type="button"
                  @click=${() => {
                    emitRun(this, 'notice-dismissed', {});
                  }}
                >
                  Close
                </button>
              </reef-failure>`
        }
        <div class="foot">
          <reef-usb-details .situation=${view.situation}></reef-usb-details>
        </div>
      </section>
      ${
        view.compiled === null
          ? nothing
          : html`<section class="compiled" aria-label="Compiled segments">
              <reef-compiled-files .view=${view}></reef-compiled-files>
            </section>`
      }`;
  }

  #renderFigures(view: RunViewModel): TemplateResult | typeof nothing {
    const { status } = view;
    if (status.kind === 'running') return this.#renderLive(view, status.live);
    if (status.kind === 'ready') return this.#renderExpected(view);
    if (status.kind !== 'ended' || status.result.report.run === null) return nothing;
    const { report, plan } = status.result;
    return html`<reef-run-stages
        .rows=${stageRowsOfResult(status.result)}
        label=${report.run?.label ?? 'simulated'}
        .selection=${view.selection}
        .highlight=${view.highlight}
      ></reef-run-stages>
      ${
        report.run === null
          ? nothing
          : this.#renderRun(
              view,
              report.run,
              plan.segments.map(({ replicas }) => replicas),
            )
      }`;
  }

  #renderRun(view: RunViewModel, run: Run, replicas: readonly number[]): TemplateResult {
    return html`<reef-pipeline-timeline
        inference-count=${Math.min(LIVE_INFERENCES, run.inferences)}
        label=${run.label}
        .entries=${run.timeline}
        .replicas=${replicas}
        .selection=${view.selection}
        .highlight=${view.highlight}
      ></reef-pipeline-timeline>
      <div class="bottom">
        <reef-latency-histogram .run=${run}></reef-latency-histogram>
        <reef-run-after .view=${view}></reef-run-after>
      </div>`;
  }

  #renderExpected({
    plan,
    assignment,
    selection,
    highlight,
  }: RunViewModel): TemplateResult | typeof nothing {
    const rows = plan === null ? [] : stageRowsOfPlan(plan, assignment);
    if (rows.length === 0) return nothing;
    return html`<reef-run-stages
      is-brief
      is-expected
      .rows=${rows}
      label=${assignment?.kind === 'virtual' ? 'simulated' : 'measured'}
      .selection=${selection}
      .highlight=${highlight}
    ></reef-run-stages>`;
  }

  #renderLive(view: RunViewModel, live: LiveRun): TemplateResult | typeof nothing {
    const { status } = view;
    if (status.kind !== 'running' || live.timeline.length === 0) return nothing;
    const { plan } = status;
    const isSimulated = view.assignment?.kind === 'virtual';
    const shown = Math.min(LIVE_INFERENCES, live.inferences);
    return html`<reef-run-stages
        is-brief
        is-live
        .rows=${stageRowsOfLive(plan, live, view.assignment)}
        label=${isSimulated ? 'simulated' : 'measured'}
        .selection=${view.selection}
        .highlight=${view.highlight}
      ></reef-run-stages>
      <reef-pipeline-timeline
        inference-count=${shown}
        span-ms=${view.assignment?.kind === 'cpu' ? 0 : plan.latencyMs + (shown - 1) * plan.bottleneckMs}
        label=${isSimulated ? 'simulated' : 'measured'}
        .entries=${live.timeline}
        .replicas=${plan.segments.map(({ replicas }) => replicas)}
        .selection=${view.selection}
        .highlight=${view.highlight}
      ></reef-pipeline-timeline>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run-view': RunView;
  }
}
