import { html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import type { App } from '../../app/index.ts';
import { emit } from '../contract.ts';
import type { AppState, PlanViewModel } from '../contract.ts';
import '../compare/reef-pins.ts';
import '../help/reef-first-visit.ts';
import '../plan/plan-view.ts';
import '../plan/setup-panel.ts';
import '../plan/strategy-list.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { appStyles } from './app-styles.ts';
import { renderDropNotice } from './drop-notice.ts';
import { renderCancelled, renderFailed, renderLoading, renderOver } from './opening-states.ts';
import { listenToKeys, whenKeysAreThere } from './keys.ts';
import { Layers } from './layers.ts';
import {
  prepareViews,
  renderComparison,
  renderModelView,
  renderRunAction,
  renderRunColumn,
  renderRunView,
  renderShareAction,
  renderShareColumn,
  renderShareView,
  whenViewsAreThere,
} from './later-views.ts';
import { renderMeasuredHint } from './measured-hint.ts';
import { renderModelChoice } from './reef-model-choice.ts';
import { renderObstaclePlan } from './obstacle-plan.ts';
import { createPlanViewModels } from './plan-view-model.ts';
import { preparePrinting } from './prepare-printing.ts';
import './reef-column-foot.ts';
import './reef-drop-target.ts';
import './reef-header.ts';
import './reef-open-menu.ts';
import './reef-open-panel.ts';
import './reef-start.ts';
import './reef-update-notice.ts';
import {
  isLinkInFront,
  isLinkShown,
  linkedFacts,
  renderSharedColumn,
  renderSharedMain,
  renderSharedStrip,
  whenSharedIsThere,
} from './shared-states.ts';
import { wireEvents } from './wire-events.ts';

/** The page: header, set-up column, the view; listens to every intent and draws every change of state. */
@customElement('reef-app')
export class ReefApp extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, appStyles];

  @property({ attribute: false }) app: App | null = null;
  /** A newer version of the page is ready. */
  @property({ type: Boolean, attribute: 'has-update' }) hasUpdate = false;
  readonly #viewModelOf = createPlanViewModels();
  readonly #layers = new Layers(this);
  #connected = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#connected = new AbortController();
    const { app } = this;
    if (app === null) return;
    wireEvents(this, app, this.#connected.signal);
    listenToKeys(this, app, this.#connected.signal);
    prepareViews(this.#connected.signal);
    preparePrinting(app, () => this.#viewModelOf(app.store.state), this.#connected.signal);
    const unsubscribe = app.store.subscribe(() => {
      this.requestUpdate();
    });
    this.#connected.signal.addEventListener('abort', unsubscribe);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#connected.abort();
  }

  /** The view that is shown is part of it, also where its code is still on its way. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    await Promise.all([whenViewsAreThere(), whenSharedIsThere(), whenKeysAreThere()]);
    return isDone;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.app === null) return nothing;
    const { state } = this.app.store;
    const view = this.#viewModelOf(state);
    return html`<div class=${classMap({ frame: true, helping: this.#layers.isHelpOpen })}>
        <reef-header
          .view=${state.view}
          .model=${state.model}
          .linkedFacts=${linkedFacts(state)}
          ?is-drawer-open=${state.isDrawerOpen}
        >
          <button slot="first" class="skip" type="button" @click=${this.#onSkip}>
            Skip to the result
          </button>
          ${this.#renderActions(state, view)}
        </reef-header>
        <div
          class=${classMap({ shade: true, open: state.isDrawerOpen })}
          @click=${() => {
            emit(this, 'drawer-toggled', { isOpen: false });
          }}
        ></div>
        <aside
          id="column"
          class=${classMap({ column: true, open: state.isDrawerOpen })}
          aria-label="Set-up"
        >
          ${this.#renderColumn(state, view)}
          <reef-column-foot .theme=${state.theme}></reef-column-foot>
        </aside>
        ${this.#layers.renderHelp(this.app)}
        <main id="main" tabindex="-1">
          ${renderDropNotice(this, state)} ${renderModelChoice(state)}
          ${this.#renderMain(state, view)}
        </main>
        ${
          this.hasUpdate
            ? html`<reef-update-notice .app=${this.app}></reef-update-notice>`
            : nothing
        }
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">${state.announcement}</div>
      ${this.#layers.renderOver(this.app)}
      <reef-drop-target></reef-drop-target>`;
  }

  #renderActions(state: AppState, view: PlanViewModel | null): TemplateResult {
    // A failure has a main action of its own.
    const primary = state.opening.kind === 'failed' ? '' : 'primary';
    return html`<button
        class="bare"
        type="button"
        aria-expanded=${this.#layers.isHelpOpen}
        @click=${() => {
          if (this.#layers.isHelpOpen) this.#layers.closeHelp();
          else emit(this, 'help-requested', { topic: null });
        }}
      >
        Help
      </button>
      <reef-open-menu
        ?hidden=${isAtStart(state)}
        .samples=${state.samples}
        current-sample=${state.model?.sampleName ?? ''}
        ?is-kept=${state.isKept}
      ></reef-open-menu>
      ${
        isLinkShown(state) && state.model === null
          ? html`<button
              type="button"
              @click=${() => {
                emit(this, 'view-chosen', { view: 'share' });
              }}
            >
              Share, files
            </button>`
          : nothing
      }
      ${
        isSharingLink(state) || (state.model?.obstacle === null && !isLinkInFront(state))
          ? this.#renderMainAction(state, view, primary)
          : nothing
      }`;
  }

  #renderMainAction(state: AppState, view: PlanViewModel | null, primary: string): TemplateResult {
    if (state.view === 'model') {
      return html`<button
        class=${primary}
        type="button"
        @click=${() => {
          emit(this, 'view-chosen', { view: 'plan' });
        }}
      >
        Plan the cuts
      </button>`;
    }
    if (state.view === 'run' && this.app !== null) return renderRunAction(this.app);
    if (state.view === 'share' && this.app !== null) {
      return renderShareAction({ app: this.app, state, view });
    }
    return html`<button
      class=${primary}
      type="button"
      ?disabled=${view === null || view.plan === null}
      @click=${() => {
        emit(this, 'download-requested', { segmentIndex: null });
      }}
    >
      Download<span class="wide"> segments</span>
    </button>`;
  }

  #renderColumn(state: AppState, view: PlanViewModel | null): TemplateResult | typeof nothing {
    if (isLinkShown(state)) return renderSharedColumn(state);
    const isPlannable = state.model?.obstacle === null;
    if (state.view === 'run' && this.app !== null && isPlannable) {
      return html`${renderRunColumn(this.app)} ${renderMeasuredHint(this.app, state)}
      ${renderPins(state, view)}`;
    }
    if (state.view === 'share' && this.app !== null && (isPlannable || isSharingLink(state))) {
      return html`${renderShareColumn({ app: this.app, state, view })} ${renderPins(state, view)}`;
    }
    if (isAtStart(state)) {
      return html`<p class="caption">
        Devices, links and ports are set here once a model is open.
      </p>`;
    }
    if (state.view === 'model' || view === null || !isPlannable) {
      return html`<reef-open-panel
        .samples=${state.samples}
        current-sample=${state.model?.sampleName ?? ''}
        ?is-kept=${state.isKept}
      ></reef-open-panel>`;
    }
    return html`<reef-setup-panel .view=${view}></reef-setup-panel>
      ${this.app === null ? nothing : renderMeasuredHint(this.app, state)}
      <reef-strategy-list .view=${view}></reef-strategy-list> ${renderPins(state, view)}`;
  }

  #renderMain(state: AppState, view: PlanViewModel | null): TemplateResult {
    const { opening, model } = state;
    if (opening.kind === 'failed') return renderFailed(this, opening, nameBehind(state));
    if (isLinkInFront(state)) return this.#renderLink(state);
    if (model === null || view === null) {
      if (opening.kind === 'running') return renderLoading(this, opening);
      if (isSharingLink(state) && this.app !== null) {
        return html`<div class="content">
          ${renderSharedStrip(this, state)} ${renderShareView({ app: this.app, state, view })}
        </div>`;
      }
      return html`${opening.kind === 'cancelled' ? renderCancelled(this, opening) : nothing}
        ${renderSharedStrip(this, state)}
        <reef-start .samples=${state.samples} ?is-forgotten=${state.isForgotten}></reef-start>`;
    }
    const isOpening = opening.kind === 'running';
    return html`${isOpening ? renderOver(this, opening) : nothing}
      ${opening.kind === 'cancelled' ? renderCancelled(this, opening) : nothing}
      ${['model', 'plan'].includes(state.view) ? html`<reef-first-visit></reef-first-visit>` : nothing}
      <div class=${classMap({ content: true, stale: isOpening })} ?inert=${isOpening}>
        ${renderSharedStrip(this, state)} ${this.#renderView(state, view)}
      </div>`;
  }

  #renderLink(state: AppState): TemplateResult {
    const { opening } = state;
    const isOpening = opening.kind === 'running';
    return html`${isOpening ? renderOver(this, opening) : nothing}
      ${opening.kind === 'cancelled' ? renderCancelled(this, opening) : nothing}
      <div class=${classMap({ content: true, stale: isOpening })} ?inert=${isOpening}>
        ${renderSharedMain(this, state)}
      </div>`;
  }

  #renderView(state: AppState, view: PlanViewModel): TemplateResult {
    if (state.comparison !== null) return renderComparison(state);
    switch (state.view) {
      case 'model':
        return renderModelView(state, view);
      case 'plan':
        return view.summary.obstacle === null
          ? html`<reef-plan-view .view=${view}></reef-plan-view>`
          : renderObstaclePlan(this, view.summary);
      case 'run':
        return this.app === null ? html`` : renderRunView(this.app);
      case 'share':
        return this.app === null ? html`` : renderShareView({ app: this.app, state, view });
    }
  }

  readonly #onSkip = (): void => {
    this.renderRoot.querySelector<HTMLElement>('#main')?.focus();
  };
}

/** The Share view of a result from a link, with no model open. */
function isSharingLink({ view, shared, model }: AppState): boolean {
  return view === 'share' && model === null && shared.kind === 'open' && !shared.isInFront;
}

/** What a failure to open a file leads back to; null where nothing else is open. */
function nameBehind(state: AppState): string | null {
  return state.model?.name ?? (isLinkInFront(state) ? 'the link' : null);
}

function renderPins(state: AppState, view: PlanViewModel | null): TemplateResult {
  return html`<reef-pins
    .pins=${state.pins}
    ?has-plan=${(view?.plan ?? null) !== null}
    ?has-link=${state.shared.kind === 'open'}
  ></reef-pins>`;
}

/** True while the page itself offers what to open; the column and the menu need not do it again. */
function isAtStart(state: AppState): boolean {
  const { model, opening } = state;
  return model === null && opening.kind !== 'failed' && !isLinkInFront(state);
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-app': ReefApp;
  }
}
