// Which sentences the Plan view shows, in which order. Pure: the elements only set them.
import { nearestDepthCuts } from '../../app/index.ts';
import type { Failure } from '../../base/index.ts';
import { PLAN_NOTES, type Plan, type StrategyName } from '../../partition/index.ts';
import {
  cpuPartSentence,
  describeChange,
  deviceCountSentences,
  fitsOneDeviceSentence,
  listProfileCuts,
  mayStreamSentence,
  replicaSentence,
  sentence,
  streamingSentence,
  type PlanChange,
  type Sentence,
  type ThroughputInput,
  type ThroughputLine,
} from '../../report/index.ts';
import type { PlanViewModel, StrategyRow } from '../contract.ts';
import { MOST_DEVICES } from './set-up-values.ts';
import { planOfRow } from './strategy-rows.ts';

/** Notes of a plan that sentences of this view say in other words. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  PLAN_NOTES.cpuPart,
  PLAN_NOTES.streamsAvoidable,
  PLAN_NOTES.streamsByNecessity,
  PLAN_NOTES.mayStream,
  PLAN_NOTES.busBound,
]);

/** The row of a strategy. */
export function rowNamed(
  view: Pick<PlanViewModel, 'strategies'>,
  name: StrategyName,
): StrategyRow | undefined {
  return view.strategies.find((row) => row.name === name);
}

/** Why the compiler's own split has no plan; null where it has one or it is not known yet. */
export function compilerFailureOf(view: PlanViewModel): Failure | null {
  const state = rowNamed(view, 'compiler')?.state;
  return state?.kind === 'failed' ? state.failure : null;
}

/** What the person's own cuts changed; null without any. */
export function changeOf(view: PlanViewModel): PlanChange | null {
  const { plan, startedFromPlan, manual } = view;
  if (plan === null || startedFromPlan === null || manual === null) return null;
  const { graph } = view.summary;
  const cutsBefore = nearestDepthCuts(startedFromPlan, graph);
  const cuts = listProfileCuts({ graph, plan: startedFromPlan, cutAfterDepths: cutsBefore });
  return describeChange({
    startedFrom: rowNamed(view, manual.startedFrom)?.title ?? manual.startedFrom,
    before: startedFromPlan,
    after: plan,
    cutsBefore,
    cutsAfter: view.cutAfterDepths,
    straightenedCount: cuts.filter(
      (cut) => !cut.isStraight && view.cutAfterDepths.includes(cut.afterDepth),
    ).length,
  });
}

/** The third line: what streams, or what one's own cuts changed. */
export function thirdLine(view: PlanViewModel, plan: Plan): string {
  return changeOf(view)?.text ?? streamingSentence(plan);
}

/** What reads the throughput curve, and what else a person should know of this plan; most important first. */
export function planParagraphs(view: PlanViewModel, plan: Plan): readonly Sentence[] {
  const strategy =
    plan.strategy === 'manual' ? (view.manual?.startedFrom ?? 'manual') : plan.strategy;
  const single = rowNamed(view, 'single');
  const singlePlan = single === undefined ? null : planOfRow(single);
  const notes = [
    cpuPartSentence(plan),
    replicaSentence(plan),
    singlePlan === null || plan.segments.length === 1 ? null : fitsOneDeviceSentence(singlePlan),
    mayStreamSentence(plan),
    ...plan.notes.filter((note) => !SAID_ELSEWHERE.has(note.code)).map((note) => note.message),
  ];
  return [
    ...deviceCountSentences({
      points: view.curve.points,
      strategy,
      deviceCount: view.setUp.devices.length,
      compiledParamBytes: view.summary.facts.compiledParamBytes,
    }),
    ...notes.filter((note) => note !== null).map((note) => sentence(note)),
  ];
}

/** The lines of the throughput curve. The person's own cuts are a point of their own. */
export function throughputInput(
  view: Pick<PlanViewModel, 'curve' | 'strategies' | 'chosen' | 'setUp' | 'plan'>,
): ThroughputInput {
  const names = [...new Set(view.curve.points.map((point) => point.strategy))].filter(
    (name) => name !== 'single' && name !== 'manual',
  );
  const lines = names.map((strategy): ThroughputLine => ({
    strategy,
    title: rowNamed(view, strategy)?.title ?? strategy,
    points: view.curve.points
      .filter((point) => point.strategy === strategy)
      .toSorted((one, other) => one.deviceCount - other.deviceCount),
    isChosen: strategy === view.chosen,
  }));
  const deviceCount = view.setUp.devices.length;
  const own = view.chosen === 'manual' ? view.plan : null;
  const ownLine: readonly ThroughputLine[] =
    own === null
      ? []
      : [
          {
            strategy: 'manual',
            title: 'Your cuts',
            points: [{ deviceCount, throughputPerSecond: own.throughputPerSecond }],
            isChosen: true,
          },
        ];
  return { lines: [...lines, ...ownLine], mostDevices: MOST_DEVICES, deviceCount };
}
