import { formatBytes, formatPercent, plural } from '../../base/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';
import { sumOver } from './pace.ts';
import { capitalise, segmentList, shareInWords } from './sentence.ts';

/** What streams, where, and whether a better cut could save it. */
export function streamingSentence(plan: Plan): string {
  const streamed = sumOver(plan, 'streamedBytes');
  if (streamed === 0) return nothingStreams(plan);
  const avoidable = sumOver(plan, 'avoidableBytes');
  const count = plan.segments.filter(streams).length;
  const where = plan.segments.length === 1 ? 'The model' : whichStream(plan, count);
  const verb = count === 1 ? 'streams' : 'stream';
  const what = `${where} ${verb} ${formatBytes(streamed)} at every inference`;
  if (avoidable === 0) return `${what}, whatever the cut: ${necessity}.`;
  if (avoidable === streamed) return `${what}; ${remedy(plan)}.`;
  return `${what}, ${formatBytes(streamed - avoidable)} of it whatever the cut; ${remedy(plan, 'the rest')}.`;
}

const necessity = 'layers and constants that no chip can keep';

/** More segments than this are counted, not named. */
const MOST_NAMED = 4;

function streams(segment: PlanSegment): boolean {
  return segment.streamedBytes > 0;
}

function whichStream(plan: Plan, count: number): string {
  const all = plan.segments.length;
  if (count === all) return all === 2 ? 'Both segments' : `All ${all} segments`;
  if (count > MOST_NAMED) return `${count} of ${all} segments`;
  return capitalise(segmentList(plan.segments.filter(streams).map((segment) => segment.index)));
}

function remedy(plan: Plan, what = 'it'): string {
  return plan.segments.length === 1
    ? `more devices would hold more of ${what}`
    : `another cut or one more device could keep ${what} on chip`;
}

function nothingStreams(plan: Plan): string {
  return plan.segments.length === 1
    ? 'Nothing streams: the whole model stays on the chip.'
    : 'Nothing streams: every segment stays on its chip.';
}

/** Segments near enough to the budget that they may stream after all; null when none is. */
export function mayStreamSentence(plan: Plan): string | null {
  const near = plan.segments.filter((segment) => segment.mayStreamBytes > 0);
  if (near.length === 0) return null;
  const most = Math.max(...near.map((segment) => segment.mayStreamBytes));
  const who =
    plan.segments.length === 1
      ? 'The model'
      : capitalise(segmentList(near.map((segment) => segment.index)));
  const verb = near.length === 1 ? 'is' : 'are';
  return `${who} ${verb} within 0.5 MiB of the chip's limit and may stream up to ${formatBytes(most)} more; only the vendor's compiler can tell.`;
}

/** For a model that one chip holds: says so and what more devices are good for; null when it does not fit. */
export function fitsOneDeviceSentence(single: Plan): string | null {
  const [segment] = single.segments;
  if (segment === undefined || segment.avoidableBytes > 0) return null;
  const filled = formatPercent(segment.onChipBytes / segment.budgetBytes);
  const what = `One device holds the whole model (${filled} of its on-chip memory for parameters)`;
  return `${what}. More devices only share out the work: as copies that take inferences in turn, or as shorter stages.`;
}

/** How much of a plan's parameters its chips hold, as a share from 0 to 1. */
export function heldShare(plan: Plan): number {
  const all = sumOver(plan, 'compiledParamBytes');
  return all === 0 ? 1 : 1 - sumOver(plan, 'avoidableBytes') / all;
}

/** "almost all of it", "two thirds of it": what the chips hold, for the start of a sentence. */
export function heldInWords(share: number): string {
  return `${shareInWords(share)} of it`;
}

/** Operators that run on the computer's CPU; null when there are none. */
export function cpuPartSentence(plan: Plan): string | null {
  const onCpu = plan.segments.filter((segment) => segment.cpuOperatorCount > 0);
  if (onCpu.length === 0) return null;
  const count = onCpu.reduce((sum, segment) => sum + segment.cpuOperatorCount, 0);
  const runs = count === 1 ? 'runs' : 'run';
  const where =
    plan.segments.length === 1 ? '' : ` (${segmentList(onCpu.map((segment) => segment.index))})`;
  return `${plural(count, 'operator')} ${runs} on the computer's CPU${where}. All times are without the CPU part until a run measures it.`;
}
