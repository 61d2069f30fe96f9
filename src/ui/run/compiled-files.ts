import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { chartStyles } from '../charts/chart-styles.ts';
import { segmentOfSelection } from '../charts/emphasis.ts';
import { segmentTableStyles } from '../charts/segment-table-styles.ts';
import { emit, type Selection } from '../contract.ts';
import '../glossary/reef-term.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import {
  compiledRows,
  compiledSummary,
  cpuSentences,
  refinementWords,
  type CompiledRow,
} from './compiled-rows.ts';
import {
  emitRun,
  type CompiledSegments,
  type RunEvents,
  type RunViewModel,
} from './run-contract.ts';

const NONE: Selection = { kind: 'none' };

/**
 * Compiled files and logs that were dropped: of every segment what really went on chip beside the estimate, which cut to
 * move next, what belongs nowhere.
 * @fires compiled-facts-used
 * @fires refinement-applied
 * @fires compiled-forgotten
 * @fires file-chosen - a file of no segment, to be opened as a model
 * @fires highlight-changed - the row under the pointer
 */
@customElement('reef-compiled-files')
export class CompiledFiles extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    chartStyles,
    segmentTableStyles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px var(--space-3);
      }
      .top h2 {
        margin: 0;
        color: var(--ink-3);
        font-size: 11px;
        font-weight: 600;
      }
      .top p {
        flex: 1;
        color: var(--ink-2);
        font-size: 12px;
      }
      .scroller {
        overflow-x: auto;
      }
      table {
        table-layout: auto;
      }
      th,
      td {
        padding-left: 20px;
      }
      th:first-child {
        padding-left: 0;
      }
      td.file {
        width: 100%;
        max-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .narrow {
        display: none;
      }
      @media (max-width: 599px) {
        .wide {
          display: none;
        }
        .narrow {
          display: inline;
        }
        th,
        td {
          padding-left: 10px;
        }
        .top h2 {
          flex: 1 0 100%;
        }
        .top p {
          flex: 1 0 100%;
        }
        button.plain {
          margin-left: -2px;
        }
      }
      .swatch {
        display: inline-block;
        width: 9px;
        height: 9px;
        margin-right: 7px;
        border-radius: 2px;
        background: var(--chip);
      }
      .lines {
        display: grid;
        gap: 2px;
        margin-top: 6px;
        color: var(--ink-2);
        font-size: 12px;
        line-height: 1.5;
      }
      .lines p {
        max-width: 100ch;
      }
      strong {
        color: var(--ink-1);
        font-weight: 600;
      }
      button.plain {
        min-height: 0;
        padding: 0 2px;
        font-size: 12px;
      }
      .next {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px var(--space-3);
      }
      .next button {
        padding: 4px 10px;
        border: 1px solid var(--field-line);
        border-radius: var(--radius);
        background: var(--surface);
        font-weight: 500;
      }
      .next button:hover {
        background: var(--hover);
      }
    `,
  ];

  @property({ attribute: false }) view: RunViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    const compiled = view?.compiled ?? null;
    if (view === null || compiled === null) return nothing;
    const isKnown = compiled.segments.some((one) => one !== null);
    return html`${isKnown ? this.#renderKnown(view, compiled) : nothing}
      <div class="lines">
        ${isKnown ? this.#renderRefinement(compiled) : nothing}
        ${cpuSentences(compiled).map((text) => html`<p>${text}</p>`)}
        ${compiled.unmatched.map((one) => this.#renderUnmatched(one))}
      </div>`;
  }

  #renderKnown(view: RunViewModel, compiled: CompiledSegments): TemplateResult {
    return html`<div class="top">
        <h2>Compiled segments, MiB</h2>
        <p>${compiledSummary(compiled)}</p>
        ${
          compiled.facts.length === 0
            ? nothing
            : this.#renderButton('Plan with what went on chip', 'compiled-facts-used')
        }
        ${this.#renderButton('Forget them', 'compiled-forgotten')}
      </div>
      <div class="scroller">
        <table>
          <caption class="visually-hidden">
            Compiled segments: parameters on chip and streamed in MiB, beside the estimate
          </caption>
          <thead>
            <tr>
              <th scope="col">Segment</th>
              <th scope="col" class="wide">File</th>
              <th scope="col" class="number"><reef-term word="on chip">On chip</reef-term></th>
              <th scope="col" class="number wide">Estimated</th>
              <th scope="col" class="number"><reef-term word="streamed">Streamed</reef-term></th>
              <th scope="col" class="number wide">Estimated</th>
              <th scope="col" class="number">Difference</th>
              <th scope="col" class="number">
                <span class="wide">Operators mapped</span><span class="narrow">Mapped</span>
              </th>
            </tr>
          </thead>
          <tbody>
            ${compiledRows(compiled, view).map((row) => this.#renderRow(row, view.highlight))}
          </tbody>
        </table>
      </div>`;
  }

  #renderRow(row: CompiledRow, highlight: Selection): TemplateResult {
    const { segmentIndex } = row;
    const isLit = segmentOfSelection(highlight, null) === segmentIndex;
    const selection: Selection = { kind: 'segment', segmentIndex };
    return html`<tr
      class=${isLit ? 'lit' : ''}
      @pointerenter=${() => emit(this, 'highlight-changed', { selection })}
      @pointerleave=${() => emit(this, 'highlight-changed', { selection: NONE })}
    >
      <th scope="row">
        <span
          class="swatch"
          .style=${`--chip: var(--segment-${String((segmentIndex % 8) + 1)})`}
        ></span
        >${segmentIndex + 1}
      </th>
      <td
        class=${row.fileName === null ? 'file wide none' : 'file wide'}
        title=${row.fileName ?? nothing}
      >
        ${row.fileName ?? 'not compiled yet'}
      </td>
      <td class="number">${row.onChip}</td>
      <td class="number wide">${row.estimatedOnChip}</td>
      <td class=${row.isStreaming ? 'number streamed' : 'number'}>${row.streamed}</td>
      <td class="number wide">${row.estimatedStreamed}</td>
      <td class="number">${row.difference}</td>
      <td class="number">${row.operators}</td>
    </tr>`;
  }

  #renderRefinement(compiled: CompiledSegments): TemplateResult | typeof nothing {
    const words = refinementWords(compiled);
    const { refinement } = compiled;
    if (words === null) return nothing;
    const canApply =
      refinement?.kind === 'move' || (refinement?.kind === 'done' && !refinement.isThisPlan);
    return html`<div class="next">
      <p><strong>Refinement:</strong> ${words}</p>
      ${
        canApply
          ? html`<button
              type="button"
              @click=${() => {
                emitRun(this, 'refinement-applied', {});
              }}
            >
              ${refinement.kind === 'move' ? 'Move the cut' : 'Take the best cuts'}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** A model may have been meant to be opened, not to be run. */
  #renderUnmatched({ name, reason, file }: CompiledSegments['unmatched'][number]): TemplateResult {
    return html`<p>
      ${reason}
      ${
        file instanceof File && /\.tflite$/i.test(name)
          ? html`<button
              class="plain"
              type="button"
              aria-label=${`Open ${name}`}
              @click=${() => {
                emit(this, 'file-chosen', { file });
              }}
            >
              Open it as a model
            </button>`
          : nothing
      }
    </p>`;
  }

  #renderButton(text: string, event: 'compiled-facts-used' | 'compiled-forgotten'): TemplateResult {
    return html`<button
      class="plain"
      type="button"
      @click=${() => {
        emitRun(this, event, {} satisfies RunEvents[typeof event]);
      }}
    >
      ${text}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-compiled-files': CompiledFiles;
  }
}
