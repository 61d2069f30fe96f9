import { unwrap } from '../../src/base/index.ts';
import { operatorCosts } from '../../src/edgetpu/index.ts';
import { buildGraph } from '../../src/graph/index.ts';
import {
  alikeDevices,
  chooseDevices,
  comparePlans,
  COMPARED_STRATEGIES,
} from '../../src/partition/index.ts';
import type { Plan, PlanOutcome, StrategyName } from '../../src/partition/index.ts';
import { loadSample } from '../../src/samples/index.ts';
import type { SampleEntry, SamplePlatform } from '../../src/samples/index.ts';
import { checkCuttable, readModel } from '../../src/tflite/index.ts';

export const DEVICE_COUNTS = [2, 3, 4, 5, 6, 7, 8] as const;
/** The paper's batch. */
const BATCH = 15;

/** All strategies at one number of devices. */
export interface CountResult {
  readonly deviceCount: number;
  readonly outcomes: readonly PlanOutcome[];
}

export interface SampleResult {
  readonly entry: SampleEntry;
  readonly compiledParamBytes: number;
  readonly macs: number;
  readonly counts: readonly CountResult[];
  /** The fewest devices, up to 16, with which `balanced` streams nothing avoidable; null where none suffice. */
  readonly fewestDevices: number | null;
}

const devicesFor = alikeDevices({ link: 'usb3', clock: 'max' });

/** Plans one sample with every strategy: USB 3, a port each, maximum clock. */
export async function planSample(
  entry: SampleEntry,
  platform: SamplePlatform,
): Promise<SampleResult> {
  const { bytes } = unwrap(await loadSample(entry, platform));
  const subgraph = unwrap(checkCuttable(unwrap(readModel(bytes))));
  const graph = unwrap(buildGraph(subgraph));
  const costs = operatorCosts(subgraph, graph);
  const sum = (pick: (cost: (typeof costs.operators)[number]) => number): number =>
    costs.operators.reduce((total, cost) => total + pick(cost), 0);
  const choice = unwrap(chooseDevices({ graph, costs, batch: BATCH }, devicesFor));
  return {
    entry,
    fewestDevices: choice.avoidableBytes === 0 ? choice.deviceCount : null,
    compiledParamBytes: sum((cost) => cost.compiledParamBytes),
    macs: sum((cost) => cost.macs),
    counts: DEVICE_COUNTS.map((deviceCount) => ({
      deviceCount,
      outcomes: comparePlans(
        { graph, costs, devices: devicesFor(deviceCount), batch: BATCH },
        COMPARED_STRATEGIES,
      ),
    })),
  };
}

/** The plan of a strategy at a number of devices, or null where it ends in a failure. */
export function planOf(result: CountResult, strategy: StrategyName): Plan | null {
  const outcome = result.outcomes.find((one) => one.strategy === strategy);
  return outcome !== undefined && 'plan' in outcome ? outcome.plan : null;
}

/** Bytes streamed per inference over all segments; `avoidable`: those that more on-chip memory could save. */
export function streamedBytes(plan: Plan, which: 'all' | 'avoidable' = 'all'): number {
  return plan.segments.reduce(
    (total, segment) => total + (which === 'all' ? segment.streamedBytes : segment.avoidableBytes),
    0,
  );
}
