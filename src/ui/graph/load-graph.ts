// The graph comes when it is first asked for: nobody else waits for its script.
import { html, type TemplateResult } from 'lit';
import { LaterPart } from '../parts/later-part.ts';
import type { GraphView } from './graph-view.ts';

const graph = new LaterPart(() => import('./operator-graph.ts'));

/** The graph; `mostPx` = its height at most. Its tag is empty until its element is there. */
export function renderGraph(view: GraphView, mostPx: number): TemplateResult {
  void graph.load();
  return html`<reef-operator-graph most-px=${mostPx} .view=${view}></reef-operator-graph>`;
}
