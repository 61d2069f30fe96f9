import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  fingerprintStart,
  layoutDepthProfile,
  linkedModelName,
  paceSentence,
  planHeadline,
  sharedRunSentence,
} from '../../report/index.ts';
import { profileOfShared } from '../../report/exports/index.ts';
import { devicesOfShared, planOfShared, type SharedResult } from '../../share/index.ts';
import type { SampleEntry } from '../contract.ts';
import { MeasuredWidth } from '../charts/measured-width.ts';
import { renderMarks } from '../charts/render-marks.ts';
import { renderSentence } from '../plan/sentence-view.ts';
import { baseStyles, textStyles } from '../theme/shared-styles.ts';

const HEIGHT_PX = 132;
/** Inside the card, left and right together. */
const PADDING_PX = 34;

/** What opens at the other end, small: made of nothing but what stands in the link. */
@customElement('reef-share-preview')
export class SharePreview extends LitElement {
  static override styles = [
    baseStyles,
    textStyles,
    css`
      :host {
        display: block;
      }
      figure {
        margin: 0;
      }
      figcaption {
        margin-bottom: var(--space-1);
      }
      .card {
        padding: 14px var(--space-4) 10px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .name {
        color: var(--ink-3);
        font-size: 11px;
      }
      .headline {
        font-size: 15px;
        font-weight: 600;
        line-height: 1.35;
      }
      .headline .tag {
        vertical-align: 1px;
      }
      .line {
        margin: 2px 0 6px;
        color: var(--ink-2);
        font-size: 12px;
      }
      .line strong {
        color: var(--ink-1);
        font-weight: 600;
      }
      svg {
        display: block;
        overflow: visible;
      }
      svg text {
        font-family: inherit;
      }
    `,
  ];

  @property({ attribute: false }) shared: SharedResult | null = null;
  /** A sample is known by its fingerprint at the other end, too. */
  @property({ attribute: false }) samples: readonly SampleEntry[] = [];
  readonly #width = new MeasuredWidth(this);

  override render(): TemplateResult | typeof nothing {
    const { shared } = this;
    if (shared === null) return nothing;
    const plan = planOfShared(shared);
    const devices = devicesOfShared(shared);
    const headline = planHeadline(plan, devices.length);
    const name = linkedModelName(shared.model, this.samples);
    return html`<figure>
      <figcaption class="caption">What the recipient sees first</figcaption>
      <div class="card">
        <p class="name">${name ?? `Model ${fingerprintStart(shared.model.sha256)}`}</p>
        <p class="headline">${headline.text} <span class="tag">${headline.label}</span></p>
        <p class="line">${renderSentence(paceSentence(plan, { devices }))}</p>
        ${this.#renderProfile(shared)}
        ${shared.run === null ? nothing : html`<p class="line">${sharedRunSentence(shared.run)}</p>`}
      </div>
    </figure>`;
  }

  #renderProfile(shared: SharedResult): TemplateResult {
    const width = this.#width.widthPx - PADDING_PX;
    // Room for the profile is kept until its width is known.
    if (width <= 0) return html`<svg height=${HEIGHT_PX}></svg>`;
    const layout = layoutDepthProfile(profileOfShared(shared), width, HEIGHT_PX);
    return html`<svg width=${width} height=${HEIGHT_PX} role="img" aria-label=${layout.title}>
      ${renderMarks(layout.marks)}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-share-preview': SharePreview;
  }
}
