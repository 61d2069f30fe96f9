// What is said of a result that came in a link: of the link alone, and of the same model beside it once that is open.
import {
  formatCount,
  formatFileSize,
  formatMacs,
  formatMs,
  formatSignificant,
  plural,
} from '../base/index.ts';
import type { Plan } from '../partition/index.ts';
import type { RunLabel } from '../pipeline/index.ts';
import type { SharedDevice, SharedModel, SharedResult } from '../share/index.ts';
import { differenceText } from './difference-text.ts';
import { ratesText } from './rates-text.ts';
import { sentence, strong, type Sentence } from './sentences/index.ts';

/** Two times this near to each other are called the same: a link holds whole microseconds. */
const SAME_WITHIN = 0.0005;
/** Enough of a fingerprint to compare by eye. */
const FINGERPRINT_CHARACTERS = 12;

/** "a3f0 9c1b 22e4": the start of a SHA-256. */
export function fingerprintStart(sha256: string): string {
  return sha256.slice(0, FINGERPRINT_CHARACTERS).replace(/(.{4})(?!$)/g, '$1 ');
}

/** What the model of a link is called: as the link says, else as a sample of the same fingerprint is called. */
export function linkedModelName(
  { name, sha256 }: Pick<SharedModel, 'name' | 'sha256'>,
  samples: readonly { readonly sha256: string; readonly title: string }[],
): string | null {
  return name ?? samples.find((sample) => sample.sha256 === sha256)?.title ?? null;
}

/** "62.3 MB · 517 operators · 11.5 GMACs": the facts of the model that a link tells. */
export function linkedModelFacts(model: SharedModel): readonly string[] {
  return [
    formatFileSize(model.bytes),
    plural(model.operatorCount, 'operator'),
    formatMacs(model.macs),
    ...(model.hasGeneratedWeights ? ['generated weights'] : []),
  ];
}

/** What to do to work on with a result from a link. */
export function makeLiveSentence(model: SharedModel, name: string | null): Sentence {
  return sentence(
    strong('Drop the same model to make it live again'),
    `: ${name === null ? 'the file' : `${name},`} of ${formatFileSize(model.bytes)} whose SHA-256 starts with ${fingerprintStart(model.sha256)}.`,
  );
}

/** Which ports the devices stand at. */
export function linkedPortsText(devices: readonly SharedDevice[]): string {
  const ports = new Set(devices.map(({ bus }) => bus)).size;
  if (devices.length === 1 || ports === devices.length) return 'one each';
  return ports === 1 ? 'all share one' : `${formatCount(ports)} for ${formatCount(devices.length)}`;
}

/**
 * The rates that the plan of a link was made with, where they are not the published ones: "USB 3: 412 MB/s in, 305 MB/s
 * out, 0.21 ms fixed, measured". Null where they are.
 */
export function linkedRatesText(devices: readonly SharedDevice[]): string | null {
  const fitted = devices.flatMap(({ link, rates }) =>
    rates === undefined ? [] : [`${ratesText({ link, rates })}, ${rates.label}`],
  );
  if (fitted.length === 0) return null;
  const others = fitted.length < devices.length ? ['the others as published'] : [];
  return [...new Set(fitted), ...others].join('; ');
}

export interface NowBeside {
  /** The plan on show; null while it is made. */
  readonly plan: Plan | null;
  /** Last run of that plan; null without one. */
  readonly run: { readonly label: RunLabel; readonly throughputPerSecond: number } | null;
}

/** The link's figures beside those of now, once its model is open. */
export function besideLinkSentence(shared: SharedResult, { plan, run }: NowBeside): Sentence {
  if (plan === null) return sentence(strong('The model of the link.'), ' Its plan is made again.');
  const parts = [besideTimes(shared.plan.bottleneckMs, plan.bottleneckMs), besideRuns(shared, run)];
  return sentence(
    strong('The model of the link, live.'),
    ...parts.filter((part) => part !== null).map((part) => ` ${part}`),
  );
}

function besideTimes(linkMs: number, nowMs: number): string {
  const difference = nowMs / linkMs - 1;
  return Math.abs(difference) < SAME_WITHIN
    ? `Slowest stage ${formatMs(nowMs)}, as in the link.`
    : `Slowest stage ${formatMs(nowMs)} now, ${formatMs(linkMs)} in the link (${differenceText(difference)}).`;
}

function besideRuns({ run: linked }: SharedResult, now: NowBeside['run']): string | null {
  if (linked === null) return null;
  const rate = `${formatSignificant(linked.throughputPerSecond)} inferences per second`;
  if (now === null) return `Its run gave ${rate}, ${linked.label}; run it here to compare.`;
  const here = `${formatSignificant(now.throughputPerSecond)} per second here, ${now.label}`;
  const there = `${formatSignificant(linked.throughputPerSecond)} in the link, ${linked.label}`;
  const difference = now.throughputPerSecond / linked.throughputPerSecond - 1;
  return now.label === linked.label
    ? `${here}; ${there} (${differenceText(difference)}).`
    : `${here}; ${there}.`;
}

/** Another model than the link's has been opened. */
export function otherModelSentence(shared: SharedResult, modelName: string): Sentence {
  const name = shared.model.name === null ? '' : ` (${shared.model.name})`;
  return sentence(
    strong(`${modelName} is not the model of the link${name}.`),
    ` The link's has ${formatFileSize(shared.model.bytes)}, SHA-256 ${fingerprintStart(shared.model.sha256)} …; this one is open like any other.`,
  );
}
