import { html, type TemplateResult } from 'lit';
import {
  readDepth,
  segmentOfOperators,
  type DepthReading,
  type ProfileLayout,
} from '../../report/index.ts';
import type { DepthProfileView } from '../contract.ts';

const TIP_WIDTH_PX = 250;

/** What is at one depth, beside it and within the chart. */
export function renderDepthTip(
  view: DepthProfileView,
  layout: ProfileLayout,
  depth: number,
): TemplateResult {
  const reading = readingOf(view, depth);
  const x = layout.plot.left + (depth + 0.5) * layout.bandWidth;
  const isRight = x + 14 + TIP_WIDTH_PX <= layout.width;
  const left = isRight ? x + 14 : Math.max(0, x - 14 - TIP_WIDTH_PX);
  return html`<div
    class="tip"
    .style=${`left: ${left}px; top: ${layout.plot.top + 24}px; width: ${TIP_WIDTH_PX}px`}
  >
    <strong>${reading.title}</strong>
    ${reading.lines.map((line) => html`${line}<br />`)}
  </div>`;
}

/** The same in one line, for a screen reader. */
export function depthText(view: DepthProfileView, depth: number): string {
  const reading = readingOf(view, depth);
  return [reading.title, ...reading.lines].join(', ');
}

function readingOf(view: DepthProfileView, depth: number): DepthReading {
  const segmentOf = segmentOfOperators(view.plan, view.summary.graph.operatorCount);
  const here = view.summary.graph.operatorsAtDepth[depth] ?? [];
  const numbers = [...new Set(here.map((opIndex) => (segmentOf[opIndex] ?? -1) + 1))];
  const segments = view.plan === null ? [] : numbers.filter((number) => number > 0);
  return readDepth(
    depth,
    view.summary.operators,
    view.profile,
    segments.sort((one, other) => one - other),
  );
}
