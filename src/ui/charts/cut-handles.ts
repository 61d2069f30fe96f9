// Cuts as sliders: dragged with the pointer (captured, so that leaving the chart does not lose it) and moved by key.
// Both snap to legal depth cuts between the neighbouring cuts; the chart draws what comes back from the state.
import { html, type LitElement, type TemplateResult } from 'lit';
import { nearestCutDepth, type ProfileHandle, type ProfileLayout } from '../../report/index.ts';
import { emit, type DepthProfileView } from '../contract.ts';
import { depthForKey } from './cut-steps.ts';

/** A drag of one handle at a time. It holds nothing of the model: positions come from the view, moves go out as events. */
export class CutDrag {
  view: DepthProfileView | null = null;
  readonly #host: LitElement;
  readonly #layout: () => ProfileLayout | null;
  #cutIndex: number | null = null;
  #pointerId = -1;
  /** From the pointer's place in the window to the line, taken at the start: reading it at every move would cost a layout. */
  #grabOffsetPx = 0;
  #lastDepth = -1;
  #hasMoved = false;

  constructor(host: LitElement, layout: () => ProfileLayout | null) {
    this.#host = host;
    this.#layout = layout;
  }

  get isDragging(): boolean {
    return this.#cutIndex !== null;
  }

  start(event: PointerEvent, handle: ProfileHandle): void {
    if (event.button !== 0) return;
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
    element.focus();
    event.preventDefault();
    this.#cutIndex = handle.cutIndex;
    this.#pointerId = event.pointerId;
    this.#grabOffsetPx = handle.x - event.clientX;
    this.#lastDepth = handle.afterDepth;
    this.#hasMoved = false;
  }

  move(event: PointerEvent): void {
    const layout = this.#layout();
    if (this.#cutIndex === null || event.pointerId !== this.#pointerId || layout === null) return;
    const x = event.clientX + this.#grabOffsetPx;
    const depth = nearestCutDepth(layout, x, this.depthsFor(this.#cutIndex));
    if (depth === null || depth === this.#lastDepth) return;
    this.#lastDepth = depth;
    this.#hasMoved = true;
    this.#send(this.#cutIndex, depth, false);
  }

  end(event: PointerEvent): void {
    if (this.#cutIndex === null || event.pointerId !== this.#pointerId) return;
    const cutIndex = this.#cutIndex;
    this.#cutIndex = null;
    // A click that moved nothing is no step to undo.
    if (this.#hasMoved) this.#send(cutIndex, this.#lastDepth, true);
    this.#host.requestUpdate();
  }

  key(event: KeyboardEvent, handle: ProfileHandle): void {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      emit(this.#host, 'cut-removed', { cutIndex: handle.cutIndex });
      return;
    }
    const depths = this.depthsFor(handle.cutIndex);
    const depth = depthForKey(event.key, handle.afterDepth, depths);
    if (depth === undefined) return;
    event.preventDefault();
    if (depth !== handle.afterDepth) this.#send(handle.cutIndex, depth, true);
  }

  /** Legal depths between the neighbouring cuts; its own place always among them. */
  depthsFor(cutIndex: number): readonly number[] {
    const { view } = this;
    if (view === null) return [];
    const before = view.cutAfterDepths[cutIndex - 1] ?? -1;
    const after = view.cutAfterDepths[cutIndex + 1] ?? Infinity;
    return view.legalCutDepths.filter((depth) => depth > before && depth < after);
  }

  #send(cutIndex: number, afterDepth: number, isFinal: boolean): void {
    emit(this.#host, 'cut-moved', { cutIndex, afterDepth, isFinal });
  }
}

/** One handle: a slider over the whole height of the plot, with its grip. */
export function renderCutHandle(
  handle: ProfileHandle,
  drag: CutDrag,
  frame: { readonly topPx: number; readonly heightPx: number },
): TemplateResult {
  const depths = drag.depthsFor(handle.cutIndex);
  return html`<div
    class="handle"
    role="slider"
    tabindex="0"
    aria-label=${`Cut ${handle.cutIndex + 1}`}
    aria-orientation="horizontal"
    aria-valuemin=${Math.min(depths[0] ?? handle.afterDepth, handle.afterDepth)}
    aria-valuemax=${Math.max(depths.at(-1) ?? handle.afterDepth, handle.afterDepth)}
    aria-valuenow=${handle.afterDepth}
    aria-valuetext=${handle.valueText}
    title=${`${handle.valueText}. Drag it or use the arrow keys; Delete removes it.`}
    .style=${`left: ${handle.x}px; top: ${frame.topPx}px; height: ${frame.heightPx}px`}
    @pointerdown=${(event: PointerEvent) => drag.start(event, handle)}
    @pointermove=${(event: PointerEvent) => drag.move(event)}
    @pointerup=${(event: PointerEvent) => drag.end(event)}
    @pointercancel=${(event: PointerEvent) => drag.end(event)}
    @keydown=${(event: KeyboardEvent) => drag.key(event, handle)}
  >
    <span class="grip" .style=${`top: ${handle.y - frame.topPx - 13}px`}></span>
  </div>`;
}
