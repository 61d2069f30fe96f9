import type { Failure } from '../../base/index.ts';
import type { DeviceSpec } from '../../edgetpu/index.ts';
import type { Graph } from '../../graph/index.ts';
import type { Plan, StrategyName } from '../../partition/index.ts';
import { simulatePlan, type Run, type TimelineEntry } from '../../pipeline/index.ts';
import { sharedRunOf } from '../../share/index.ts';
import { profileInput, type ThroughputInput } from '../charts/index.ts';
import type { DepthProfile, ModelFacts, OperatorRow } from '../model-facts.ts';
import type { ResultSource, ResultStrategy } from './types.ts';

/** A longer batch is not simulated to its end: nothing new happens, and files would grow without bound. */
const MOST_SIMULATED = 100;

/** A model that is open, as far as results speak of it. */
export interface OpenedModelFacts {
  readonly name: string;
  readonly sha256: string;
  readonly hasGeneratedWeights: boolean;
  readonly facts: ModelFacts;
  readonly profile: DepthProfile;
  readonly operators: readonly OperatorRow[];
  readonly graph: Graph;
  readonly graphName: string;
}

export interface LiveResult {
  readonly toolVersion: string;
  readonly environment: string | null;
  readonly model: OpenedModelFacts;
  readonly devices: readonly DeviceSpec[];
  readonly plan: Plan;
  /** Nearest depth cut of each cut of the plan, ascending. */
  readonly cutAfterDepths: readonly number[];
  readonly results: readonly { readonly strategy: StrategyName; readonly result: Plan | Failure }[];
  readonly throughput: ThroughputInput | null;
  readonly run: Run | null;
}

/** A plan of an open model with everything around it, as a result. */
export function resultOfPlan(live: LiveResult): ResultSource {
  const { model, plan, devices, run } = live;
  const { facts, graph } = model;
  return {
    toolVersion: live.toolVersion,
    environment: live.environment,
    model: {
      name: model.name,
      sha256: model.sha256,
      bytes: facts.bytes,
      operatorCount: facts.operatorCount,
      macs: facts.macs,
      compiledParamBytes: facts.compiledParamBytes,
      hasGeneratedWeights: model.hasGeneratedWeights,
    },
    devices,
    plan,
    strategies: live.results.map(strategyOf),
    profile: profileInput({ ...model, plan, cutAfterDepths: live.cutAfterDepths }, 'parameters'),
    timeline: timelineOf(plan, graph, devices),
    throughput: live.throughput,
    run: run === null ? null : sharedRunOf(run),
    fullRun: run,
    detail: { graph, operators: model.operators, graphName: model.graphName },
  };
}

function strategyOf({ strategy, result }: LiveResult['results'][number]): ResultStrategy {
  if ('code' in result) return { kind: 'failure', strategy, failureCode: result.code };
  const { bottleneckMs, deviceCount, gap } = result;
  return { kind: 'plan', strategy, bottleneckMs, deviceCount, gap };
}

function timelineOf(
  plan: Plan,
  graph: Graph,
  devices: readonly DeviceSpec[],
): readonly TimelineEntry[] {
  const batch = Math.min(plan.batch, MOST_SIMULATED);
  const simulation = simulatePlan({ plan, graph, devices }, { batch });
  return simulation.ok ? simulation.value.timeline : [];
}
