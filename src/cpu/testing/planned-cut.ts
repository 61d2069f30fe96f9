// For tests: a model's bytes to the cuts of a strategy's plan, as page and command line make them.
import { ok, unwrap } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { operatorCosts } from '../../edgetpu/index.ts';
import { buildGraph } from '../../graph/index.ts';
import { alikeDevices, comparePlans } from '../../partition/index.ts';
import type { Plan, StrategyName } from '../../partition/index.ts';
import { planCut } from '../../segment/index.ts';
import type { SegmentCut } from '../../segment/index.ts';
import { checkCuttable, readModel } from '../../tflite/index.ts';
import type { Model } from '../../tflite/index.ts';

export interface PlannedCut {
  readonly strategy: StrategyName;
  readonly plan: Plan;
  readonly cuts: readonly SegmentCut[];
}

export interface PlannedModel {
  readonly model: Model;
  /** Cuts for a number of USB 3 devices; strategies with no plan end in their failure. */
  readonly cutsFor: (
    deviceCount: number,
    strategies: readonly StrategyName[],
  ) => readonly Result<PlannedCut>[];
}

/** Reads a model that can be cut. */
export function planTestModel(bytes: Uint8Array): PlannedModel {
  const model = unwrap(readModel(bytes));
  const subgraph = unwrap(checkCuttable(model));
  const graph = unwrap(buildGraph(subgraph));
  const costs = operatorCosts(subgraph, graph);
  const makeDevices = alikeDevices({ link: 'usb3', clock: 'max' });
  return {
    model,
    cutsFor: (deviceCount, strategies) =>
      comparePlans({ graph, costs, devices: makeDevices(deviceCount), batch: 15 }, strategies).map(
        (outcome) => {
          if ('failure' in outcome) return { ok: false, failure: outcome.failure };
          const { strategy, plan } = outcome;
          const cuts = unwrap(planCut(subgraph, { modelName: 'model', segments: plan.segments }));
          return ok({ strategy, plan, cuts });
        },
      ),
  };
}
