// Evaluates the person's own cuts on the page itself, with the planner's own pure functions: a dragged cut has to show
// its plan within a frame, and a round trip through a worker that is busy could take longer.
import { fail, ok } from '../base/index.ts';
import type { Result } from '../base/index.ts';
import { checkSegments, operatorsBetweenDepths } from '../graph/index.ts';
import { assemblePlan, withSpeedups } from '../partition/index.ts';
import type { Plan } from '../partition/index.ts';
import type { ModelSummary } from '../workers/planner-api.ts';
import { planOf } from './plan-choice.ts';
import { toDeviceSpecs } from './set-up.ts';
import type { AppState, ManualEdit, SetUp } from './types.ts';

/** The plan of cuts after these depths, a device each. Fails where there are more segments than devices, or one is empty. */
export function planManualCuts(
  model: ModelSummary,
  setUp: SetUp,
  { cutAfterDepths }: Pick<ManualEdit, 'cutAfterDepths'>,
): Result<Plan> {
  const segments = segmentsOf(model, cutAfterDepths);
  if (segments.length > setUp.devices.length) {
    return fail({
      code: 'partition/too-few-devices',
      message: `Your cuts make ${String(segments.length)} segments, but only ${String(setUp.devices.length)} devices are set.`,
      hint: 'Set more devices, or remove a cut.',
    });
  }
  const checked = checkSegments(model.graph, segments);
  if (!checked.ok) return checked;
  const request = {
    graph: model.graph,
    costs: model.costs,
    devices: toDeviceSpecs(setUp),
    batch: setUp.batch,
    ...(setUp.facts === undefined ? {} : { facts: setUp.facts }),
  };
  const placements = segments.map((operators, index) => ({ operators, deviceIndices: [index] }));
  return ok(assemblePlan(request, 'manual', placements));
}

/** The same, compared to the strategies that are ready. */
export function planManual(
  model: ModelSummary,
  edit: ManualEdit,
  { setUp, strategies }: Pick<AppState, 'setUp' | 'strategies'>,
): Result<Plan> {
  const plan = planManualCuts(model, setUp, edit);
  if (!plan.ok) return plan;
  return ok(withSpeedups(plan.value, planOf(strategies, 'single'), planOf(strategies, 'compiler')));
}

function segmentsOf(
  { graph }: ModelSummary,
  cutAfterDepths: readonly number[],
): readonly (readonly number[])[] {
  const starts = [0, ...cutAfterDepths.map((depth) => depth + 1)];
  return starts.map((start, index) =>
    operatorsBetweenDepths(graph, start, (starts[index + 1] ?? graph.depthCount) - 1),
  );
}
