import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatMsNumber } from '../../base/index.ts';
import type { Run } from '../../pipeline/index.ts';
import { layoutHistogram, type HistogramLayout } from '../../report/index.ts';
import { renderChartHead, renderTableTwin } from '../charts/chart-head.ts';
import { chartStyles } from '../charts/chart-styles.ts';
import { MeasuredWidth } from '../charts/measured-width.ts';
import { renderMarks } from '../charts/render-marks.ts';
import { baseStyles } from '../theme/shared-styles.ts';

const HEIGHT_PX = 132;

/** Latencies of a run: how many inferences took how long, from entering the first stage to the result. */
@customElement('reef-latency-histogram')
export class LatencyHistogram extends LitElement {
  static override styles = [baseStyles, chartStyles, css``];

  @property({ attribute: false }) run: Run | null = null;
  @state() private isTable = false;
  readonly #width = new MeasuredWidth(this);

  override render(): TemplateResult | typeof nothing {
    const { run } = this;
    const { widthPx } = this.#width;
    if (run === null || widthPx === 0) return nothing;
    const layout = layoutHistogram(
      { latenciesMs: run.latenciesMs, figures: run.latency },
      { width: widthPx, height: HEIGHT_PX },
    );
    return html`${renderChartHead({
      title: `Latency of ${String(run.latenciesMs.length)} inferences, ${run.label}`,
      isTable: this.isTable,
      onToggle: () => (this.isTable = !this.isTable),
    })}
    ${
      this.isTable
        ? renderBins(layout)
        : html`<svg
            width=${layout.width}
            height=${layout.height}
            role="img"
            aria-label=${layout.summary}
          >
            ${renderMarks(layout.marks)}
          </svg>`
    }`;
  }
}

function renderBins({ bins }: HistogramLayout): TemplateResult {
  return renderTableTwin({
    caption: 'Inferences by latency',
    columns: ['From, ms', 'To, ms', 'Inferences'],
    rows: bins.map(({ fromMs, toMs, count }) => [
      formatMsNumber(fromMs),
      formatMsNumber(toMs),
      String(count),
    ]),
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-latency-histogram': LatencyHistogram;
  }
}
