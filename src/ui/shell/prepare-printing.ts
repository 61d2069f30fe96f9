// Printing has its own page, the report. The browser leaves no time to load it once the person prints, so it is loaded as
// soon as there is something to print and nothing else to do.
import type { App } from '../../app/index.ts';
import type { PlanViewModel } from '../contract.ts';
import { shareView } from './later-views.ts';

/** Where a browser does not tell when it is idle. */
const LATER_MS = 2000;

export function preparePrinting(
  app: App,
  planView: () => PlanViewModel | null,
  signal: AbortSignal,
): void {
  let isPrepared = false;
  const unsubscribe = app.store.subscribe(({ model, shared }) => {
    // A change within a change is told twice to those that heard of neither.
    if (isPrepared || (model === null && shared.kind !== 'open')) return;
    isPrepared = true;
    unsubscribe();
    whenIdle(() => {
      void shareView.load().then((share) => {
        if (!signal.aborted) share?.installPrinting(app, planView, signal);
      });
    });
  });
  signal.addEventListener('abort', unsubscribe);
}

function whenIdle(callback: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(callback);
  else setTimeout(callback, LATER_MS);
}
