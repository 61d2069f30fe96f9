import { describe, expect, it } from 'vitest';
import type { Graph } from '../../graph/index.ts';
import type { OperatorRow } from '../model-facts.ts';
import { testPlan, testSegment } from '../testing/plans.ts';
import { profileInput, segmentOfOperators } from './profile-data.ts';

// Two branches from operator 0 that meet in 3: depths 0, 1, 1, 2. Every tensor has 100 bytes.
const graph: Graph = {
  operatorCount: 4,
  activations: [
    {
      id: 0,
      tensorIndex: 0,
      name: 'in',
      bytes: 900,
      producer: -1,
      consumers: [0],
      isModelOutput: false,
    },
    {
      id: 1,
      tensorIndex: 1,
      name: 'a',
      bytes: 100,
      producer: 0,
      consumers: [1, 2],
      isModelOutput: false,
    },
    {
      id: 2,
      tensorIndex: 2,
      name: 'b',
      bytes: 100,
      producer: 1,
      consumers: [3],
      isModelOutput: false,
    },
    {
      id: 3,
      tensorIndex: 3,
      name: 'c',
      bytes: 100,
      producer: 2,
      consumers: [3],
      isModelOutput: false,
    },
    {
      id: 4,
      tensorIndex: 4,
      name: 'out',
      bytes: 100,
      producer: 3,
      consumers: [],
      isModelOutput: true,
    },
  ],
  inputsOf: [[0], [1], [1], [2, 3]],
  outputsOf: [[1], [2], [3], [4]],
  predecessors: [[], [0], [0], [1, 2]],
  successors: [[1, 2], [3], [3], []],
  depth: [0, 1, 1, 2],
  depthCount: 3,
  operatorsAtDepth: [[0], [1, 2], [3]],
  order: [0, 1, 2, 3],
  positionOf: [0, 1, 2, 3],
};

const operators = graph.depth.map((depth, index): OperatorRow => ({
  index,
  kind: 'CONV_2D',
  name: `op${index}`,
  depth,
  order: index,
  outputShape: [1],
  outputType: 'INT8',
  paramBytes: 10,
  compiledParamBytes: 10 * (index + 1),
  macs: 7,
  outputBytes: 100,
  runsOnEdgeTpu: true,
  refusal: null,
}));

const profile = {
  depthCount: 3,
  compiledParamBytes: [10, 50, 40],
  macs: [7, 14, 7],
  activationBytes: [100, 200, 100],
  crossingBytes: [100, 200, 0],
};

function planOf(...sets: readonly (readonly number[])[]) {
  return testPlan(sets.map((set, index) => testSegment(index, { operators: set })));
}

describe('what the profile draws', () => {
  it('is in one piece without a plan', () => {
    const input = profileInput(
      { graph, operators, profile, plan: null, cutAfterDepths: [] },
      'macs',
    );
    expect(input.bars[1]!.parts).toEqual([{ segmentIndex: -1, value: 14 }]);
    expect(input.cuts).toEqual([]);
  });

  it('keeps the segment of every operator where a cut is no straight line in depth', () => {
    const plan = planOf([0, 1], [2, 3]);
    const input = profileInput(
      { graph, operators, profile, plan, cutAfterDepths: [0] },
      'parameters',
    );
    expect(input.bars[1]!.parts).toEqual([
      { segmentIndex: 0, value: 20 },
      { segmentIndex: 1, value: 30 },
    ]);
    // Tensor a is read after the cut as well as before it, and b after it.
    expect(input.cuts).toMatchObject([{ afterDepth: 0, crossingBytes: 200, isStraight: false }]);
  });

  it('knows a straight cut, and counts what it moves as the model does', () => {
    const plan = planOf([0, 1, 2], [3]);
    const input = profileInput(
      { graph, operators, profile, plan, cutAfterDepths: [1] },
      'activations',
    );
    expect(input.cuts).toMatchObject([{ afterDepth: 1, crossingBytes: 200, isStraight: true }]);
    expect(input.cuts[0]!.crossingBytes).toBe(profile.crossingBytes[1]);
  });

  it('counts a tensor in every cut that it skips over', () => {
    const plan = planOf([0], [1], [2], [3]);
    const input = profileInput(
      { graph, operators, profile, plan, cutAfterDepths: [0, 0, 1] },
      'parameters',
    );
    expect(input.cuts.map((cut) => cut.crossingBytes)).toEqual([100, 200, 200]);
  });

  it('finds the segment of an operator, and none without a plan', () => {
    expect(segmentOfOperators(planOf([0, 2], [1, 3]), 4)).toEqual([0, 1, 0, 1]);
    expect(segmentOfOperators(null, 2)).toEqual([-1, -1]);
  });
});
