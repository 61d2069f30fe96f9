// From the app's state to what the Plan view draws. Parts that did not change keep their identity, so that elements can
// tell at once that there is nothing to do.
import {
  listLegalCutDepths,
  nearestDepthCuts,
  planOf,
  shownPlan,
  shownStrategy,
} from '../../app/index.ts';
import { memoizeLast } from '../../base/index.ts';
import type { DeviceSpec } from '../../edgetpu/index.ts';
import type { Graph } from '../../graph/index.ts';
import type { Plan } from '../../partition/index.ts';
import { DEFAULT_QUEUE_CAPACITY, runStages, stagesOfPlan } from '../../pipeline/index.ts';
import type { TimelineEntry } from '../../pipeline/index.ts';
import type { AppState, PlanViewModel } from '../contract.ts';

/** Builds view models; one instance per page, because it remembers the last. */
export function createPlanViewModels(): (state: AppState) => PlanViewModel | null {
  const legalCutsOf = memoizeLast(listLegalCutDepths);
  const cutsOf = memoizeLast((plan: Plan | null, graph: Graph): readonly number[] =>
    plan === null ? [] : nearestDepthCuts(plan, graph),
  );
  const timelineOf = memoizeLast(timelineOfPlan);
  return (state) => {
    const { model, manual } = state;
    if (model === null) return null;
    const plan = shownPlan(state);
    const cutAfterDepths =
      plan?.strategy === 'manual' && manual !== null
        ? manual.cutAfterDepths
        : cutsOf(plan, model.graph);
    return buildViewModel(state, {
      plan,
      cutAfterDepths,
      legalCutDepths: legalCutsOf(model.graph),
      timeline: timelineOf(plan, state.setUp.devices),
    });
  };
}

type Derived = Pick<PlanViewModel, 'plan' | 'cutAfterDepths' | 'legalCutDepths' | 'timeline'>;

function buildViewModel(state: AppState, derived: Derived): PlanViewModel | null {
  const { model, manual, strategies } = state;
  if (model === null) return null;
  const chosen = shownStrategy(state);
  const isManual = chosen === 'manual' && manual !== null;
  return {
    ...derived,
    summary: model,
    setUp: state.setUp,
    autoAvoidableBytes: state.auto?.avoidableBytes ?? null,
    strategies,
    chosen,
    isChosenByPerson: state.chosenStrategy !== null,
    startedFromPlan: isManual ? planOf(strategies, manual.startedFrom) : null,
    manual,
    curve: state.curve,
    selection: state.selection,
    highlight: state.highlight,
    verify: state.verify,
    download: state.download,
    canUndo: state.canUndo,
    canRedo: state.canRedo,
  };
}

/** More than any chart shows; the whole batch may be thousands. */
const TIMELINE_INFERENCES = 16;

/**
 * The first inferences of the batch; [] without a plan, or while plan and devices are of different set-ups. Made for every
 * place of a cut that is dragged, so nothing else is simulated with it.
 */
function timelineOfPlan(
  plan: Plan | null,
  devices: readonly DeviceSpec[],
): readonly TimelineEntry[] {
  if (plan === null) return [];
  const isOfThisSetUp = plan.segments.every((segment) =>
    segment.deviceIndices.every((deviceIndex) => devices[deviceIndex] !== undefined),
  );
  if (!isOfThisSetUp) return [];
  const batch = Math.min(plan.batch, TIMELINE_INFERENCES);
  return runStages(stagesOfPlan(plan, devices), batch, DEFAULT_QUEUE_CAPACITY).timeline;
}
