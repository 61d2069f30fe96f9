// The graph comes when it is first asked for: nobody else waits for its script.
import { html, type TemplateResult } from 'lit';
import type { GraphView } from './graph-view.ts';

let loading: Promise<unknown> | null = null;

/** Loads the graph's element once; its tag is empty until then. */
export function loadGraph(): void {
  loading ??= import('./operator-graph.ts').catch(() => {
    // The next showing tries again.
    loading = null;
  });
}

/** The graph; `mostPx` = its height at most. */
export function renderGraph(view: GraphView, mostPx: number): TemplateResult {
  loadGraph();
  return html`<reef-operator-graph most-px=${mostPx} .view=${view}></reef-operator-graph>`;
}
