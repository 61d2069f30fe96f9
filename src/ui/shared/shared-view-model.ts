// From a link's result to what its page draws. Pure; made once per link.
import {
  layoutStrategyBars,
  stageDifference,
  type ProfileInput,
  type StrategyBar,
} from '../../report/index.ts';
import { profileOfShared, STRATEGY_TITLES } from '../../report/exports/index.ts';
import type { Plan, StrategyName } from '../../partition/index.ts';
import type { TimelineEntry } from '../../pipeline/index.ts';
import { planOfShared, timelineOfShared, type SharedResult } from '../../share/index.ts';
import type { StageRow } from '../run/stage-rows.ts';

/** Inferences of the simulation that goes with a link. */
const TIMELINE_INFERENCES = 16;

/** As the Plan view lists them. */
const ORDER: readonly StrategyName[] = [
  ...(['manual', 'optimal', 'hybrid', 'profiled'] as const),
  ...(['balanced', 'profiled-vendor', 'compiler', 'single'] as const),
];

export interface SharedStrategyRow {
  readonly title: string;
  readonly isChosen: boolean;
  /** Slowest stage; null where the strategy ended in a failure. */
  readonly bottleneckMs: number | null;
  readonly bar: StrategyBar | null;
  readonly failureCode: string | null;
}

export interface SharedView {
  readonly result: SharedResult;
  readonly plan: Plan;
  readonly profile: ProfileInput;
  readonly timeline: readonly TimelineEntry[];
  readonly strategies: readonly SharedStrategyRow[];
  /** Of the run; [] without one. */
  readonly stages: readonly StageRow[];
}

export function viewOfShared(result: SharedResult): SharedView {
  const plan = planOfShared(result);
  return {
    ...{ result, plan, profile: profileOfShared(result) },
    timeline: timelineOfShared(result, TIMELINE_INFERENCES),
    strategies: strategyRows(result),
    stages: stageRows(result, plan),
  };
}

/** The list as it was compared; a person's own cuts stand in no comparison, so they are added. */
function strategyRows({ strategies, plan }: SharedResult): readonly SharedStrategyRow[] {
  const own = strategies.some(({ strategy }) => strategy === plan.strategy)
    ? []
    : [{ strategy: plan.strategy, bottleneckMs: plan.bottleneckMs }];
  const entries = [...own, ...strategies].toSorted(
    (one, other) => ORDER.indexOf(one.strategy) - ORDER.indexOf(other.strategy),
  );
  const times = entries.map((entry) => ('failureCode' in entry ? null : entry.bottleneckMs));
  const bars = layoutStrategyBars(
    times,
    entries.map(({ strategy }) => strategy === 'single'),
  );
  return entries.map((entry, index) => ({
    title: STRATEGY_TITLES[entry.strategy],
    isChosen: entry.strategy === plan.strategy,
    bottleneckMs: times[index] ?? null,
    bar: bars[index] ?? null,
    failureCode: 'failureCode' in entry ? entry.failureCode : null,
  }));
}

/** Which device ran a segment and how busy it was are not told in a link. */
function stageRows({ run }: SharedResult, plan: Plan): readonly StageRow[] {
  if (run === null) return [];
  const paces = run.stages.map(
    ({ meanMs }, index) => meanMs / (plan.segments[index]?.replicas ?? 1),
  );
  const slowest = paces.indexOf(Math.max(...paces));
  return run.stages.map((stage, segmentIndex) => {
    const segment = plan.segments[segmentIndex];
    // Estimates are for Edge TPUs: beside a CPU's times they would only mislead.
    const estimatedMs = run.kind === 'cpu' ? null : (segment?.stageMs ?? null);
    return {
      ...{ segmentIndex, replicas: segment?.replicas ?? 1, meanMs: stage.meanMs, parts: stage },
      ...{ estimatedMs, isPace: segmentIndex === slowest },
      difference: stageDifference({ meanMs: stage.meanMs, estimatedMs }),
      ...{ deviceNames: '', p95Ms: stage.p95Ms, queueMs: stage.queueMs },
      ...{ bytesIn: null, bytesOut: null, utilisation: null },
    };
  });
}
