import { expect, it } from 'vitest';
import type { OperatorRow } from '../model-facts.ts';
import { readDepth } from './depth.ts';

function row(index: number, kind: string, depth: number): OperatorRow {
  return {
    index,
    kind,
    depth,
    name: `op${index}`,
    order: index,
    outputShape: [],
    outputType: 'INT8',
    paramBytes: 0,
    compiledParamBytes: 0,
    macs: 0,
    outputBytes: 0,
    runsOnEdgeTpu: true,
    refusal: null,
  };
}

const profile = {
  depthCount: 2,
  compiledParamBytes: [0, 1_200_000],
  macs: [0, 5_710_000],
  activationBytes: [10, 20],
  crossingBytes: [306 * 1024, 0],
};

it.each([
  [
    0,
    [row(0, 'QUANTIZE', 0)],
    [1],
    {
      title: 'Depth 0 · segment 1',
      lines: ['1 operator: QUANTIZE', '0 B of parameters, 0 MAC', 'a cut after it moves 306 KiB'],
    },
  ],
  [
    1,
    ['CONV_2D', 'CONV_2D', 'ADD', 'MUL', 'PAD', 'MEAN'].map((kind, index) => row(index, kind, 1)),
    [2, 3],
    {
      title: 'Depth 1 · segments 2, 3',
      lines: [
        '6 operators: CONV_2D ×2, ADD, MUL, PAD and 1 other kind',
        '1.14 MiB of parameters, 5.71 MMAC',
        'the last depth',
      ],
    },
  ],
])('reads depth %i', (depth, operators, segments, expected) => {
  expect(readDepth(depth, operators, profile, segments)).toEqual(expected);
});

it('leaves the segment out where there is no plan', () => {
  expect(readDepth(0, [row(0, 'ADD', 0)], profile, []).title).toBe('Depth 0');
});
