// What is printed in the moments before the report's code has arrived (ui/share/print.ts), or where it never does: what is
// on show in words, on a page by itself. Part of the first view, so it draws nothing.
import { html, type TemplateResult } from 'lit';
import { formatMib, formatMsNumber, plural } from '../../base/index.ts';
import type { PlanSegment } from '../../partition/index.ts';
import { paceSentence, planHeadline } from '../../report/index.ts';
import type { AppState, PlanViewModel } from '../contract.ts';
import { renderSentence } from '../plan/sentence-view.ts';
import { linkedFacts } from './shared-states.ts';

/** Null where the page itself is what is printed: without a result, and on the Model view. */
export function renderPlainReport(
  state: AppState,
  view: PlanViewModel | null,
): TemplateResult | null {
  const body = linkBody(state) ?? modelBody(state, view);
  return body === null
    ? null
    : html`<article>
        ${body}
        <p>Printed before the report with its charts was loaded; print once more to have that.</p>
      </article>`;
}

function linkBody(state: AppState): TemplateResult | null {
  const [name, ...facts] = linkedFacts(state) ?? [];
  return name === undefined
    ? null
    : html`<h1>${name}</h1>
        ${facts.map((fact) => html`<p>${fact}</p>`)}`;
}

function modelBody(
  { model, view: shown }: AppState,
  view: PlanViewModel | null,
): TemplateResult | null {
  if (model === null || shown === 'model' || model.obstacle !== null) return null;
  const plan = view?.plan ?? null;
  if (view === null || plan === null) {
    return html`<h1>${model.name}</h1>
      <p>Its plan is still being looked for.</p>`;
  }
  const { devices } = view.setUp;
  const headline = planHeadline(plan, devices.length);
  return html`<p>${model.name}</p>
    <h1>${headline.text} (${headline.label})</h1>
    <p>${renderSentence(paceSentence(plan, { devices }))}</p>
    <ol>
      ${plan.segments.map((segment) => html`<li>${segmentWords(segment)}</li>`)}
    </ol>`;
}

function segmentWords({ firstDepth, lastDepth, operators, ...segment }: PlanSegment): string {
  const facts = [
    firstDepth === lastDepth ? `depth ${firstDepth}` : `depth ${firstDepth} to ${lastDepth}`,
    plural(operators.length, 'operator'),
    `${formatMib(segment.onChipBytes)} MiB on chip`,
    `${formatMib(segment.streamedBytes)} MiB streamed`,
    `${formatMsNumber(segment.stageMs)} ms (estimated)`,
    ...(segment.replicas > 1 ? [plural(segment.replicas, 'replica')] : []),
  ];
  return facts.join(', ');
}
