// The page's state and what changes it: no DOM, no elements. Elements get parts of the state and send intent by event.
export type * from './types.ts';
export type { AppPlatform } from './context.ts';
export type { DroppedFolder, FolderEntry } from './dropped-folder.ts';
export type { KeptSession, SessionStore } from './kept-session.ts';
export type { RunControl } from './run-control.ts';
export type { FinishedRun } from './run-types.ts';
export { Address } from './address.ts';
export type { PageHistory } from './address.ts';
export { App } from './app.ts';
export { createTabHistory } from './tab-history.ts';
export { MAX_PINS, MAX_PIN_TITLE_CHARACTERS } from './pins.ts';
export { createApp, loadSampleList } from './create-app.ts';
export { listSystemAdvice } from './system-advice.ts';
export { createIndexedDbSessions } from './indexed-db.ts';
export { withForgetMark } from './forget-mark.ts';
export {
  MAX_BATCH,
  MAX_DEVICES,
  hasSharedBus,
  parseWhole,
  toDeviceSpecs,
  withDeviceCount,
} from './set-up.ts';
export { listLegalCutDepths, nearestDepthCuts } from './manual-cuts.ts';
export { planKey, planOf, shownPlan, shownStrategy } from './plan-choice.ts';
export { isModelOf } from './shared-links.ts';
export { listSharedParts } from './shared-parts.ts';
export { listOutcomes, sharedResultOfState } from './shared-result.ts';
export type { SharedAbout } from './shared-result.ts';
export type {
  CompiledFacts,
  ModelSource,
  ModelSummary,
  VerifyReport,
} from '../workers/planner-api.ts';
export type { SampleEntry } from '../samples/index.ts';
