import { describe, expect, test } from 'vitest';
import type { Costs, OperatorCost } from '../../edgetpu/index.ts';
import type { OperatorRow } from '../model-facts.ts';
import { colourGraph, GRAPH_COLOURINGS, stepOf } from './graph-colours.ts';

const MIB = 1024 * 1024;

function row(index: number, patch: Partial<OperatorRow> = {}): OperatorRow {
  return {
    index,
    kind: 'CONV_2D',
    name: `conv_${String(index)}`,
    depth: index,
    order: index,
    outputShape: [1, 8, 8, 4],
    outputType: 'INT8',
    paramBytes: 10,
    compiledParamBytes: 20,
    macs: 100,
    outputBytes: 256,
    runsOnEdgeTpu: true,
    refusal: null,
    ...patch,
  };
}

const OPERATORS = [
  row(0, { compiledParamBytes: 4 * MIB, macs: 2e9 }),
  row(1, { compiledParamBytes: MIB }),
  row(2, { compiledParamBytes: 0, macs: 0 }),
  row(3, { runsOnEdgeTpu: false, compiledParamBytes: 3 * MIB }),
];
const COST = {
  runsOnEdgeTpu: true,
  paddedConvMacs: 1e8,
  paddedDepthwiseMacs: 0,
  paddedDenseMacs: 0,
  outputBytes: 256,
} as OperatorCost;
const COSTS: Costs = { operators: OPERATORS.map(() => COST), hasCpuPart: true };
const SOURCE = { operators: OPERATORS, costs: COSTS, segmentOf: [0, 0, 1, 1] };

describe('the colours of the graph', () => {
  test('are those of the segments', () => {
    const { styleOf } = colourGraph('segment', SOURCE);
    expect(styleOf.map(({ edge }) => edge)).toEqual([
      'segment-1',
      'segment-1',
      'segment-2',
      'segment-2',
    ]);
  });

  test.each(GRAPH_COLOURINGS)(
    'leave what the CPU runs hollow, and nothing else: %s',
    (colouring) => {
      const { styleOf, legend } = colourGraph(colouring, SOURCE);
      expect(styleOf.map(({ isHollow }) => isHollow)).toEqual([false, false, false, true]);
      expect(legend.entries.map(({ label }) => label)).toContain('CPU');
    },
  );

  test('are steps of one hue for costs, told with their unit and label', () => {
    const { styleOf, legend } = colourGraph('parameters', SOURCE);
    expect(styleOf[0]!.fill).toEqual({ token: 'accent', opacity: 1 });
    expect(styleOf[1]!.fill.token).toBe('accent');
    expect(styleOf[1]!.fill.opacity).toBeLessThan(1);
    expect(styleOf[2]!.fill.token).toBe('surface');
    expect(legend.title).toBe('Compiled parameters, estimated, MiB at most');
    expect(legend.entries.map(({ label }) => label)).toEqual([
      '0',
      '0.16',
      '0.64',
      '1.4',
      '2.6',
      '4.0',
      'CPU',
    ]);
  });

  test('say that times are estimated, and multiply-accumulates need no such word', () => {
    expect(colourGraph('time', SOURCE).legend.title).toMatch(/estimated, (µs|ms) at most/);
    expect(colourGraph('macs', SOURCE).legend.title).toBe('Multiply-accumulates, GMAC at most');
  });

  test('say nothing of costs where nothing has any', () => {
    const operators = [row(0, { macs: 0 })];
    const { legend, styleOf } = colourGraph('macs', { ...SOURCE, operators });
    expect(legend.entries.map(({ label }) => label)).toEqual(['0']);
    expect(styleOf).toHaveLength(1);
  });
});

test.each([
  [0, -1],
  [1, 0],
  [4, 0],
  [5, 1],
  [64, 3],
  [65, 4],
  [100, 4],
])('%i of 100 is step %i', (value, step) => {
  expect(stepOf(value, 100)).toBe(step);
});
