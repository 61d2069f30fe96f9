// The row above the graph: search, what the colours say, zoom.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { boxMarks, type GraphColouring, type GraphLegend } from '../../report/index.ts';
import { renderMarks } from '../charts/render-marks.ts';

export interface GraphTools {
  readonly search: string;
  readonly hitCount: number;
  /** Position among the hits; −1 before the first step. */
  readonly hitPosition: number;
  readonly colouring: GraphColouring;
  readonly colourings: readonly GraphColouring[];
  readonly zoom: number;
  readonly mostZoom: number;
  readonly onSearch: (search: string) => void;
  readonly onHit: (step: 1 | -1) => void;
  readonly onColouring: (colouring: GraphColouring) => void;
  readonly onZoom: (direction: 1 | -1) => void;
  readonly onFit: () => void;
}

const COLOURING_TITLES: Readonly<Record<GraphColouring, string>> = {
  segment: 'Segment',
  mapping: 'Edge TPU or CPU',
  parameters: 'Parameters',
  macs: 'Multiply-accumulates',
  time: 'Computing time',
};

export function renderGraphTools(tools: GraphTools): TemplateResult {
  return html`<div class="tools">
    <div role="search">
      <input
        type="search"
        placeholder="Find kind, name or #"
        aria-label="Find in the graph"
        .value=${tools.search}
        @input=${(event: Event) => {
          tools.onSearch((event.target as HTMLInputElement).value);
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          tools.onHit(event.shiftKey ? -1 : 1);
        }}
      />
      ${renderHitButton(tools, -1)} ${renderHitButton(tools, 1)}
      <output aria-live="polite">${hitText(tools)}</output>
    </div>
    <label
      >Colour
      <select
        aria-label="What the colours say"
        @change=${(event: Event) => {
          tools.onColouring((event.target as HTMLSelectElement).value as GraphColouring);
        }}
      >
        ${tools.colourings.map(
          (colouring) =>
            html`<option value=${colouring} ?selected=${colouring === tools.colouring}>
              ${COLOURING_TITLES[colouring]}
            </option>`,
        )}
      </select></label
    >
    ${renderZoom(tools)}
  </div>`;
}

function renderHitButton(tools: GraphTools, step: 1 | -1): TemplateResult {
  return html`<button
    type="button"
    aria-label=${step === 1 ? 'Next match' : 'Previous match'}
    title=${step === 1 ? 'Next match (Enter)' : 'Previous match (Shift+Enter)'}
    ?disabled=${tools.hitCount === 0}
    @click=${() => {
      tools.onHit(step);
    }}
  >
    ${step === 1 ? '↓' : '↑'}
  </button>`;
}

function renderZoom({ zoom, mostZoom, onZoom, onFit }: GraphTools): TemplateResult {
  return html`<div class="zoom" role="group" aria-label="Zoom">
    <output aria-label="Zoom">${zoom < 9.95 ? zoom.toFixed(1) : zoom.toFixed(0)}×</output>
    <button
      type="button"
      aria-label="Zoom out"
      title="Zoom out (−)"
      ?disabled=${zoom <= 1}
      @click=${() => {
        onZoom(-1);
      }}
    >
      −
    </button>
    <button
      type="button"
      aria-label="Zoom in"
      title="Zoom in (+), or Ctrl and the wheel"
      ?disabled=${zoom >= mostZoom}
      @click=${() => {
        onZoom(1);
      }}
    >
      +
    </button>
    <button type="button" title="Show all of it (0)" ?disabled=${zoom <= 1} @click=${onFit}>
      Fit
    </button>
  </div>`;
}

function hitText({ search, hitCount, hitPosition }: GraphTools): string {
  if (search.trim() === '') return '';
  if (hitCount === 0) return 'none';
  const position = hitPosition < 0 ? '' : `${String(hitPosition + 1)} of `;
  return `${position}${String(hitCount)}`;
}

const SWATCH = { width: 16, height: 11 } as const;

/** What the colours mean. */
export function renderLegend({ title, entries }: GraphLegend): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  return html`<div class="legend">
    <span>${title}:</span>
    ${entries.map(
      ({ label, style }) =>
        html`<span
          ><svg width=${SWATCH.width} height=${SWATCH.height} aria-hidden="true">
            ${svg`${renderMarks(boxMarks({ x: SWATCH.width / 2, y: SWATCH.height / 2 }, SWATCH, style))}`}</svg
          >${label}</span
        >`,
    )}
  </div>`;
}
