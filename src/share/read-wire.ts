// Version 1's JSON to the result that it holds. Every list is bounded and every number checked.
import { fromBase64Url } from './base64url.ts';
import { checkConsistent, MAX_DEPTHS, MAX_DEVICES } from './check.ts';
import { dequantise, dequantiseShare } from './quantise.ts';
import { countOf, damaged, listOf, nameOf, textOf, type Fields } from './read-fields.ts';
import type {
  SharedCut,
  SharedDevice,
  SharedModel,
  SharedPlan,
  SharedProfile,
  SharedRates,
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

const MAX_STRATEGIES = 16;
const MAX_SPLITS = 4 * MAX_DEPTHS;
const HASH_BYTES = 32;
/** A terabyte a second, and an hour for an invocation: past them, rates are made up. */
const MAX_RATE = 1_000_000_000;
const MAX_FIXED_US = 3_600_000_000;

/** The result that version 1's JSON holds. Throws `share/damaged`. */
export function readWire(wire: Fields): SharedResult {
  const plan = readPlan(wire);
  const devices = listOf(wire['d'], MAX_DEVICES, 'devices').flatMap(readDevices);
  if (devices.length > MAX_DEVICES) throw damaged('its devices');
  return checkConsistent({
    toolVersion: textOf(wire['t'], 'the tool version'),
    model: readModel(wire['m']),
    profile: readProfile(wire['p']),
    devices: withRates(
      devices.map((device, index) => ({ ...device, bus: device.bus ?? index })),
      wire['f'],
    ),
    batch: countOf(wire['b'], 'batch', 1_000_000),
    strategies: listOf(wire['s'], MAX_STRATEGIES, 'strategies').map(readStrategy),
    plan,
    run: wire['r'] === undefined ? null : readRun(wire['r'], plan.segments.length),
    environment: wire['e'] === undefined ? null : textOf(wire['e'], 'the environment'),
  });
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

/** The devices with the rates of runs that their plan was made with; an older link tells none. */
function withRates(devices: readonly SharedDevice[], value: unknown): readonly SharedDevice[] {
  if (value === undefined) return devices;
  const rates = listOf(value, MAX_DEVICES, 'link rates').flatMap(readRates);
  if (rates.length !== devices.length) throw damaged('its link rates');
  return devices.map((device, index) => {
    const own = rates[index] ?? null;
    return own === null ? device : { ...device, rates: own };
  });
}

function readRates(value: unknown): (SharedRates | null)[] {
  const fields = listOf(value, 5, 'link rates');
  const count = countOf(fields[0], 'link rates', MAX_DEVICES);
  const rate = (at: number): number => countOf(fields[at], 'link rates', MAX_RATE, 1);
  const rates =
    fields.length === 1
      ? null
      : {
          fixedMs: countOf(fields[2], 'link rates', MAX_FIXED_US) / 1000,
          ...{ inBytesPerMs: rate(3), outBytesPerMs: rate(4) },
          label: nameOf(WIRE_LABELS, fields[1], 'label'),
        };
  return Array.from({ length: count }, () => rates);
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
  const fields = listOf(wire['k'], 7, 'plan');
  const ratio = (value: unknown): number | null => countOf(value, 'ratio') / 1000 || null;
  const segments = readSegments(wire);
  const splits = wire['x'] === undefined ? [] : listOf(wire['x'], MAX_SPLITS, 'splits');
  return {
    strategy: nameOf(WIRE_STRATEGIES, fields[0], 'strategy'),
    bottleneckMs: countOf(fields[1], 'time') / 1000,
    lowerBoundMs: countOf(fields[2], 'time') / 1000,
    latencyMs: countOf(fields[3], 'time') / 1000,
    speedupOverSingle: ratio(fields[4]),
    speedupOverCompiler: ratio(fields[5]),
    crossingBytes: countOf(fields[6], 'plan'),
    segments,
    cuts: readCuts(wire['c'], segments.length - 1),
    splits: Array.from({ length: Math.floor(splits.length / 3) }, (_, index) => ({
      depth: countOf(splits[3 * index], 'depth', MAX_DEPTHS),
      segmentIndex: countOf(splits[3 * index + 1], 'segment', segments.length - 1),
      share: dequantiseShare(countOf(splits[3 * index + 2], 'share', 63)),
    })),
  };
}

function readCuts(value: unknown, count: number): SharedCut[] {
  const [depths, bytes] = value === undefined ? [[], []] : listOf(value, 2, 'cuts');
  const afterDepths = sumsOf(listOf(depths, MAX_DEVICES, 'cuts'));
  const crossing = listOf(bytes, MAX_DEVICES, 'cuts');
  if (afterDepths.length !== count || crossing.length !== count) throw damaged('its cuts');
  return afterDepths.map((afterDepth, index) => ({
    afterDepth,
    crossingBytes: countOf(crossing[index], 'cuts'),
  }));
}

function readSegments(wire: Fields): SharedSegment[] {
  const columns = listOf(wire['g'], SEGMENT_BYTES.length + SEGMENT_TIMES.length, 'segments').map(
    (column) => sumsOf(listOf(column, MAX_DEVICES, 'segments')),
  );
  const count = columns[0]?.length ?? 0;
  const isComplete = columns.length === SEGMENT_BYTES.length + SEGMENT_TIMES.length;
  if (count === 0 || !isComplete || columns.some((column) => column.length !== count))
    throw damaged('its segments');
  const at = (column: number, segment: number): number => columns[column]?.[segment] ?? 0;
  const deviceIndices = readDeviceIndices(wire['a'], columns[SEGMENT_BYTES.indexOf('replicas')]!);
  const onBus = readBusColumns(wire['i'], count);
  return Array.from({ length: count }, (_, segment) => {
    const bytes = SEGMENT_BYTES.map((field, column) => [field, at(column, segment)] as const);
    const times = SEGMENT_TIMES.map(
      (field, column) => [field, at(SEGMENT_BYTES.length + column, segment) / 1000] as const,
    );
    return {
      ...(Object.fromEntries([...bytes, ...times]) as unknown as SharedSegment),
      deviceIndices: deviceIndices[segment] ?? [],
      instructionBytes: onBus[segment]?.instructionBytes ?? 0,
      passes: onBus[segment]?.passes ?? 1,
    };
  });
}

/** The devices of each segment; where nothing is said, they are taken in their order. */
function readDeviceIndices(value: unknown, replicas: readonly number[]): number[][] {
  const listed =
    value === undefined
      ? null
      : listOf(value, MAX_DEVICES, 'devices').map((device) =>
          countOf(device, 'devices', MAX_DEVICES),
        );
  let taken = 0;
  return replicas.map((count) => {
    // Checked here already, before a list of that length is made.
    if (count < 1 || taken + count > MAX_DEVICES) throw damaged('its segments');
    const positions = Array.from({ length: count }, (_, index) => taken + index);
    taken += count;
    return listed === null ? positions : positions.map((position) => listed[position] ?? -1);
  });
}

function readBusColumns(
  value: unknown,
  count: number,
): Pick<SharedSegment, 'instructionBytes' | 'passes'>[] {
  if (value === undefined) return [];
  const [instructions, passes] = listOf(value, 2, 'segments').map((column) =>
    listOf(column, MAX_DEVICES, 'segments'),
  );
  if (instructions?.length !== count || passes?.length !== count) throw damaged('its segments');
  return instructions.map((bytes, segment) => ({
    instructionBytes: countOf(bytes, 'segments'),
    passes: Math.max(1, countOf(passes[segment], 'segments') / 1000),
  }));
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
