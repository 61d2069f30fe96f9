import { assertExists, fail, ok, plural } from '../../base/index.ts';
import { assemblePlan } from '../assemble.ts';
import { evenCuts, placementsOfCuts } from '../even-cuts.ts';
import { LayerTable } from '../layer-table.ts';
import { relaxedLowerBoundMs } from '../lower-bound.ts';
import { PLAN_NOTES } from '../plan-notes.ts';
import { refineNext, startRefine } from '../refine.ts';
import type { CompiledSegment, RefineDone, RefineState } from '../refine.ts';
import { CANCELLED, checkExactCount } from '../request-checks.ts';
import type { PlanContext, PlanNote, PlanRequest, Strategy } from '../types.ts';

/** The least possible largest segment over depth cuts, then refined so that nothing streams that need not. */
export const balanced: Strategy = {
  name: 'balanced',
  title: 'Balanced',
  explanation:
    'Cuts by depth so that the largest segment has as few parameter bytes as possible, then moves cuts where a segment would stream.',
  run: (request, context) => {
    const count = checkExactCount(request, request.graph.depthCount, 'depth');
    if (!count.ok) return count;
    const start = evenCuts(request);
    const refined = refineWithModel(request, start, context);
    if (refined === null) return fail(CANCELLED);
    const plan = assemblePlan(request, 'balanced', placementsOfCuts(request, refined), {
      lowerBoundMs: relaxedLowerBoundMs(request, count.value),
      notes: refinedNotes(start, refined),
    });
    return ok(plan);
  },
};

/** Refines cuts with the memory model as the compiler. Null when cancelled. */
function refineWithModel(
  request: PlanRequest,
  cuts: readonly number[],
  context: PlanContext,
): readonly number[] | null {
  if (cuts.length === 0) return cuts;
  const table = new LayerTable(request, 'depth', () => 0);
  let state = startRefine(request.graph.depthCount, cuts);
  let compiled: readonly CompiledSegment[] = [];
  for (;;) {
    if (context.isCancelled?.() === true) return null;
    compiled = compileChanged(request, table, state, compiled);
    const next: RefineState | RefineDone = refineNext(state, compiled);
    if (next.kind === 'done') return next.cutAfterDepths;
    state = next;
  }
}

function compileChanged(
  { devices, graph }: PlanRequest,
  table: LayerTable,
  { cutAfterDepths, changedSegments }: RefineState,
  before: readonly CompiledSegment[],
): readonly CompiledSegment[] {
  const lasts = [...cutAfterDepths, graph.depthCount - 1];
  return lasts.map((last, index) => {
    const known = before[index];
    if (known !== undefined && !changedSegments.includes(index)) return known;
    const first = index === 0 ? 0 : (lasts[index - 1] ?? 0) + 1;
    return table.segmentAt(first, last, assertExists(devices[index], 'a device for each segment'));
  });
}

function refinedNotes(before: readonly number[], after: readonly number[]): readonly PlanNote[] {
  const movedCount = before.filter((depth, index) => depth !== after[index]).length;
  if (movedCount === 0) return [];
  return [
    {
      code: PLAN_NOTES.refined,
      message: `Refinement moved ${plural(movedCount, 'cut')} from the even split, so that less is streamed.`,
    },
  ];
}
