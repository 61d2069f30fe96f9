// The work that is measured: what the planner does with ResNet-152 on 8 devices, step by step.
import { unwrap } from '../src/base/index.ts';
import { operatorCosts } from '../src/edgetpu/index.ts';
import type { Costs } from '../src/edgetpu/index.ts';
import { buildGraph } from '../src/graph/index.ts';
import type { Graph } from '../src/graph/index.ts';
import {
  alikeDevices,
  comparePlans,
  COMPARED_STRATEGIES,
  runStrategy,
} from '../src/partition/index.ts';
import type { Plan } from '../src/partition/index.ts';
import { cutPlan } from '../src/segment/index.ts';
import type { SegmentFile } from '../src/segment/index.ts';
import { checkCuttable, readModel } from '../src/tflite/index.ts';
import type { Model } from '../src/tflite/index.ts';

export const SAMPLE = 'resnet152';
export const DEVICE_COUNT = 8;

export interface ReadModel {
  readonly model: Model;
  readonly graph: Graph;
  readonly costs: Costs;
}

/** Read + graph + costs. */
export function readAll(bytes: Uint8Array): ReadModel {
  const model = unwrap(readModel(bytes));
  const subgraph = unwrap(checkCuttable(model));
  const graph = unwrap(buildGraph(subgraph));
  return { model, graph, costs: operatorCosts(subgraph, graph) };
}

/** All strategies but `optimal`; returns how many have a plan. */
export function planQuick({ graph, costs }: ReadModel): number {
  const names = COMPARED_STRATEGIES.filter((name) => name !== 'optimal');
  const outcomes = comparePlans(requestFor(graph, costs), names);
  return outcomes.filter((outcome) => 'plan' in outcome).length;
}

export function planBalanced({ graph, costs }: ReadModel): Plan {
  return unwrap(runStrategy('balanced', requestFor(graph, costs)));
}

/** All segment files at once, as the bundle needs them. */
export function cutAll({ model }: ReadModel, plan: Plan): readonly SegmentFile[] {
  return unwrap(cutPlan(model, { modelName: SAMPLE, segments: plan.segments }));
}

function requestFor(graph: Graph, costs: Costs) {
  const devices = alikeDevices({ link: 'usb3', clock: 'max' })(DEVICE_COUNT);
  return { graph, costs, devices, batch: 15 };
}
