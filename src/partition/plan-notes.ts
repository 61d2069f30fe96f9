import { formatBytes, formatMs, plural } from '../base/index.ts';
import type { Plan, PlanNote } from './types.ts';

/** Codes of the notes that a plan may carry; further ones come from the strategy that made it. */
export const PLAN_NOTES = {
  cpuPart: 'cpu-part',
  streamsAvoidable: 'streams-avoidable',
  streamsByNecessity: 'streams-by-necessity',
  mayStream: 'may-stream',
  busBound: 'bus-bound',
  vendorWritesNothing: 'vendor-writes-nothing',
  refined: 'refined',
  kindsMerged: 'kinds-merged',
} as const;

/** What a person should know about any plan, whatever strategy made it. */
export function notesOf(plan: Omit<Plan, 'notes'>): readonly PlanNote[] {
  return [
    cpuPart(plan),
    streamsAvoidable(plan),
    streamsByNecessity(plan),
    mayStream(plan),
    busBound(plan),
  ].filter((note) => note !== null);
}

/** For devices of so many different speeds that a search had to take some of them as equal. */
export function kindsMergedNote(): PlanNote {
  return {
    code: PLAN_NOTES.kindsMerged,
    message:
      'The devices differ in so many ways that some were planned for as if they were alike; the plan may not be the best.',
  };
}

type PlanFigures = Omit<Plan, 'notes'>;

function cpuPart({ segments }: PlanFigures): PlanNote | null {
  const count = segments.reduce((sum, segment) => sum + segment.cpuOperatorCount, 0);
  if (count === 0) return null;
  return {
    code: PLAN_NOTES.cpuPart,
    message: `${plural(count, 'operator')} on the computer's CPU; times are without the CPU part.`,
  };
}

function streamsAvoidable({ segments }: PlanFigures): PlanNote | null {
  const bytes = segments.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
  if (bytes === 0) return null;
  return {
    code: PLAN_NOTES.streamsAvoidable,
    message: `${formatBytes(bytes)} of parameters that do not fit on the chips are streamed at every inference.`,
  };
}

function streamsByNecessity({ segments }: PlanFigures): PlanNote | null {
  const bytes = segments.reduce((sum, segment) => sum + segment.unavoidableBytes, 0);
  if (bytes === 0) return null;
  return {
    code: PLAN_NOTES.streamsByNecessity,
    message: `${formatBytes(bytes)} are streamed whatever the cut: constants of elementwise operators and layers that no chip can keep.`,
  };
}

function mayStream({ segments }: PlanFigures): PlanNote | null {
  const near = segments.filter((segment) => segment.mayStreamBytes > 0);
  if (near.length === 0) return null;
  const bytes = near.reduce((sum, segment) => sum + segment.mayStreamBytes, 0);
  const names = near.map((segment) => segment.index + 1).join(', ');
  return {
    code: PLAN_NOTES.mayStream,
    message: `${near.length === 1 ? 'Segment' : 'Segments'} ${names} may stream up to ${formatBytes(bytes)} more: the chip's true limit is known to 0.5 MiB.`,
  };
}

function busBound({ bottleneck, bottleneckMs }: PlanFigures): PlanNote | null {
  if (bottleneck.kind !== 'bus') return null;
  return {
    code: PLAN_NOTES.busBound,
    message: `The shared bus ${bottleneck.bus} sets the pace: its transfers take ${formatMs(bottleneckMs)} per inference.`,
  };
}
