// A result from a link within the page: by itself, beside a model, or not to be read. Its own page comes when it is shown.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { isModelOf, planKey, shownPlan } from '../../app/index.ts';
import { memoizeLast, type Failure } from '../../base/index.ts';
import {
  besideLinkSentence,
  linkedModelFacts,
  linkedModelName,
  otherModelSentence,
  type NowBeside,
} from '../../report/index.ts';
import { emit } from '../contract.ts';
import type { AppState, SharedState } from '../contract.ts';
import { LaterPart } from '../parts/later-part.ts';
import '../parts/reef-failure.ts';
import { renderSentence } from '../plan/sentence-view.ts';

type Opened = Extract<SharedState, { kind: 'open' }>;

/** The page of a link, and what makes its view. */
const page = new LaterPart(async () => {
  const { viewOfShared } = await import('../shared/index.ts');
  return { viewOf: memoizeLast(viewOfShared) };
});
let hasFailed = false;

/** True while a link has the place of the view. */
export function isLinkInFront({ shared }: AppState): boolean {
  return shared.kind === 'failed' || shared.kind === 'opening' || isOpenInFront(shared);
}

/** True where its page is shown, not only why there is none. */
export function isLinkShown({ shared }: AppState): boolean {
  return shared.kind === 'opening' || isOpenInFront(shared);
}

function isOpenInFront(shared: SharedState): shared is Opened {
  return shared.kind === 'open' && shared.isInFront;
}

/** Resolves when the page of a link is not on its way any more. */
export function whenSharedIsThere(): Promise<void> {
  return page.whenSettled();
}

/** Loads the page of a link; `host` draws again when it is there. */
function loadPage(host: { requestUpdate(): void }): void {
  if (page.isWanted) return;
  void page.load().then((loaded) => {
    hasFailed = loaded === null;
    host.requestUpdate();
  });
}

/** What stands in the place of the view while a link has it. */
export function renderSharedMain(
  host: EventTarget & { requestUpdate(): void },
  state: AppState,
): TemplateResult {
  const { shared } = state;
  if (shared.kind === 'failed') return renderUnreadable(host, state, shared.failure);
  if (hasFailed) return renderUnreadable(host, state, PAGE_MISSING);
  loadPage(host);
  if (!isOpenInFront(shared) || page.here === null)
    return html`<h1 class="quiet">Opening the link</h1>`;
  return html`<reef-shared
    .view=${page.here.viewOf(shared.result)}
    .samples=${state.samples}
    open-model=${state.model?.name ?? ''}
    .selection=${state.selection}
    .highlight=${state.highlight}
  ></reef-shared>`;
}

/** The column beside it. */
export function renderSharedColumn({ shared }: AppState): TemplateResult | typeof nothing {
  if (!isOpenInFront(shared) || page.here === null) return nothing;
  return html`<reef-shared-facts .view=${page.here.viewOf(shared.result)}></reef-shared-facts>`;
}

/** The model of the link in front, for the header: its name and facts, [] while it is not known; null without one. */
export function linkedFacts(state: AppState): readonly string[] | null {
  const { shared, samples } = state;
  if (!isLinkInFront(state)) return null;
  if (!isOpenInFront(shared)) return [];
  const { model } = shared.result;
  return [linkedModelName(model, samples) ?? 'A result from a link', ...linkedModelFacts(model)];
}

/** One line above the view: a link is beside what is shown. */
export function renderSharedStrip(
  host: EventTarget,
  state: AppState,
): TemplateResult | typeof nothing {
  const { shared, model, comparison } = state;
  if (shared.kind !== 'open' || shared.isInFront) return nothing;
  const isLive = model !== null && isModelOf(shared.result, model);
  const words =
    model === null
      ? 'A result from a link is open.'
      : renderSentence(
          isLive
            ? besideLinkSentence(shared.result, { plan: shownPlan(state), run: runOf(state) })
            : otherModelSentence(shared.result, model.name),
        );
  return html`<div class="strip" data-strip="link">
    <p>${words}</p>
    ${
      isLive
        ? comparison === null
          ? html`<button
              type="button"
              @click=${() => {
                emit(host, 'comparison-chosen', { leftId: 'link', rightId: 'now' });
              }}
            >
              Compare with the link
            </button>`
          : nothing
        : html`<button
            type="button"
            @click=${() => {
              emit(host, 'shared-shown', {});
            }}
          >
            Back to the link
          </button>`
    }
    ${renderClose(host)}
  </div>`;
}

/** The last run, if it was of the plan on show and went all the way. */
function runOf(state: AppState): NowBeside['run'] {
  const plan = shownPlan(state);
  const { lastRun } = state;
  const run = plan !== null && lastRun?.planKey === planKey(plan) ? lastRun.report.run : null;
  return run?.isPartial === false ? run : null;
}

function renderUnreadable(
  host: EventTarget,
  { model }: AppState,
  failure: Failure,
): TemplateResult {
  return html`<div class="content">
    <h1>This link cannot be opened</h1>
    <reef-failure .failure=${failure} subject="A result link">
      <button
        class="primary"
        type="button"
        @click=${() => {
          emit(host, 'shared-closed', {});
        }}
      >
        ${model === null ? 'Start without it' : `Back to ${model.name}`}
      </button>
    </reef-failure>
  </div>`;
}

function renderClose(host: EventTarget): TemplateResult {
  return html`<button
    type="button"
    @click=${() => {
      emit(host, 'shared-closed', {});
    }}
  >
    Close the link
  </button>`;
}

const PAGE_MISSING: Failure = {
  code: 'app/code-missing',
  message: 'The part of Reef that shows links did not arrive.',
  hint: 'Reload the page when you are online.',
};
