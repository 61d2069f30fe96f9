// A model in layers as flat arrays: what running sums over layers read, made once per model and layering.
import { cachingOrder, operatorComputeMs } from '../edgetpu/index.ts';
import type { Costs } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import { packRows } from './lattice/csr.ts';
import type { Csr } from './lattice/csr.ts';

export interface LayerFacts {
  readonly layerCount: number;
  readonly operatorsAt: Csr;
  readonly layerOf: Int32Array;
  /** Activations that each operator reads and makes. */
  readonly inputsOf: Csr;
  /** By entry of `inputsOf.values`: layer of the reader before, of the same activation; −1 for the first reader. */
  readonly readerBefore: Int32Array;
  readonly outputsOf: Csr;
  readonly activationBytes: Float64Array;
  readonly isModelOutput: Uint8Array;
  /** By activation: layer of its maker (−1: input of the model) and of its last reader (−1: none). */
  readonly madeAt: Int32Array;
  readonly lastReadAt: Int32Array;
  /** By layer: activations that no later one reads, inputs and outputs of the model left out. */
  readonly doneAfter: Csr;
  /** By operator. */
  readonly computeMs: Float64Array;
  readonly compiledParamBytes: Float64Array;
  readonly unavoidableBytes: Float64Array;
  readonly flags: Uint8Array;
  readonly mapBytes: Float64Array;
  /** Place in the caching order of the whole model; −1 where a chip keeps nothing of an operator. */
  readonly rankOf: Int32Array;
  /** By that place: bytes in the file and on chip. */
  readonly fileBytesAtRank: Float64Array;
  readonly onChipBytesAtRank: Float64Array;
  readonly fixedBudgetBytes: number | null;
}

/** Bits of `flags`. */
export const RUNS_ON_EDGE_TPU = 1;
export const IS_CONVOLUTION = 2;
export const HAS_PARAMETERS = 4;
export const IS_LARGE_CONV = 8;

/** The arrays of a model whose layers are sets of operators that only later layers read from. */
export function layerFactsOf(
  graph: Graph,
  costs: Costs,
  layers: readonly (readonly number[])[],
): LayerFacts {
  const layerOf = new Int32Array(graph.operatorCount);
  const operatorsAt = packRows(layers);
  const inputsOf = packRows(graph.inputsOf);
  layers.forEach((operators, layer) => operators.forEach((op) => (layerOf[op] = layer)));
  const ranked = cachingOrder(costs.operators, layers.flat());
  const rankOf = new Int32Array(graph.operatorCount).fill(-1);
  ranked.forEach((operator, rank) => (rankOf[operator] = rank));
  const atRank = ranked.flatMap((operator) => costs.operators[operator] ?? []);
  return {
    layerCount: layers.length,
    operatorsAt,
    layerOf,
    inputsOf,
    readerBefore: readersBefore(operatorsAt, inputsOf, graph.activations.length),
    outputsOf: packRows(graph.outputsOf),
    ...activationArrays(graph, layerOf, layers.length),
    ...operatorArrays(costs),
    rankOf,
    fileBytesAtRank: Float64Array.from(
      atRank,
      (cost) => cost.compiledParamBytes - cost.neverCachedBytes,
    ),
    onChipBytesAtRank: Float64Array.from(atRank, (cost) => cost.onChipBytes),
    fixedBudgetBytes: costs.budgetBytes ?? null,
  };
}

function readersBefore(operatorsAt: Csr, inputsOf: Csr, activationCount: number): Int32Array {
  const readerBefore = new Int32Array(inputsOf.values.length);
  const lastReader = new Int32Array(activationCount).fill(-1);
  for (let layer = 0; layer + 1 < operatorsAt.start.length; layer++) {
    for (let index = operatorsAt.start[layer]!; index < operatorsAt.start[layer + 1]!; index++) {
      const operator = operatorsAt.values[index]!;
      for (let at = inputsOf.start[operator]!; at < inputsOf.start[operator + 1]!; at++) {
        const id = inputsOf.values[at]!;
        readerBefore[at] = lastReader[id]!;
        lastReader[id] = layer;
      }
    }
  }
  return readerBefore;
}

type ActivationArrays = Pick<
  LayerFacts,
  'activationBytes' | 'isModelOutput' | 'madeAt' | 'lastReadAt' | 'doneAfter'
>;

function activationArrays(graph: Graph, layerOf: Int32Array, layerCount: number): ActivationArrays {
  const { activations } = graph;
  const madeAt = Int32Array.from(activations, ({ producer }) => layerOf[producer] ?? -1);
  const lastReadAt = Int32Array.from(activations, ({ consumers }) =>
    consumers.reduce((last, reader) => Math.max(last, layerOf[reader] ?? 0), -1),
  );
  const doneAfter = Array.from({ length: layerCount }, (): number[] => []);
  activations.forEach(({ id, producer, isModelOutput }) => {
    if (producer >= 0 && !isModelOutput) doneAfter[lastReadAt[id] ?? -1]?.push(id);
  });
  return {
    activationBytes: Float64Array.from(activations, ({ bytes }) => bytes),
    isModelOutput: Uint8Array.from(activations, (activation) => Number(activation.isModelOutput)),
    madeAt,
    lastReadAt,
    doneAfter: packRows(doneAfter),
  };
}

type OperatorArrays = Pick<
  LayerFacts,
  'computeMs' | 'compiledParamBytes' | 'unavoidableBytes' | 'flags' | 'mapBytes'
>;

function operatorArrays({ operators }: Costs): OperatorArrays {
  return {
    computeMs: Float64Array.from(operators, operatorComputeMs),
    compiledParamBytes: Float64Array.from(operators, (cost) => cost.compiledParamBytes),
    unavoidableBytes: Float64Array.from(operators, (cost) =>
      cost.fitsTile ? cost.neverCachedBytes : cost.compiledParamBytes,
    ),
    flags: Uint8Array.from(
      operators,
      (cost) =>
        (cost.runsOnEdgeTpu ? RUNS_ON_EDGE_TPU : 0) |
        (cost.isConvolution ? IS_CONVOLUTION : 0) |
        (cost.compiledParamBytes > 0 ? HAS_PARAMETERS : 0) |
        (cost.isLargeConv ? IS_LARGE_CONV : 0),
    ),
    mapBytes: Float64Array.from(operators, (cost) => cost.mapBytes),
  };
}
