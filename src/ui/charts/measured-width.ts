import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tells its element how wide it is, and asks for an update when that changes. Width in whole CSS pixels; 0 = not known. */
export class MeasuredWidth implements ReactiveController {
  widthPx = 0;
  readonly #host: ReactiveControllerHost & HTMLElement;
  #observer: ResizeObserver | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver((entries) => {
      const widthPx = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
      if (widthPx === this.widthPx || widthPx === 0) return;
      this.widthPx = widthPx;
      this.#host.requestUpdate();
    });
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = null;
  }
}
