// What compiled segments say of a plan of depth cuts: that it keeps everything on chip, or which cut to move next. The
// step function is the planner's own; the compiler is the person's, so a step waits for files to come back. Pure.
import { operatorsBetweenDepths, type Graph } from '../graph/index.ts';
import {
  refineNext,
  startRefine,
  type CompiledSegment,
  type Plan,
  type RefineState,
  type SegmentFact,
} from '../partition/index.ts';
import { nearestDepthCuts } from './manual-cuts.ts';

export type RefineAnswer =
  /** No segment uses host memory that a better cut could save. */
  | { readonly kind: 'nothing-to-save' }
  /** Move one cut, compile what changed, drop the files. */
  | {
      readonly kind: 'move';
      readonly state: RefineState;
      readonly cutIndex: number;
      readonly fromDepth: number;
      readonly toDepth: number;
      readonly avoidableBytes: number;
    }
  /** No move improves any more; these cuts were the best. */
  | {
      readonly kind: 'done';
      readonly cutAfterDepths: readonly number[];
      readonly avoidableBytes: number;
      /** True where the best cuts are those of this plan. */
      readonly isThisPlan: boolean;
    };

export interface RefineQuery {
  readonly plan: Plan;
  readonly graph: Graph;
  /** One per segment of the plan, from compiled files. */
  readonly facts: readonly SegmentFact[];
  /** Where refinement stands; null = it begins with this plan. */
  readonly before: RefineState | null;
}

/** The next step; null where the plan has one segment, is no plan of depth cuts, or a segment has not been compiled. */
export function refineCompiled({ plan, graph, facts, before }: RefineQuery): RefineAnswer | null {
  const cuts = exactDepthCuts(plan, graph);
  const compiled = compiledSegments(plan, facts);
  if (cuts === null || cuts.length === 0 || compiled === null) return null;
  const isContinued = before !== null && before.cutAfterDepths.join() === cuts.join();
  const state = isContinued ? before : startRefine(graph.depthCount, cuts);
  const next = refineNext(state, compiled);
  const avoidableBytes = compiled.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
  if (avoidableBytes === 0) return { kind: 'nothing-to-save' };
  if (next.kind === 'done') {
    return {
      kind: 'done',
      cutAfterDepths: next.cutAfterDepths,
      avoidableBytes: next.score.avoidableBytes,
      isThisPlan: next.cutAfterDepths.join() === cuts.join(),
    };
  }
  const cutIndex = next.cutAfterDepths.findIndex((depth, index) => depth !== cuts[index]);
  const fromDepth = cuts[cutIndex];
  const toDepth = next.cutAfterDepths[cutIndex];
  return fromDepth === undefined || toDepth === undefined
    ? null
    : { kind: 'move', state: next, cutIndex, fromDepth, toDepth, avoidableBytes };
}

/** The depth cuts of a plan that has nothing but those; null for a plan with convex cuts or replicas. */
function exactDepthCuts(plan: Plan, graph: Graph): readonly number[] | null {
  const cuts = nearestDepthCuts(plan, graph);
  const starts = [0, ...cuts.map((depth) => depth + 1)];
  const isExact = plan.segments.every(({ operators, replicas }, index) => {
    const last = (starts[index + 1] ?? graph.depthCount) - 1;
    const between = operatorsBetweenDepths(graph, starts[index] ?? 0, last);
    return replicas === 1 && between.join() === operators.join();
  });
  return isExact ? cuts : null;
}

function compiledSegments(
  plan: Plan,
  facts: readonly SegmentFact[],
): readonly CompiledSegment[] | null {
  const segments = plan.segments.flatMap(({ operators, unavoidableBytes, stageMs }) => {
    const fact = facts.find((one) => one.operators.join() === operators.join());
    if (fact?.streamedBytes === undefined) return [];
    return [{ avoidableBytes: Math.max(0, fact.streamedBytes - unavoidableBytes), stageMs }];
  });
  return segments.length === plan.segments.length ? segments : null;
}
