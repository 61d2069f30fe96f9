import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { emit } from '../contract.ts';
import { baseStyles, textStyles } from '../theme/shared-styles.ts';

/**
 * Takes files dropped anywhere on the page, and shows while something is dragged that they may be dropped.
 * @fires files-dropped
 */
@customElement('reef-drop-target')
export class ReefDropTarget extends LitElement {
  static override styles = [
    baseStyles,
    textStyles,
    css`
      :host {
        position: fixed;
        inset: 0;
        z-index: 20;
        display: none;
        padding: var(--space-4);
        background: color-mix(in srgb, var(--page) 85%, transparent);
        pointer-events: none;
      }
      :host([active]) {
        display: block;
      }
      .frame {
        display: grid;
        place-content: center;
        height: 100%;
        border: 2px dashed var(--accent);
        border-radius: var(--radius);
        text-align: center;
      }
    `,
  ];

  @state() private isActive = false;
  /** Elements entered and not left: `dragleave` fires for every child on the way. */
  #depth = 0;
  readonly #listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const options = { signal: this.#listening.signal };
    window.addEventListener('dragenter', this.#onEnter, options);
    window.addEventListener('dragleave', this.#onLeave, options);
    window.addEventListener('dragover', this.#onOver, options);
    window.addEventListener('drop', this.#onDrop, options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening.abort();
  }

  override render(): TemplateResult {
    return html`<div class="frame">
      <h1>Drop it here</h1>
      <p class="quiet">
        A model, compiled segments and their logs, firmware, or a result. It stays on this computer.
      </p>
    </div>`;
  }

  override updated(): void {
    this.toggleAttribute('active', this.isActive);
  }

  readonly #onEnter = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    this.#depth++;
    this.isActive = true;
  };

  readonly #onLeave = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth === 0) this.isActive = false;
  };

  readonly #onOver = (event: DragEvent): void => {
    // Without this the browser would open the file instead of handing it over.
    if (hasFiles(event)) event.preventDefault();
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#depth = 0;
    this.isActive = false;
    if (!hasFiles(event)) return;
    event.preventDefault();
    const items = [...(event.dataTransfer?.items ?? [])];
    const isFolder = items.some((item) => item.webkitGetAsEntry()?.isDirectory === true);
    emit(this, 'files-dropped', { files: [...(event.dataTransfer?.files ?? [])], isFolder });
  };
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-drop-target': ReefDropTarget;
  }
}
