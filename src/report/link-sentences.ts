// What a result link holds, in words and exactly. Pure: the same words stand on the Share view and are said on copying.
import { formatCount, formatFileSize, plural } from '../base/index.ts';
import type { SharedDevice, SharedResult, SharedRun } from '../share/index.ts';
import { joinWords } from './sentences/index.ts';

/** Steps that a link's depth profile is rounded to, zero included. */
const PROFILE_STEPS = 64;

export interface LinkContents {
  /** Everything in the link, each part in a few words. */
  readonly holds: readonly string[];
  /** What one might fear to be in it and is not. */
  readonly leavesOut: readonly string[];
}

/** Lists what a link holds and what it does not. */
export function linkContents(shared: SharedResult): LinkContents {
  const { model, plan, run, environment, strategies } = shared;
  return {
    holds: [
      `the fingerprint of the model (SHA-256, ${formatFileSize(model.bytes)}, ${plural(model.operatorCount, 'operator')}, its parameters and multiply-accumulates in all)`,
      ...(model.name === null ? [] : [`the name “${model.name}”`]),
      `its depth profile in ${String(PROFILE_STEPS)} steps`,
      deviceWords(shared.devices),
      `the slowest stage of ${plural(strategies.length, 'strategy', 'strategies')}`,
      plan.cuts.length === 0 ? 'no cut' : plural(plan.cuts.length, 'cut'),
      `estimated sizes and times of ${plural(plan.segments.length, 'segment')} for batches of ${formatCount(shared.batch)}`,
      ...(run === null ? [] : [runWords(run)]),
      ...(environment === null ? [] : [`where and when it was made (${environment})`]),
      `the version of Reef (${shared.toolVersion})`,
    ],
    leavesOut: [
      'weights',
      'tensor or operator names',
      ...(model.name === null ? ['name of the model'] : []),
      'paths',
      'serial numbers',
      ...(run === null ? ['run'] : []),
      ...(environment === null ? ['date'] : []),
    ],
  };
}

function deviceWords(devices: readonly SharedDevice[]): string {
  const each = devices.length === 1 ? 'its' : 'their';
  const labels = new Set(
    devices.flatMap(({ rates }) => (rates === undefined ? [] : [rates.label])),
  );
  const what = ['links', 'clocks', 'ports', ...[...labels].map((label) => `${label} link rates`)];
  return `${plural(devices.length, 'device')} with ${each} ${joinWords(what)}`;
}

function runWords({ inferences, label }: SharedRun): string {
  return `${label} times of ${plural(inferences, 'inference')} with the verdict on their outputs`;
}

/** "The link holds the fingerprint of the model (…), …, and the version of Reef (0.1.0)." */
export function linkHoldsSentence(shared: SharedResult): string {
  return `The link holds ${joinWords(linkContents(shared).holds)}.`;
}

/** "No weights, no tensor or operator names, no paths and no serial numbers." */
export function linkLeavesOutSentence(shared: SharedResult): string {
  const words = joinWords(linkContents(shared).leavesOut.map((what) => `no ${what}`));
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Links longer than this are cut short or refused by some mail and chat programs. */
const LONG_LINK_CHARACTERS = 2000;

/** "The whole result in a link of 843 characters". */
export function linkHeadline(characters: number): string {
  return `The whole result in a link of ${formatCount(characters)} characters`;
}

/** What is to be known of a link before it is sent. */
export function linkAdvice(characters: number): string {
  const isLong = characters > LONG_LINK_CHARACTERS;
  return `It opens in any browser, with no model and no devices; all of it is in the address, and no server keeps it.${
    isLong
      ? ' Some mail and chat programs shorten addresses as long as this one: try it first.'
      : ''
  }`;
}
