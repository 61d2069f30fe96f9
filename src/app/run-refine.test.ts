import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { planModel } from '../edgetpu/testing/planned-model.ts';
import { runStrategy, type Plan, type RefineState, type SegmentFact } from '../partition/index.ts';
import { loadSampleBytes } from '../samples/testing/load-sample.ts';
import { refineCompiled, type RefineAnswer } from './run-refine.ts';

const { graph, costs } = planModel(await loadSampleBytes('resnet50'));
const devices = [0, 1, 2, 3].map((bus) => ({ link: 'usb3', clock: 'max', bus }) as const);

function planOf(cutAfterDepths: readonly number[]): Plan {
  const manual = { kind: 'depths', cutAfterDepths } as const;
  return unwrap(runStrategy('manual', { graph, costs, devices, batch: 15, manual }));
}

/** A compiler that puts on chip what the memory model says. */
function compile({ segments }: Plan): readonly SegmentFact[] {
  return segments.map(({ operators, cachedBytes, streamedBytes }) => ({
    ...{ operators, cachedBytes, streamedBytes },
  }));
}

function ask(plan: Plan, before: RefineState | null = null): RefineAnswer | null {
  return refineCompiled({ plan, graph, facts: compile(plan), before });
}

describe('what compiled segments propose', () => {
  test('is one cut after the other, until nothing avoidable is streamed', () => {
    const { segments } = unwrap(runStrategy('balanced', { graph, costs, devices, batch: 15 }));
    const balanced = segments.slice(0, -1).map(({ lastDepth }) => lastDepth);
    // Three depths too late: the first segments hold more than the chip does.
    let plan = planOf(balanced.map((depth) => depth + 3));
    let before: RefineState | null = null;
    let answer = ask(plan, before);
    let steps = 0;
    while (answer?.kind === 'move' && steps < 200) {
      expect(answer.toDepth).not.toBe(answer.fromDepth);
      before = answer.state;
      plan = planOf(answer.state.cutAfterDepths);
      answer = ask(plan, before);
      steps++;
    }
    expect(steps).toBeGreaterThan(0);
    expect(answer).toEqual({ kind: 'nothing-to-save' });
    expect(plan.segments.every(({ avoidableBytes }) => avoidableBytes === 0)).toBe(true);
  });

  test('ends with the best cuts seen where no cut keeps everything on chip', () => {
    const few = devices.slice(0, 2);
    const plan = (cuts: readonly number[]): Plan =>
      unwrap(
        runStrategy('manual', {
          ...{ graph, costs, devices: few, batch: 15 },
          manual: { kind: 'depths', cutAfterDepths: cuts },
        }),
      );
    let current = plan([20]);
    let answer = ask(current);
    let steps = 0;
    while (answer?.kind === 'move' && steps++ < 500) {
      current = plan(answer.state.cutAfterDepths);
      answer = ask(current, answer.state);
    }
    expect(answer).toMatchObject({ kind: 'done' });
    if (answer?.kind === 'done') expect(answer.avoidableBytes).toBeGreaterThan(0);
  });

  test('waits until every segment has been compiled', () => {
    const plan = planOf([10, 20, 30]);
    const facts = compile(plan).slice(1);
    expect(refineCompiled({ plan, graph, facts, before: null })).toBeNull();
  });

  test('begins anew where the cuts are not those that were proposed', () => {
    const wide = planOf([3, 6, 9]);
    const first = ask(wide);
    if (first?.kind !== 'move') throw new Error('The last segment holds far too much');
    const other = planOf([4, 7, 10]);
    expect(ask(other, first.state)).toEqual(ask(other));
  });

  test('is nothing for plans that are not made of depth cuts, and for one segment', () => {
    const single = unwrap(runStrategy('single', { graph, costs, devices, batch: 15 }));
    expect(ask(single)).toBeNull();
    const half = Math.floor(graph.order.length / 2);
    const convex = [graph.order.slice(0, half), graph.order.slice(half)];
    const plan = unwrap(
      runStrategy('manual', {
        ...{ graph, costs, devices, batch: 15 },
        manual: {
          kind: 'operators',
          segments: convex.map((ops) => [...ops].sort((a, b) => a - b)),
        },
      }),
    );
    const isDepthCut = plan.segments[0]!.lastDepth < plan.segments[1]!.firstDepth;
    expect(ask(plan) === null).toBe(!isDepthCut);
  });
});
