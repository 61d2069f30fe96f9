// Views that the first one does not load: Run and Share come when they are shown.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { App } from '../../app/index.ts';
import type { AppState, PlanViewModel } from '../contract.ts';
import type * as shareModule from '../share/index.ts';

let runElements: Promise<unknown> | null = null;

/** Loads the elements of the Run view when it is first shown; until then its tags are empty. */
function loadRunElements(): void {
  runElements ??= import('../run/index.ts').catch(() => {
    // The next showing tries again.
    runElements = null;
  });
}

export function renderRunView(app: App): TemplateResult {
  loadRunElements();
  return html`<reef-run .app=${app}></reef-run>`;
}

export function renderRunColumn(app: App): TemplateResult {
  return html`<reef-run-column .app=${app}></reef-run-column>`;
}

export function renderRunAction(app: App): TemplateResult {
  return html`<reef-run-action .app=${app}></reef-run-action>`;
}

/** What the elements of the Share view are given. */
export interface ShareSubject {
  readonly app: App;
  readonly state: AppState;
  /** Null without a model. */
  readonly view: PlanViewModel | null;
}

type ShareModule = typeof shareModule;
let shareElements: Promise<ShareModule | null> | null = null;

/** Loads the Share view and printing; null where they did not arrive. */
export function loadShare(): Promise<ShareModule | null> {
  shareElements ??= import('../share/index.ts').catch(() => {
    // The next showing tries again.
    shareElements = null;
    return null;
  });
  return shareElements;
}

let compareElements: Promise<unknown> | null = null;

export function renderComparison(state: AppState): TemplateResult {
  compareElements ??= import('../compare/index.ts').catch(() => {
    // The next showing tries again.
    compareElements = null;
  });
  return html`<reef-compare .state=${state}></reef-compare>`;
}

/** Resolves when no view is on its way any more. */
export async function whenViewsAreThere(): Promise<void> {
  await Promise.all([runElements, shareElements, compareElements]);
}

export function renderShareView({ app, state, view }: ShareSubject): TemplateResult {
  void loadShare();
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
