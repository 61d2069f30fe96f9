import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatMib } from '../../base/index.ts';
import { segmentList } from '../../report/index.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { emitRun, type CompiledSegments, type RunViewModel } from './run-contract.ts';

/**
 * Compiled files that were dropped: which segments they are of, what really went on chip, what belongs nowhere.
 * @fires compiled-facts-used
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
    ${compiled.unmatched.map(({ name, reason }) => html`<p><strong>${name}:</strong> ${reason}</p>`)}`;
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
