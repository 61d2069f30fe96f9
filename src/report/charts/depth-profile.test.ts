import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  depthAtX,
  handleText,
  layoutDepthProfile,
  nearestCutDepth,
  type ProfileInput,
} from './depth-profile.ts';
import type { Mark, RectMark } from './marks.ts';

const MIB = 1024 * 1024;

function profile(depthCount: number, cutDepths: readonly number[]): ProfileInput {
  return {
    quantity: 'parameters',
    bars: Array.from({ length: depthCount }, (_, depth) => ({
      parts: [
        { segmentIndex: cutDepths.filter((cut) => cut < depth).length, value: (depth + 1) * 1000 },
      ],
    })),
    crossingBytes: Array.from({ length: depthCount }, (_, depth) =>
      depth === depthCount - 1 ? 0 : 306 * 1024,
    ),
    segmentCount: cutDepths.length + 1,
    cuts: cutDepths.map((afterDepth) => ({
      afterDepth,
      crossingBytes: 306 * 1024,
      isStraight: true,
      paramBytesBefore: 5.1 * MIB,
    })),
  };
}

function bars(marks: readonly Mark[]): readonly RectMark[] {
  return marks.filter((mark): mark is RectMark => mark.kind === 'rect' && mark.depth !== undefined);
}

function texts(marks: readonly Mark[]): readonly string[] {
  return marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
}

describe('the depth profile', () => {
  it('draws a bar per depth, as high as its bytes, within the plot', () => {
    const layout = layoutDepthProfile(profile(20, [9]), 900, 200);
    const drawn = bars(layout.marks);
    expect(drawn).toHaveLength(20);
    const { top, height } = layout.plot;
    expect(Math.min(...drawn.map((bar) => bar.y))).toBeCloseTo(top + 20);
    expect(drawn.every((bar) => Math.abs(bar.y + bar.height - (top + height)) < 1e-6)).toBe(true);
    expect(drawn[19]!.height / drawn[9]!.height).toBeCloseTo(2);
  });

  it('stacks the operators of several segments at one depth, each in its own colour', () => {
    const input = profile(3, [0]);
    const parts = [
      { segmentIndex: 0, value: 1000 },
      { segmentIndex: 1, value: 3000 },
    ];
    const mixed = { ...input, bars: [input.bars[0]!, { parts }, input.bars[2]!] };
    const stacked = bars(layoutDepthProfile(mixed, 900, 200).marks).filter(
      (bar) => bar.depth === 1,
    );
    expect(stacked.map((bar) => bar.fill.token)).toEqual(['segment-1', 'segment-2']);
    expect(stacked[1]!.y + stacked[1]!.height).toBeCloseTo(stacked[0]!.y);
    expect(stacked[1]!.height / stacked[0]!.height).toBeCloseTo(3);
  });

  it('puts the handles on the boundaries between depths, and bands and numbers between them', () => {
    const layout = layoutDepthProfile(profile(10, [3, 6]), 1000, 200);
    const { left, width } = layout.plot;
    expect(layout.handles[0]!.x).toBeCloseTo(left + width * 0.4);
    expect(layout.handles[1]!.x).toBeCloseTo(left + width * 0.7);
    expect(texts(layout.marks).filter((text) => ['1', '2', '3'].includes(text))).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('names its unit and the largest number of bytes that cross', () => {
    const layout = layoutDepthProfile(
      { ...profile(64, [10]), crossingBytes: [1024, 1351 * 1024, 0] },
      900,
      200,
    );
    expect(layout.title).toBe('Parameters per depth, KiB');
    expect(layout.lineCaption).toBe('line: bytes that a cut here moves, at most 1.32 MiB');
  });

  it('writes depth and bytes beneath each cut, marked where a cut is no straight line', () => {
    const input = profile(64, [10, 36]);
    const cuts = [input.cuts[0]!, { ...input.cuts[1]!, isStraight: false }];
    const drawn = texts(layoutDepthProfile({ ...input, cuts }, 960, 200).marks);
    expect(drawn).toContain('10 · 306 KiB');
    expect(drawn).toContain('≈36 · 306 KiB');
    expect(drawn).toContain('depth 63');
  });

  it('gives the ends of the axis up to a cut that stands there', () => {
    const drawn = texts(layoutDepthProfile(profile(64, [0, 61]), 960, 200).marks);
    expect(drawn).toContain('0 · 306 KiB');
    expect(drawn).toContain('61 · 306 KiB');
    expect(drawn).not.toContain('depth 63');
  });

  it('speaks of a handle in full', () => {
    const cut = profile(20, [17]).cuts[0]!;
    expect(handleText(cut, 0)).toBe('cut after depth 17, segment 1 = 5.10 MiB, 306 KiB cross');
    expect(handleText({ ...cut, isStraight: false }, 2)).toBe(
      'cut near depth 17, no straight line in depth, segment 3 = 5.10 MiB, 306 KiB cross',
    );
  });

  it('staggers the grips of cuts that stand close together', () => {
    const { handles } = layoutDepthProfile(profile(300, [100, 101, 102, 200]), 900, 200);
    expect(new Set(handles.slice(0, 3).map((handle) => handle.y)).size).toBe(3);
    expect(handles[3]!.y).toBe(handles[0]!.y);
  });

  it('draws a model with no plan in one colour, without bands or handles', () => {
    const input = profile(8, []);
    const plain = {
      ...input,
      segmentCount: 0,
      bars: input.bars.map(() => ({ parts: [{ segmentIndex: -1, value: 5 }] })),
    };
    const layout = layoutDepthProfile(plain, 600, 200);
    expect(new Set(bars(layout.marks).map((bar) => bar.fill.token))).toEqual(new Set(['accent']));
    expect(layout.handles).toEqual([]);
  });

  it('stands a model with no parameters, with one depth, and a window with no width', () => {
    const one = { ...profile(1, []), bars: [{ parts: [] }] };
    for (const width of [0, 40, 900]) {
      for (const mark of layoutDepthProfile(one, width, 200).marks) {
        expect(JSON.stringify(mark)).not.toMatch(/null|NaN/);
      }
    }
  });
});

describe('the pointer', () => {
  const layout = layoutDepthProfile(profile(10, [3]), 1052, 200);

  it('finds the depth it is over', () => {
    expect([0, 41, 139, 141, 5000].map((x) => depthAtX(layout, x, 10))).toEqual([0, 0, 0, 1, 9]);
  });

  it('snaps to the nearest legal cut, and to none where none is legal', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1052, noNaN: true }),
        fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { minLength: 1 }),
        (x, depths) => {
          const legal = depths.sort((one, other) => one - other);
          const snapped = nearestCutDepth(layout, x, legal)!;
          const distance = (depth: number) => Math.abs(layout.plot.left + (depth + 1) * 100 - x);
          expect(distance(snapped)).toBeCloseTo(Math.min(...legal.map(distance)), 6);
        },
      ),
      { seed: 7 },
    );
    expect(nearestCutDepth(layout, 100, [])).toBeNull();
  });
});
