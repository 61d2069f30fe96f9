// Results to share, made of the samples by the real planner.
import { nearestDepthCuts } from '../../app/manual-cuts.ts';
import type { DeviceSpec, RunRates } from '../../edgetpu/index.ts';
import { planSample } from '../../edgetpu/testing/planned-model.ts';
import { COMPARED_STRATEGIES, comparePlans, type StrategyName } from '../../partition/index.ts';
import type { Run } from '../../pipeline/index.ts';
import { listProfileCuts } from '../../report/index.ts';
import { sharedResultOf, type SharedResult } from '../index.ts';

const SHA256 = 'a3'.repeat(32);

export interface SampleResultOptions {
  readonly hasRun?: boolean;
  readonly isBusShared?: boolean;
  readonly strategy?: StrategyName;
  /** Rates of a run, for the first so many devices. */
  readonly rates?: RunRates;
  readonly ratedDevices?: number;
}

/** What a link of a sample says: planned by every strategy, `optimal` chosen, with a made-up run on request. */
export async function sampleResult(
  sample: string,
  deviceCount: number,
  options: SampleResultOptions = {},
): Promise<SharedResult> {
  const { graph, costs } = await planSample(sample);
  const devices = Array.from({ length: deviceCount }, (_, bus): DeviceSpec => ({
    link: 'usb3',
    clock: 'max',
    bus: options.isBusShared ? 0 : bus,
    ...(options.rates !== undefined && bus < (options.ratedDevices ?? deviceCount)
      ? { measuredRates: options.rates }
      : {}),
  }));
  const outcomes = comparePlans({ graph, costs, devices, batch: 15 }, COMPARED_STRATEGIES);
  const results = outcomes.map((entry) => ({
    strategy: entry.strategy,
    result: 'plan' in entry ? entry.plan : entry.failure,
  }));
  const chosen = outcomes.find((entry) => entry.strategy === (options.strategy ?? 'optimal'));
  if (chosen === undefined || !('plan' in chosen)) throw new Error('there is a plan');
  const { plan } = chosen;
  const stages = plan.segments.map((segment) => ({
    ...segment,
    segmentIndex: segment.index,
    meanMs: segment.stageMs * 1.03,
    p95Ms: segment.stageMs * 1.11,
    queueMs: 0.1 + segment.index * 0.37,
    cpuMs: 0,
    bytesIn: segment.inBytes,
    bytesOut: segment.outBytes,
    utilisation: 0.9,
    estimatedMs: segment.stageMs,
  }));
  const run: Run = {
    label: 'measured',
    devices: [{ kind: 'coral', link: 'usb3', clock: 'max', count: deviceCount }],
    ...{ warmUp: 2, inferences: 150, batch: 15, isPartial: false },
    ...{ throughputPerSecond: 181.234, batchMs: 90.5, fillMs: 30, drainMs: 30, loadMs: 120 },
    latency: { meanMs: 31.01, p50Ms: 30.911, p95Ms: 35.017, p99Ms: 36.77 },
    ...{ latenciesMs: [], stages, bottleneckSegment: 2, timeline: [] },
    verification: { kind: 'equal', inferences: 15, bytes: 15_000 },
  };
  const cutAfterDepths = nearestDepthCuts(plan, graph);
  return sharedResultOf({
    cuts: listProfileCuts({ graph, plan, cutAfterDepths }),
    ...{
      toolVersion: '0.1.0',
      sha256: SHA256,
      fileBytes: 62_300_000,
      name: 'ResNet-152',
      hasGeneratedWeights: true,
    },
    ...{ graph, costs, devices, plan, results },
    run: options.hasRun ? run : null,
    environment: 'Chrome 156 on Linux, 2026-11-24',
  });
}
