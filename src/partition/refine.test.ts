import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refineNext, startRefine } from './refine.ts';
import type { CompiledSegment, RefineDone, RefineState } from './refine.ts';

/** A compiler for a chain of depths: a segment keeps `budget` bytes on chip and takes as long as it streams and computes. */
function chainCompiler(bytesAtDepth: readonly number[], budget: number) {
  return (first: number, last: number): CompiledSegment => {
    const bytes = bytesAtDepth.slice(first, last + 1).reduce((sum, value) => sum + value, 0);
    const avoidableBytes = Math.max(0, bytes - budget);
    return { avoidableBytes, stageMs: last - first + 1 + avoidableBytes };
  };
}

interface Trace {
  readonly visited: readonly (readonly number[])[];
  readonly done: RefineDone;
}

/** Runs refinement to its end, compiling only what a step says has changed. */
function refine(
  depthCount: number,
  cuts: readonly number[],
  compile: (first: number, last: number) => CompiledSegment,
): Trace {
  let state: RefineState = startRefine(depthCount, cuts);
  let compiled: CompiledSegment[] = [];
  const visited: (readonly number[])[] = [];
  for (let step = 0; step < 10_000; step++) {
    visited.push(state.cutAfterDepths);
    const lasts = [...state.cutAfterDepths, depthCount - 1];
    compiled = lasts.map((last, index) => {
      const before = compiled[index];
      const isChanged = state.changedSegments.includes(index) || before === undefined;
      return isChanged ? compile(index === 0 ? 0 : (lasts[index - 1] ?? 0) + 1, last) : before;
    });
    const next = refineNext(state, compiled);
    if (next.kind === 'done') return { visited, done: next };
    state = next;
  }
  throw new Error('refinement does not end');
}

describe('refinement', () => {
  it('keeps cuts under which nothing uses host memory', () => {
    const { visited, done } = refine(4, [1], chainCompiler([1, 1, 1, 1], 2));
    expect(visited).toEqual([[1]]);
    expect(done).toMatchObject({ cutAfterDepths: [1], score: { avoidableBytes: 0 } });
  });

  it('moves the end of a segment that uses host memory one depth earlier at a time', () => {
    const { visited, done } = refine(6, [3], chainCompiler([2, 2, 2, 2, 1, 1], 6));
    expect(visited).toEqual([[3], [2]]);
    expect(done.cutAfterDepths).toEqual([2]);
  });

  it('goes on from segment to segment, each passing on what it cannot hold', () => {
    const { visited, done } = refine(6, [2, 4], chainCompiler([3, 3, 3, 3, 3, 0], 6));
    expect(visited).toEqual([
      [2, 4],
      [1, 4],
      [1, 3],
    ]);
    expect(done.cutAfterDepths).toEqual([1, 3]);
  });

  it('goes back from the last segment, moving start cuts later, when the last uses host memory', () => {
    const { visited, done } = refine(5, [0, 1], chainCompiler([1, 1, 4, 1, 3], 6));
    expect(visited).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect(done.cutAfterDepths).toEqual([0, 2]);
  });

  it('ends after a pass that improves nothing, with the fastest cuts seen', () => {
    const compile = chainCompiler([5, 5, 5, 5], 4);
    const { visited, done } = refine(4, [1], compile);
    const times = visited.map(([cut = 0]) =>
      Math.max(compile(0, cut).stageMs, compile(cut + 1, 3).stageMs),
    );
    expect(done.score.bottleneckMs).toBe(Math.min(...times));
    expect(done.score.avoidableBytes).toBeGreaterThan(0);
  });

  it('prefers cuts without host memory to faster ones with it', () => {
    const compile = (first: number, last: number): CompiledSegment => ({
      avoidableBytes: first === 0 && last > 0 ? 1 : 0,
      stageMs: first === 0 && last === 0 ? 100 : 1,
    });
    expect(refine(3, [1], compile).done.cutAfterDepths).toEqual([0]);
  });

  it('always ends, never with worse cuts than it began with, and every cut on the way is legal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 30 }),
        (bytes, draws, budget) => {
          const places = bytes.length - 1;
          const cuts = [...new Set(draws.map((draw) => draw % places))].sort((a, b) => a - b);
          const { visited, done } = refine(bytes.length, cuts, chainCompiler(bytes, budget));
          for (const at of [...visited, done.cutAfterDepths]) {
            expect(at).toHaveLength(cuts.length);
            const lasts = [...at, bytes.length - 1];
            lasts.forEach((last, index) => expect(last).toBeGreaterThan(lasts[index - 1] ?? -1));
          }
          const start = scoreOf(bytes, budget, cuts);
          const isFreer = done.score.avoidableBytes === 0 && start.avoidableBytes > 0;
          expect(isFreer || done.score.bottleneckMs <= start.bottleneckMs).toBe(true);
        },
      ),
      { seed: 71, numRuns: 500 },
    );
  });
});

function scoreOf(bytes: readonly number[], budget: number, cuts: readonly number[]) {
  const compile = chainCompiler(bytes, budget);
  const lasts = [...cuts, bytes.length - 1];
  const segments = lasts.map((last, index) =>
    compile(index === 0 ? 0 : (lasts[index - 1] ?? 0) + 1, last),
  );
  return {
    avoidableBytes: segments.reduce((sum, segment) => sum + segment.avoidableBytes, 0),
    bottleneckMs: Math.max(...segments.map((segment) => segment.stageMs)),
  };
}
