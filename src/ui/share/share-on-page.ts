import type { AppState, PlanViewModel } from '../contract.ts';
import { environmentWords } from './environment-words.ts';
import { createShareViewModels, type ShareViewModel } from './share-view-model.ts';

/** All elements of the view show the same result; one memory serves them. */
const viewModelOf = createShareViewModels();

/** What there is to share, on this page in this browser; null while there is no result. */
export function shareViewModel(state: AppState, view: PlanViewModel | null): ShareViewModel | null {
  return viewModelOf(state, view, {
    pageUrl: location.href.replace(/#.*$/s, ''),
    environment: environmentWords(navigator.userAgent, new Date()),
  });
}
