import { formatMs, formatPercent, plural, type Failure } from '../../base/index.ts';
import type { Plan, StrategyName } from '../../partition/index.ts';
import { proseRatio, segmentList } from './sentence.ts';

/** How far a strategy has come, as the list below the strategies speaks of it. */
export type StrategyStatus =
  | { readonly kind: 'pending'; readonly strategy: StrategyName; readonly title: string }
  | {
      readonly kind: 'failed';
      readonly strategy: StrategyName;
      readonly title: string;
      readonly failure: Failure;
    }
  | { readonly kind: 'cancelled'; readonly strategy: StrategyName; readonly title: string }
  | {
      readonly kind: 'done';
      readonly strategy: StrategyName;
      readonly title: string;
      readonly plan: Plan;
    };

/** Lower bounds and gaps below this share count as proved: rounding of the timing model. */
const PROVED_WITHIN = 1e-9;

/** What is proved of a strategy's plan, how large the gap is, or why there is none. `deviceCount` = devices to use. */
export function strategyStatusSentence(status: StrategyStatus, deviceCount: number): string {
  switch (status.kind) {
    case 'pending':
      return `${status.title} is still being worked out.`;
    case 'cancelled':
      return `The search for ${status.title} was stopped. Choose it to start again.`;
    case 'failed':
      return `${status.title} has no plan. ${failureSentence(status.failure)}`;
    case 'done':
      return provedSentence(status.title, status.plan, deviceCount);
  }
}

/** A failure as running text: what happened and why, then what to do. */
export function failureSentence(failure: Failure): string {
  const message = withFullStop(failure.message);
  return failure.hint === undefined ? message : `${message} ${withFullStop(failure.hint)}`;
}

/** Why there is no plan, in a few words, where the whole reason would not fit. No full stop. */
export function shortFailure(failure: Failure): string {
  switch (failure.code) {
    case 'partition/compiler-crashes':
      return "the vendor's compiler crashes";
    case 'partition/vendor-finds-nothing':
      return "the vendor's search finds nothing";
    case 'partition/too-many-devices':
      return 'more devices than there are places to cut';
    default:
      return firstWords(failure.message);
  }
}

const MOST_SHORT_CHARACTERS = 56;

/** The first sentence, cut at a word where it is long. */
function firstWords(message: string): string {
  const first = message.split(/[.:;] /)[0]?.replace(/[.]$/, '') ?? '';
  if (first.length <= MOST_SHORT_CHARACTERS) return first;
  return `${first.slice(0, first.lastIndexOf(' ', MOST_SHORT_CHARACTERS))} …`;
}

function withFullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What each strategy's bound speaks of. */
function searchSpace(strategy: StrategyName): string | null {
  switch (strategy) {
    case 'optimal':
      return 'no cut of this graph';
    case 'profiled':
      return 'no cut by depth';
    case 'hybrid':
      return 'no cut by depth, with any number of devices a stage,';
    case 'single':
    case 'compiler':
    case 'profiled-vendor':
    case 'balanced':
    case 'manual':
      return null;
  }
}

function provedSentence(title: string, plan: Plan, deviceCount: number): string {
  const space = searchSpace(plan.strategy);
  const devices = plural(deviceCount, 'device');
  if (space === null) return ruleSentence(plan, title, devices);
  const over = deviceCount === 1 ? 'on one device' : `over ${devices}`;
  const better =
    plan.bottleneck.kind === 'bus' ? 'has a smaller load on its busiest port' : comparative(plan);
  if (plan.gap <= PROVED_WITHIN) {
    const spare = spareDevices(plan, deviceCount);
    return `${title} is proved: ${space} ${over} ${better} (estimated times).${spare}`;
  }
  return (
    `${title} is at most ${formatPercent(plan.gap)} from the best: ${space} ${over} can be faster than ` +
    `${formatMs(plan.lowerBoundMs)}. The search ended at its limit before proving more (estimated times).`
  );
}

function comparative(plan: Plan): string {
  return plan.strategy === 'hybrid'
    ? 'takes less time per inference'
    : 'has a faster slowest stage';
}

function spareDevices(plan: Plan, deviceCount: number): string {
  const spare = deviceCount - plan.deviceCount;
  if (spare <= 0) return '';
  return spare === 1
    ? ' One device is left over: it would not make the slowest stage faster.'
    : ` ${spare} devices are left over: they would not make the slowest stage faster.`;
}

/** Strategies that follow a rule have nothing to prove about time; they say what their rule is good for. */
function ruleSentence(plan: Plan, title: string, devices: string): string {
  switch (plan.strategy) {
    case 'single':
      return `${title}: the whole model with no cut, to compare with.`;
    case 'compiler':
      return `${title}: what the vendor's compiler does when asked for ${plural(plan.segments.length, 'segment')}, which is equal parameter bytes.`;
    case 'profiled-vendor':
      return `${title}: the vendor's own search for a stage time that every segment meets, on ${devices}.`;
    case 'balanced':
      return plan.segments.some((segment) => segment.avoidableBytes > 0)
        ? `${title}: the largest segment is as small as a cut by depth allows, and still more than a chip holds.`
        : `${title}: the largest segment is as small as a cut by depth allows, so that nothing streams that need not.`;
    case 'manual':
      return 'Your own cuts. Undo takes them back one step at a time.';
    case 'profiled':
    case 'optimal':
    case 'hybrid':
      return '';
  }
}

/** "Segment 1 runs on 2 devices, which take inferences in turn"; null when no segment has replicas. */
export function replicaSentence(plan: Plan): string | null {
  const shared = plan.segments.filter((segment) => segment.replicas > 1);
  const [first] = shared;
  if (first === undefined) return null;
  if (plan.segments.length === 1) {
    return `Each of the ${first.replicas} devices holds the whole model; they take inferences in turn.`;
  }
  if (shared.length === 1) {
    return (
      `Segment ${first.index + 1} runs on ${first.replicas} devices, which take inferences in turn: ` +
      `its ${formatMs(first.stageMs)} count as ${formatMs(first.stageMs / first.replicas)} for each inference.`
    );
  }
  const counts = shared.map((segment) => segment.replicas);
  const isSame = counts.every((count) => count === counts[0]);
  const list = segmentList(shared.map((segment) => segment.index));
  const each = isSame
    ? `run on ${first.replicas} devices each`
    : `run on ${counts.join(', ').replace(/, ([^,]*)$/, ' and $1')} devices`;
  return `S${list.slice(1)} ${each}, which take inferences in turn, so a stage counts its time divided by its devices.`;
}

/** Says where a plan with replicas beats the best pipeline without them; null where it does not. */
export function replicasBeatPipeline(hybrid: Plan, optimal: Plan): string | null {
  const ratio = optimal.bottleneckMs / hybrid.bottleneckMs;
  if (!hybrid.segments.some((segment) => segment.replicas > 1) || ratio < 1.005) return null;
  const why =
    hybrid.segments.length === 1
      ? `each of its ${plural(hybrid.deviceCount, 'device')} holds the whole model`
      : 'some segments run on more than one device';
  return `Hybrid is ${proseRatio(ratio)} faster than the best pipeline: ${why}.`;
}
