import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import { linkAdvice, linkHeadline, planHeadline } from '../../report/index.ts';
import type { AppState, PlanViewModel } from '../contract.ts';
import '../glossary/reef-term.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { printReport } from './print.ts';
import './share-files.ts';
import './share-link.ts';
import { shareViewModel } from './share-on-page.ts';
import './share-preview.ts';
import type { ShareViewModel } from './share-view-model.ts';

/** The Share view, tied to the app: how do I show it? The link and what it holds, what opens at the other end, files. */
@customElement('reef-share')
export class ReefShare extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      .lines {
        display: grid;
        gap: 1px;
        margin: 2px 0 var(--space-4);
        max-width: 900px;
        color: var(--ink-2);
        line-height: 1.4;
      }
      .lines strong {
        color: var(--ink-1);
        font-weight: 600;
      }
      .lines .tag {
        vertical-align: 1px;
      }
      .two {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: var(--space-5) 32px;
        align-items: start;
      }
      reef-share-preview {
        margin-top: var(--space-4);
      }
      @container (max-width: 720px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) app: App | null = null;
  @property({ attribute: false }) state: AppState | null = null;
  @property({ attribute: false }) planView: PlanViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    if (this.state === null) return nothing;
    const view = shareViewModel(this.state, this.planView);
    return view === null ? renderNothingYet() : this.#renderResult(view);
  }

  #renderResult(view: ShareViewModel): TemplateResult {
    const { plan, devices } = view.source;
    const headline = planHeadline(plan, devices.length);
    return html`<h1>${linkHeadline(view.url.length)}</h1>
      <div class="lines">
        <p>
          <strong>${headline.text}</strong>
          <span class="tag"><reef-term word=${headline.label}>${headline.label}</reef-term></span>
        </p>
        <p>${linkAdvice(view.url.length)}</p>
      </div>
      <div class="two">
        <div>
          <reef-share-link
            .view=${view}
            @link-copied=${(event: CustomEvent<{ readonly spoken: string }>) => {
              this.app?.announce(event.detail.spoken);
            }}
          ></reef-share-link>
          <reef-share-preview
            .shared=${view.shared}
            .samples=${this.state?.samples ?? []}
          ></reef-share-preview>
        </div>
        <reef-share-files
          .source=${view.source}
          @print-requested=${() => {
            printReport();
          }}
        ></reef-share-files>
      </div>`;
  }
}

function renderNothingYet(): TemplateResult {
  return html`<h1>Nothing to share yet</h1>
    <div class="lines">
      <p>As soon as there is a plan, its link and its files are here.</p>
    </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-share': ReefShare;
  }
}
