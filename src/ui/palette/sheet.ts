// What lies over the page without taking it away: asked for again it closes, as it does by Escape or a click elsewhere,
// and the focus goes back to where it was.
import type { LitElement } from 'lit';
import { giveFocusBack } from '../shell/focus.ts';

/** The `.sheet` of an element, a popover. */
export class Sheet {
  readonly #host: LitElement;
  #opener: HTMLElement | null = null;
  #isOpen = false;

  constructor(host: LitElement) {
    this.#host = host;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Shows it; `opener` gets the focus back. False where it was open, and has been closed. */
  open(opener: HTMLElement | null): boolean {
    const popover = this.#popover();
    if (popover?.matches(':popover-open') === true) {
      this.close();
      return false;
    }
    this.#opener = opener;
    this.#setOpen(true);
    popover?.showPopover();
    return true;
  }

  close(): void {
    this.#popover()?.hidePopover();
    giveFocusBack(this.#opener, this.#host);
    this.#opener = null;
  }

  /** To be called with the popover's `toggle` event; true where it has just been closed. */
  followToggle({ newState }: ToggleEvent): boolean {
    if (newState !== 'closed') return false;
    this.#setOpen(false);
    // A click elsewhere has closed it, and on nothing that takes the focus.
    if (document.activeElement === document.body) giveFocusBack(this.#opener, this.#host);
    return true;
  }

  #setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#host.requestUpdate();
  }

  #popover(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.sheet');
  }
}
