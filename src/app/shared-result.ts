// The result on show as a link holds it. Pure; loaded with what encodes links, not with the first view.
import { listProfileCuts } from '../report/index.ts';
import { sharedResultOf } from '../share/index.ts';
import type { SharedResult, ShareSource } from '../share/index.ts';
import { nearestDepthCuts } from './manual-cuts.ts';
import { planKey, shownPlan } from './plan-choice.ts';
import { toDeviceSpecs } from './set-up.ts';
import type { AppState } from './types.ts';

/** What a link says beside the plan. */
export interface SharedAbout {
  readonly toolVersion: string;
  /** Browser and system in a few words, and the day; null = not told. */
  readonly environment: string | null;
  /** What the person wants the model to be called; null = not told. */
  readonly name: string | null;
}

type SharedParts = Pick<
  AppState,
  'model' | 'setUp' | 'strategies' | 'chosenStrategy' | 'manual' | 'lastRun'
>;

/**
 * The plan on show with all that is known around it: the strategies that it was compared with, and the last run if it
 * was of this plan and went all the way. Null without a plan, or while plan, model and set-up do not belong together yet.
 */
export function sharedResultOfState(state: SharedParts, about: SharedAbout): SharedResult | null {
  const { model, setUp, manual, lastRun } = state;
  const plan = shownPlan(state);
  if (model === null || plan === null || !isOfSetUp(plan, setUp.devices.length)) return null;
  const { graph, costs } = model;
  if (!isOfGraph(plan, graph)) return null;
  const cutAfterDepths =
    plan.strategy === 'manual' && manual !== null
      ? manual.cutAfterDepths
      : nearestDepthCuts(plan, graph);
  const run = lastRun?.planKey === planKey(plan) ? lastRun.report.run : null;
  return sharedResultOf({
    ...about,
    ...{ sha256: model.sha256, fileBytes: model.facts.bytes, graph, costs, plan },
    hasGeneratedWeights: model.hasGeneratedWeights,
    devices: toDeviceSpecs(setUp),
    cuts: listProfileCuts({ graph, plan, cutAfterDepths }),
    results: listOutcomes(state.strategies),
    run: run?.isPartial === false ? run : null,
  });
}

/** Plans and failures of the list; what is still searched for or was stopped is left out. */
export function listOutcomes(strategies: AppState['strategies']): ShareSource['results'] {
  return strategies.flatMap(({ name: strategy, state }): ShareSource['results'] => {
    if (state.kind === 'done') return [{ strategy, result: state.value }];
    return state.kind === 'failed' ? [{ strategy, result: state.failure }] : [];
  });
}

/** Right after another model is opened the plan on show is still that of the one before: a link must not mix the two. */
function isOfGraph({ segments }: ShareSource['plan'], { depth }: ShareSource['graph']): boolean {
  const count = segments.reduce((sum, { operators }) => sum + operators.length, 0);
  return (
    count === depth.length &&
    segments.every(({ operators, firstDepth, lastDepth }) =>
      operators.every((operator) => {
        const at = depth[operator] ?? -1;
        return at >= firstDepth && at <= lastDepth;
      }),
    )
  );
}

/** Right after a change of the set-up the plan on show may still be that of the one before. */
function isOfSetUp(plan: ShareSource['plan'], deviceCount: number): boolean {
  return plan.segments.every(({ deviceIndices }) =>
    deviceIndices.every((index) => index < deviceCount),
  );
}
