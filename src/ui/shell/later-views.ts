// Views that the first one does not load: Run comes when it is shown. Share is not built yet: what will be there, and what
// to do meanwhile.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { App } from '../../app/index.ts';
import { emit } from '../contract.ts';

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

export function renderShareView(host: EventTarget): TemplateResult {
  return html`<div class="later">
    <h1>Show it: a link that holds the result</h1>
    <p class="quiet">
      This view will pack plan and measurements into a link, without weights or tensor names, and
      write them as CSV, JSON and SVG. It is not there yet.
    </p>
    <p>
      Until then: the bundle of segments holds the whole plan as <code>plan.json</code>, and
      <code>npx reef compare MODEL --json</code> prints all strategies.
    </p>
    ${renderBack(host)}
  </div>`;
}

function renderBack(host: EventTarget): TemplateResult {
  return html`<div class="actions">
    <button
      type="button"
      @click=${() => {
        emit(host, 'view-chosen', { view: 'plan' });
      }}
    >
      Back to the plan
    </button>
    <button
      type="button"
      @click=${() => {
        emit(host, 'download-requested', { segmentIndex: null });
      }}
    >
      Download segments
    </button>
  </div>`;
}
