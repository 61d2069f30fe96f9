// Printing: the browser announces it (`beforeprint`), and what it prints then is the report in the place of the page. Made at
// that moment, so that it is of the result on show, and emptied afterwards.
import { adoptStyles, render } from 'lit';
import type { App } from '../../app/index.ts';
import { fileStem } from '../../report/exports/index.ts';
import type { PlanViewModel } from '../contract.ts';
import { renderReport } from './print-report.ts';
import { printStyles } from './print-styles.ts';
import { shareViewModel } from './share-on-page.ts';
import type { ShareViewModel } from './share-view-model.ts';

/** While this class is on the root element, print media show the report and not the page (ui/theme/tokens.css). */
const PRINTING = 'prints-report';

/** Prints the report of what is on show; the browser's own dialog follows. */
export function printReport(): void {
  window.print();
}

/** Puts the report in the place of the page whenever the page is printed with a result on show. The signal ends it. */
export function installPrinting(
  app: App,
  planView: () => PlanViewModel | null,
  signal: AbortSignal,
): void {
  const host = document.createElement('div');
  host.className = 'print-report';
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root, [printStyles]);
  const body = document.createElement('div');
  root.append(body);
  window.addEventListener(
    'beforeprint',
    () => {
      const { state } = app.store;
      // The Model view is about the model itself, with or without a plan.
      const view = state.view === 'model' ? null : shareViewModel(state, planView());
      if (view === null) return;
      show(view);
    },
    { signal },
  );
  window.addEventListener('afterprint', hide, { signal });
  signal.addEventListener('abort', hide);

  let title = '';

  function show(view: ShareViewModel): void {
    hide();
    // What the browser proposes as a name when a PDF is saved.
    title = document.title;
    document.title = fileStem(view.source);
    render(renderReport(view), body);
    document.body.append(host);
    document.documentElement.classList.add(PRINTING);
  }

  function hide(): void {
    if (!host.isConnected) return;
    document.title = title;
    document.documentElement.classList.remove(PRINTING);
    host.remove();
    render(null, body);
  }
}
