import { html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatFileSize, formatMacs, plural } from '../../base/index.ts';
import { emit } from '../contract.ts';
import type { ModelSummary, ViewName } from '../contract.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { headerStyles } from './header-styles.ts';

const VIEWS: readonly { readonly name: ViewName; readonly title: string }[] = [
  { name: 'model', title: 'Model' },
  { name: 'plan', title: 'Plan' },
  { name: 'run', title: 'Run' },
  { name: 'share', title: 'Share' },
];

/**
 * The header: name, views, the model in one line, the actions of the view in its slot.
 * @slot first - what comes before all else for the keyboard
 * @slot - actions, one of them primary
 * @fires view-chosen
 * @fires drawer-toggled
 */
@customElement('reef-header')
export class ReefHeader extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles, headerStyles];

  @property() view: ViewName = 'plan';
  @property({ attribute: false }) model: ModelSummary | null = null;
  /** Name and facts of the model of a link that is shown in the place of a view; null where none is. */
  @property({ attribute: false }) linkedFacts: readonly string[] | null = null;
  @property({ type: Boolean, attribute: 'is-drawer-open' }) isDrawerOpen = false;

  override render(): TemplateResult {
    return html`<header>
      <slot name="first"></slot>
      <button
        class="drawer"
        type="button"
        aria-expanded=${this.isDrawerOpen}
        @click=${() => {
          emit(this, 'drawer-toggled', { isOpen: !this.isDrawerOpen });
        }}
      >
        Set-up
      </button>
      <span class="name">Reef</span>
      ${this.#renderViews()} ${this.#renderFacts()}
      <div class="actions"><slot></slot></div>
    </header>`;
  }

  /** A link by itself has no views: there is no model for them. */
  #renderViews(): TemplateResult | typeof nothing {
    const isLink = this.linkedFacts !== null;
    if (isLink && this.model === null) return nothing;
    return html`<nav aria-label="Views">
      ${VIEWS.map(
        ({ name, title }) =>
          html`<a
            href="#${name}"
            aria-current=${name === this.view && !isLink ? 'page' : nothing}
            @click=${(event: Event) => {
              this.#onView(event, name);
            }}
            >${title}</a
          >`,
      )}
    </nav>`;
  }

  #renderFacts(): TemplateResult {
    const [name, ...parts] = this.linkedFacts ?? factsOf(this.model);
    if (name === undefined) return html`<p class="facts"></p>`;
    const rest = parts.map((part) => ` · ${part}`).join('');
    return html`<p class="facts" title="${name}${rest}"><strong>${name}</strong>${rest}</p>`;
  }

  #onView(event: Event, view: ViewName): void {
    event.preventDefault();
    emit(this, 'view-chosen', { view });
  }
}

function factsOf(model: ModelSummary | null): readonly string[] {
  if (model === null) return [];
  const { name, facts, hasGeneratedWeights } = model;
  return [
    name,
    formatFileSize(facts.bytes),
    plural(facts.operatorCount, 'operator'),
    formatMacs(facts.macs),
    ...(hasGeneratedWeights ? ['generated weights'] : []),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-header': ReefHeader;
  }
}
