// Random operator costs for property tests, drawn so that caching and streaming matter: layers of a few KiB to more than
// the chip, depthwise, dense, large-map convolutions, elementwise constants, layers that no chip holds, CPU operators.

import * as fc from 'fast-check';
import type { Graph } from '../../graph/index.ts';
import { paramBudgetBytes } from '../budget.ts';
import { LARGE_CONV_POSITIONS } from '../constants.ts';
import type { Costs, MappingRefusal, OperatorCost } from '../types.ts';

const MIB = 1024 * 1024;

export interface RandomCostOptions {
  /** Whether operators that run on the CPU may occur; false where absent. */
  readonly withCpuOperators?: boolean;
}

/** Costs that go with a graph: its activations give the bytes written and read. */
export function arbitraryCosts(graph: Graph, options: RandomCostOptions = {}): fc.Arbitrary<Costs> {
  return fc
    .array(arbitraryDraw(options), {
      minLength: graph.operatorCount,
      maxLength: graph.operatorCount,
    })
    .map((draws) => {
      const operators = draws.map((draw, operator) => costOf(draw, graph, operator));
      return { operators, hasCpuPart: operators.some((cost) => !cost.runsOnEdgeTpu) };
    });
}

type OperatorClass =
  'conv' | 'largeConv' | 'depthwise' | 'dense' | 'huge' | 'elementwise' | 'plain' | 'cpu';

interface Draw {
  readonly operatorClass: OperatorClass;
  readonly fileBytes: number;
  readonly paddingBytes: number;
  readonly positions: number;
  readonly megaMacs: number;
}

function arbitraryDraw(options: RandomCostOptions): fc.Arbitrary<Draw> {
  const classes: OperatorClass[] = [
    'conv',
    'conv',
    'largeConv',
    'depthwise',
    'dense',
    'huge',
    'elementwise',
    'plain',
  ];
  if (options.withCpuOperators === true) classes.push('cpu');
  return fc.record({
    operatorClass: fc.constantFrom(...classes),
    // From small change to a little more than the whole budget; few values repeat, some do on purpose.
    fileBytes: fc.oneof(
      fc.integer({ min: 64, max: 64 * 1024 }),
      fc.integer({ min: MIB / 4, max: 3 * MIB }),
      fc.integer({ min: 3 * MIB, max: 8 * MIB }),
      fc.constantFrom(MIB, 2 * MIB + MIB / 2),
    ),
    paddingBytes: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 64 * 1024 })),
    positions: fc.constantFrom(1, 49, 49, 196, 784),
    megaMacs: fc.integer({ min: 0, max: 800 }),
  });
}

const KINDS: Readonly<Record<OperatorClass, string>> = {
  conv: 'CONV_2D',
  largeConv: 'CONV_2D',
  depthwise: 'DEPTHWISE_CONV_2D',
  dense: 'FULLY_CONNECTED',
  huge: 'FULLY_CONNECTED',
  elementwise: 'MUL',
  plain: 'ADD',
  cpu: 'CUSTOM',
};

const REFUSAL: MappingRefusal = {
  kind: 'unsupported',
  reason: 'A custom operator.',
  remedy: 'Keep it at the end.',
  isGuess: false,
};

function costOf(draw: Draw, graph: Graph, operator: number): OperatorCost {
  const { operatorClass } = draw;
  const sizes = (ids: readonly number[] | undefined): number[] =>
    (ids ?? []).map((id) => graph.activations[id]?.bytes ?? 0);
  const inputs = sizes(graph.inputsOf[operator]);
  const outputs = sizes(graph.outputsOf[operator]);
  const outputBytes = sum(outputs);
  const isLayer =
    operatorClass !== 'elementwise' && operatorClass !== 'plain' && operatorClass !== 'cpu';
  const isElementwise = operatorClass === 'elementwise';
  const compiledParamBytes = isLayer
    ? draw.fileBytes
    : isElementwise
      ? Math.ceil(draw.fileBytes / 16)
      : 0;
  const onChipBytes = isLayer ? draw.fileBytes + draw.paddingBytes : 0;
  const alone = paramBudgetBytes(Math.max(0, ...inputs, ...outputs));
  const isDense = operatorClass === 'dense' || operatorClass === 'huge';
  const isConv = operatorClass === 'conv' || operatorClass === 'largeConv';
  const macs = isLayer ? draw.megaMacs * 1e6 : 0;
  return {
    kind: KINDS[operatorClass],
    paramBytes: Math.ceil(compiledParamBytes * 0.9),
    splitterBytes: operatorClass === 'cpu' ? 0 : Math.ceil(compiledParamBytes * 0.9),
    compiledParamBytes,
    onChipBytes,
    neverCachedBytes: isElementwise ? compiledParamBytes : 0,
    fitsTile: operatorClass !== 'huge' && onChipBytes <= alone,
    isDepthwise: operatorClass === 'depthwise',
    outputPositions: isDense
      ? 1
      : operatorClass === 'largeConv'
        ? 4 * LARGE_CONV_POSITIONS
        : draw.positions,
    macs,
    paddedConvMacs: isConv ? macs : 0,
    paddedDepthwiseMacs: operatorClass === 'depthwise' ? macs / 100 : 0,
    paddedDenseMacs: isDense ? macs / 100 : 0,
    outputBytes,
    isConvolution: isConv || operatorClass === 'depthwise',
    isLargeConv: operatorClass === 'largeConv',
    mapBytes: sum(inputs) + outputBytes,
    runsOnEdgeTpu: operatorClass !== 'cpu',
    refusal: operatorClass === 'cpu' ? REFUSAL : null,
  };
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, bytes) => total + bytes, 0);
}
