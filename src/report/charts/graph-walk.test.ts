import { describe, expect, test } from 'vitest';
import { unwrap } from '../../base/index.ts';
import { buildGraphFrom } from '../../graph/index.ts';
import type { OperatorRow } from '../model-facts.ts';
import { laneY } from './graph-marks.ts';
import { placeGraph } from './graph-placement.ts';
import { findOperators, operatorAt, walkGraph } from './graph-walk.ts';
import { graphFrame, WHOLE_GRAPH } from './graph-window.ts';
import { layoutGraph } from './graph.ts';

/** 0 → 1 → 2 → 5 and 0 → 3 → 4 → 5 and 0 → 5: two branches and a skip. */
const READS = [[0], [1], [2], [1], [4], [3, 5, 1]];
const GRAPH = unwrap(
  buildGraphFrom({
    activations: Array.from({ length: READS.length + 1 }, () => ({ bytes: 1 })),
    operators: READS.map((inputs, opIndex) => ({ inputs, outputs: [opIndex + 1] })),
    inputs: [0],
    outputs: [6],
  }),
);
const PLACED = placeGraph(GRAPH);

describe('walking through the graph', () => {
  test('to the right comes to a reader, the nearest in its own lane first', () => {
    expect(walkGraph(PLACED, 0, 'right')).toBe(1);
    expect(walkGraph(PLACED, 1, 'right')).toBe(2);
    expect(walkGraph(PLACED, 4, 'right')).toBe(5);
  });

  test('to the left comes to a producer', () => {
    expect(walkGraph(PLACED, 4, 'left')).toBe(3);
    expect(walkGraph(PLACED, 3, 'left')).toBe(0);
  });

  test('up and down changes lanes at the same depth', () => {
    const isBelow = PLACED.laneOf[3]! > PLACED.laneOf[1]!;
    expect(walkGraph(PLACED, 1, isBelow ? 'down' : 'up')).toBe(3);
    expect(walkGraph(PLACED, 3, isBelow ? 'up' : 'down')).toBe(1);
  });

  test('stays where there is nowhere to go', () => {
    expect(walkGraph(PLACED, 0, 'left')).toBe(0);
    expect(walkGraph(PLACED, 5, 'right')).toBe(5);
    const chain = placeGraph(
      unwrap(
        buildGraphFrom({
          activations: [{ bytes: 1 }, { bytes: 1 }],
          operators: [{ inputs: [0], outputs: [1] }],
          inputs: [0],
          outputs: [1],
        }),
      ),
    );
    expect(walkGraph(chain, 0, 'up')).toBe(0);
  });

  test('reaches every operator from the first', () => {
    const reached = new Set([0]);
    for (const opIndex of reached) {
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        reached.add(walkGraph(PLACED, opIndex, direction));
      }
    }
    expect([...reached].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('the pointer', () => {
  const frame = graphFrame(
    { widthPx: 400, heightPx: 140 },
    { depthCount: GRAPH.depthCount, laneHeights: PLACED.laneHeights },
  );
  const layout = layoutGraph(
    {
      placement: PLACED,
      ...{ styleOf: [], segmentOf: [], kindOf: [], strengthOf: null, segmentCount: 0, cuts: [] },
    },
    frame,
    WHOLE_GRAPH,
  );
  const at = (opIndex: number): { readonly x: number; readonly y: number } => ({
    x: layout.scale.toX(GRAPH.depth[opIndex]!),
    y: laneY(PLACED, layout.scale, PLACED.laneOf[opIndex]!),
  });

  test.each([0, 1, 2, 3, 4, 5])('finds operator %i', (opIndex) => {
    expect(operatorAt(PLACED, layout, at(opIndex))).toBe(opIndex);
  });

  test('finds none between two columns, and none outside', () => {
    const { x, y } = at(0);
    expect(operatorAt(PLACED, layout, { x: x + layout.scale.bandWidth / 2, y })).toBeNull();
    expect(operatorAt(PLACED, layout, { x: layout.plot.left - 5, y })).toBeNull();
    expect(operatorAt(PLACED, layout, { x, y: -1 })).toBeNull();
  });
});

describe('searching', () => {
  const row = (index: number, kind: string, name: string, order: number): OperatorRow => ({
    ...{ index, kind, name, depth: order, order },
    ...{ outputShape: [1], outputType: 'INT8', paramBytes: 0, compiledParamBytes: 0, macs: 0 },
    ...{ outputBytes: 0, runsOnEdgeTpu: true, refusal: null },
  });
  const rows = [
    row(0, 'CONV_2D', 'stem', 0),
    row(1, 'ADD', 'block/sum', 2),
    row(2, 'CONV_2D', 'block/a', 1),
  ];

  test.each([
    ['conv', [0, 2]],
    ['BLOCK', [2, 1]],
    [' 1 ', [1]],
    ['', []],
    ['nothing like it', []],
  ])('for "%s" finds operators in the order in which they are computed', (search, expected) => {
    expect(findOperators(rows, search)).toEqual(expected);
  });
});
