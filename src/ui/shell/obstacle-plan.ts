import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { obstacleHeadline } from '../../report/index.ts';
import { emit } from '../contract.ts';
import type { ModelSummary } from '../contract.ts';
import '../parts/reef-failure.ts';

/** The Plan view of a model that can be read but not cut: why, what to do, and where to look meanwhile. */
export function renderObstaclePlan(host: EventTarget, model: ModelSummary): TemplateResult {
  const { obstacle, name } = model;
  return html`<h1>${obstacle === null ? '' : obstacleHeadline(obstacle)}</h1>
    <reef-failure .failure=${obstacle} subject=${name}>
      <button
        type="button"
        @click=${() => {
          emit(host, 'view-chosen', { view: 'model' });
        }}
      >
        See what is in it
      </button>
    </reef-failure>`;
}
