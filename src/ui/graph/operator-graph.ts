import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  mostZoom,
  operatorAt,
  walkGraph,
  type GraphColouring,
  type GraphLayout,
  type Point,
} from '../../report/index.ts';
import { chartStyles } from '../charts/chart-styles.ts';
import { drawMarks } from '../charts/draw-marks.ts';
import { MeasuredWidth } from '../charts/measured-width.ts';
import { emit } from '../contract.ts';
import { baseStyles, controlStyles } from '../theme/shared-styles.ts';
import { GraphGestures } from './graph-gestures.ts';
import { readGraphKey, type GraphKey } from './graph-keys.ts';
import { GraphPicture, colouringOf, colouringsOf } from './graph-picture.ts';
import { renderGraphStage } from './graph-stage.ts';
import { renderGraphTools, renderLegend } from './graph-tools.ts';
import type { GraphView } from './graph-view.ts';
import { operatorGraphStyles } from './operator-graph-styles.ts';

/** A search zooms in to at least this, so that what it found can be told from its neighbours. */
const LEAST_BAND_PX = 14;

/**
 * The operator graph: depth to the right on the axis of the depth profile, parallel branches in lanes, coloured by
 * segment, by where operators run, or by what they cost. Zoom, pan, search; arrow keys walk along the tensors.
 * @fires selection-changed - an operator was chosen
 * @fires highlight-changed - an operator is pointed at
 * @fires table-wanted - the same operators as a table
 */
@customElement('reef-operator-graph')
export class OperatorGraph extends LitElement {
  static override styles = [baseStyles, controlStyles, chartStyles, operatorGraphStyles];

  @property({ attribute: false }) view: GraphView | null = null;
  /** Height at most. */
  @property({ type: Number, attribute: 'most-px' }) mostPx = 260;
  /** What the person chose; null = what suits the model. */
  @state() private colouring: GraphColouring | null = null;
  @state() private search = '';
  @state() private hitPosition = -1;
  @state() private pointedAt: number | null = null;
  @state() private cursor: number | null = null;
  @state() private hasKeys = false;
  readonly #width = new MeasuredWidth(this);
  readonly #gestures = new GraphGestures(this);
  readonly #picture = new GraphPicture();
  #layout: GraphLayout | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    const { view } = this;
    const { widthPx } = this.#width;
    const before = changed.get('view');
    if (before && before.summary !== view?.summary) this.#forget();
    this.#layout = null;
    if (view === null || widthPx === 0) return;
    const frame = this.#picture.frame(view, { widthPx, mostPx: this.mostPx });
    this.#gestures.frame = frame;
    const { window } = this.#gestures;
    const wishes = { window, colouring: this.colouring, search: this.search };
    this.#layout = this.#picture.layout(view, frame, wishes);
  }

  /** Another model: nothing of the last one is left. */
  #forget(): void {
    this.#gestures.reset();
    this.search = '';
    this.hitPosition = -1;
    this.cursor = null;
    this.pointedAt = null;
    this.colouring = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    const layout = this.#layout;
    if (view === null || layout === null) return nothing;
    const hits = this.#picture.hits(view, this.search);
    return html`<div class="head">
        <h2>Operator graph</h2>
        <span class="note">to the right by depth, as in the profile; lines are tensors</span>
        <button
          type="button"
          class="twin"
          aria-label="Show operators as a table"
          @click=${this.#onTable}
        >
          Table
        </button>
      </div>
      ${this.#renderTools(view)}
      <div
        class="frame"
        @pointerdown=${this.#onPointerDown}
        @pointermove=${this.#onPointerMove}
        @pointerup=${this.#onPointerUp}
        @pointercancel=${this.#onPointerCancel}
        @pointerleave=${this.#onPointerLeave}
        @dblclick=${this.#onDoubleClick}
        @wheel=${this.#onWheel}
        @keydown=${this.#onKey}
        @focusin=${this.#onFocus}
        @focusout=${this.#onBlur}
        @transitionrun=${this.#draw}
      >
        ${renderGraphStage({
          view,
          layout,
          picture: this.#picture,
          pointedAt: this.#gestures.isPanning ? null : this.pointedAt,
          cursor: this.hasKeys ? this.cursor : null,
          hits,
          found: hits[this.hitPosition] ?? null,
          isPanning: this.#gestures.isPanning,
          isZoomed: this.#gestures.window.zoom > 1,
        })}
      </div>
      ${renderLegend(this.#picture.colours(view, this.colouring).legend)}`;
  }

  #renderTools(view: GraphView): TemplateResult {
    const { frame, window } = this.#gestures;
    return renderGraphTools({
      search: this.search,
      hitCount: this.#picture.hits(view, this.search).length,
      hitPosition: this.hitPosition,
      colouring: colouringOf(view, this.colouring),
      colourings: colouringsOf(view),
      zoom: window.zoom,
      mostZoom: frame === null ? 1 : mostZoom(frame),
      onSearch: (search) => {
        this.search = search;
        this.hitPosition = -1;
      },
      onHit: this.#onHit,
      onColouring: (wanted) => (this.colouring = wanted),
      onZoom: (direction) => {
        this.#gestures.step(direction);
      },
      onFit: () => {
        this.#gestures.fit();
      },
    });
  }

  override updated(changed: PropertyValues<this>): void {
    this.#draw();
    if (!changed.has('view')) return;
    const before = changed.get('view')?.selection;
    const now = this.view?.selection;
    if (now === undefined || now === before || now.kind !== 'operator') return;
    this.cursor = now.opIndex;
    this.#reveal(now.opIndex);
  }

  readonly #draw = (): void => {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas === null || this.#layout === null) return;
    const { width, height, plotMarks } = this.#layout;
    drawMarks(canvas, plotMarks, { widthPx: width, heightPx: height });
  };

  #reveal(opIndex: number, zoom?: number): void {
    if (this.view === null) return;
    const { graph, laneMiddle, laneOf } = this.#picture.placement(this.view);
    const laneHeight = laneMiddle[laneOf[opIndex] ?? 0] ?? 0;
    this.#gestures.reveal({ depth: graph.depth[opIndex] ?? 0, laneHeight }, zoom);
  }

  readonly #onTable = (): void => {
    this.dispatchEvent(new CustomEvent('table-wanted', { bubbles: true, composed: true }));
  };

  readonly #onHit = (step: 1 | -1): void => {
    const { view } = this;
    const { frame } = this.#gestures;
    const hits = view === null ? [] : this.#picture.hits(view, this.search);
    if (frame === null || hits.length === 0) return;
    const start = this.hitPosition < 0 && step === -1 ? 0 : this.hitPosition;
    this.hitPosition = (start + step + hits.length) % hits.length;
    const opIndex = hits[this.hitPosition] ?? 0;
    this.cursor = opIndex;
    this.#reveal(opIndex, LEAST_BAND_PX / (frame.plot.width / frame.depthCount));
    this.#highlight(opIndex);
  };

  readonly #onPointerDown = (event: PointerEvent): void => {
    this.#gestures.onPointerDown(event);
  };

  readonly #onPointerMove = (event: PointerEvent): void => {
    if (!this.#gestures.onPointerMove(event)) this.#pointAt(this.#operatorUnder(event));
  };

  readonly #onPointerUp = (event: PointerEvent): void => {
    if (!this.#gestures.onPointerUp(event)) return;
    const opIndex = this.#operatorUnder(event);
    if (opIndex !== null) this.#select(opIndex);
    else if (this.view?.selection.kind === 'operator') {
      emit(this, 'selection-changed', { selection: { kind: 'none' } });
    }
  };

  readonly #onPointerCancel = (event: PointerEvent): void => {
    this.#gestures.onPointerCancel(event);
  };

  readonly #onPointerLeave = (): void => {
    this.#pointAt(null);
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    this.#gestures.onDoubleClick(this.#positionOf(event));
  };

  readonly #onWheel = (event: WheelEvent): void => {
    this.#gestures.onWheel(event, this.#positionOf(event));
  };

  #operatorUnder(event: MouseEvent): number | null {
    if (this.view === null || this.#layout === null) return null;
    return operatorAt(this.#picture.placement(this.view), this.#layout, this.#positionOf(event));
  }

  #positionOf(event: MouseEvent): Point {
    const box = this.renderRoot.querySelector('.stage')?.getBoundingClientRect();
    return { x: event.clientX - (box?.x ?? 0), y: event.clientY - (box?.y ?? 0) };
  }

  #pointAt(opIndex: number | null): void {
    if (opIndex === this.pointedAt) return;
    this.pointedAt = opIndex;
    this.#highlight(opIndex);
  }

  #highlight(opIndex: number | null): void {
    emit(this, 'highlight-changed', {
      selection: opIndex === null ? { kind: 'none' } : { kind: 'operator', opIndex },
    });
  }

  #select(opIndex: number): void {
    const now = this.view?.selection;
    this.cursor = opIndex;
    const isSelected = now?.kind === 'operator' && now.opIndex === opIndex;
    emit(this, 'selection-changed', {
      selection: isSelected ? { kind: 'none' } : { kind: 'operator', opIndex },
    });
  }

  /** The ring and the words of the cursor are for those who came by key. */
  readonly #onFocus = (): void => {
    this.hasKeys = this.renderRoot.querySelector('.stage:focus-visible') !== null;
  };

  readonly #onBlur = (): void => {
    if (this.hasKeys && this.cursor !== null) this.#highlight(null);
    this.hasKeys = false;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const key = readGraphKey(event);
    if (key === null) return;
    event.preventDefault();
    this.hasKeys = true;
    this.#obey(key);
  };

  #obey(key: GraphKey): void {
    switch (key.kind) {
      case 'walk':
      case 'end':
        this.#walk(key);
        break;
      case 'pan':
        this.#gestures.pan(key.by);
        break;
      case 'zoom':
        this.#gestures.step(key.direction, this.#cursorPosition());
        break;
      case 'fit':
        this.#gestures.fit();
        break;
      case 'select':
        if (this.cursor !== null) this.#select(this.cursor);
    }
  }

  #walk(key: Extract<GraphKey, { kind: 'walk' | 'end' }>): void {
    if (this.view === null) return;
    const placement = this.#picture.placement(this.view);
    const { operatorsAtDepth } = placement.graph;
    const isFirst = key.kind === 'walk' || key.isFirst;
    const end = (isFirst ? operatorsAtDepth[0] : operatorsAtDepth.at(-1))?.[0] ?? 0;
    const isStep = key.kind === 'walk' && this.cursor !== null;
    this.cursor = isStep ? walkGraph(placement, this.cursor ?? 0, key.direction) : end;
    this.#highlight(this.cursor);
    this.#reveal(this.cursor);
  }

  /** Where the keys zoom: about the cursor, where that is in sight. */
  #cursorPosition(): Point | undefined {
    if (this.cursor === null || this.#layout === null || this.view === null) return undefined;
    const { scale, plot } = this.#layout;
    const x = scale.toX(this.view.summary.graph.depth[this.cursor] ?? 0);
    const isSeen = x >= plot.left && x <= plot.left + plot.width;
    return isSeen ? { x, y: plot.top + plot.height / 2 } : undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reef-operator-graph': OperatorGraph;
  }
}
