import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { MAX_NAME_CHARACTERS } from '../../share/index.ts';
import { emit, type AppState, type PlanViewModel, type ShareOptions } from '../contract.ts';
import { columnStyles } from '../plan/column-styles.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { shareViewModel } from './share-on-page.ts';

/**
 * The set-up column of the Share view: what goes into the link beside the plan.
 * @fires share-options-changed
 */
@customElement('reef-share-column')
export class ReefShareColumn extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    textStyles,
    columnStyles,
    css`
      label.name {
        display: block;
        margin-bottom: var(--space-1);
      }
      input[type='text'].name {
        text-align: left;
      }
      .hint {
        margin: var(--space-1) 0 var(--space-4);
      }
      .check {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        padding: 3px 0;
      }
      .check input {
        flex: none;
        margin: 3px 0 0;
      }
      .check .why {
        display: block;
        color: var(--ink-3);
        font-size: 11px;
      }
      .off {
        color: var(--ink-3);
      }
    `,
  ];

  @property({ attribute: false }) state: AppState | null = null;
  @property({ attribute: false }) planView: PlanViewModel | null = null;

  override render(): TemplateResult | typeof nothing {
    const view = this.state === null ? null : shareViewModel(this.state, this.planView);
    if (view === null) return nothing;
    const { options } = view;
    return html`<h2>In the link</h2>
      <label class="name" for="name">Name of the model</label>
      <input
        class="name"
        id="name"
        type="text"
        autocomplete="off"
        maxlength=${MAX_NAME_CHARACTERS}
        placeholder="not told"
        aria-describedby="name-hint"
        .value=${view.name}
        @input=${(event: Event) => {
          const { value } = event.target as HTMLInputElement;
          this.#change({
            ...options,
            ...(view.isFromLink ? { linkName: value } : { name: value }),
          });
        }}
      />
      <p class="hint" id="name-hint">
        ${view.isFromLink ? 'What stands here goes on with the link' : 'What you write here goes into the link'};
        left empty, the recipient sees no name, only the fingerprint. At most ${MAX_NAME_CHARACTERS}
        characters.
      </p>
      ${this.#renderCheck({
        ...{ label: 'Run', isThere: view.hasRun, isOn: options.includesRun },
        why: view.hasRun ? 'times and verdict' : 'there is no finished run of this plan',
        onChange: (includesRun) => ({ ...options, includesRun }),
      })}
      ${this.#renderCheck({
        ...{ label: 'Browser, system, day', isThere: view.hasEnvironment },
        ...{ isOn: options.includesEnvironment, why: view.source.environment ?? 'not told' },
        onChange: (includesEnvironment) => ({ ...options, includesEnvironment }),
      })}`;
  }

  #renderCheck(check: Check): TemplateResult {
    return html`<label class="check ${check.isThere ? '' : 'off'}"
      ><input
        type="checkbox"
        ?disabled=${!check.isThere}
        .checked=${check.isThere && check.isOn}
        @change=${(event: Event) => {
          this.#change(check.onChange((event.target as HTMLInputElement).checked));
        }}
      /><span>${check.label}<span class="why">${check.why}</span></span></label
    >`;
  }

  #change(options: ShareOptions): void {
    emit(this, 'share-options-changed', { options });
  }
}

interface Check {
  readonly label: string;
  readonly why: string;
  /** Whether the result has it at all. */
  readonly isThere: boolean;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => ShareOptions;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-share-column': ReefShareColumn;
  }
}
