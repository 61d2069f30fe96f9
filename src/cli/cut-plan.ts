// Reads plan.json of a cut folder: from disk, so every field is checked.

import { CUT_FORMAT } from '../segment/index.ts';
import type { BundledModel } from '../segment/index.ts';

/** What verifying needs of it. */
export interface CutPlan {
  readonly model: BundledModel;
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

function isModel(value: unknown): value is BundledModel {
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
