import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import type { SampleEntry, SampleIndex } from './types.ts';

/** The index from its JSON bytes; `sample/damaged` when an entry lacks something. */
export function parseSampleIndex(json: Uint8Array): Result<SampleIndex> {
  const parsed = parseJson(json);
  const list: unknown = isRecord(parsed) ? parsed['samples'] : undefined;
  if (!Array.isArray(list) || !list.every(isEntry)) {
    return fail({
      code: 'sample/damaged',
      message: 'The list of samples is damaged.',
      hint: 'Reload the page or take a fresh copy of Reef.',
    });
  }
  return ok({ samples: list });
}

function parseJson(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(json));
  } catch {
    // Not JSON is the same damage as JSON of another shape; the caller reports both.
    return undefined;
  }
}

function isEntry(value: unknown): value is SampleEntry {
  return (
    isRecord(value) &&
    ['name', 'title', 'file', 'sha256'].every((key) => typeof value[key] === 'string') &&
    ['bytes', 'operatorCount'].every((key) => Number.isSafeInteger(value[key])) &&
    (value['weights'] === 'generated' || value['weights'] === 'trained') &&
    Array.isArray(value['inputShape']) &&
    value['inputShape'].every((size) => Number.isSafeInteger(size))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
