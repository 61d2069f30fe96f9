// Pointer, wheel and keys on the graph: zoom, pan, walk. Holds the window; the element draws what lies in it.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  panWindow,
  revealInWindow,
  WHOLE_GRAPH,
  zoomWindow,
  type GraphFrame,
  type GraphWindow,
  type Point,
} from '../../report/index.ts';

/** A pointer that moved less than this clicked. */
const CLICK_PX = 4;
const STEP_FACTOR = 1.6;
const DOUBLE_CLICK_FACTOR = 2.5;
/** Zoom per unit of the wheel, and how much of one event counts: mice send 100 and more at once. */
const WHEEL_RATE = 0.01;
const MOST_WHEEL = 40;
const MOTION_MS = 150;

interface Grip {
  readonly start: Point;
  readonly last: Point;
  readonly isPan: boolean;
}

/** Zooms and pans the window onto the graph. */
export class GraphGestures implements ReactiveController {
  window: GraphWindow = WHOLE_GRAPH;
  frame: GraphFrame | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #grips = new Map<number, Grip>();
  #frameRequest = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#grips.clear();
  }

  get isPanning(): boolean {
    return [...this.#grips.values()].some((grip) => grip.isPan);
  }

  reset(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.window = WHOLE_GRAPH;
  }

  /** Zooms in (1) or out (−1) by a step, about a place or else the middle of the plot. */
  step(direction: 1 | -1, at?: Point): void {
    const { frame } = this;
    if (frame === null) return;
    const factor = direction === 1 ? STEP_FACTOR : 1 / STEP_FACTOR;
    this.#glide(zoomWindow(frame, this.window, factor, at ?? middleOf(frame)));
  }

  fit(): void {
    this.#glide(WHOLE_GRAPH);
  }

  /** Brings a place into sight, zooming in to at least `zoom`. */
  reveal(place: { readonly depth: number; readonly laneHeight: number }, zoom = 1): void {
    const { frame } = this;
    if (frame === null) return;
    const zoomed =
      this.window.zoom >= zoom
        ? this.window
        : zoomWindow(frame, this.window, zoom / this.window.zoom, middleOf(frame));
    this.#glide(revealInWindow(frame, zoomed, place));
  }

  pan(by: Point): void {
    if (this.frame !== null) this.#set(panWindow(this.frame, this.window, by));
  }

  onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = { x: event.clientX, y: event.clientY };
    this.#grips.set(event.pointerId, { start: at, last: at, isPan: false });
  }

  /** True while it pans or pinches. */
  onPointerMove(event: PointerEvent): boolean {
    const grip = this.#grips.get(event.pointerId);
    const { frame } = this;
    if (grip === undefined || frame === null) return false;
    const at = { x: event.clientX, y: event.clientY };
    const isPan = grip.isPan || distance(grip.start, at) >= CLICK_PX;
    if (isPan && !grip.isPan) (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const other = [...this.#grips].find(([id]) => id !== event.pointerId)?.[1];
    this.#grips.set(event.pointerId, { start: grip.start, last: at, isPan });
    if (!isPan) return false;
    if (other === undefined) {
      this.#set(panWindow(frame, this.window, { x: at.x - grip.last.x, y: at.y - grip.last.y }));
    } else {
      const factor = distance(other.last, at) / Math.max(1, distance(other.last, grip.last));
      const box = (event.currentTarget as Element).getBoundingClientRect();
      const between = {
        x: (at.x + other.last.x) / 2 - box.x,
        y: (at.y + other.last.y) / 2 - box.y,
      };
      this.#set(zoomWindow(frame, this.window, factor, between));
    }
    return true;
  }

  /** True where the pointer was let go without having moved: a click. */
  onPointerUp(event: PointerEvent): boolean {
    const grip = this.#grips.get(event.pointerId);
    this.#grips.delete(event.pointerId);
    if (grip?.isPan === true) this.#host.requestUpdate();
    return grip !== undefined && !grip.isPan;
  }

  onPointerCancel(event: PointerEvent): void {
    this.#grips.delete(event.pointerId);
  }

  onDoubleClick(at: Point): void {
    if (this.frame !== null) {
      this.#glide(zoomWindow(this.frame, this.window, DOUBLE_CLICK_FACTOR, at));
    }
  }

  /** Ctrl and wheel (or a pinch) zooms; sideways it pans; else the page scrolls. */
  onWheel(event: WheelEvent, at: Point): void {
    const { frame } = this;
    if (frame === null) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const delta = Math.min(Math.max(event.deltaY, -MOST_WHEEL), MOST_WHEEL);
      this.#set(zoomWindow(frame, this.window, Math.exp(-delta * WHEEL_RATE), at));
      return;
    }
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (this.window.zoom === 1 || Math.abs(sideways) < Math.abs(event.deltaY) / 2) return;
    event.preventDefault();
    this.pan({ x: -sideways, y: 0 });
  }

  #set(window: GraphWindow): void {
    cancelAnimationFrame(this.#frameRequest);
    this.window = window;
    this.#host.requestUpdate();
  }

  /** Moves there in a moment, so that the eye can follow; at once where motion is not wanted. */
  #glide(target: GraphWindow): void {
    cancelAnimationFrame(this.#frameRequest);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(target);
      return;
    }
    const start = this.window;
    const startMs = performance.now();
    const tick = (nowMs: number): void => {
      const share = Math.min(1, Math.max(0, (nowMs - startMs) / MOTION_MS));
      const eased = 1 - (1 - share) ** 3;
      this.window = share === 1 ? target : between(start, target, eased);
      this.#host.requestUpdate();
      if (share < 1) this.#frameRequest = requestAnimationFrame(tick);
    };
    this.#frameRequest = requestAnimationFrame(tick);
  }
}

/** Between two windows: zoom by ratio, so that it looks even. */
function between(start: GraphWindow, end: GraphWindow, share: number): GraphWindow {
  const zoom = start.zoom * (end.zoom / start.zoom) ** share;
  // What is seen moves in step with what is zoomed.
  const seen = (window: GraphWindow): number => 1 / window.zoom;
  const span = seen(end) - seen(start);
  const along = Math.abs(span) < 1e-9 ? share : (1 / zoom - seen(start)) / span;
  return {
    zoom,
    left: start.left + (end.left - start.left) * along,
    top: start.top + (end.top - start.top) * along,
  };
}

function middleOf({ plot }: GraphFrame): Point {
  return { x: plot.left + plot.width / 2, y: plot.top + plot.height / 2 };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
