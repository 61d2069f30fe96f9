// The top of the Run view while a run goes on, and after it.
import { html, nothing, type TemplateResult } from 'lit';
import { formatSignificant } from '../../base/index.ts';
import type { Run } from '../../pipeline/index.ts';
import {
  endedEarlyHeadline,
  partialSentence,
  runHeadline,
  runPaceSentence,
  timeLeftWords,
  verificationSentence,
} from '../../report/index.ts';
import '../glossary/reef-term.ts';
import '../parts/reef-failure.ts';
import '../parts/reef-progress.ts';
import { renderSentence } from '../plan/sentence-view.ts';
import { emitRun, type FinishedRun, type LiveRun, type RunViewModel } from './run-contract.ts';
import { planWords } from './run-plan-words.ts';

const PHASE_WORDS: Readonly<Record<NonNullable<LiveRun['phase']>['kind'], string>> = {
  preparing: 'Preparing the segments',
  opening: 'Opening the devices',
  loading: 'Loading the segments',
  'warming-up': 'Warming up: the first inference loads the parameters',
  running: 'Running',
  checking: 'Checking the outputs',
};

export function renderRunning(
  view: RunViewModel,
  live: LiveRun,
  host: EventTarget,
): TemplateResult {
  const { phase, finished, inferences, ratePerSecond, elapsedMs, isCancelling } = live;
  const isAtWork = phase?.kind === 'running' || phase?.kind === 'checking';
  const label = phase?.progress.label ?? 'Starting';
  const done = phase?.progress.done ?? 0;
  const left = isAtWork ? timeLeftWords(finished, inferences, elapsedMs) : null;
  const isSimulated = view.assignment?.kind === 'virtual';
  const rate =
    ratePerSecond === null || !isAtWork
      ? ''
      : `${formatSignificant(ratePerSecond)} per second so far, ${isSimulated ? 'simulated' : 'measured'}`;
  const facts = [rate, left].filter((text) => text !== null && text !== '');
  const title = isCancelling
    ? 'Cancelling: the inferences on the devices end first'
    : isAtWork
      ? `Running: ${String(finished)} of ${String(inferences)} inferences`
      : PHASE_WORDS[phase?.kind ?? 'preparing'];
  return html`<h1>${title}</h1>
    <div class="lines">
      <p>${facts.length === 0 ? planWords(view) : facts.join('; ')}</p>
    </div>
    <reef-progress
      class="running"
      ?can-cancel=${!isCancelling}
      label=${label}
      .progress=${phase === null ? null : { ...phase.progress, done, label }}
      @cancelled=${() => {
        emitRun(host, 'run-cancelled', {});
      }}
    ></reef-progress>`;
}

export function renderEnded(
  view: RunViewModel,
  result: FinishedRun,
  host: EventTarget,
): TemplateResult {
  const { run, failure, isCancelled } = result.report;
  const early = endedEarlyHeadline({
    ...{ run, failure, isCancelled },
    deviceName: result.failedDeviceName,
    wasLost: result.wasLost,
  });
  if (early === null && run !== null) return renderFinished(view, run);
  return html`<h1>${early ?? 'The run ended without a result'}</h1>
    ${
      failure === null || result.wasLost
        ? nothing
        : html`<reef-failure class="head-failure" .failure=${failure} subject=${view.summary.name}>
            ${renderRunAgain(view, host)}
          </reef-failure>`
    }
    <div class="lines">
      ${run === null ? html`<p>Nothing was measured.</p>` : renderPartial(run)}
      ${renderOtherPlan(view)}
    </div>`;
}

function renderFinished(view: RunViewModel, run: Run): TemplateResult {
  const headline = runHeadline(run);
  return html`<h1>
      ${headline.text}
      <span class="tag"><reef-term word=${headline.label}>${headline.label}</reef-term></span>
    </h1>
    <div class="lines">
      <p>${renderSentence(runPaceSentence(run))}</p>
      <p class="verified">${verificationSentence(run.verification)}</p>
      ${renderOtherPlan(view)}
    </div>`;
}

function renderPartial(run: Run): TemplateResult {
  return html`<p>
      ${partialSentence(run)} ${formatSignificant(run.throughputPerSecond)} inferences per second,
      <reef-term word=${run.label}>${run.label}</reef-term>.
    </p>
    <p>${renderSentence(runPaceSentence(run))}</p>
    ${
      run.verification.kind === 'not-checked'
        ? nothing
        : html`<p class="verified">${verificationSentence(run.verification)}</p>`
    }`;
}

function renderOtherPlan({ isResultOfOtherPlan }: RunViewModel): TemplateResult {
  return html`${
    isResultOfOtherPlan
      ? html`<p>This run was of the plan before. Run again to see what the present one does.</p>`
      : nothing
  } `;
}

/** The same run once more, where it ended with a failure. */
export function renderRunAgain({ canRun }: RunViewModel, host: EventTarget): TemplateResult {
  return html`<button
    type="button"
    ?disabled=${!canRun}
    @click=${() => {
      emitRun(host, 'run-requested', {});
    }}
  >
    Run again
  </button>`;
}
