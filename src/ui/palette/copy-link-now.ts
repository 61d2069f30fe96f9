// "Copy a link to the result" from anywhere on the page, as the Share view's own button does it.
import type { App } from '../../app/index.ts';
import { copyLink } from '../share/copy-link.ts';
import { shareViewModel } from '../share/share-on-page.ts';
import { createPlanViewModels } from '../shell/plan-view-model.ts';

export async function copyLinkNow(app: App): Promise<void> {
  const { state } = app.store;
  const view = shareViewModel(state, createPlanViewModels()(state));
  if (view === null) return;
  const { isCopied, spoken } = await copyLink(view);
  // Where the browser refuses, the link must be there to be taken by hand.
  if (!isCopied) app.showView('share');
  app.announce(spoken);
}
