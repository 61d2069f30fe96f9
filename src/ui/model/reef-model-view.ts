import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes, memoizeLast } from '../../base/index.ts';
import {
  compiledSentence,
  modelFactPieces,
  modelHeadline,
  modelReason,
  obstacleHeadline,
} from '../../report/index.ts';
import '../charts/depth-profile.ts';
import type { DepthProfileView, ModelSummary, ProfileLayer, Selection } from '../contract.ts';
import '../glossary/reef-term.ts';
import '../parts/reef-failure.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { renderGraph } from '../graph/load-graph.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import './reef-operator-table.ts';
import './reef-unmapped.ts';

const LAYERS: readonly { readonly layer: ProfileLayer; readonly title: string }[] = [
  { layer: 'parameters', title: 'Parameters' },
  { layer: 'macs', title: 'Computing' },
  { layer: 'activations', title: 'Activations' },
];

/** Height of the operator graph at most. */
const GRAPH_PX = 340;

/** One list for all: a profile with the same cuts is the same profile. */
const NO_CUTS: readonly number[] = [];

type OperatorsAs = 'table' | 'graph';

const OPERATORS_AS: readonly { readonly as: OperatorsAs; readonly title: string }[] = [
  { as: 'table', title: 'Table' },
  { as: 'graph', title: 'Graph' },
];

/** What is in the model, and what runs on the chip. */
@customElement('reef-model-view')
export class ReefModelView extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      .second {
        margin-top: var(--space-1);
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-6);
        margin: var(--space-4) 0;
      }
      dt {
        font-size: var(--text-caption);
        color: var(--ink-3);
      }
      dd {
        margin: 0;
        font-weight: 600;
      }
      section {
        margin-top: var(--space-5);
      }
      .layers {
        display: flex;
        gap: var(--space-1);
        margin: 0 0 var(--space-2);
        padding: 0;
        border: none;
      }
      .layers .name {
        align-self: center;
        margin-right: var(--space-1);
        color: var(--ink-3);
        font-size: var(--text-caption);
        font-weight: 600;
      }
      .layers label {
        padding: var(--space-1) var(--space-3);
        border-radius: var(--radius);
        color: var(--ink-2);
        cursor: pointer;
      }
      .layers label:hover {
        background: var(--hover);
      }
      .layers label:has(:checked) {
        background: var(--hover);
        color: var(--ink-1);
        font-weight: 600;
      }
      .layers label:has(:focus-visible) {
        outline: 2px solid var(--accent);
      }
      .layers input {
        position: absolute;
        opacity: 0;
      }
    `,
  ];

  @property({ attribute: false }) summary: ModelSummary | null = null;
  @property({ attribute: false }) selection: Selection = { kind: 'none' };
  @property({ attribute: false }) highlight: Selection = { kind: 'none' };
  @state() private layer: ProfileLayer = 'parameters';
  @state() private operatorsAs: OperatorsAs = 'table';
  readonly #profileView = memoizeLast(profileView);
  readonly #graphView = memoizeLast(graphView);

  override render(): TemplateResult | typeof nothing {
    const { summary } = this;
    if (summary === null) return nothing;
    return html`${summary.obstacle === null ? renderAnswer(summary) : renderObstacle(summary)}
      <dl>
        ${factsOf(summary).map(
          ({ name, term, value }) =>
            html`<div>
              <dt><reef-term word=${term}>${name}</reef-term></dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${
        summary.obstacle === null
          ? html`<reef-unmapped .rows=${summary.operators}></reef-unmapped>`
          : nothing
      }
      ${this.#renderProfile(summary)}
      <section @table-wanted=${this.#onTableWanted}>${this.#renderOperators(summary)}</section>`;
  }

  #renderOperators(summary: ModelSummary): TemplateResult {
    // A chain of one, or a compiled file, has nothing to draw.
    const hasGraph = summary.profile.depthCount > 1;
    return html`${hasGraph ? this.#renderOperatorsAs() : nothing}
    ${
      hasGraph && this.operatorsAs === 'graph'
        ? renderGraph(this.#graphView(summary, this.selection, this.highlight), GRAPH_PX)
        : html`<reef-operator-table
            .rows=${summary.operators}
            .selection=${this.selection}
            .highlight=${this.highlight}
          ></reef-operator-table>`
    }`;
  }

  #renderOperatorsAs(): TemplateResult {
    return html`<fieldset class="layers">
      <legend class="visually-hidden">Operators as</legend>
      <span class="name" aria-hidden="true">Operators as</span>
      ${OPERATORS_AS.map(
        ({ as, title }) =>
          html`<label
            ><input
              type="radio"
              name="operators-as"
              .checked=${as === this.operatorsAs}
              @change=${() => {
                this.operatorsAs = as;
              }}
            />${title}</label
          >`,
      )}
    </fieldset>`;
  }

  readonly #onTableWanted = (): void => {
    this.operatorsAs = 'table';
  };

  /** One bar says nothing, and a compiled file is one operator. */
  #renderProfile(summary: ModelSummary): TemplateResult | typeof nothing {
    if (summary.profile.depthCount < 2) return nothing;
    // Where nothing maps, there are no compiled parameters to show.
    const hasParameters = summary.facts.compiledParamBytes > 0;
    const layer = !hasParameters && this.layer === 'parameters' ? 'macs' : this.layer;
    return html`<section>
      ${this.#renderLayers(layer)}
      <reef-depth-profile
        .view=${this.#profileView(summary, layer, this.selection, this.highlight)}
      ></reef-depth-profile>
    </section>`;
  }

  #renderLayers(shown: ProfileLayer): TemplateResult {
    return html`<fieldset class="layers">
      <legend class="visually-hidden">What the profile shows</legend>
      ${LAYERS.map(
        ({ layer, title }) =>
          html`<label
            ><input
              type="radio"
              name="layer"
              .checked=${layer === shown}
              @change=${() => {
                this.layer = layer;
              }}
            />${title}</label
          >`,
      )}
    </fieldset>`;
  }
}

function factsOf({ facts, compiled }: ModelSummary): ReturnType<typeof modelFactPieces> {
  if (compiled === null) return modelFactPieces(facts);
  return [
    { name: 'Operators', term: 'operator', value: String(facts.operatorCount) },
    { name: 'On chip', term: 'on chip', value: formatBytes(compiled.cachedBytes) },
    { name: 'Streamed', term: 'streamed', value: formatBytes(compiled.streamedBytes) },
  ];
}

function renderAnswer({ facts }: ModelSummary): TemplateResult {
  return html`<h1>
      ${modelHeadline(facts)}
      <span class="tag"><reef-term word="estimated">estimated</reef-term></span>
    </h1>
    <p class="second quiet">
      ${modelReason(facts).map((part) =>
        part.isStrong ? html`<strong>${part.text}</strong>` : part.text,
      )}
    </p>`;
}

function renderObstacle({ obstacle, compiled, name }: ModelSummary): TemplateResult {
  return html`<h1>${obstacle === null ? '' : obstacleHeadline(obstacle)}</h1>
    <reef-failure .failure=${obstacle} subject=${name}></reef-failure>
    ${compiled === null ? nothing : html`<p class="second quiet">${compiledSentence(compiled)}</p>`}`;
}

function profileView(
  summary: ModelSummary,
  layer: ProfileLayer,
  selection: Selection,
  highlight: Selection,
): DepthProfileView {
  return {
    summary,
    profile: summary.profile,
    layer,
    plan: null,
    cutAfterDepths: NO_CUTS,
    legalCutDepths: NO_CUTS,
    hasHandles: false,
    selection,
    highlight,
  };
}

function graphView(summary: ModelSummary, selection: Selection, highlight: Selection): GraphView {
  return { summary, plan: null, cutAfterDepths: [], selection, highlight };
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-model-view': ReefModelView;
  }
}
