// Real models and plans for the harness, worked out on the page.
import { unwrap } from '../../../base/index.ts';
import { operatorCosts, segmentMemory } from '../../../edgetpu/index.ts';
import { boundaryOf, buildGraph } from '../../../graph/index.ts';
import {
  comparePlans,
  runStrategy,
  STRATEGIES,
  type PlanRequest,
  type StrategyName,
} from '../../../partition/index.ts';
import { collectModelFacts, listOperatorRows, profileDepths } from '../../../report/index.ts';
import { loadSample, loadSampleIndex } from '../../../samples/index.ts';
import { createWebSamplePlatform } from '../../../samples/web.ts';
import { readModel } from '../../../tflite/index.ts';
import type { CurvePoint, ModelSummary, SetUp, StrategyRow } from '../../contract.ts';

export async function loadSummary(name: string): Promise<ModelSummary> {
  const platform = createWebSamplePlatform(new URL('/samples/', location.href).href);
  const index = unwrap(await loadSampleIndex(platform));
  const entry = index.samples.find((sample) => sample.name === name);
  if (entry === undefined) throw new Error(`no sample ${name}`);
  const sample = unwrap(await loadSample(entry, platform));
  const model = unwrap(readModel(sample.bytes));
  const subgraph = model.subgraphs[0]!;
  const graph = unwrap(buildGraph(subgraph));
  const costs = operatorCosts(subgraph, graph);
  const whole = segmentMemory(costs, graph.order, boundaryOf(graph, [...graph.order]));
  return {
    name: entry.title,
    sampleName: name,
    fileName: `${name}.tflite`,
    sha256: entry.sha256,
    hasGeneratedWeights: true,
    facts: collectModelFacts(sample.bytes.length, graph, costs, whole),
    profile: profileDepths(graph, costs),
    operators: listOperatorRows(model, graph, costs),
    graph,
    graphName: subgraph.name,
    costs,
    compiled: null,
    obstacle: null,
  };
}

export function requestFor(summary: ModelSummary, setUp: SetUp): PlanRequest {
  return { graph: summary.graph, costs: summary.costs, devices: setUp.devices, batch: setUp.batch };
}

const ORDER: readonly StrategyName[] = [
  'optimal',
  'hybrid',
  'profiled',
  'balanced',
  'profiled-vendor',
  'compiler',
  'single',
];

export function planRows(summary: ModelSummary, setUp: SetUp): readonly StrategyRow[] {
  const outcomes = comparePlans(requestFor(summary, setUp), ORDER, {});
  return outcomes.map((outcome): StrategyRow => {
    const name = outcome.strategy;
    const known = STRATEGIES.find((strategy) => strategy.name === name);
    const texts = { name, title: known?.title ?? name, explanation: known?.explanation ?? '' };
    return 'plan' in outcome
      ? { ...texts, state: { kind: 'done', value: outcome.plan } }
      : { ...texts, state: { kind: 'failed', failure: outcome.failure } };
  });
}

export function planManual(
  summary: ModelSummary,
  setUp: SetUp,
  cutAfterDepths: readonly number[],
): ReturnType<typeof runStrategy> {
  const devices = setUp.devices.slice(0, cutAfterDepths.length + 1);
  const request = { ...requestFor(summary, setUp), devices };
  return runStrategy('manual', { ...request, manual: { kind: 'depths', cutAfterDepths } });
}

export function curvePoints(summary: ModelSummary, setUp: SetUp): readonly CurvePoint[] {
  const points: CurvePoint[] = [];
  for (let count = 1; count <= 16; count++) {
    const devices = Array.from({ length: count }, (_, bus) => ({ ...setUp.devices[0]!, bus }));
    for (const row of planRows(summary, { ...setUp, devices })) {
      if (row.name === 'single' || row.name === 'profiled-vendor') continue;
      const plan = row.state.kind === 'done' ? row.state.value : null;
      const sum = (field: 'avoidableBytes' | 'streamedBytes'): number | null =>
        plan?.segments.reduce((total, segment) => total + segment[field], 0) ?? null;
      points.push({
        strategy: row.name,
        deviceCount: count,
        throughputPerSecond: plan?.throughputPerSecond ?? null,
        bottleneckMs: plan?.bottleneckMs ?? null,
        avoidableBytes: sum('avoidableBytes'),
        streamedBytes: sum('streamedBytes'),
        gap: plan?.gap ?? null,
      });
    }
  }
  return points;
}
