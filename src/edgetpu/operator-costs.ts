import type { Graph } from '../graph/index.ts';
import type { Operator, Subgraph } from '../tflite/index.ts';
import { paramBudgetBytes } from './budget.ts';
import { CHANNELS_PER_GROUP, CHANNELS_PER_QUAD, LARGE_CONV_POSITIONS } from './constants.ts';
import { layerShapeOf, positionsOf, tensorAt } from './layer-shape.ts';
import type { LayerShape } from './layer-shape.ts';
import { mapOperators } from './mapping.ts';
import {
  headerBytesOf,
  layerLayout,
  otherLayout,
  roundUp,
  storedConstantBytes,
} from './parameter-layout.ts';
import type { ParameterLayout } from './parameter-layout.ts';
import type { Costs, MappingRefusal, OperatorCost } from './types.ts';

export interface CostOptions {
  /** Takes int8 weights as quantised per tensor, as those of the published logs were: headers of 4 bytes, not 12. */
  readonly isPerTensor?: boolean;
  /** A fixed on-chip budget in place of the formula, bytes. */
  readonly budgetBytes?: number;
}

/** What planning needs to know of every operator, in the file's order. `graph` must be that of the same subgraph. */
export function operatorCosts(subgraph: Subgraph, graph: Graph, options: CostOptions = {}): Costs {
  const refusals = mapOperators(subgraph, graph);
  const operators = subgraph.operators.map((op, operator) =>
    operatorCost({ subgraph, graph, op, operator, refusal: refusals[operator] ?? null }, options),
  );
  const costs = { operators, hasCpuPart: operators.some((cost) => !cost.runsOnEdgeTpu) };
  return options.budgetBytes === undefined ? costs : { ...costs, budgetBytes: options.budgetBytes };
}

interface OperatorContext {
  readonly subgraph: Subgraph;
  readonly graph: Graph;
  readonly op: Operator;
  readonly operator: number;
  readonly refusal: MappingRefusal | null;
}

function operatorCost(context: OperatorContext, options: CostOptions): OperatorCost {
  const { subgraph, op, refusal } = context;
  const runsOnEdgeTpu = refusal === null;
  const layer = layerShapeOf(subgraph, op);
  const maps = mapSizes(context);
  const layout = runsOnEdgeTpu ? layoutOf(context, layer, options) : null;
  const paramBytes = storedConstantBytes(subgraph, op);
  const outputPositions = layer?.layerClass === 'dense' ? 1 : outputPositionsOf(subgraph, op);
  const alone = options.budgetBytes ?? paramBudgetBytes(maps.largestBytes);
  return {
    kind: op.kind,
    paramBytes,
    splitterBytes: op.kind === 'CUSTOM' ? 0 : paramBytes,
    compiledParamBytes: layout?.compiledParamBytes ?? 0,
    onChipBytes: layout?.onChipBytes ?? 0,
    neverCachedBytes: layout?.neverCachedBytes ?? 0,
    fitsTile: layout === null || (layout.groupFitsTile && layout.onChipBytes <= alone),
    isDepthwise: layer?.layerClass === 'depthwise',
    outputPositions,
    macs: layer === null ? 0 : macsOf(layer),
    ...paddedMacsOf(runsOnEdgeTpu ? layer : null),
    outputBytes: maps.outputBytes,
    isConvolution: layer !== null && layer.layerClass !== 'dense',
    isLargeConv: op.kind === 'CONV_2D' && outputPositions >= LARGE_CONV_POSITIONS,
    mapBytes: maps.inputBytes + maps.outputBytes,
    runsOnEdgeTpu,
    refusal,
  };
}

function layoutOf(
  { subgraph, op }: OperatorContext,
  layer: LayerShape | null,
  options: CostOptions,
): ParameterLayout {
  if (layer === null) return otherLayout(subgraph, op);
  const isPerTensor = options.isPerTensor === true;
  return layerLayout(layer, headerBytesOf(layer.weights, layer.hasBias, isPerTensor));
}

function outputPositionsOf(subgraph: Subgraph, op: Operator): number {
  return positionsOf(tensorAt(subgraph, op.outputs[0])?.shape ?? []);
}

function mapSizes({ graph, operator }: OperatorContext): {
  inputBytes: number;
  outputBytes: number;
  largestBytes: number;
} {
  let largestBytes = 0;
  const sumOf = (ids: readonly number[] | undefined): number => {
    let total = 0;
    for (const id of ids ?? []) {
      const bytes = graph.activations[id]?.bytes ?? 0;
      total += bytes;
      largestBytes = Math.max(largestBytes, bytes);
    }
    return total;
  };
  const inputBytes = sumOf(graph.inputsOf[operator]);
  const outputBytes = sumOf(graph.outputsOf[operator]);
  return { inputBytes, outputBytes, largestBytes };
}

function macsOf(layer: LayerShape): number {
  return layer.macPositions * layer.kernelPositions * layer.outputChannels * layer.inputChannels;
}

/**
 * Padded multiply-accumulates as edgetpu-performance.md section 3 has them: outputs to 64 channels, inputs to 4. All
 * kernel positions count, also those that never meet the input.
 */
function paddedMacsOf(
  layer: LayerShape | null,
): Pick<OperatorCost, 'paddedConvMacs' | 'paddedDepthwiseMacs' | 'paddedDenseMacs'> {
  const none = { paddedConvMacs: 0, paddedDepthwiseMacs: 0, paddedDenseMacs: 0 };
  if (layer === null) return none;
  const perInput =
    layer.macPositions * layer.kernelPositions * roundUp(layer.outputChannels, CHANNELS_PER_GROUP);
  const macs = perInput * roundUp(layer.inputChannels, CHANNELS_PER_QUAD);
  switch (layer.layerClass) {
    case 'conv':
      return { ...none, paddedConvMacs: macs };
    case 'depthwise':
      return { ...none, paddedDepthwiseMacs: perInput };
    case 'dense':
      return { ...none, paddedDenseMacs: macs };
  }
}
