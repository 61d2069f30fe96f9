// plan.json of a cut folder: the plan as "reef plan --json" prints it, and what belongs to it.

import type { PlanJson } from '../partition/index.ts';
import type { ModelJson } from './model-json.ts';

/** Raised when a reader of older files would be misled. */
export const CUT_FORMAT = 'reef-cut-1';

export interface CutModelJson extends ModelJson {
  /** Where the whole model was: a path relative to the folder, or sample:NAME. */
  readonly source: string;
}

export interface CutPlanJson extends PlanJson {
  readonly format: typeof CUT_FORMAT;
  readonly model: CutModelJson;
  /** Segment files, in pipeline order. */
  readonly segmentFiles: readonly string[];
  /** All files that were written, this one included. */
  readonly files: readonly string[];
}

/** What verifying needs of it. */
export interface CutPlan {
  readonly model: CutModelJson;
  readonly segmentFiles: readonly string[];
  readonly files: readonly string[];
  readonly segments: readonly { readonly operators: readonly number[] }[];
}

/** Reads plan.json, every field checked; null when it is not one of ours. */
export function readCutPlan(bytes: Uint8Array): CutPlan | null {
  const json = parseJson(bytes);
  if (!isRecord(json) || json['format'] !== CUT_FORMAT) return null;
  const { model, segmentFiles, files, segments } = json;
  if (!isModel(model) || !isNames(segmentFiles) || !isNames(files) || !isSegments(segments)) {
    return null;
  }
  if (segmentFiles.length !== segments.length || segments.length === 0) return null;
  return { model, segmentFiles, files, segments };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Not JSON: the caller says what it should have been.
    return null;
  }
}

function isModel(value: unknown): value is CutModelJson {
  return (
    isRecord(value) &&
    ['name', 'sha256', 'source'].every((key) => typeof value[key] === 'string') &&
    Number.isSafeInteger(value['bytes'])
  );
}

/** Plain file names: nothing that leads out of the folder. */
function isNames(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string' && /^[^/\\]+$/.test(name) && !/^\.+$/.test(name))
  );
}

function isSegments(value: unknown): value is CutPlan['segments'] {
  return (
    Array.isArray(value) &&
    value.every(
      (segment) =>
        isRecord(segment) &&
        Array.isArray(segment['operators']) &&
        segment['operators'].every((opIndex) => Number.isSafeInteger(opIndex)),
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
