import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/index.ts';
import { baseStyles } from '../theme/shared-styles.ts';
import { RunConnection } from './run-connection.ts';
import './run-setup.ts';

/** The set-up column of the Run view, tied to the app. */
@customElement('reef-run-column')
export class ReefRunColumn extends LitElement {
  static override styles = [baseStyles];

  @property({ attribute: false }) app: App | null = null;
  readonly #connection = new RunConnection(this);

  override render(): TemplateResult | typeof nothing {
    const { view } = this.#connection;
    return view === null ? nothing : html`<reef-run-setup .view=${view}></reef-run-setup>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-run-column': ReefRunColumn;
  }
}
