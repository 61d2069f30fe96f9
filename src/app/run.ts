// What the Run view takes of the app: kept apart from index.ts, so that it is loaded with that view only.
export type * from './run-types.ts';
export { isUsable, placeKey } from './run-types.ts';
export {
  assignDevices,
  listedKinds,
  stagesOf,
  type Assignment,
  type Place,
} from './run-assignment.ts';
export { ratesOfRun, type RunControl } from './run-control.ts';
export { LIVE_INFERENCES } from './run-live.ts';
export { planByEstimate, planWithFacts } from './run-compiled-facts.ts';
export { planKey } from './plan-choice.ts';
