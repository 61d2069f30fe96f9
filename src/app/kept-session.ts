// What stays on this computer between visits: where the model comes from (with its bytes, for a file), and what the
// person set. Storage is passed in; what comes out of it is checked like any other input.
import type { ModelSource } from '../workers/planner-api.ts';
import type { RunRates } from '../edgetpu/index.ts';
import { STRATEGY_NAMES } from '../partition/index.ts';
import type { StrategyName } from '../partition/index.ts';
import { MAX_BATCH, MAX_DEVICES } from './set-up.ts';
import type { DeviceSetUp, ManualEdit, SetUp, ViewName } from './types.ts';

/** What the person set, and undo goes back to. Nothing in it is computed. */
export interface EditState {
  readonly source: ModelSource | null;
  readonly setUp: SetUp;
  readonly chosenStrategy: StrategyName | null;
  readonly manual: ManualEdit | null;
}

export interface KeptSession extends EditState {
  readonly source: ModelSource;
  readonly view: ViewName;
}

/** A pinned result: its title, and the link that holds it. */
export interface KeptPin {
  readonly title: string;
  readonly link: string;
}

/**
 * Where a session is kept. Every method may reject: storage can be full, switched off or private. Source and edits are
 * saved apart, because saving a file's bytes again with every moved cut would be slow.
 */
export interface SessionStore {
  /** Everything that was saved, as one object; not checked yet. */
  load(): Promise<unknown>;
  saveSource(source: ModelSource): Promise<void>;
  saveEdits(edits: Omit<KeptSession, 'source'>): Promise<void>;
  /** What was pinned, not checked yet. */
  loadPins(): Promise<unknown>;
  savePins(pins: readonly KeptPin[]): Promise<void>;
  forget(): Promise<void>;
}

const VIEWS: readonly ViewName[] = ['model', 'plan', 'run', 'share'];

/** The session, or null when what was stored is not one (older version, damaged). */
export function parseKeptSession(stored: unknown): KeptSession | null {
  if (!isRecord(stored)) return null;
  const source = parseSource(stored['source']);
  const setUp = parseSetUp(stored['setUp']);
  if (source === null || setUp === null) return null;
  const strategy = STRATEGY_NAMES.find((name) => name === stored['chosenStrategy']) ?? null;
  const manual = parseManual(stored['manual']);
  return {
    source,
    setUp,
    chosenStrategy: strategy === 'manual' && manual === null ? null : strategy,
    manual,
    view: VIEWS.find((view) => view === stored['view']) ?? 'plan',
  };
}

function parseSource(value: unknown): ModelSource | null {
  if (!isRecord(value)) return null;
  const { kind, name, file, fileName } = value;
  if (kind === 'sample' && typeof name === 'string') return { kind, name };
  if (kind === 'file' && file instanceof Blob && typeof fileName === 'string') {
    return { kind, file, fileName };
  }
  return null;
}

/** A set-up from untrusted data; null unless every field is in its range. */
export function parseSetUp(value: unknown): SetUp | null {
  if (!isRecord(value) || !Array.isArray(value['devices'])) return null;
  const devices = value['devices'].map(parseDevice);
  const { batch, isAuto } = value;
  const isDevicesOk =
    devices.length >= 1 &&
    devices.length <= MAX_DEVICES &&
    devices.every((device) => device !== null);
  if (!isDevicesOk || !isWhole(batch, 1, MAX_BATCH) || typeof isAuto !== 'boolean') return null;
  return { isAuto, devices: devices.filter((device) => device !== null), batch };
}

function parseDevice(value: unknown): DeviceSetUp | null {
  if (!isRecord(value)) return null;
  const { link, clock, bus } = value;
  const isLink = link === 'usb3' || link === 'usb2' || link === 'pcie';
  const isClock = clock === 'max' || clock === 'std';
  if (!isLink || !isClock || !isWhole(bus, 0, MAX_DEVICES)) return null;
  const measuredRates = parseRates(value['measuredRates']);
  return { link, clock, bus, ...(measuredRates === null ? {} : { measuredRates }) };
}

function parseRates(value: unknown): RunRates | null {
  if (!isRecord(value)) return null;
  const { fixedMs, inBytesPerMs, outBytesPerMs } = value;
  const label = (['measured', 'simulated'] as const).find((one) => one === value['label']);
  const isRate = (rate: unknown): rate is number => Number.isFinite(rate) && (rate as number) > 0;
  if (!Number.isFinite(fixedMs) || (fixedMs as number) < 0) return null;
  return isRate(inBytesPerMs) && isRate(outBytesPerMs)
    ? {
        ...{ fixedMs: fixedMs as number, inBytesPerMs, outBytesPerMs },
        ...(label === undefined ? {} : { label }),
      }
    : null;
}

/** A person's own cuts from untrusted data; null where they are none. */
export function parseManual(value: unknown): ManualEdit | null {
  if (!isRecord(value)) return null;
  const cuts: unknown = value['cutAfterDepths'];
  const startedFrom = STRATEGY_NAMES.find((name) => name === value['startedFrom']);
  if (!Array.isArray(cuts) || startedFrom === undefined) return null;
  const isAscending = cuts.every(
    (cut, index) => isWhole(cut, 0, 100_000) && (index === 0 || cut > (cuts[index - 1] as number)),
  );
  return isAscending ? { cutAfterDepths: cuts as number[], startedFrom } : null;
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
