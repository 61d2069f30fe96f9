import { describe, expect, test } from 'vitest';
import type { OperatorRow } from '../contract.ts';
import {
  arrangeRows,
  countKinds,
  DEFAULT_ARRANGEMENT,
  shapeText,
  shownNames,
  sortedBy,
} from './arrange-rows.ts';
import { scrollToRow, visibleRows } from './visible-rows.ts';

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

const ROWS = [
  row(0, { macs: 5 }),
  row(1, { kind: 'ADD', name: 'sum', macs: 0 }),
  row(2, { macs: 50, name: 'Head/Dense' }),
  row(3, {
    kind: 'ARG_MAX',
    runsOnEdgeTpu: false,
    refusal: { kind: 'unsupported', reason: 'Gives int64.', remedy: '', isGuess: false },
  }),
];

const indices = (rows: readonly OperatorRow[]): number[] => rows.map(({ index }) => index);

describe('the rows of the operator table', () => {
  test('stand in the order of the file at first', () => {
    expect(indices(arrangeRows(ROWS, DEFAULT_ARRANGEMENT))).toEqual([0, 1, 2, 3]);
  });

  test.each([
    ['head', [2]],
    ['CONV', [0, 2, 3]],
    ['int64', [3]],
    [' 3 ', [3]],
    ['nothing like it', []],
  ])('are found by "%s"', (search, expected) => {
    expect(indices(arrangeRows(ROWS, { ...DEFAULT_ARRANGEMENT, search }))).toEqual(expected);
  });

  test('are filtered by kind and searched together', () => {
    const arrangement = { ...DEFAULT_ARRANGEMENT, kind: 'CONV_2D', search: 'conv_0' };
    expect(indices(arrangeRows(ROWS, arrangement))).toEqual([0]);
  });

  test('sort by figures from the largest, the other way on a second click', () => {
    const largest = sortedBy(DEFAULT_ARRANGEMENT, 'macs');
    expect(indices(arrangeRows(ROWS, largest))).toEqual([3, 2, 0, 1]);
    expect(indices(arrangeRows(ROWS, sortedBy(largest, 'macs')))).toEqual([1, 0, 2, 3]);
  });

  test('keep the order of the file where a column is equal', () => {
    expect(indices(arrangeRows(ROWS, sortedBy(DEFAULT_ARRANGEMENT, 'stored')))).toEqual([
      0, 1, 2, 3,
    ]);
  });

  test('do not change the list they come from', () => {
    arrangeRows(ROWS, sortedBy(DEFAULT_ARRANGEMENT, 'macs'));
    expect(indices(ROWS)).toEqual([0, 1, 2, 3]);
  });

  test('count their kinds, most frequent first', () => {
    expect(countKinds(ROWS)).toEqual([
      { kind: 'CONV_2D', count: 2 },
      { kind: 'ADD', count: 1 },
      { kind: 'ARG_MAX', count: 1 },
    ]);
  });

  test.each([
    [[1, 8, 8, 4], '8 × 8 × 4'],
    [[1, 1000], '1000'],
    [[3, 4], '3 × 4'],
    [[1], '1'],
    [[], 'scalar'],
  ])('name the shape %j "%s"', (shape, text) => {
    expect(shapeText(shape)).toBe(text);
  });
});

describe('names in the table', () => {
  const named = (...names: readonly string[]): readonly string[] => [
    ...shownNames(names.map((name, index) => row(index, { name }))).values(),
  ];

  test('are short: the first of those fused, without the scope that most share', () => {
    expect(
      named('net_1/relu_1/Relu;net_1/conv_1/convolution', 'net_1/pool/MaxPool', 'tfl.quantize'),
    ).toEqual(['relu_1/Relu', 'pool/MaxPool', 'tfl.quantize']);
  });

  test('stay whole where they share no scope', () => {
    expect(named('a/x', 'b/y', 'c/z')).toEqual(['a/x', 'b/y', 'c/z']);
  });
});

describe('the window into a long table', () => {
  const at = (scrollTopPx: number): ReturnType<typeof visibleRows> =>
    visibleRows(1000, 28, { scrollTopPx, heightPx: 280 });

  test('draws what is seen and a few rows beyond each edge', () => {
    expect(at(0)).toEqual({ first: 0, end: 18, offsetPx: 0 });
    expect(at(2800)).toEqual({ first: 92, end: 118, offsetPx: 92 * 28 });
    expect(at(28_000 - 280).end).toBe(1000);
  });

  test('stays inside the table after a search made it short', () => {
    expect(visibleRows(3, 28, { scrollTopPx: 20_000, heightPx: 280 })).toEqual({
      first: 3,
      end: 3,
      offsetPx: 84,
    });
  });

  test('moves as little as it must to show a row', () => {
    const window = { scrollTopPx: 280, heightPx: 280 };
    expect(scrollToRow(5, 28, window)).toBe(140);
    expect(scrollToRow(12, 28, window)).toBe(280);
    expect(scrollToRow(30, 28, window)).toBe(31 * 28 - 280);
  });
});
