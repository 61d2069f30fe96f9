// The page's state and what changes it: no DOM, no elements. Elements get parts of the state and send intent by event.
export type * from './types.ts';
export type {
  AutoChoice,
  ModelObstacle,
  ModelSource,
  ModelSummary,
  VerifyReport,
} from '../workers/planner-api.ts';
export type { SampleEntry } from '../samples/index.ts';
