import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount, formatMs } from '../../base/index.ts';
import {
  devicesText,
  fingerprintStart,
  linkedModelFacts,
  linkedPortsText,
  linkedRatesText,
} from '../../report/index.ts';
import { baseStyles, textStyles } from '../theme/shared-styles.ts';
import type { SharedStrategyRow, SharedView } from './shared-view-model.ts';

const BAR_PX = 66;

/** What was set, what was compared and where a link comes from: the column beside its charts, or below them on a phone. */
@customElement('reef-shared-facts')
export class ReefSharedFacts extends LitElement {
  static override styles = [
    baseStyles,
    textStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
        font-size: 12px;
      }
      h2 {
        margin-bottom: var(--space-2);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-1) var(--space-4);
        margin: 0;
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        margin: 0;
        text-align: right;
        overflow-wrap: anywhere;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 3px 0;
        font-weight: 400;
        text-align: left;
      }
      td.ms {
        width: 70px;
        text-align: right;
        white-space: nowrap;
      }
      td.track {
        width: 92px;
        padding-left: var(--space-3);
      }
      .track span {
        display: flex;
        align-items: center;
        gap: 2px;
        line-height: 1;
      }
      .bar {
        flex: none;
        height: 6px;
        border-radius: 2px;
        background: var(--ink-4);
      }
      .chosen th,
      .chosen td {
        font-weight: 600;
      }
      .chosen .bar {
        background: var(--accent);
      }
      .quiet {
        font-weight: 400;
      }
      code {
        font: 11px var(--font-mono);
      }
    `,
  ];

  @property({ attribute: false }) view: SharedView | null = null;

  override render(): TemplateResult | typeof nothing {
    if (this.view === null) return nothing;
    const { result, strategies } = this.view;
    const { model, devices, batch, toolVersion, environment } = result;
    const rates = linkedRatesText(devices);
    return html`<section>
        <h2>Planned for</h2>
        <dl>
          <dt>Devices</dt>
          <dd>${devicesText(devices)}</dd>
          <dt>USB ports</dt>
          <dd>${linkedPortsText(devices)}</dd>
          ${
            rates === null
              ? nothing
              : html`<dt>Link rates</dt>
                  <dd>${rates}</dd>`
          }
          <dt>Batch</dt>
          <dd>${formatCount(batch)}</dd>
        </dl>
      </section>
      <section>
        <h2 id="strategies">Strategies compared: slowest stage, estimated</h2>
        <table aria-labelledby="strategies">
          <tbody>
            ${strategies.map(renderStrategy)}
          </tbody>
        </table>
      </section>
      <section>
        <h2>Where it comes from</h2>
        <dl>
          <dt>Model</dt>
          <dd>
            ${[model.name, ...linkedModelFacts(model)].filter((part) => part !== null).join(' · ')}
          </dd>
          <dt>SHA-256</dt>
          <dd><code title=${model.sha256}>${fingerprintStart(model.sha256)} …</code></dd>
          <dt>Made with</dt>
          <dd>Reef ${toolVersion}</dd>
          <dt>Where, when</dt>
          <dd>${environment ?? 'not told'}</dd>
        </dl>
      </section>`;
  }
}

function renderStrategy(row: SharedStrategyRow): TemplateResult {
  const { title, isChosen, bottleneckMs, bar, failureCode } = row;
  return html`<tr class=${isChosen ? 'chosen' : ''}>
    <th scope="row">
      ${title}${isChosen ? html`<span class="visually-hidden">, shown here</span>` : nothing}
    </th>
    ${
      bottleneckMs === null
        ? html`<td class="ms quiet" colspan="2" title=${failureCode ?? ''}>no plan</td>`
        : html`<td class="ms">${formatMs(bottleneckMs)}</td>
            <td class="track">
              <span aria-hidden="true"
                ><i
                  class="bar"
                  .style=${`width: ${String(Math.round((bar?.share ?? 0) * BAR_PX))}px`}
                ></i
                >${bar?.isCutShort ? '…' : nothing}</span
              >
            </td>`
    }
  </tr>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-shared-facts': ReefSharedFacts;
  }
}
