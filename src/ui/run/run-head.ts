// What stands at the top of the Run view in every state: a headline, why, and what to do next.
import { html, nothing, type TemplateResult } from 'lit';
import { plural } from '../../base/index.ts';
import { deviceCountWords, joinWords, obstacleHeadline, segmentList } from '../../report/index.ts';
import { emit } from '../contract.ts';
import '../parts/reef-failure.ts';
import { emitRun, type RunViewModel } from './run-contract.ts';
import { renderEnded, renderRunAgain, renderRunning } from './run-head-result.ts';
import { planWords } from './run-plan-words.ts';

export function renderRunHead(view: RunViewModel, host: EventTarget): TemplateResult {
  const { status } = view;
  switch (status.kind) {
    case 'no-plan':
      return renderNoPlan(view, host);
    case 'no-device':
      return renderNoDevice(view, host);
    case 'needs-firmware':
      return renderHead(
        `${status.count === 1 ? 'One accelerator needs' : `${String(status.count)} accelerators need`} firmware`,
        html`<p>
          An accelerator forgets its firmware whenever it loses power. Drop the file on this page
          once, or choose it below: the image itself, or a driver library that contains it.
        </p>`,
      );
    case 'too-few':
      return renderTooFew(view, host);
    case 'not-compiled':
      return renderNotCompiled(view, status.missing, host);
    case 'ready':
      return renderReady(view);
    case 'running':
      return renderRunning(view, status.live, host);
    case 'failed':
      return html`<h1>The run did not start</h1>
        <reef-failure class="head-failure" .failure=${status.failure} subject=${view.summary.name}>
          ${renderRunAgain(view, host)}
        </reef-failure>`;
    case 'ended':
      return renderEnded(view, status.result, host);
  }
}

function renderHead(title: string, lines: TemplateResult): TemplateResult {
  return html`<h1>${title}</h1>
    <div class="lines">${lines}</div>`;
}

function renderNoPlan({ status }: RunViewModel, host: EventTarget): TemplateResult {
  if (status.kind !== 'no-plan') return html``;
  const { obstacle, isPlanning } = status;
  if (obstacle !== null) {
    return html`<h1>${obstacleHeadline(obstacle)}</h1>
      <reef-failure class="head-failure" .failure=${obstacle}></reef-failure>`;
  }
  const title = isPlanning ? 'Working out where to cut' : 'There is no plan to run';
  return html`${renderHead(title, html`<p>A run needs a plan: which segment goes to which device.</p>`)}
    <div class="actions">
      <button
        type="button"
        @click=${() => {
          emit(host, 'view-chosen', { view: 'plan' });
        }}
      >
        See the plan
      </button>
    </div>`;
}

function renderNoDevice(view: RunViewModel, host: EventTarget): TemplateResult {
  const count = view.assignment?.places.length ?? 1;
  return html`${renderHead(
      'Is it true? Run the plan and see',
      html`<p>
        ${planWords(view)} Connect ${deviceCountWords('coral', count)} to measure it. With none at
        hand, virtual accelerators go the same way, byte for byte over the same protocol, in
        simulated time; and this computer's CPU runs the segments as they were cut.
      </p>`,
    )}
    <div class="actions">
      <button
        class="primary"
        type="button"
        @click=${() => {
          emitRun(host, 'connect-requested', {});
        }}
      >
        Connect an accelerator
      </button>
      <button
        type="button"
        @click=${() => {
          emitRun(host, 'virtual-requested', { count, isBoot: false });
        }}
      >
        ${count === 1 ? 'Add a virtual one' : `Add ${String(count)} virtual ones`}
      </button>
      <button
        type="button"
        @click=${() => {
          emitRun(host, 'cpu-requested', { count });
        }}
      >
        Use the CPU
      </button>
    </div>`;
}

function renderTooFew(view: RunViewModel, host: EventTarget): TemplateResult {
  if (view.status.kind !== 'too-few') return html``;
  const { ready, planned } = view.status;
  const kind = view.assignment?.kind ?? 'coral';
  const have = ready === 0 ? 'none is' : ready === 1 ? 'one is' : `${String(ready)} are`;
  return html`${renderHead(
    `This plan runs on ${deviceCountWords(kind, planned)}; ${have} ready`,
    html`<p>
      ${
        ready === 0
          ? 'The rows below say what each of them needs.'
          : `Plan the model for what is there, or add ${planned - ready === 1 ? 'one more' : `${String(planned - ready)} more`}.`
      }
    </p>`,
  )}
  ${ready === 0 ? nothing : html`<div class="actions">${renderPlanForConnected(view, host)}</div>`}`;
}

/** "Plan for this one device": the plan for what is ready. */
export function renderPlanForConnected(view: RunViewModel, host: EventTarget): TemplateResult {
  const { assignment } = view;
  const count = assignment?.usable.filter(({ kind }) => kind === assignment.kind).length ?? 0;
  return html`<button
    type="button"
    @click=${() => {
      emitRun(host, 'connected-planned', {});
    }}
  >
    ${count === 1 ? 'Plan for this one device' : `Plan for these ${String(count)} devices`}
  </button>`;
}

function renderNotCompiled(
  { plan }: RunViewModel,
  missing: readonly number[],
  host: EventTarget,
): TemplateResult {
  const isAll = missing.length === plan?.segments.length;
  const what = isAll
    ? 'The segments have not been compiled yet'
    : `${segmentList(missing).replace(/^s/, 'S')} ${missing.length === 1 ? 'has' : 'have'} not been compiled yet`;
  return html`${renderHead(
      what,
      html`<p>
        Accelerators run what Google's compiler makes of a segment, and it runs on Linux only.
        Download the segments, compile them with the script or the notebook in the bundle, then drop
        the compiled files here. They are matched by their tensors, not by name.
      </p>`,
    )}
    <div class="actions">
      <button
        type="button"
        @click=${() => {
          emit(host, 'download-requested', { segmentIndex: null });
        }}
      >
        Download segments
      </button>
      <label class="file">
        <span>Choose compiled files</span>
        <input
          class="visually-hidden"
          type="file"
          multiple
          accept=".tflite,.log"
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            emitRun(host, 'compiled-chosen', { files: [...(input.files ?? [])] });
            input.value = '';
          }}
        />
      </label>
    </div>`;
}

function renderReady(view: RunViewModel): TemplateResult {
  const { assignment, plan, readiness } = view;
  const places = assignment?.places ?? [];
  const kinds = [...new Set(places.flatMap(({ device }) => device?.kind ?? []))];
  const where = kinds.map((kind) =>
    deviceCountWords(kind, places.filter(({ device }) => device?.kind === kind).length),
  );
  const title = `Ready to run ${plural(plan?.segments.length ?? 0, 'segment')} on ${joinWords(where)}`;
  return renderHead(
    title,
    html`<p>${planWords(view)} ${readiness ?? ''}</p>
      <p>${LABEL_WORDS[kinds.includes('virtual') ? 'virtual' : (kinds[0] ?? 'coral')]}</p>`,
  );
}

const LABEL_WORDS = {
  coral: 'Times will be measured.',
  virtual: 'Times will be simulated: they follow the bytes on the wire and the timing model.',
  cpu: 'Times will be measured on this computer; they say nothing of an Edge TPU, but the outputs are checked all the same.',
} as const;
