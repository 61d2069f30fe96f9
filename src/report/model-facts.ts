import type { Costs, MappingRefusal, SegmentMemory } from '../edgetpu/index.ts';
import { crossingBytesAtDepths } from '../graph/index.ts';
import type { Graph } from '../graph/index.ts';
import { COMPILED_OPERATOR } from '../tflite/index.ts';
import type { Model } from '../tflite/index.ts';

/** What a person wants to know of a model before cutting it. Bytes and multiply-accumulates are integers. */
export interface ModelFacts {
  /** Size of the file. */
  readonly bytes: number;
  readonly operatorCount: number;
  readonly depthCount: number;
  /** Constants as stored in the file. */
  readonly paramBytes: number;
  /** Parameters in the compiled file; part of them is never cached. */
  readonly compiledParamBytes: number;
  readonly onChipBytes: number;
  readonly neverCachedBytes: number;
  readonly macs: number;
  /** Operators that the Edge TPU runs. */
  readonly mappedOperatorCount: number;
  /** On-chip budget for parameters of the whole model on one device, estimated. */
  readonly budgetBytes: number;
  /** Streamed at every inference on one device, estimated; `unavoidableBytes` of it whatever the cut. */
  readonly streamedOnOneDeviceBytes: number;
  readonly unavoidableBytes: number;
}

/** One operator as the table shows it. `order` is its position in the compiler's execution order. */
export interface OperatorRow {
  readonly index: number;
  readonly kind: string;
  readonly name: string;
  readonly depth: number;
  readonly order: number;
  readonly outputShape: readonly number[];
  readonly outputType: string;
  readonly paramBytes: number;
  readonly compiledParamBytes: number;
  readonly macs: number;
  readonly outputBytes: number;
  readonly runsOnEdgeTpu: boolean;
  readonly refusal: MappingRefusal | null;
}

/** Sums per depth; `crossingBytes[d]` are the bytes that a depth cut after d moves (0 after the last depth). */
export interface DepthProfile {
  readonly depthCount: number;
  readonly compiledParamBytes: readonly number[];
  readonly macs: readonly number[];
  /** Bytes of the activations made at this depth. */
  readonly activationBytes: readonly number[];
  readonly crossingBytes: readonly number[];
}

/** Table rows of a model with one subgraph. */
export function listOperatorRows(model: Model, graph: Graph, costs: Costs): readonly OperatorRow[] {
  const subgraph = model.subgraphs[0];
  if (subgraph === undefined) return [];
  return subgraph.operators.map((operator) => {
    const cost = costs.operators[operator.index];
    const output = subgraph.tensors[operator.outputs[0] ?? -1];
    // The mapping rules are for uncompiled models; what the compiler has put into one operator does run on the chip.
    const isCompiled = operator.customName === COMPILED_OPERATOR;
    return {
      index: operator.index,
      kind: operator.customName ?? operator.kind,
      name: output?.name ?? '',
      depth: graph.depth[operator.index] ?? 0,
      order: graph.positionOf[operator.index] ?? 0,
      outputShape: output?.shape ?? [],
      outputType: output?.type ?? 'UNKNOWN',
      paramBytes: cost?.paramBytes ?? 0,
      compiledParamBytes: cost?.compiledParamBytes ?? 0,
      macs: cost?.macs ?? 0,
      outputBytes: cost?.outputBytes ?? 0,
      runsOnEdgeTpu: isCompiled || (cost?.runsOnEdgeTpu ?? false),
      refusal: isCompiled ? null : (cost?.refusal ?? null),
    };
  });
}

/** Facts of a whole model. `whole` is the memory of one device that runs all of it. */
export function collectModelFacts(
  fileBytes: number,
  graph: Graph,
  costs: Costs,
  whole: SegmentMemory,
): ModelFacts {
  const sum = (pick: (cost: Costs['operators'][number]) => number): number =>
    costs.operators.reduce((total, cost) => total + pick(cost), 0);
  return {
    bytes: fileBytes,
    operatorCount: graph.operatorCount,
    depthCount: graph.depthCount,
    paramBytes: sum((cost) => cost.paramBytes),
    compiledParamBytes: sum((cost) => cost.compiledParamBytes),
    onChipBytes: sum((cost) => cost.onChipBytes),
    neverCachedBytes: sum((cost) => cost.neverCachedBytes),
    macs: sum((cost) => cost.macs),
    mappedOperatorCount: costs.operators.filter((cost) => cost.runsOnEdgeTpu).length,
    budgetBytes: whole.budgetBytes,
    streamedOnOneDeviceBytes: whole.streamedBytes,
    unavoidableBytes: whole.unavoidableBytes,
  };
}

/** The depth profile of a graph: what lies at each depth and what a cut after it would move. O(operators + edges). */
export function profileDepths(graph: Graph, costs: Costs): DepthProfile {
  const zeros = (): number[] => new Array<number>(graph.depthCount).fill(0);
  const compiledParamBytes = zeros();
  const macs = zeros();
  const activationBytes = zeros();
  costs.operators.forEach((cost, opIndex) => {
    const depth = graph.depth[opIndex] ?? 0;
    compiledParamBytes[depth] = (compiledParamBytes[depth] ?? 0) + cost.compiledParamBytes;
    macs[depth] = (macs[depth] ?? 0) + cost.macs;
    activationBytes[depth] = (activationBytes[depth] ?? 0) + cost.outputBytes;
  });
  const crossingBytes = zeros();
  for (const { afterDepth, bytes } of crossingBytesAtDepths(graph))
    crossingBytes[afterDepth] = bytes;
  return { depthCount: graph.depthCount, compiledParamBytes, macs, activationBytes, crossingBytes };
}
