// Subjects of questions: real samples, planned by the real planner, on devices as a test wants them.
import { unwrap } from '../../../base/index.ts';
import { segmentMemory } from '../../../edgetpu/index.ts';
import type { ClockName, DeviceSpec, LinkName } from '../../../edgetpu/index.ts';
import { allOperators } from '../../../edgetpu/testing/planned-model.ts';
import { boundaryOf, buildGraph } from '../../../graph/index.ts';
import { operatorCosts } from '../../../edgetpu/index.ts';
import { comparePlans, throughputCurve } from '../../../partition/index.ts';
import type { StrategyName } from '../../../partition/index.ts';
import { loadSampleBytes } from '../../../samples/testing/load-sample.ts';
import { readModel } from '../../../tflite/index.ts';
import { loadFixture } from '../../../tflite/testing/models.ts';
import { collectModelFacts, listOperatorRows } from '../../model-facts.ts';
import { pacePlaceOf } from '../../sentences/index.ts';
import type { AnswerSubject } from '../types.ts';

/** Quick ones; `optimal` would say nothing else here. */
const STRATEGIES: readonly StrategyName[] = ['single', 'compiler', 'profiled', 'balanced'];
const ON_THE_CURVE: readonly StrategyName[] = ['balanced', 'profiled'];
const MOST_DEVICES = 8;

/** A question about nothing: no model, no plan, no device. */
export const NOTHING: AnswerSubject = {
  ...{ model: null, plan: null, devices: [], strategies: [], curve: [], isCurveComplete: true },
  ...{ lastRun: null, accelerators: null, systemAdvice: [], selectedOperator: null },
};

export interface SubjectOptions {
  readonly deviceCount: number;
  readonly strategy?: StrategyName;
  readonly link?: LinkName;
  readonly clock?: ClockName;
  readonly isShared?: boolean;
  /** A model of the fixtures in the place of a sample. */
  readonly isFixture?: boolean;
}

/** A sample or fixture, planned, with its throughput curve. */
export async function subjectOf(name: string, options: SubjectOptions): Promise<AnswerSubject> {
  const bytes = options.isFixture === true ? loadFixture(name) : await loadSampleBytes(name);
  const model = unwrap(readModel(bytes));
  const subgraph = model.subgraphs[0];
  if (subgraph === undefined) throw new Error('no subgraph');
  const graph = unwrap(buildGraph(subgraph));
  const costs = operatorCosts(subgraph, graph);
  const { deviceCount, link = 'usb3', clock = 'max', isShared = false } = options;
  const makeDevices = (count: number): readonly DeviceSpec[] =>
    Array.from({ length: count }, (_, index) => ({ link, clock, bus: isShared ? 0 : index }));
  const devices = makeDevices(deviceCount);
  const outcomes = comparePlans({ graph, costs, devices, batch: 15 }, STRATEGIES);
  const strategies = outcomes.map((outcome) => ({
    name: outcome.strategy,
    title: outcome.strategy,
    plan: 'plan' in outcome ? outcome.plan : null,
  }));
  const all = allOperators(graph);
  const whole = segmentMemory(costs, all, boundaryOf(graph, all));
  return {
    ...NOTHING,
    model: {
      ...{ name, costs, obstacle: null },
      facts: collectModelFacts(bytes.length, graph, costs, whole),
      operators: listOperatorRows(model, graph, costs),
    },
    plan: strategies.find((row) => row.name === (options.strategy ?? 'balanced'))?.plan ?? null,
    devices,
    strategies,
    curve: throughputCurve({ graph, costs, batch: 15 }, makeDevices, {
      strategies: ON_THE_CURVE,
      most: MOST_DEVICES,
    }).map(({ strategy, deviceCount: count, result }) => ({
      ...{ strategy, deviceCount: count },
      throughputPerSecond: result.ok ? result.value.throughputPerSecond : null,
      avoidableBytes: result.ok ? sum(result.value.segments, 'avoidableBytes') : null,
      streamedBytes: result.ok ? sum(result.value.segments, 'streamedBytes') : null,
      pace: result.ok ? pacePlaceOf(result.value) : null,
    })),
  };
}

function sum<Key extends string>(list: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return list.reduce((total, entry) => total + entry[key], 0);
}
