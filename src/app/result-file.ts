// A result or a plan that Reef wrote as JSON, back to what a person sets. The file is hostile input: every field is
// checked, and what is set is only what the page itself could have set.
import { fail, ok, type Result } from '../base/index.ts';
import { LINK_NAMES } from '../edgetpu/index.ts';
import { STRATEGY_NAMES } from '../partition/index.ts';
import type { EditState } from './kept-session.ts';
import { MAX_BATCH, MAX_DEVICES } from './set-up.ts';
import type { DeviceSetUp } from './types.ts';

export interface ResultFile {
  /** Of the model that was planned. */
  readonly sha256: string;
  readonly modelName: string;
  /** Where it is one of the samples. */
  readonly sampleName: string | null;
  readonly edit: Omit<EditState, 'source'>;
}

/** Longer ones hold something else. */
export const MAX_RESULT_FILE_BYTES = 64 << 20;

/** Reads `reef-result-1` and the bundle's `reef-cut-1`. Fails with `app/result-newer` or `app/result-damaged`. */
export function readResultFile(text: string): Result<ResultFile> {
  const document = fieldsOf(parse(text));
  const format = document?.['format'];
  if (document === null || typeof format !== 'string') return damaged('it is no JSON of Reef');
  if (format !== 'reef-result-1' && format !== 'reef-cut-1') {
    return fail({
      code: 'app/result-newer',
      message: 'This result was written by another version of Reef.',
      hint: 'Open it with the newest Reef, or ask for a link to the result.',
      details: { format: format.slice(0, 40) },
    });
  }
  const model = fieldsOf(document['model']);
  const plan = format === 'reef-cut-1' ? document : fieldsOf(document['plan']);
  const sha256 = model?.['sha256'];
  if (model === null || typeof sha256 !== 'string' || plan === null) {
    return damaged('model or plan is missing');
  }
  const edit = readEdit(plan);
  if (edit === null) return damaged('its plan is not complete');
  const { name, source } = model;
  const sampleName = typeof source === 'string' ? /^sample:(.+)$/.exec(source)?.[1] : undefined;
  return ok({
    sha256,
    modelName: typeof name === 'string' && name !== '' ? name : 'another model',
    sampleName: sampleName ?? null,
    edit,
  });
}

type Fields = Readonly<Record<string, unknown>>;

function readEdit(plan: Fields): ResultFile['edit'] | null {
  const devices = listOf(plan['deviceList'], readDevice);
  const lastDepths = listOf(plan['segments'], (segment) => whole(fieldsOf(segment)?.['lastDepth']));
  const batch = whole(plan['batch']);
  const strategy = STRATEGY_NAMES.find((name) => name === plan['strategy']);
  if (devices === null || lastDepths === null || batch === null || strategy === undefined) {
    return null;
  }
  const setUp = { isAuto: false, devices, batch: Math.min(MAX_BATCH, Math.max(1, batch)) };
  if (strategy !== 'manual') return { setUp, chosenStrategy: strategy, manual: null };
  const cutAfterDepths = [...new Set(lastDepths.slice(0, -1))].sort((a, b) => a - b);
  // Which strategy the person started from is not told.
  return {
    setUp,
    chosenStrategy: 'manual',
    manual: { cutAfterDepths, startedFrom: 'balanced' },
  };
}

function readDevice(value: unknown): DeviceSetUp | null {
  const { link, clock, bus } = fieldsOf(value) ?? {};
  const knownLink = LINK_NAMES.find((name) => name === link);
  const knownClock = (['max', 'std'] as const).find((name) => name === clock);
  const port = whole(bus);
  return knownLink === undefined || knownClock === undefined || port === null || port > 255
    ? null
    : { link: knownLink, clock: knownClock, bus: port };
}

/** One to as many entries as there may be devices, all of them readable. */
function listOf<T>(value: unknown, read: (entry: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(value) || value.length < 1 || value.length > MAX_DEVICES) return null;
  const entries = value.map(read);
  return entries.some((entry) => entry === null) ? null : (entries as readonly T[]);
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The answer says that it is damaged; where exactly helps nobody.
    return null;
  }
}

function damaged(what: string): Result<never> {
  return fail({
    code: 'app/result-damaged',
    message: `This result cannot be read: ${what}.`,
    hint: 'Export it from Reef again, or ask for a link to it.',
  });
}
