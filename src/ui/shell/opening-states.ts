// Opening a model, as it is shown in the place of the result.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { emit } from '../contract.ts';
import type { OpeningState } from '../contract.ts';
import '../parts/reef-failure.ts';
import '../parts/reef-progress.ts';

type Opening<Kind extends OpeningState['kind']> = Extract<OpeningState, { kind: Kind }>;

/** Nothing is open yet: what is being opened, and how far it is. */
export function renderLoading(host: EventTarget, opening: Opening<'running'>): TemplateResult {
  return html`<div class="waiting">
    <h1>Opening ${opening.name}</h1>
    ${renderProgress(host, opening)}
  </div>`;
}

/** Another model is on show until this one is read; what is on show is out of reach meanwhile, its heading too. */
export function renderOver(host: EventTarget, opening: Opening<'running'>): TemplateResult {
  return html`<div class="over">
    <h1 class="visually-hidden">Opening ${opening.name}</h1>
    ${renderProgress(host, opening)}
  </div>`;
}

function renderProgress(host: EventTarget, { name, progress }: Opening<'running'>): TemplateResult {
  return html`<reef-progress
    can-cancel
    label="Opening ${name}"
    .progress=${progress === null ? null : { ...progress, label: `${name}: ${progress.label}` }}
    @cancelled=${() => {
      emit(host, 'loading-cancelled', {});
    }}
  ></reef-progress>`;
}

export function renderCancelled(host: EventTarget, { name }: Opening<'cancelled'>): TemplateResult {
  return html`<div class="strip">
    <p>Opening ${name} was cancelled.</p>
    <button
      type="button"
      @click=${() => {
        emit(host, 'loading-retried', {});
      }}
    >
      Open it again
    </button>
    <button
      type="button"
      @click=${() => {
        emit(host, 'failure-dismissed', {});
      }}
    >
      Close
    </button>
  </div>`;
}

/** What went wrong, and the ways on: again, another file or sample, back to what is open. */
export function renderFailed(
  host: EventTarget,
  { name, failure }: Opening<'failed'>,
  nameBehind: string | null,
): TemplateResult {
  return html`<div class="content">
    <h1>${name} could not be opened</h1>
    <reef-failure .failure=${failure} subject=${name}>
      ${
        nameBehind === null
          ? nothing
          : html`<button
              class="primary"
              type="button"
              @click=${() => {
                emit(host, 'failure-dismissed', {});
              }}
            >
              Back to ${nameBehind}
            </button>`
      }
      <button
        type="button"
        @click=${() => {
          emit(host, 'loading-retried', {});
        }}
      >
        Try again
      </button>
    </reef-failure>
  </div>`;
}
