// Printing has its own page, the report. The browser leaves no time to load it once the person prints, so it is loaded as
// soon as somebody is there, there is something to print and little else to do; until it is there, what is printed is its
// plain stand-in.
import { render } from 'lit';
import type { App } from '../../app/index.ts';
import type { AppState, PlanViewModel } from '../contract.ts';
import { onFirstSign } from './first-sign.ts';
import { shareView } from './later-views.ts';
import { renderPlainReport } from './plain-report.ts';

/** Where a browser does not tell when it is idle. */
const LATER_MS = 2000;
/** A page that plans and draws without a pause gets its report all the same. */
const AT_LATEST_MS = 1000;
/** While this class is on the root element, print media show what is printed in the place of the page (ui/theme/tokens.css). */
const PRINTING = 'prints-report';

export function preparePrinting(
  app: App,
  planView: () => PlanViewModel | null,
  signal: AbortSignal,
): void {
  onFirstSign(() => {
    whenPrintable(app, signal, () => {
      whenIdle(load);
    });
  }, signal);
  void shareView.whenHere.then((share) => {
    if (!signal.aborted) share.installPrinting(app, planView, signal);
  });
  const plain = document.createElement('div');
  plain.className = 'print-plain';
  window.addEventListener('beforeprint', showPlain, { signal });
  window.addEventListener('afterprint', hidePlain, { signal });
  signal.addEventListener('abort', hidePlain);

  function showPlain(): void {
    if (shareView.here !== null) return;
    const report = renderPlainReport(app.store.state, planView());
    if (report === null) return;
    render(report, plain);
    document.body.append(plain);
    document.documentElement.classList.add(PRINTING);
    // What did not arrive is asked for again when it is missed.
    load();
  }

  function hidePlain(): void {
    if (!plain.isConnected) return;
    document.documentElement.classList.remove(PRINTING);
    plain.remove();
  }
}

function load(): void {
  void shareView.load();
}

/** Calls back once there is something to print. */
function whenPrintable(app: App, signal: AbortSignal, call: () => void): void {
  let isDone = false;
  const look = ({ model, shared }: AppState): void => {
    // A change within a change is told twice to those that heard of neither.
    if (isDone || (model === null && shared.kind !== 'open')) return;
    isDone = true;
    unsubscribe();
    call();
  };
  const unsubscribe = app.store.subscribe(look);
  signal.addEventListener('abort', unsubscribe);
  look(app.store.state);
}

function whenIdle(callback: () => void): void {
  if (typeof requestIdleCallback === 'function') {
    requestIdleCallback(callback, { timeout: AT_LATEST_MS });
  } else setTimeout(callback, LATER_MS);
}
