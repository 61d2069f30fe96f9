// Reads plan.json of a cut folder: from disk, so every field is checked.

import { CUT_FORMAT } from '../segment/index.ts';
import type { BundledModel } from '../segment/index.ts';

/** What verifying needs of it. */
export interface CutPlan {
  readonly model: BundledModel;
  readonly segmentFiles: readonly string[];
  readonly files: readonly string[];
  readonly segments: readonly { readonly operators: readonly number[] }[];
  /** Devices of each segment, by position in the plan's list of devices. */
  readonly deviceIndices: readonly (readonly number[])[];
  /** What the plan expects of each segment; null where plan.json does not say. */
  readonly expected: { readonly segments: readonly { readonly stageMs: number }[] } | null;
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
  return {
    ...{ model, segmentFiles, files, segments },
    deviceIndices: segments.map((segment, index) => readIndices(segment, index)),
    expected: readExpected(segments),
  };
}

/** The devices of a segment; one of its own, in order, where an older plan.json does not say. */
function readIndices(segment: object, index: number): readonly number[] {
  const listed: unknown = 'deviceIndices' in segment ? segment.deviceIndices : undefined;
  const isList =
    Array.isArray(listed) && listed.length > 0 && listed.every((one) => Number.isSafeInteger(one));
  return isList ? (listed as number[]) : [index];
}

function readExpected(segments: readonly object[]): CutPlan['expected'] {
  const times = segments.map((segment) => ('stageMs' in segment ? segment.stageMs : undefined));
  return times.every((stageMs) => typeof stageMs === 'number')
    ? { segments: times.map((stageMs) => ({ stageMs })) }
    : null;
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
