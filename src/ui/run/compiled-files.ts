import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatMib } from '../../base/index.ts';
import { segmentList } from '../../report/index.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { emitRun, type CompiledSegments, type RunViewModel } from './run-contract.ts';

/**
 * Compiled files that were dropped: which segments they are of, what really went on chip, what belongs nowhere.
 * @fires compiled-facts-used
 * @fires refinement-applied
 * @fires compiled-forgotten
 */
@customElement('reef-compiled-files')
export class CompiledFiles extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      p {
        line-height: 1.6;
      }
      strong {
        color: var(--ink-1);
        font-weight: 600;
      }
      button.plain {
        padding: 0 2px;
        font-size: inherit;
      }
    `,
  ];

  @property({ attribute: false }) view: RunViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    const compiled = view?.compiled ?? null;
    if (view === null || compiled === null) return nothing;
    const known = compiled.files.flatMap((file, index) => (file === null ? [] : [index]));
    return html`${
      known.length === 0
        ? nothing
        : html`<p>
            <strong>Compiled files</strong> of ${segmentList(known)}. ${onChipWords(compiled, view)}
            <button
              class="plain"
              type="button"
              @click=${() => {
                emitRun(this, 'compiled-facts-used', {});
              }}
            >
              Plan with what went on chip
            </button>
            <button
              class="plain"
              type="button"
              @click=${() => {
                emitRun(this, 'compiled-forgotten', {});
              }}
            >
              Forget them
            </button>
          </p>`
    }
    ${this.#renderRefinement(compiled)}
    ${compiled.unmatched.map(({ name, reason }) => html`<p><strong>${name}:</strong> ${reason}</p>`)}`;
  }

  #renderRefinement(compiled: CompiledSegments): TemplateResult | typeof nothing {
    const words = refinementWords(compiled);
    const { refinement } = compiled;
    if (words === null) return nothing;
    const canApply =
      refinement?.kind === 'move' || (refinement?.kind === 'done' && !refinement.isThisPlan);
    return html`<p>
      <strong>Refinement:</strong> ${words}
      ${
        canApply
          ? html`<button
              class="plain"
              type="button"
              @click=${() => {
                emitRun(this, 'refinement-applied', {});
              }}
            >
              ${refinement.kind === 'move' ? 'Move the cut' : 'Take the best cuts'}
            </button>`
          : nothing
      }
    </p>`;
  }
}

/** What the compiled segments say of the cuts, in words; null where there is nothing to say. */
function refinementWords({ refinement }: CompiledSegments): string | null {
  switch (refinement?.kind) {
    case 'move': {
      const { fromDepth, toDepth, avoidableBytes, cutIndex } = refinement;
      const saved = `${formatMib(avoidableBytes)} MiB could be saved by better cuts.`;
      return `${saved} Next step: cut ${String(cutIndex + 1)} after depth ${String(toDepth)} instead of ${String(fromDepth)}; then compile the two segments beside it and drop them.`;
    }
    case 'done':
      return refinement.isThisPlan
        ? `No move of a cut saves more: these are the best cuts found (${formatMib(refinement.avoidableBytes)} MiB left).`
        : `No move of a cut saves more. Cuts tried before are better than these (${formatMib(refinement.avoidableBytes)} MiB left).`;
    case 'nothing-to-save':
    case undefined:
      return null;
  }
}

/** "Streamed at every inference: 0.40 MiB in segment 2 (estimated 0)." */
function onChipWords({ facts }: CompiledSegments, { plan }: RunViewModel): string {
  const streaming = facts.flatMap(({ operators, streamedBytes = 0 }) => {
    const segment = plan?.segments.find((one) => one.operators.join() === operators.join());
    if (segment === undefined || streamedBytes === 0) return [];
    const estimated = formatMib(segment.streamedBytes);
    return [
      `${formatMib(streamedBytes)} MiB in segment ${String(segment.index + 1)} (estimated ${estimated})`,
    ];
  });
  return streaming.length === 0
    ? 'All their parameters are on chip.'
    : `Streamed at every inference: ${streaming.join(', ')}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-compiled-files': CompiledFiles;
  }
}
