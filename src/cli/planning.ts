// From MODEL and the set-up options to what a strategy takes.

import { ok } from '../base/index.ts';
import type { OnProgress, Result } from '../base/index.ts';
import { operatorCosts } from '../edgetpu/index.ts';
import type { Costs, DeviceSpec } from '../edgetpu/index.ts';
import { buildGraph } from '../graph/index.ts';
import type { Graph } from '../graph/index.ts';
import { chooseDevices, STRATEGY_NAMES, runStrategy } from '../partition/index.ts';
import type {
  DeviceChoice,
  ManualCuts,
  Plan,
  PlanRequest,
  StrategyName,
} from '../partition/index.ts';
import { checkCuttable, readModel } from '../tflite/index.ts';
import type { Model } from '../tflite/index.ts';
import { failUsage } from './command.ts';
import type { CommandOptions, OptionSpec } from './command.ts';
import { openModelFile } from './open-model.ts';
import type { OpenedFile } from './open-model.ts';
import { readSetUp, readWhole, SET_UP_OPTIONS } from './set-up.ts';
import type { SetUp } from './set-up.ts';

/** A model that can be planned and cut. */
export interface PlannableModel {
  readonly file: OpenedFile;
  readonly model: Model;
  readonly graph: Graph;
  readonly costs: Costs;
}

/** Opens MODEL for planning. Fails where it cannot be read or cut, with the reason. */
export async function openPlannable(target: string): Promise<Result<PlannableModel>> {
  const file = await openModelFile(target);
  if (!file.ok) return file;
  const model = readModel(file.value.bytes);
  if (!model.ok) return model;
  const subgraph = checkCuttable(model.value);
  if (!subgraph.ok) return subgraph;
  const graph = buildGraph(subgraph.value);
  if (!graph.ok) return graph;
  const costs = operatorCosts(subgraph.value, graph.value);
  return ok({ file: file.value, model: model.value, graph: graph.value, costs });
}

export const STRATEGY_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  strategy: {
    kind: 'value',
    placeholder: 'S',
    description: `One of ${STRATEGY_NAMES.join(', ')}. Default optimal.`,
  },
  cuts: {
    kind: 'value',
    placeholder: 'D,D,…',
    description: 'With --strategy manual: depths after which to cut, ascending.',
  },
  effort: {
    kind: 'value',
    placeholder: 'N',
    description: 'With --strategy optimal: work budget in millions of steps.',
  },
};

/** Options of every command that makes one plan. */
export const PLAN_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  ...SET_UP_OPTIONS,
  ...STRATEGY_OPTIONS,
};

export interface PlanWishes {
  readonly strategy: StrategyName;
  readonly setUp: SetUp;
  readonly manual?: ManualCuts;
  readonly effort?: number;
}

/** Reads the options of PLAN_OPTIONS. Failure: `cli/usage`. */
export function readPlanWishes(options: CommandOptions): Result<PlanWishes> {
  const setUp = readSetUp(options);
  if (!setUp.ok) return setUp;
  const name = options.value('strategy') ?? 'optimal';
  const strategy = STRATEGY_NAMES.find((candidate) => candidate === name);
  if (strategy === undefined) {
    return failUsage(
      `The option --strategy does not know "${name}".`,
      `Choose one of ${STRATEGY_NAMES.join(', ')}.`,
    );
  }
  const manual = readCuts(options.value('cuts'), strategy);
  if (!manual.ok) return manual;
  const effort = readEffort(options.value('effort'), strategy);
  if (!effort.ok) return effort;
  return ok({ strategy, setUp: setUp.value, ...manual.value, ...effort.value });
}

function readCuts(
  text: string | undefined,
  strategy: StrategyName,
): Result<{ readonly manual?: ManualCuts }> {
  if ((text !== undefined) !== (strategy === 'manual')) {
    return failUsage(
      'The option --cuts and --strategy manual belong together.',
      'For instance --strategy manual --cuts 17,42.',
    );
  }
  if (text === undefined) return ok({});
  const cutAfterDepths: number[] = [];
  for (const word of text.split(',')) {
    const depth = readWhole('cuts', word.trim(), 1_000_000);
    if (!depth.ok) return depth;
    cutAfterDepths.push(depth.value);
  }
  return ok({ manual: { kind: 'depths', cutAfterDepths } });
}

function readEffort(
  text: string | undefined,
  strategy: StrategyName,
): Result<{ readonly effort?: number }> {
  if (text === undefined) return ok({});
  if (strategy !== 'optimal') {
    return failUsage('The option --effort is for --strategy optimal only.', 'Leave it out.');
  }
  const effort = readWhole('effort', text, 1_000_000);
  return effort.ok ? ok({ effort: effort.value }) : effort;
}

export interface MadePlan {
  readonly plan: Plan;
  readonly devices: readonly DeviceSpec[];
  /** How `--devices auto` was answered; null where the number was given. */
  readonly auto: DeviceChoice | null;
}

/** Makes the plan that is wished for. Fails as the strategy does. */
export function makePlan(
  model: PlannableModel,
  wishes: PlanWishes,
  onProgress: OnProgress,
): Result<MadePlan> {
  const made = makeRequest(model, wishes.setUp);
  if (!made.ok) return made;
  const { request, auto } = made.value;
  const { strategy, manual, effort } = wishes;
  const plan = runStrategy(
    strategy,
    { ...request, ...(manual && { manual }), ...(effort !== undefined && { effort }) },
    { onProgress },
  );
  return plan.ok ? ok({ plan: plan.value, devices: request.devices, auto }) : plan;
}

export interface MadeRequest {
  readonly request: PlanRequest;
  readonly auto: DeviceChoice | null;
}

/** The request for a set-up, with `auto` resolved. */
export function makeRequest(model: PlannableModel, setUp: SetUp): Result<MadeRequest> {
  const { graph, costs } = model;
  const { deviceCount, batch } = setUp;
  if (deviceCount !== null) {
    const devices = setUp.devicesFor(deviceCount);
    return ok({ request: { graph, costs, devices, batch }, auto: null });
  }
  const auto = chooseDevices({ graph, costs, batch }, setUp.devicesFor);
  if (!auto.ok) return auto;
  const devices = setUp.devicesFor(auto.value.deviceCount);
  return ok({ request: { graph, costs, devices, batch }, auto: auto.value });
}
