import { deflateSync } from 'fflate';
import type { SharedDevice, SharedRates, SharedResult, SharedSegment, SharedRun } from './types.ts';
import { LINK_VERSION } from './types.ts';
import { toBase64Url } from './base64url.ts';
import { hasSharedBus } from './owners.ts';
import { quantise, quantiseShare } from './quantise.ts';
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
  type WireV1,
} from './wire.ts';

/** Longest name and environment that a link carries, characters. */
export const MAX_NAME_CHARACTERS = 60;
const MAX_ENVIRONMENT_CHARACTERS = 80;
const HASH_BYTES = 32;

/** The fragment of a result link, `v1.…`, without the `#`. */
export function encodeLink(result: SharedResult): string {
  const json = new TextEncoder().encode(JSON.stringify(toWire(result)));
  return `v${LINK_VERSION}.${toBase64Url(deflateSync(json, { level: 9 }))}`;
}

function toWire(result: SharedResult): WireV1 {
  const { model, plan, profile } = result;
  const parameters = quantise(profile.compiledParamBytes);
  const crossing = quantise(profile.crossingBytes);
  const hash = toBase64Url(fromHex(model.sha256));
  const generated = model.hasGeneratedWeights ? 1 : 0;
  const name = plainText(model.name ?? '', MAX_NAME_CHARACTERS);
  const facts = [
    hash,
    model.bytes,
    model.operatorCount,
    model.macs,
    model.compiledParamBytes,
    generated,
  ] as const;
  return {
    t: result.toolVersion,
    m: name !== '' ? [...facts, name] : facts,
    p: [parameters.largest, parameters.digits, crossing.largest, crossing.digits],
    d: deviceRuns(result.devices),
    b: result.batch,
    s: result.strategies.map((entry) => {
      const strategy = WIRE_STRATEGIES.indexOf(entry.strategy);
      if ('failureCode' in entry) return [strategy, entry.failureCode];
      return [strategy, micro(entry.bottleneckMs), entry.deviceCount, thousandths(entry.gap)];
    }),
    k: [
      WIRE_STRATEGIES.indexOf(plan.strategy),
      micro(plan.bottleneckMs),
      micro(plan.lowerBoundMs),
      micro(plan.latencyMs),
      thousandths(plan.speedupOverSingle ?? 0),
      thousandths(plan.speedupOverCompiler ?? 0),
      plan.crossingBytes,
    ],
    g: segmentColumns(plan.segments),
    ...planTails(result),
    ...(plan.splits.length > 0 && {
      x: plan.splits.flatMap(({ depth, segmentIndex, share }) => [
        depth,
        segmentIndex,
        quantiseShare(share),
      ]),
    }),
    ...(result.run !== null && { r: runColumns(result.run) }),
    ...(result.environment !== null && {
      e: plainText(result.environment, MAX_ENVIRONMENT_CHARACTERS),
    }),
    ...(result.devices.some(({ rates }) => rates !== undefined) && {
      f: rateRuns(result.devices),
    }),
  };
}

/** What most plans need not say. */
function planTails({ plan, devices }: SharedResult): Pick<WireV1, 'c' | 'a' | 'i'> {
  const { cuts, segments } = plan;
  const order = segments.flatMap((segment) => segment.deviceIndices);
  return {
    ...(cuts.length > 0 && {
      c: [
        differences(cuts.map((cut) => cut.afterDepth)),
        cuts.map((cut) => Math.round(cut.crossingBytes)),
      ] as const,
    }),
    ...(order.some((device, index) => device !== index) && { a: order }),
    ...(hasSharedBus(devices) && {
      i: [
        segments.map((segment) => Math.round(segment.instructionBytes)),
        segments.map((segment) => thousandths(segment.passes)),
      ] as const,
    }),
  };
}

function segmentColumns(segments: readonly SharedSegment[]): number[][] {
  return [
    ...SEGMENT_BYTES.map((field) =>
      differences(segments.map((segment) => Math.round(segment[field]))),
    ),
    ...SEGMENT_TIMES.map((field) => differences(segments.map((segment) => micro(segment[field])))),
  ];
}

function runColumns(run: SharedRun): [number[], number[][]] {
  return [
    [
      WIRE_LABELS.indexOf(run.label),
      WIRE_KINDS.indexOf(run.kind),
      run.inferences,
      thousandths(run.throughputPerSecond),
      micro(run.p50Ms),
      micro(run.p95Ms),
      micro(run.p99Ms),
      WIRE_VERIFIED.indexOf(run.verified),
    ],
    RUN_STAGE_TIMES.map((field) => run.stages.map((stage) => micro(stage[field]))),
  ];
}

/** Equal neighbours together; a device with a port of its own, numbered as it stands, says nothing about buses. */
function deviceRuns(devices: readonly SharedDevice[]): number[][] {
  const runs: number[][] = [];
  const hasOwnPorts = devices.every((device, index) => device.bus === index);
  devices.forEach((device) => {
    const link = WIRE_LINKS.indexOf(device.link);
    const clock = WIRE_CLOCKS.indexOf(device.clock);
    const last = runs.at(-1);
    if (last?.[1] === link && last[2] === clock) {
      last[0] = (last[0] ?? 0) + 1;
      if (!hasOwnPorts) last.push(device.bus);
    } else runs.push(hasOwnPorts ? [1, link, clock] : [1, link, clock, device.bus]);
  });
  return runs;
}

/** Equal neighbours together. */
function rateRuns(devices: readonly SharedDevice[]): number[][] {
  const runs: number[][] = [];
  for (const { rates } of devices) {
    const figures = rates === undefined ? [] : rateFigures(rates);
    const last = runs.at(-1);
    if (last !== undefined && last.slice(1).join() === figures.join()) last[0] = (last[0] ?? 0) + 1;
    else runs.push([1, ...figures]);
  }
  return runs;
}

function rateFigures({ label, fixedMs, inBytesPerMs, outBytesPerMs }: SharedRates): number[] {
  return [
    WIRE_LABELS.indexOf(label),
    micro(fixedMs),
    // No rate rounds down to none.
    Math.max(1, Math.round(inBytesPerMs)),
    Math.max(1, Math.round(outBytesPerMs)),
  ];
}

/** One line of bounded length, without characters that steer its display. */
function plainText(text: string, mostCharacters: number): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  let kept = '';
  for (const character of line) {
    if (kept.length + character.length > mostCharacters) break;
    kept += character;
  }
  return kept.trim();
}

function differences(values: readonly number[]): number[] {
  return values.map((value, index) => value - (values[index - 1] ?? 0));
}

function micro(ms: number): number {
  return Math.round(ms * 1000);
}

function thousandths(ratio: number): number {
  return Math.round(ratio * 1000);
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: HASH_BYTES }, (_, index) =>
    parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}
