// A link's fragment to the result that it holds. Links are hostile input: every list is bounded and every number checked
// before anything is made of it.
import { Inflate } from 'fflate';
import { catchFailure, fail, FailureError, type Result } from '../base/index.ts';
import { fromBase64Url } from './base64url.ts';
import { dequantise, dequantiseShare } from './quantise.ts';
import { LINK_VERSION } from './types.ts';
import type {
  SharedDevice,
  SharedModel,
  SharedPlan,
  SharedProfile,
  SharedResult,
  SharedRun,
  SharedSegment,
  SharedStrategy,
} from './types.ts';
import {
  RUN_STAGE_TIMES,
  SEGMENT_BYTES,
  SEGMENT_TIMES,
  WIRE_CLOCKS,
  WIRE_KINDS,
  WIRE_LABELS,
  WIRE_LINKS,
  WIRE_STRATEGIES,
  WIRE_VERIFIED,
} from './wire.ts';

/** A fragment longer than this is no link of ours. */
const MAX_FRAGMENT_CHARACTERS = 16_384;
/** Deflated text can grow a thousandfold; a link's never does. */
const MAX_INFLATED_BYTES = 131_072;
const MAX_DEVICES = 16;
const MAX_DEPTHS = 16_384;
const MAX_STRATEGIES = 16;
const MAX_SPLITS = 4 * MAX_DEPTHS;
const MAX_TEXT_CHARACTERS = 120;
const HASH_BYTES = 32;

/** True when a URL fragment (without `#`) means to be a result link of any version. */
export function isResultLink(fragment: string): boolean {
  return /^v\d+\./.test(fragment);
}

/**
 * Reads the fragment of a result link, without the `#`. Fails with `share/newer-version`, `share/not-a-link` or
 * `share/damaged`.
 */
export function decodeLink(fragment: string): Result<SharedResult> {
  const [, version, payload] = /^v(\d{1,4})\.(.*)$/s.exec(fragment) ?? [];
  if (version === undefined || payload === undefined || fragment.length > MAX_FRAGMENT_CHARACTERS) {
    return fail({
      code: 'share/not-a-link',
      message: 'This address does not hold a result of Reef.',
      hint: 'Open Reef without it, or ask for the link again.',
    });
  }
  if (Number(version) !== LINK_VERSION) {
    return fail({
      code: 'share/newer-version',
      message: `This link was made by another version of Reef (link version ${version}; this one reads ${LINK_VERSION}).`,
      hint: 'Open it with the newest Reef, or ask for a link from this version.',
      details: { version: Number(version) },
    });
  }
  return catchFailure(() => readWire(parse(payload)));
}

function parse(payload: string): Fields {
  const deflated = fromBase64Url(payload);
  const inflated = deflated === null ? null : inflateBounded(deflated);
  if (inflated === null) throw damaged('its text');
  try {
    return fieldsOf(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(inflated)),
      'its content',
    );
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw damaged('its content');
  }
}

function inflateBounded(deflated: Uint8Array): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((part) => {
    length += part.length;
    if (length > MAX_INFLATED_BYTES) throw damaged('its size');
    parts.push(part);
  });
  try {
    inflate.push(deflated, true);
  } catch {
    // Damaged or too large: either way no link of ours.
    return null;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

type Fields = Readonly<Record<string, unknown>>;

function readWire(wire: Fields): SharedResult {
  const plan = readPlan(wire);
  const devices = listOf(wire['d'], MAX_DEVICES, 'devices').flatMap(readDevices);
  if (devices.length > MAX_DEVICES) throw damaged('its devices');
  return {
    toolVersion: textOf(wire['t'], 'the tool version'),
    model: readModel(wire['m']),
    profile: readProfile(wire['p']),
    devices: devices.map((device, index) => ({ ...device, bus: device.bus ?? index })),
    batch: countOf(wire['b'], 'batch', 1_000_000),
    strategies: listOf(wire['s'], MAX_STRATEGIES, 'strategies').map(readStrategy),
    plan,
    run: wire['r'] === undefined ? null : readRun(wire['r'], plan.segments.length),
    environment: wire['e'] === undefined ? null : textOf(wire['e'], 'the environment'),
  };
}

function readModel(value: unknown): SharedModel {
  const fields = listOf(value, 7, 'model');
  const hash = fromBase64Url(textOf(fields[0], 'the fingerprint'));
  if (hash?.length !== HASH_BYTES) throw damaged('the fingerprint');
  return {
    sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    bytes: countOf(fields[1], 'file size'),
    operatorCount: countOf(fields[2], 'operators'),
    macs: countOf(fields[3], 'MACs'),
    compiledParamBytes: countOf(fields[4], 'parameters'),
    hasGeneratedWeights: fields[5] === 1,
    name: fields[6] === undefined ? null : textOf(fields[6], 'the name'),
  };
}

function readProfile(value: unknown): SharedProfile {
  const fields = listOf(value, 4, 'profile');
  const read = (at: number): number[] => {
    const digits = textOf(fields[at + 1], 'the profile', MAX_DEPTHS);
    const values = dequantise({ largest: countOf(fields[at], 'profile'), digits });
    if (values === null) throw damaged('the profile');
    return values;
  };
  return { compiledParamBytes: read(0), crossingBytes: read(2) };
}

function readDevices(
  value: unknown,
): (Omit<SharedDevice, 'bus'> & { readonly bus: number | null })[] {
  const fields = listOf(value, 3 + MAX_DEVICES, 'devices');
  const count = countOf(fields[0], 'devices', MAX_DEVICES);
  const link = nameOf(WIRE_LINKS, fields[1], 'link');
  const clock = nameOf(WIRE_CLOCKS, fields[2], 'clock');
  return Array.from({ length: count }, (_, index) => {
    const bus = fields[3 + index];
    return { link, clock, bus: bus === undefined ? null : countOf(bus, 'bus', MAX_DEVICES) };
  });
}

function readStrategy(value: unknown): SharedStrategy {
  const fields = listOf(value, 4, 'strategy');
  const strategy = nameOf(WIRE_STRATEGIES, fields[0], 'strategy');
  if (typeof fields[1] === 'string')
    return { strategy, failureCode: textOf(fields[1], 'a failure') };
  return {
    strategy,
    bottleneckMs: countOf(fields[1], 'time') / 1000,
    deviceCount: countOf(fields[2], 'devices', MAX_DEVICES),
    gap: countOf(fields[3], 'gap') / 1000,
  };
}

function readPlan(wire: Fields): SharedPlan {
  const fields = listOf(wire['k'], 6, 'plan');
  const ratio = (value: unknown): number | null => countOf(value, 'ratio') / 1000 || null;
  const segments = readSegments(wire['g']);
  const splits = wire['x'] === undefined ? [] : listOf(wire['x'], MAX_SPLITS, 'splits');
  return {
    strategy: nameOf(WIRE_STRATEGIES, fields[0], 'strategy'),
    bottleneckMs: countOf(fields[1], 'time') / 1000,
    lowerBoundMs: countOf(fields[2], 'time') / 1000,
    latencyMs: countOf(fields[3], 'time') / 1000,
    speedupOverSingle: ratio(fields[4]),
    speedupOverCompiler: ratio(fields[5]),
    segments,
    splits: Array.from({ length: Math.floor(splits.length / 3) }, (_, index) => ({
      depth: countOf(splits[3 * index], 'depth', MAX_DEPTHS),
      segmentIndex: countOf(splits[3 * index + 1], 'segment', segments.length - 1),
      share: dequantiseShare(countOf(splits[3 * index + 2], 'share', 63)),
    })),
  };
}

function readSegments(value: unknown): SharedSegment[] {
  const columns = listOf(value, SEGMENT_BYTES.length + SEGMENT_TIMES.length, 'segments').map(
    (column) => sumsOf(listOf(column, MAX_DEVICES, 'segments')),
  );
  const count = columns[0]?.length ?? 0;
  const isComplete = columns.length === SEGMENT_BYTES.length + SEGMENT_TIMES.length;
  if (count === 0 || !isComplete || columns.some((column) => column.length !== count))
    throw damaged('its segments');
  const at = (column: number, segment: number): number => columns[column]?.[segment] ?? 0;
  return Array.from({ length: count }, (_, segment) => {
    const bytes = SEGMENT_BYTES.map((field, column) => [field, at(column, segment)] as const);
    const times = SEGMENT_TIMES.map(
      (field, column) => [field, at(SEGMENT_BYTES.length + column, segment) / 1000] as const,
    );
    return Object.fromEntries([...bytes, ...times]) as unknown as SharedSegment;
  });
}

function readRun(value: unknown, segmentCount: number): SharedRun {
  const [facts, stageColumns] = listOf(value, 2, 'run');
  const fields = listOf(facts, 8, 'run');
  const columns = listOf(stageColumns, RUN_STAGE_TIMES.length, 'run').map((column) =>
    listOf(column, MAX_DEVICES, 'run'),
  );
  const isComplete =
    columns.length === RUN_STAGE_TIMES.length &&
    columns.every((column) => column.length === segmentCount);
  if (!isComplete) throw damaged('its run');
  return {
    label: nameOf(WIRE_LABELS, fields[0], 'label'),
    kind: nameOf(WIRE_KINDS, fields[1], 'accelerators'),
    inferences: countOf(fields[2], 'inferences'),
    throughputPerSecond: countOf(fields[3], 'throughput') / 1000,
    p50Ms: countOf(fields[4], 'latency') / 1000,
    p95Ms: countOf(fields[5], 'latency') / 1000,
    p99Ms: countOf(fields[6], 'latency') / 1000,
    verified: nameOf(WIRE_VERIFIED, fields[7], 'verification'),
    stages: Array.from({ length: segmentCount }, (_, segment) => {
      const times = RUN_STAGE_TIMES.map((field, column) => [
        field,
        countOf(columns[column]?.[segment], 'time') / 1000,
      ]);
      return Object.fromEntries(times) as SharedRun['stages'][number];
    }),
  };
}

/** Running sums of differences; each sum has to be a count. */
function sumsOf(differences: readonly unknown[]): number[] {
  let sum = 0;
  return differences.map((difference) => {
    if (typeof difference !== 'number') throw damaged('its segments');
    sum += difference;
    return countOf(sum, 'segment figure');
  });
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(what);
  return value as Fields;
}

function listOf(value: unknown, most: number, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw damaged(`its ${what}`);
  return value as readonly unknown[];
}

function countOf(value: unknown, what: string, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most)
    throw damaged(`its ${what}`);
  return value;
}

/** Text of a bounded length without control characters; it is shown as text, never as markup. */
function textOf(value: unknown, what: string, most = MAX_TEXT_CHARACTERS): string {
  if (typeof value !== 'string' || value.length > most || /\p{Cc}/u.test(value))
    throw damaged(what);
  return value;
}

function nameOf<T extends string>(names: readonly T[], value: unknown, what: string): T {
  const name = typeof value === 'number' ? names[value] : undefined;
  if (name === undefined) throw damaged(`its ${what}`);
  return name;
}

function damaged(what: string): FailureError {
  return new FailureError({
    code: 'share/damaged',
    message: `This link is damaged: ${what} cannot be read.`,
    hint: 'Part of it may have been lost when it was copied. Ask for the link again.',
  });
}
