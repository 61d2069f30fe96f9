import { css, html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { emit } from '../contract.ts';
import { baseStyles, textStyles } from '../theme/shared-styles.ts';
import { isOfUse, readTransfer } from './transferred.ts';

/**
 * Takes what is dropped anywhere on the page or pasted outside fields, and shows while something is dragged that it may be
 * dropped. The browser on its own would go to an address or open a file in the place of the page.
 * @fires files-dropped
 * @fires text-dropped
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
  /** What is dragged comes from this page: its own links and texts are not for dropping on it. */
  #isOwn = false;
  readonly #listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const options = { signal: this.#listening.signal };
    window.addEventListener('dragenter', this.#onEnter, options);
    window.addEventListener('dragleave', this.#onLeave, options);
    window.addEventListener('dragover', this.#onOver, options);
    window.addEventListener('drop', this.#onDrop, options);
    window.addEventListener('paste', this.#onPaste, options);
    window.addEventListener('dragstart', this.#onOwnStart, options);
    window.addEventListener('dragend', this.#onOwnEnd, options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening.abort();
  }

  override render(): TemplateResult {
    return html`<div class="frame">
      <h1>Drop it here</h1>
      <p class="quiet">
        A model, compiled segments and their logs or a folder of them, firmware, or a result. It
        stays on this computer.
      </p>
    </div>`;
  }

  override updated(): void {
    this.toggleAttribute('active', this.isActive);
  }

  readonly #onOwnStart = (): void => {
    this.#isOwn = true;
    // The end is not told where what was dragged is gone by then; the pointer moves again only after it.
    const { signal } = this.#listening;
    window.addEventListener('pointermove', this.#onOwnEnd, { signal, once: true });
  };

  readonly #onOwnEnd = (): void => {
    this.#isOwn = false;
  };

  readonly #onEnter = (event: DragEvent): void => {
    if (!this.#isForPage(event)) return;
    event.preventDefault();
    this.#depth++;
    this.isActive = true;
  };

  readonly #onLeave = (event: DragEvent): void => {
    if (!this.#isForPage(event)) return;
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth === 0) this.isActive = false;
  };

  readonly #onOver = (event: DragEvent): void => {
    if (this.#isForPage(event)) {
      // Without this the browser would open the file or the address instead of handing it over.
      event.preventDefault();
    } else if (event.dataTransfer !== null && !isOverField(event)) {
      // Taken by nobody, so that the browser does not take it.
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    }
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#depth = 0;
    this.isActive = false;
    const isForPage = this.#isForPage(event);
    this.#isOwn = false;
    if (isForPage || !isOverField(event)) event.preventDefault();
    if (isForPage && event.dataTransfer !== null) this.#take(event.dataTransfer, false);
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData === null || isOverField(event)) return;
    if (!isOfUse(event.clipboardData)) return;
    event.preventDefault();
    this.#take(event.clipboardData, true);
  };

  #take(transfer: DataTransfer, isPasted: boolean): void {
    const { files, folders, text } = readTransfer(transfer);
    if (text === '') emit(this, 'files-dropped', { files, folders });
    else emit(this, 'text-dropped', { text, isPasted });
  }

  /** Files always are; a text over a field is for the field. */
  #isForPage(event: DragEvent): boolean {
    const { dataTransfer } = event;
    if (dataTransfer === null || this.#isOwn || !isOfUse(dataTransfer)) return false;
    return dataTransfer.types.includes('Files') || !isOverField(event);
  }
}

const TEXT_FIELDS: readonly string[] = ['text', 'search', 'url', 'email', 'tel', 'number'];

/** True where the browser itself would put a text: a field that can be written into. */
function isOverField(event: Event): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLTextAreaElement) return !target.readOnly && !target.disabled;
  if (!(target instanceof HTMLInputElement)) return false;
  return TEXT_FIELDS.includes(target.type) && !target.readOnly && !target.disabled;
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-drop-target': ReefDropTarget;
  }
}
