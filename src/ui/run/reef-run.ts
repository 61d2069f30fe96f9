import type { nothing } from 'lit';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import '../parts/reef-progress.ts';
import { baseStyles, controlStyles, textStyles } from '../theme/shared-styles.ts';
import { RunConnection } from './run-connection.ts';
import './run-view.ts';

/** The Run view, tied to the app: is it true? */
@customElement('reef-run')
export class ReefRun extends LitElement {
  static override styles = [baseStyles, controlStyles, textStyles];

  @property({ attribute: false }) app: App | null = null;
  readonly #connection = new RunConnection(this);

  override render(): TemplateResult | typeof nothing {
    const { view, hasFailed } = this.#connection;
    if (hasFailed) return this.#renderFailed();
    if (view === null) return html`<reef-progress label="Looking for devices"></reef-progress>`;
    return html`<reef-run-view .view=${view}></reef-run-view>`;
  }

  #renderFailed(): TemplateResult {
    return html`<h1>The Run view could not be loaded</h1>
      <p class="quiet">A file of this site did not arrive. Check the connection, then try again.</p>
      <p>
        <button type="button" @click=${() => void this.#connection.load()}>Try again</button>
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run': ReefRun;
  }
}
