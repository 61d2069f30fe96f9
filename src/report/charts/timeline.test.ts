import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../pipeline/index.ts';
import type { RectMark } from './marks.ts';
import { laneTitle, layoutTimeline, timelineHeight } from './timeline.ts';

/** Two stages of 4 and 5 ms; the first with as many replicas as given. */
function entries(count: number, replicas = 1): readonly TimelineEntry[] {
  return Array.from({ length: count }, (_, inference) => {
    const first = Math.floor(inference / replicas) * 4;
    const second = Math.max(first + 4, 4 + inference * 5);
    return [
      {
        inference,
        segmentIndex: 0,
        replica: inference % replicas,
        startMs: first,
        computeStartMs: first,
        outStartMs: first,
        endMs: first + 4,
      },
      {
        inference,
        segmentIndex: 1,
        replica: 0,
        startMs: second,
        computeStartMs: second,
        outStartMs: second,
        endMs: second + 5,
      },
    ];
  }).flat();
}

function rectsOf(layout: ReturnType<typeof layoutTimeline>): readonly RectMark[] {
  return layout.marks.filter((mark): mark is RectMark => mark.kind === 'rect');
}

describe('the timeline', () => {
  it('draws the first inferences only, each bar where its time says', () => {
    const layout = layoutTimeline(
      { entries: entries(15), replicas: [1, 1], inferenceCount: 6 },
      900,
    );
    const bars = rectsOf(layout);
    expect(layout.title).toBe('First six inferences through the pipeline');
    expect(bars).toHaveLength(12);
    const end = Math.max(...bars.map((bar) => bar.x + bar.width));
    expect(end).toBeCloseTo(layout.plot.left + layout.plot.width - 1);
    const pxPerMs = layout.plot.width / 34;
    expect(bars[0]).toMatchObject({ x: layout.plot.left });
    expect(bars[0]!.width).toBeCloseTo(4 * pxPerMs - 1);
  });

  it('alternates shades and writes the number of the inference into the bar', () => {
    const layout = layoutTimeline(
      { entries: entries(3), replicas: [1, 1], inferenceCount: 3 },
      900,
    );
    const shades = rectsOf(layout)
      .filter((bar) => bar.segmentIndex === 0)
      .map((bar) => bar.fill.opacity ?? 1);
    expect(shades).toEqual([1, 0.45, 1]);
    const numbers = layout.marks.filter((mark) => mark.kind === 'text' && mark.isBold);
    expect(numbers).toHaveLength(6);
  });

  it('gives every replica a lane', () => {
    const layout = layoutTimeline(
      { entries: entries(4, 2), replicas: [2, 1], inferenceCount: 4 },
      900,
    );
    expect(layout.lanes.map((lane) => lane.label)).toEqual(['1.1', '1.2', '2']);
    expect(layout.lanes.map((lane) => laneTitle(lane, [2, 1]))).toEqual([
      'segment 1, first of 2 devices',
      'segment 1, second of 2 devices',
      'segment 2',
    ]);
    expect(new Set(rectsOf(layout).map((bar) => bar.y)).size).toBe(3);
  });

  it('leaves numbers out of bars that are too narrow for them', () => {
    const layout = layoutTimeline(
      { entries: entries(200), replicas: [1, 1], inferenceCount: 200 },
      300,
    );
    expect(layout.marks.some((mark) => mark.kind === 'text' && mark.isBold)).toBe(false);
  });

  it('says how high it will be before it is laid out', () => {
    for (const replicas of [[1], [1, 1, 1, 1], [2, 3], new Array<number>(16).fill(1)]) {
      const layout = layoutTimeline({ entries: [], replicas, inferenceCount: 6 }, 900);
      expect(layout.height).toBe(timelineHeight(replicas));
    }
  });
});
