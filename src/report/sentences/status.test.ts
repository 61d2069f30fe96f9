import { describe, expect, it } from 'vitest';
import { testPlan, testSegment } from '../testing/plans.ts';
import {
  replicasBeatPipeline,
  replicaSentence,
  shortFailure,
  strategyStatusSentence,
} from './status.ts';

const four = [0, 1, 2, 3].map((index) => testSegment(index));
const streaming = [testSegment(0), testSegment(1, { streamMib: 1.1 })];

describe('what is proved of a strategy', () => {
  it.each([
    [
      'optimal, proved',
      testPlan(four),
      4,
      'Optimal is proved: no cut of this graph over 4 devices has a faster slowest stage (estimated times).',
    ],
    [
      'optimal, proved, with a device to spare',
      testPlan(four),
      5,
      'Optimal is proved: no cut of this graph over 5 devices has a faster slowest stage (estimated times). One device is left over: it would not make the slowest stage faster.',
    ],
    [
      'optimal, proved, with devices to spare',
      testPlan(four),
      8,
      'Optimal is proved: no cut of this graph over 8 devices has a faster slowest stage (estimated times). 4 devices are left over: they would not make the slowest stage faster.',
    ],
    [
      'optimal on one device',
      testPlan([testSegment(0)]),
      1,
      'Optimal is proved: no cut of this graph on one device has a faster slowest stage (estimated times).',
    ],
    [
      'optimal on a shared port',
      testPlan(four, { bottleneck: { kind: 'bus', bus: 0 } }),
      4,
      'Optimal is proved: no cut of this graph over 4 devices has a smaller load on its busiest port (estimated times).',
    ],
    [
      'optimal, open',
      testPlan(four, { gap: 0.078, lowerBoundMs: 2.21 }),
      8,
      'Optimal is at most 7.8 % from the best: no cut of this graph over 8 devices can be faster than 2.21 ms. The search ended at its limit before proving more (estimated times).',
    ],
    [
      'profiled',
      testPlan(four, { strategy: 'profiled' }),
      4,
      'Profiled is proved: no cut by depth over 4 devices has a faster slowest stage (estimated times).',
    ],
    [
      'hybrid',
      testPlan(four, { strategy: 'hybrid' }),
      4,
      'Hybrid is proved: no cut by depth, with any number of devices a stage, over 4 devices takes less time per inference (estimated times).',
    ],
    [
      'balanced that keeps all on chip',
      testPlan(four, { strategy: 'balanced' }),
      4,
      'Balanced: the largest segment is as small as a cut by depth allows, so that nothing streams that need not.',
    ],
    [
      'balanced that does not',
      testPlan(streaming, { strategy: 'balanced' }),
      2,
      'Balanced: the largest segment is as small as a cut by depth allows, and still more than a chip holds.',
    ],
    [
      'compiler',
      testPlan(four, { strategy: 'compiler' }),
      4,
      "Compiler: what the vendor's compiler does when asked for 4 segments, which is equal parameter bytes.",
    ],
    [
      'profiled-vendor',
      testPlan(four, { strategy: 'profiled-vendor' }),
      4,
      "Profiled-vendor: the vendor's own search for a stage time that every segment meets, on 4 devices.",
    ],
    [
      'single',
      testPlan([testSegment(0)], { strategy: 'single' }),
      4,
      'Single: the whole model with no cut, to compare with.',
    ],
    [
      'manual',
      testPlan(four, { strategy: 'manual' }),
      4,
      'Your own cuts. Undo takes them back one step at a time.',
    ],
  ])('is said for %s', (_, plan, deviceCount, expected) => {
    const title = plan.strategy.charAt(0).toUpperCase() + plan.strategy.slice(1);
    const status = { kind: 'done' as const, strategy: plan.strategy, title, plan };
    expect(strategyStatusSentence(status, deviceCount)).toBe(expected);
  });

  it('tells why there is no plan, and what to do', () => {
    const failure = {
      code: 'partition/compiler-crashes' as const,
      message: "The vendor's compiler leaves segment 3 empty and crashes",
      hint: 'Choose another strategy, or fewer devices',
    };
    const status = {
      kind: 'failed' as const,
      strategy: 'compiler' as const,
      title: 'Compiler',
      failure,
    };
    expect(strategyStatusSentence(status, 8)).toBe(
      "Compiler has no plan. The vendor's compiler leaves segment 3 empty and crashes. Choose another strategy, or fewer devices.",
    );
  });

  it('tells of a search that runs and of one that was stopped', () => {
    const optimal = { strategy: 'optimal' as const, title: 'Optimal' };
    expect(strategyStatusSentence({ kind: 'pending', ...optimal }, 4)).toBe(
      'Optimal is still being worked out.',
    );
    expect(strategyStatusSentence({ kind: 'cancelled', ...optimal }, 4)).toBe(
      'The search for Optimal was stopped. Choose it to start again.',
    );
  });
});

describe('replicas', () => {
  const twice = { replicas: 2, deviceIndices: [0, 1] };
  it.each([
    ['none', testPlan(four), null],
    [
      'one stage',
      testPlan([testSegment(0, { computeMs: 6.3, ...twice }), testSegment(1)]),
      'Segment 1 runs on 2 devices, which take inferences in turn: its 7.80 ms count as 3.90 ms for each inference.',
    ],
    [
      'two stages alike',
      testPlan([testSegment(0, twice), testSegment(1), testSegment(2, twice)]),
      'Segments 1 and 3 run on 2 devices each, which take inferences in turn, so a stage counts its time divided by its devices.',
    ],
    [
      'stages unlike',
      testPlan([testSegment(0, { ...twice, replicas: 3 }), testSegment(1, twice), testSegment(2)]),
      'Segments 1 and 2 run on 3 and 2 devices, which take inferences in turn, so a stage counts its time divided by its devices.',
    ],
    [
      'the whole model',
      testPlan([testSegment(0, { replicas: 4 })]),
      'Each of the 4 devices holds the whole model; they take inferences in turn.',
    ],
  ])('are explained: %s', (_, plan, expected) => {
    expect(replicaSentence(plan)).toBe(expected);
  });

  it('are said to win only where they do', () => {
    const pipeline = testPlan(four);
    const hybrid = testPlan([
      testSegment(0, { ...twice, computeMs: 2.5 }),
      testSegment(1, { computeMs: 1 }),
    ]);
    expect(replicasBeatPipeline(hybrid, pipeline)).toBe(
      'Hybrid is 1.40× faster than the best pipeline: some segments run on more than one device.',
    );
    const copies = testPlan([testSegment(0, { ...twice, computeMs: 2.5 })]);
    expect(replicasBeatPipeline(copies, pipeline)).toBe(
      'Hybrid is 1.75× faster than the best pipeline: each of its 2 devices holds the whole model.',
    );
    expect(replicasBeatPipeline(pipeline, pipeline)).toBeNull();
  });
});

describe('a reason in a few words', () => {
  it.each([
    ['partition/compiler-crashes', 'Long text.', "the vendor's compiler crashes"],
    ['partition/other', 'The graph has no cut. Try another.', 'The graph has no cut'],
    [
      'partition/other',
      'This is a very long sentence that goes on and on and would not fit into one row',
      'This is a very long sentence that goes on and on and …',
    ],
  ] as const)('is given for %s', (code, message, expected) => {
    expect(shortFailure({ code, message })).toBe(expected);
  });
});
