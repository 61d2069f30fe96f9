import { formatBytes, formatMs, formatPercent, plural } from '../../base/index.ts';
import type { Plan } from '../../partition/index.ts';
import { sumOver } from './pace.ts';
import { capitalise, joinWords } from './sentence.ts';

const SAME_WITHIN = 0.0005;

export interface PlanChange {
  /** "Since Optimal: cut 2 moved from depth 36 to 38." */
  readonly cuts: string;
  /** One line per figure that can differ. */
  readonly figures: readonly ChangedFigure[];
  /** Both in one paragraph. */
  readonly text: string;
}

export interface ChangedFigure {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** "3.6 % more", "unchanged"; the sign in words, so that colour is never needed. */
  readonly difference: string;
  readonly direction: 'better' | 'worse' | 'same';
  readonly isTime: boolean;
}

export interface ChangeInput {
  /** Title of the strategy that the person started from. */
  readonly startedFrom: string;
  readonly before: Plan;
  readonly after: Plan;
  readonly cutsBefore: readonly number[];
  readonly cutsAfter: readonly number[];
  /** Cuts that were no straight line in depth before and stayed where they are, now straight. */
  readonly straightenedCount?: number;
}

/** What the person's own cuts changed against the plan that they started from. */
export function describeChange(input: ChangeInput): PlanChange {
  const cuts = `Since ${input.startedFrom}: ${cutChange(input)}.`;
  const figures = changedFigures(input.before, input.after);
  const moved = figures.filter((figure) => figure.direction !== 'same').map(sayFigure);
  const said = moved.length === 0 ? 'No figure changed' : capitalise(moved.join(', '));
  return { cuts, figures, text: `${cuts} ${said}.` };
}

/** "slowest stage 4.45 → 4.61 ms (3.6 % more)"; the unit once where it is the same. */
function sayFigure(figure: ChangedFigure): string {
  const unit = figure.after.slice(figure.after.lastIndexOf(' '));
  const before = figure.before.endsWith(unit)
    ? figure.before.slice(0, -unit.length)
    : figure.before;
  const difference = figure.isTime ? ` (${figure.difference})` : '';
  return `${figure.name} ${before} → ${figure.after}${difference}`;
}

/** Compares cut positions: unchanged ones are paired off first, what is left was moved, added or removed. */
function cutChange({
  cutsBefore: before,
  cutsAfter: after,
  straightenedCount = 0,
}: ChangeInput): string {
  const gone = before.filter((depth) => !after.includes(depth));
  const fresh = after.filter((depth) => !before.includes(depth));
  const movedCount = Math.min(gone.length, fresh.length);
  const parts: string[] = [];
  if (movedCount === 1 && gone.length === 1 && fresh.length === 1) {
    parts.push(`one cut moved from depth ${gone[0] ?? 0} to ${fresh[0] ?? 0}`);
  } else if (movedCount > 0) {
    parts.push(`${plural(movedCount, 'cut')} moved`);
  }
  if (fresh.length > movedCount) parts.push(`${plural(fresh.length - movedCount, 'cut')} added`);
  if (gone.length > movedCount) parts.push(`${plural(gone.length - movedCount, 'cut')} removed`);
  if (straightenedCount > 0)
    parts.push(`${plural(straightenedCount, 'cut')} made straight in depth`);
  return parts.length === 0 ? 'the cuts are the same' : joinWords(parts);
}

function changedFigures(before: Plan, after: Plan): readonly ChangedFigure[] {
  return [
    timeFigure('slowest stage', before.bottleneckMs, after.bottleneckMs),
    byteFigure('streamed', sumOver(before, 'streamedBytes'), sumOver(after, 'streamedBytes')),
    byteFigure('crossing cuts', before.crossingBytes, after.crossingBytes),
    timeFigure('latency', before.latencyMs, after.latencyMs),
  ];
}

function timeFigure(name: string, beforeMs: number, afterMs: number): ChangedFigure {
  const share = afterMs / beforeMs - 1;
  const direction = Math.abs(share) < SAME_WITHIN ? 'same' : share < 0 ? 'better' : 'worse';
  return {
    name,
    before: formatMs(beforeMs),
    after: formatMs(afterMs),
    difference:
      direction === 'same'
        ? 'unchanged'
        : `${formatPercent(Math.abs(share))} ${share < 0 ? 'less' : 'more'}`,
    direction,
    isTime: true,
  };
}

function byteFigure(name: string, before: number, after: number): ChangedFigure {
  const difference = after - before;
  return {
    name,
    before: formatBytes(before),
    after: formatBytes(after),
    difference:
      difference === 0
        ? 'unchanged'
        : `${formatBytes(Math.abs(difference))} ${difference < 0 ? 'less' : 'more'}`,
    direction: difference === 0 ? 'same' : difference < 0 ? 'better' : 'worse',
    isTime: false,
  };
}
