// Results to export: of samples planned by the real planner, live and as a link gives them; and names made to do harm.
import { nearestDepthCuts } from '../../../app/manual-cuts.ts';
import { unwrap } from '../../../base/index.ts';
import { segmentMemory, type DeviceSpec } from '../../../edgetpu/index.ts';
import { allOperators, planSample } from '../../../edgetpu/testing/planned-model.ts';
import { boundaryOf } from '../../../graph/index.ts';
import { COMPARED_STRATEGIES, comparePlans, type StrategyName } from '../../../partition/index.ts';
import { simulatePlan, type Run } from '../../../pipeline/index.ts';
import { loadSampleBytes } from '../../../samples/testing/load-sample.ts';
import { decodeLink, encodeLink, sharedResultOf } from '../../../share/index.ts';
import { readModel } from '../../../tflite/index.ts';
import { listProfileCuts } from '../../charts/index.ts';
import { collectModelFacts, listOperatorRows, profileDepths } from '../../model-facts.ts';
import { resultOfShared } from '../from-link.ts';
import { resultOfPlan } from '../from-plan.ts';
import type { ResultSource } from '../types.ts';

export const SHA256 = '0123456789abcdef'.repeat(4);

/** Does harm wherever it is pasted in without care: a formula, markup, a mention, an odd control character. */
export const HOSTILE_NAME =
  '=cmd|"/c calc"!A1,<script>alert(1)</script>\u0000\u0007`@all` #1 |x|\n&amp; \ud800]]>';

export interface LiveOptions {
  readonly strategy?: StrategyName;
  readonly deviceCount?: number;
  readonly name?: string;
  readonly hasRun?: boolean;
}

/** A sample, planned over devices alike. */
export async function liveResult(sample: string, options: LiveOptions = {}): Promise<ResultSource> {
  const { graph, costs } = await planSample(sample);
  const model = unwrap(readModel(await loadSampleBytes(sample)));
  const devices = Array.from({ length: options.deviceCount ?? 4 }, (_, bus): DeviceSpec => ({
    link: 'usb3',
    clock: 'max',
    bus,
  }));
  const request = { graph, costs, devices, batch: 15 };
  const results = comparePlans(request, COMPARED_STRATEGIES).map((outcome) => ({
    strategy: outcome.strategy,
    result: 'plan' in outcome ? outcome.plan : outcome.failure,
  }));
  const chosen = results.find(({ strategy }) => strategy === (options.strategy ?? 'optimal'));
  if (chosen === undefined || 'code' in chosen.result) throw new Error('There is no such plan.');
  const plan = chosen.result;
  const all = allOperators(graph);
  const whole = segmentMemory(costs, all, boundaryOf(graph, all));
  const operators = listOperatorRows(model, graph, costs);
  const run = options.hasRun ? makeRun(plan, graph, devices) : null;
  return resultOfPlan({
    toolVersion: '0.1.0',
    environment: 'Chrome on Linux, 2026-11-24',
    model: {
      name: options.name ?? sample,
      sha256: SHA256,
      hasGeneratedWeights: true,
      facts: collectModelFacts(model.bytes.length, graph, costs, whole),
      profile: profileDepths(graph, costs),
      operators:
        options.name === undefined
          ? operators
          : operators.map((row) => ({ ...row, name: options.name ?? '' })),
      graph,
      graphName: options.name ?? '',
    },
    devices,
    plan,
    cutAfterDepths: nearestDepthCuts(plan, graph),
    results,
    throughput: {
      mostDevices: 2,
      deviceCount: 2,
      lines: [
        {
          strategy: 'optimal',
          title: 'Optimal',
          isChosen: true,
          points: [
            { deviceCount: 1, throughputPerSecond: 20 },
            { deviceCount: 2, throughputPerSecond: 45 },
          ],
        },
      ],
    },
    run,
  });
}

type PlanOf = ResultSource['plan'];

/** A run as a virtual accelerator would give it, a little slower than planned. */
function makeRun(
  plan: PlanOf,
  graph: NonNullable<ResultSource['detail']>['graph'],
  devices: readonly DeviceSpec[],
): Run {
  const simulation = unwrap(simulatePlan({ plan, graph, devices }, { batch: 15 }));
  const ends = simulation.timeline.filter(
    (entry) => entry.segmentIndex === plan.segments.length - 1,
  );
  return {
    label: 'measured',
    devices: [{ kind: 'coral', link: 'usb3', clock: 'max', count: devices.length }],
    ...{ warmUp: 2, inferences: 15, batch: 15, isPartial: false, loadMs: simulation.loadMs },
    throughputPerSecond: simulation.throughputPerSecond,
    ...{ batchMs: simulation.makespanMs, fillMs: simulation.fillMs, drainMs: simulation.drainMs },
    latency: simulation.latency,
    latenciesMs: ends.map(({ endMs }, index) => endMs / (index + 1)),
    stages: plan.segments.map((segment) => ({
      segmentIndex: segment.index,
      replicas: segment.replicas,
      ...{ queueMs: 0.1, inMs: segment.inMs, computeMs: segment.computeMs * 1.03 },
      ...{ streamMs: segment.streamMs, outMs: segment.outMs, cpuMs: 0 },
      meanMs: segment.stageMs + segment.computeMs * 0.03,
      p95Ms: segment.stageMs * 1.1,
      ...{ bytesIn: segment.inBytes, bytesOut: segment.outBytes, utilisation: 0.9 },
      estimatedMs: segment.stageMs,
    })),
    bottleneckSegment: 0,
    timeline: simulation.timeline,
    verification: { kind: 'equal', inferences: 15, bytes: 15_000 },
  };
}

/** The same result after it went through a link. */
export function throughLink(live: ResultSource): ResultSource {
  const { detail, plan, profile, model } = live;
  if (detail === null) throw new Error('It came out of a link already.');
  const shared = sharedResultOf({
    toolVersion: live.toolVersion,
    sha256: model.sha256,
    fileBytes: model.bytes,
    name: model.name,
    hasGeneratedWeights: model.hasGeneratedWeights,
    graph: detail.graph,
    costs: { hasCpuPart: false, operators: detail.operators.map(costOf) },
    devices: live.devices,
    plan,
    cuts: listProfileCuts({
      graph: detail.graph,
      plan,
      cutAfterDepths: profile.cuts.map(({ afterDepth }) => afterDepth),
    }),
    results: [{ strategy: plan.strategy, result: plan }],
    run: live.fullRun,
    environment: live.environment,
  });
  return resultOfShared(unwrap(decodeLink(encodeLink(shared))));
}

type CostOf = Parameters<typeof sharedResultOf>[0]['costs']['operators'][number];

/** What a link reads of an operator's cost. */
function costOf({
  macs,
  compiledParamBytes,
}: NonNullable<ResultSource['detail']>['operators'][number]): CostOf {
  return { macs, compiledParamBytes } as CostOf;
}
