// Views that the first one does not load: they come when they are shown. The Model view, which most people look at next,
// comes at the first sign of a person.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { App } from '../../app/index.ts';
import type { AppState, PlanViewModel } from '../contract.ts';
import { LaterPart } from '../parts/later-part.ts';
import { onFirstSign } from './first-sign.ts';

// Until the elements of a view are there, its tags are empty.
const modelView = new LaterPart(() => import('../model/reef-model-view.ts'));
const runView = new LaterPart(() => import('../run/index.ts'));
const comparison = new LaterPart(() => import('../compare/index.ts'));
/** The Share view and printing. */
export const shareView = new LaterPart(() => import('../share/index.ts'));

/** Resolves when no view is on its way any more. */
export async function whenViewsAreThere(): Promise<void> {
  await Promise.all([modelView, runView, comparison, shareView].map((view) => view.whenSettled()));
}

export function prepareViews(signal: AbortSignal): void {
  onFirstSign(() => void modelView.load(), signal);
}

export function renderModelView(
  { selection, highlight }: AppState,
  { summary }: PlanViewModel,
): TemplateResult {
  void modelView.load();
  return html`<reef-model-view
    .summary=${summary}
    .selection=${selection}
    .highlight=${highlight}
  ></reef-model-view>`;
}

export function renderRunView(app: App): TemplateResult {
  void runView.load();
  return html`<reef-run .app=${app}></reef-run>`;
}

export function renderRunColumn(app: App): TemplateResult {
  return html`<reef-run-column .app=${app}></reef-run-column>`;
}

export function renderRunAction(app: App): TemplateResult {
  return html`<reef-run-action .app=${app}></reef-run-action>`;
}

export function renderComparison(state: AppState): TemplateResult {
  void comparison.load();
  return html`<reef-compare .state=${state}></reef-compare>`;
}

/** What the elements of the Share view are given. */
export interface ShareSubject {
  readonly app: App;
  readonly state: AppState;
  /** Null without a model. */
  readonly view: PlanViewModel | null;
}

export function renderShareView({ app, state, view }: ShareSubject): TemplateResult {
  void shareView.load();
  return html`<reef-share .app=${app} .state=${state} .planView=${view}></reef-share>`;
}

export function renderShareColumn({ state, view }: ShareSubject): TemplateResult {
  return html`<reef-share-column .state=${state} .planView=${view}></reef-share-column>`;
}

export function renderShareAction({ app, state, view }: ShareSubject): TemplateResult {
  return html`<reef-share-action
    .app=${app}
    .state=${state}
    .planView=${view}
  ></reef-share-action>`;
}
