import type { PlanJson } from '../../partition/index.ts';
import type { SegmentCut } from '../types.ts';

/** Format of plan.json; raised when a reader of older files would be misled. */
export const CUT_FORMAT = 'reef-cut-1';

/** Which model was cut. */
export interface BundledModel {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Where the whole model is: a path relative to the bundle's folder, or `sample:NAME`. */
  readonly source: string;
}

/** What the texts of a bundle speak of. */
export interface BundleRequest {
  readonly model: BundledModel;
  readonly cuts: readonly SegmentCut[];
  readonly plan: PlanJson;
}

/** A text file of the bundle. */
export interface BundleText {
  readonly name: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

/** plan.json of a bundle or cut folder: the plan as the command line prints it, and what belongs to it. */
export interface CutDocument extends PlanJson {
  readonly format: typeof CUT_FORMAT;
  readonly model: BundledModel;
  /** Segment files, in pipeline order. */
  readonly segmentFiles: readonly string[];
  /** All files of the bundle, plan.json included. */
  readonly files: readonly string[];
}
