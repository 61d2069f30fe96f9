import { describe, expect, test } from 'vitest';
import type { StageRecord } from '../workers/runner-api.ts';
import { LIVE_INFERENCES, LiveFigures } from './run-live.ts';

function record(inference: number, segmentIndex: number, startMs: number): StageRecord {
  return {
    ...{ inference, segmentIndex, replica: 0, startMs, endMs: startMs + 4, queueMs: 0 },
    ...{ inMs: 1, computeMs: 2, streamMs: 0, outMs: 1, cpuMs: 0, loadMs: 0 },
    ...{ bytesIn: 1, bytesOut: 1 },
  };
}

const PARTS = { inMs: 1, computeMs: 2, streamMs: 0, outMs: 1, cpuMs: 0 };

/** Two stages of 4 ms, `count` inferences after one of warm-up. */
function figuresOf(count: number): LiveFigures {
  let nowMs = 0;
  const live = new LiveFigures({
    stageCount: 2,
    warmUp: 1,
    inferences: count,
    now: () => (nowMs += 10),
  });
  for (let inference = 0; inference <= count; inference++) {
    live.add([record(inference, 0, 4 * inference), record(inference, 1, 4 * inference + 4)]);
  }
  return live;
}

describe('the figures of a run that goes on', () => {
  test('count what went all the way, warm-up apart', () => {
    expect(figuresOf(5).snapshot()).toMatchObject({
      finished: 5,
      inferences: 5,
      ratePerSecond: 250,
      stageMeansMs: [4, 4],
      stageParts: [PARTS, PARTS],
    });
  });

  test('have no rate before the second result', () => {
    expect(figuresOf(1).snapshot().ratePerSecond).toBeNull();
    expect(figuresOf(0).snapshot()).toMatchObject({
      finished: 0,
      stageMeansMs: [null, null],
      stageParts: [null, null],
    });
  });

  test('draw from the first counted inference on', () => {
    const [first] = figuresOf(3).snapshot().timeline;
    expect(first).toEqual({
      ...{ inference: 0, segmentIndex: 0, replica: 0 },
      ...{ startMs: 0, computeStartMs: 1, outStartMs: 3, endMs: 4 },
    });
  });

  test('hold no more of a long run than is drawn', () => {
    const { timeline, finished } = figuresOf(500).snapshot();
    expect(finished).toBe(500);
    expect(timeline).toHaveLength(2 * LIVE_INFERENCES);
  });
});
