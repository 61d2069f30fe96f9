import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The window that the Plan view is laid out for: everything on one screen. */
const DESIGN_HEIGHT_PX = 800;
/** Charts do not grow past what this much more height gives them. */
const MOST_SPARE_PX = 360;

/** How much higher the window is than the smallest that shows everything, px; 0 where it is not. Asks for an update when it changes. */
export class SpareHeight implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #listening = new AbortController();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get px(): number {
    return Math.min(Math.max(0, window.innerHeight - DESIGN_HEIGHT_PX), MOST_SPARE_PX);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    window.addEventListener('resize', () => this.#host.requestUpdate(), {
      signal: this.#listening.signal,
    });
  }

  hostDisconnected(): void {
    this.#listening.abort();
  }
}
