// What "reef inspect" finds. Models that cannot be cut are shown as well, with a notice that says why and what to do.

import { ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import { operatorCosts } from '../edgetpu/index.ts';
import type { Costs } from '../edgetpu/index.ts';
import { instructionBytes, parameterBytes, readPackage } from '../edgetpu/package/index.ts';
import { buildGraph } from '../graph/index.ts';
import type { Graph } from '../graph/index.ts';
import { checkCuttable, readModel } from '../tflite/index.ts';
import type { Model, Subgraph, Tensor } from '../tflite/index.ts';
import type { OpenedFile } from './open-model.ts';

export interface Inspection {
  readonly file: OpenedFile;
  readonly model: Model;
  readonly subgraph: Subgraph;
  readonly graph: Graph;
  readonly costs: Costs;
  /** Why this model cannot be planned and cut, and what to do; null where it can. */
  readonly notice: Failure | null;
}

/** Reads a model and works out what planning knows of it. Fails on anything that is no sound model. */
export function inspectModel(file: OpenedFile): Result<Inspection> {
  const model = readModel(file.bytes);
  if (!model.ok) return model;
  const cuttable = checkCuttable(model.value);
  const [subgraph] = model.value.subgraphs;
  if (subgraph === undefined) throw new Error('Broken invariant: a model has a subgraph');
  const graph = buildGraph(subgraph);
  if (!graph.ok) return graph;
  const costs = operatorCosts(subgraph, graph.value);
  return ok({
    file,
    model: model.value,
    subgraph,
    graph: graph.value,
    costs,
    notice: cuttable.ok ? null : cuttable.failure,
  });
}

/** The JSON of "reef inspect", described in docs/cli.md. */
export function inspectionJson({
  file,
  model,
  subgraph,
  graph,
  costs,
  notice,
}: Inspection): unknown {
  return {
    name: file.name,
    sha256: file.sha256,
    bytes: file.bytes.length,
    notice: notice && { code: notice.code, message: notice.message, hint: notice.hint ?? null },
    generatedWeights: file.hasGeneratedWeights,
    description: model.description,
    subgraphCount: model.subgraphs.length,
    inputs: tensorsJson(subgraph, subgraph.inputs),
    outputs: tensorsJson(subgraph, subgraph.outputs),
    operatorCount: graph.operatorCount,
    depthCount: graph.depthCount,
    ...totalsOf(costs),
    compiled: compiledJson(file),
    operators: subgraph.operators.map((operator) =>
      operatorJson(operator.index, { subgraph, graph, costs }),
    ),
  };
}

/** What the Edge TPU compiler put into the file; null in a model that it has not seen. */
export interface CompiledJson {
  readonly compilerVersion: string;
  readonly cachedBytes: number;
  readonly streamedBytes: number;
  readonly instructionBytes: number;
}

/** Reads the compiled part of a file; null where there is none or it cannot be read. */
export function compiledJson(file: OpenedFile): CompiledJson | null {
  const compiled = readPackage(file.bytes);
  if (!compiled.ok) return null;
  const pack = compiled.value.package;
  const { compilerVersion, executables } = pack;
  return {
    compilerVersion,
    ...parameterBytes(pack),
    instructionBytes: executables.reduce((sum, one) => sum + instructionBytes(one), 0),
  };
}

/** Sums over all operators. */
export function totalsOf({ operators }: Costs): Totals {
  const sum = (pick: (cost: Costs['operators'][number]) => number): number =>
    operators.reduce((total, cost) => total + pick(cost), 0);
  return {
    paramBytes: sum((cost) => cost.paramBytes),
    compiledParamBytes: sum((cost) => cost.compiledParamBytes),
    onChipBytes: sum((cost) => cost.onChipBytes),
    neverCachedBytes: sum((cost) => cost.neverCachedBytes),
    macs: sum((cost) => cost.macs),
    mappedOperatorCount: operators.filter((cost) => cost.runsOnEdgeTpu).length,
  };
}

export interface Totals {
  readonly paramBytes: number;
  readonly compiledParamBytes: number;
  readonly onChipBytes: number;
  readonly neverCachedBytes: number;
  readonly macs: number;
  readonly mappedOperatorCount: number;
}

function operatorJson(
  opIndex: number,
  { subgraph, graph, costs }: Pick<Inspection, 'subgraph' | 'graph' | 'costs'>,
): unknown {
  const operator = subgraph.operators[opIndex];
  const cost = costs.operators[opIndex];
  if (operator === undefined || cost === undefined) return null;
  const output = subgraph.tensors[operator.outputs[0] ?? -1];
  return {
    index: opIndex,
    kind: operator.kind,
    customName: operator.customName,
    version: operator.version,
    name: output?.name ?? '',
    depth: graph.depth[opIndex],
    order: graph.positionOf[opIndex],
    outputShape: output?.shape ?? [],
    outputType: output?.type ?? 'UNKNOWN',
    paramBytes: cost.paramBytes,
    compiledParamBytes: cost.compiledParamBytes,
    onChipBytes: cost.onChipBytes,
    neverCachedBytes: cost.neverCachedBytes,
    macs: cost.macs,
    outputBytes: cost.outputBytes,
    runsOnEdgeTpu: cost.runsOnEdgeTpu,
    refusal: cost.refusal,
  };
}

function tensorsJson(subgraph: Subgraph, tensorIndices: readonly number[]): readonly unknown[] {
  return tensorIndices
    .map((index) => subgraph.tensors[index])
    .filter((tensor): tensor is Tensor => tensor !== undefined)
    .map(({ name, type, shape, byteLength }) => ({ name, type, shape, bytes: byteLength }));
}
