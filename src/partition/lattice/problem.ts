// The planning problem as flat arrays, made once per search: what a segment's time is the sum, maximum or greedy choice of.
import { cachingOrder, operatorComputeMs } from '../../edgetpu/index.ts';
import type { Costs, OperatorCost } from '../../edgetpu/index.ts';
import type { Graph } from '../../graph/index.ts';
import { packRows } from './csr.ts';
import type { Csr } from './csr.ts';

/**
 * Figures of an operator, and of a prefix of operators, that simply add up. One row of `SUM_COUNT` numbers each; the
 * constants below are the columns.
 */
export const SUM_COUNT = 11;
export const SUM_COMPUTE_MS = 0;
export const SUM_OPERATORS = 1;
export const SUM_CONVOLUTIONS = 2;
/** Bytes in the compiled file, and the part of them that some chip could cache. */
export const SUM_FILE_BYTES = 3;
export const SUM_CACHEABLE_FILE_BYTES = 4;
/** What the cacheable part would occupy on chip. */
export const SUM_CACHEABLE_CHIP_BYTES = 5;
/** Operators with parameters; large convolutions among them, and the bytes of their maps. */
export const SUM_WITH_PARAMS = 6;
export const SUM_LARGE_WITH_PARAMS = 7;
export const SUM_LARGE_MAP_BYTES = 8;
/** Model outputs made, bytes. */
export const SUM_MODEL_OUTPUT_BYTES = 9;
/** Compute time of convolutions alone. */
export const SUM_CONVOLUTION_MS = 10;

export interface LatticeProblem {
  readonly graph: Graph;
  readonly operatorCount: number;
  readonly predecessors: Csr;
  readonly successors: Csr;
  /** Activation ids read / made by each operator. */
  readonly inputs: Csr;
  readonly outputs: Csr;
  readonly activationBytes: Float64Array;
  /** −1 for model inputs. */
  readonly producer: Int32Array;
  readonly consumers: Csr;
  readonly isModelOutput: Uint8Array;
  /** `SUM_COUNT` figures per operator. */
  readonly sums: Float64Array;
  readonly isConvolution: Uint8Array;
  /** Bytes of the largest activation that each operator reads or makes. */
  readonly touchedBytes: Float64Array;
  /**
   * Bit number of each operator in a prefix's bit set. The first `cacheableCount` bits are the operators whose
   * parameters can be cached, in the order in which the compiler considers them (edgetpu-compiler.md b.4).
   */
  readonly bitOf: Int32Array;
  readonly operatorAtBit: Int32Array;
  readonly cacheableCount: number;
  /** File and on-chip bytes of the operator at a bit, for the first `cacheableCount` bits. */
  readonly cacheableFileBytes: Float64Array;
  readonly cacheableChipBytes: Float64Array;
  readonly smallestChipBytes: number;
  /** The most file bytes that a byte on chip can hold: below 1 for padded layers. */
  readonly fileBytesPerChipByte: number;
  /** Replaces the budget formula where given. */
  readonly fixedBudgetBytes: number | null;
}

/** Prepares the arrays. O(operators + edges, and a sort of the operators that hold parameters). */
export function makeProblem(graph: Graph, costs: Costs): LatticeProblem {
  const { operatorCount, activations } = graph;
  const visitOrder = cachingOrder(costs.operators, [...Array(operatorCount).keys()]);
  const numbering = numberBits(operatorCount, visitOrder);
  const { bytes: cacheableFileBytes, chip: cacheableChipBytes } = cacheableBytes(costs, visitOrder);
  return {
    graph,
    operatorCount,
    predecessors: packRows(graph.predecessors),
    successors: packRows(graph.successors),
    inputs: packRows(graph.inputsOf),
    outputs: packRows(graph.outputsOf),
    activationBytes: Float64Array.from(activations, ({ bytes }) => bytes),
    producer: Int32Array.from(activations, ({ producer }) => producer),
    consumers: packRows(activations.map(({ consumers }) => consumers)),
    isModelOutput: Uint8Array.from(activations, ({ isModelOutput }) => Number(isModelOutput)),
    sums: operatorSums(graph, costs),
    isConvolution: Uint8Array.from(costs.operators, (cost) =>
      Number(cost.runsOnEdgeTpu && cost.isConvolution),
    ),
    touchedBytes: Float64Array.from({ length: operatorCount }, (_, op) => touchedBy(graph, op)),
    ...numbering,
    cacheableCount: visitOrder.length,
    cacheableFileBytes,
    cacheableChipBytes,
    smallestChipBytes: cacheableChipBytes.reduce(
      (least, bytes) => Math.min(least, bytes),
      Infinity,
    ),
    fileBytesPerChipByte: cacheableFileBytes.reduce(
      (most, bytes, bit) => Math.max(most, bytes / cacheableChipBytes[bit]!),
      0,
    ),
    fixedBudgetBytes: costs.budgetBytes ?? null,
  };
}

function numberBits(
  operatorCount: number,
  visitOrder: readonly number[],
): Pick<LatticeProblem, 'bitOf' | 'operatorAtBit'> {
  const isCacheable = new Uint8Array(operatorCount);
  for (const operator of visitOrder) isCacheable[operator] = 1;
  const others = [...Array(operatorCount).keys()].filter((operator) => isCacheable[operator] === 0);
  const operatorAtBit = Int32Array.from([...visitOrder, ...others]);
  const bitOf = new Int32Array(operatorCount);
  operatorAtBit.forEach((operator, bit) => (bitOf[operator] = bit));
  return { bitOf, operatorAtBit };
}

function cacheableBytes(
  costs: Costs,
  visitOrder: readonly number[],
): { bytes: Float64Array; chip: Float64Array } {
  return {
    bytes: Float64Array.from(visitOrder, (op) => cacheableFileBytesOf(costs.operators[op])),
    chip: Float64Array.from(visitOrder, (op) => costs.operators[op]?.onChipBytes ?? 0),
  };
}

function cacheableFileBytesOf(cost: OperatorCost | undefined): number {
  return cost === undefined ? 0 : cost.compiledParamBytes - cost.neverCachedBytes;
}

function operatorSums(graph: Graph, costs: Costs): Float64Array {
  const sums = new Float64Array(graph.operatorCount * SUM_COUNT);
  costs.operators.forEach((cost, op) => {
    const row = sums.subarray(op * SUM_COUNT, (op + 1) * SUM_COUNT);
    const isCacheable = cost.fitsTile && cost.onChipBytes > 0;
    row[SUM_FILE_BYTES] = cost.compiledParamBytes;
    row[SUM_CACHEABLE_FILE_BYTES] = isCacheable ? cacheableFileBytesOf(cost) : 0;
    row[SUM_CACHEABLE_CHIP_BYTES] = isCacheable ? cost.onChipBytes : 0;
    row[SUM_MODEL_OUTPUT_BYTES] = modelOutputBytesOf(graph, op);
    if (!cost.runsOnEdgeTpu) return;
    const hasParams = cost.compiledParamBytes > 0;
    row[SUM_COMPUTE_MS] = operatorComputeMs(cost);
    row[SUM_OPERATORS] = 1;
    row[SUM_CONVOLUTIONS] = Number(cost.isConvolution);
    row[SUM_CONVOLUTION_MS] = cost.isConvolution ? operatorComputeMs(cost) : 0;
    row[SUM_WITH_PARAMS] = Number(hasParams);
    row[SUM_LARGE_WITH_PARAMS] = Number(hasParams && cost.isLargeConv);
    row[SUM_LARGE_MAP_BYTES] = hasParams && cost.isLargeConv ? cost.mapBytes : 0;
  });
  return sums;
}

function modelOutputBytesOf(graph: Graph, op: number): number {
  return (graph.outputsOf[op] ?? []).reduce((bytes, id) => {
    const activation = graph.activations[id];
    return activation?.isModelOutput === true ? bytes + activation.bytes : bytes;
  }, 0);
}

function touchedBy(graph: Graph, op: number): number {
  const ids = [...(graph.inputsOf[op] ?? []), ...(graph.outputsOf[op] ?? [])];
  return ids.reduce((largest, id) => Math.max(largest, graph.activations[id]?.bytes ?? 0), 0);
}
