import type { Costs, DeviceSpec } from '../edgetpu/index.ts';
import { crossingBytesAtDepths, type Graph } from '../graph/index.ts';
import type { Plan, StrategyName } from '../partition/index.ts';
import type { Run } from '../pipeline/index.ts';
import type { Failure } from '../base/index.ts';
import { hasSharedBus, ownerOfDepth } from './owners.ts';
import type {
  SharedCut,
  SharedDevice,
  SharedPlan,
  SharedResult,
  SharedRun,
  SharedSplit,
} from './types.ts';

/** Everything that a link is made of. */
export interface ShareSource {
  readonly toolVersion: string;
  readonly sha256: string;
  readonly fileBytes: number;
  readonly name: string | null;
  readonly hasGeneratedWeights: boolean;
  readonly graph: Graph;
  readonly costs: Costs;
  readonly devices: readonly DeviceSpec[];
  readonly plan: Plan;
  /** The plan's cuts as the depth profile draws them. */
  readonly cuts: readonly SharedCut[];
  readonly results: readonly { readonly strategy: StrategyName; readonly result: Plan | Failure }[];
  readonly run: Run | null;
  readonly environment: string | null;
}

/** What a link says about a plan and, where there is one, its run. */
export function sharedResultOf(source: ShareSource): SharedResult {
  const { graph, costs, plan } = source;
  const parametersAt = graph.operatorsAtDepth.map((operators) => sumParameters(costs, operators));
  return {
    toolVersion: source.toolVersion,
    model: {
      sha256: source.sha256,
      bytes: source.fileBytes,
      operatorCount: graph.operatorCount,
      macs: costs.operators.reduce((sum, cost) => sum + cost.macs, 0),
      compiledParamBytes: costs.operators.reduce((sum, cost) => sum + cost.compiledParamBytes, 0),
      name: source.name,
      hasGeneratedWeights: source.hasGeneratedWeights,
    },
    profile: {
      compiledParamBytes: parametersAt,
      crossingBytes: crossingBytesAtDepths(graph).map(({ bytes }) => bytes),
    },
    devices: source.devices.map(sharedDeviceOf),
    batch: plan.batch,
    strategies: source.results.map(({ strategy, result }) =>
      'code' in result
        ? { strategy, failureCode: result.code }
        : {
            strategy,
            bottleneckMs: result.bottleneckMs,
            deviceCount: result.deviceCount,
            gap: result.gap,
          },
    ),
    plan: sharedPlanOf(source, parametersAt),
    run: source.run === null ? null : sharedRunOf(source.run),
    environment: source.environment,
  };
}

/** Rates of which it is not known any more what they are from are not told. */
function sharedDeviceOf({ link, clock, bus, measuredRates }: DeviceSpec): SharedDevice {
  if (measuredRates?.label === undefined) return { link, clock, bus };
  const { label, fixedMs, inBytesPerMs, outBytesPerMs } = measuredRates;
  return { link, clock, bus, rates: { label, fixedMs, inBytesPerMs, outBytesPerMs } };
}

function sharedPlanOf(
  { plan, cuts, devices, graph, costs }: ShareSource,
  parametersAt: readonly number[],
): SharedPlan {
  const isBusShared = hasSharedBus(devices);
  return {
    strategy: plan.strategy,
    bottleneckMs: plan.bottleneckMs,
    lowerBoundMs: plan.lowerBoundMs,
    latencyMs: plan.latencyMs,
    speedupOverSingle: plan.speedupOverSingle,
    speedupOverCompiler: plan.speedupOverCompiler,
    segments: plan.segments.map((segment) => ({
      ...segment,
      operatorCount: segment.operators.length,
      instructionBytes: isBusShared ? segment.instructionBytes : 0,
      passes: isBusShared ? segment.passes : 1,
    })),
    crossingBytes: plan.crossingBytes,
    cuts: cuts.map(({ afterDepth, crossingBytes }) => ({ afterDepth, crossingBytes })),
    splits: splitsOf(plan, graph, { costs, parametersAt }),
  };
}

/** Depths whose parameters belong to several segments, or to one that the depth ranges do not tell. */
function splitsOf(
  plan: Plan,
  graph: Graph,
  { costs, parametersAt }: { readonly costs: Costs; readonly parametersAt: readonly number[] },
): SharedSplit[] {
  const bytesOf = parametersAt.map(() => new Map<number, number>());
  for (const segment of plan.segments) {
    for (const operator of segment.operators) {
      const depth = bytesOf[graph.depth[operator] ?? 0];
      const bytes = costs.operators[operator]?.compiledParamBytes ?? 0;
      if (bytes > 0) depth?.set(segment.index, (depth.get(segment.index) ?? 0) + bytes);
    }
  }
  return bytesOf.flatMap((bySegment, depth) =>
    bySegment.size === 0 ||
    (bySegment.size === 1 && bySegment.has(ownerOfDepth(plan.segments, depth)))
      ? []
      : [...bySegment].map(([segmentIndex, bytes]) => ({
          depth,
          segmentIndex,
          share: bytes / (parametersAt[depth] ?? 1),
        })),
  );
}

/** What a link says of a run. */
export function sharedRunOf(run: Run): SharedRun {
  const { p50Ms, p95Ms, p99Ms } = run.latency;
  return {
    label: run.label,
    kind: run.devices[0]?.kind ?? 'virtual',
    inferences: run.inferences,
    throughputPerSecond: run.throughputPerSecond,
    p50Ms,
    p95Ms,
    p99Ms,
    verified: run.verification.kind,
    stages: run.stages,
  };
}

function sumParameters(costs: Costs, operators: readonly number[]): number {
  return operators.reduce(
    (sum, operator) => sum + (costs.operators[operator]?.compiledParamBytes ?? 0),
    0,
  );
}
