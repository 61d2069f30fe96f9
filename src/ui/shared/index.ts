// Elements of a result out of a link; loaded when one is opened.
export { ReefShared } from './reef-shared.ts';
export { ReefSharedFacts } from './reef-shared-facts.ts';
export { viewOfShared } from './shared-view-model.ts';
