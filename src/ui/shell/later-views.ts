// Run and Share before they are built: what will be there, and what to do meanwhile.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { emit } from '../contract.ts';

export function renderRunView(host: EventTarget): TemplateResult {
  return html`<div class="later">
    <h1>Is it true? Run the plan on your accelerators</h1>
    <p class="quiet">
      This view will run the compiled segments on Coral USB Accelerators plugged into this computer,
      time every stage, and set what it measured beside the estimate. It is not there yet.
    </p>
    <p>
      Until then: download the segments, compile them with the script in the bundle, and run them
      with the bundle's <code>run_pipeline.py</code>.
    </p>
    ${renderBack(host)}
  </div>`;
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
