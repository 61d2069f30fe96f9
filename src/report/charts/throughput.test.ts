import { describe, expect, it } from 'vitest';
import type { Mark } from './marks.ts';
import { deviceCountAtX, layoutThroughput, type ThroughputLine } from './throughput.ts';

function line(
  strategy: ThroughputLine['strategy'],
  rates: readonly (number | null)[],
  isChosen = false,
): ThroughputLine {
  return {
    strategy,
    title: strategy,
    isChosen,
    points: rates.map((throughputPerSecond, index) => ({
      deviceCount: index + 1,
      throughputPerSecond,
    })),
  };
}

function ofKind<Kind extends Mark['kind']>(
  marks: readonly Mark[],
  kind: Kind,
): readonly Extract<Mark, { kind: Kind }>[] {
  return marks.filter((mark): mark is Extract<Mark, { kind: Kind }> => mark.kind === kind);
}

describe('the throughput curve', () => {
  const lines = [
    line('optimal', [20, 70, 150, 225], true),
    line('compiler', [20, 60, 120, 150]),
    line('balanced', [20, 60, 121, 151]),
  ];
  const layout = layoutThroughput({ lines, mostDevices: 4, deviceCount: 3 }, 460, 140);

  it('draws a line per strategy, the chosen one on top and in the accent', () => {
    const paths = ofKind(layout.marks, 'path');
    expect(paths.map((path) => path.stroke.token)).toEqual(['ink-3', 'ink-3', 'accent']);
    expect(paths.at(-1)!.points.map((point) => point.x)).toEqual(layout.xOfCount);
  });

  it('names every line at its end, none on another', () => {
    const names = ofKind(layout.marks, 'text').filter((mark) =>
      lines.some((one) => one.title === mark.text),
    );
    expect(names).toHaveLength(3);
    const ys = names.map((mark) => mark.y).sort((one, other) => one - other);
    ys.slice(1).forEach((y, index) => expect(y - ys[index]!).toBeGreaterThanOrEqual(12.99));
  });

  it('marks the present number of devices on the axis and on the chosen line', () => {
    const [dot] = ofKind(layout.marks, 'dot');
    expect(dot).toMatchObject({ x: layout.xOfCount[2], title: '150 inferences per second' });
    const bold = ofKind(layout.marks, 'text').filter((mark) => mark.isBold && mark.text === '3');
    expect(bold).toHaveLength(1);
  });

  it('breaks a line where its strategy has no plan, and leaves out one that never has', () => {
    const broken = [line('compiler', [1, 2, null, 4, 5]), line('profiled-vendor', [null, null])];
    const { marks } = layoutThroughput(
      { lines: broken, mostDevices: 5, deviceCount: null },
      460,
      140,
    );
    expect(ofKind(marks, 'path').map((path) => path.points.length)).toEqual([2, 2]);
    expect(ofKind(marks, 'text').some((mark) => mark.text === 'profiled-vendor')).toBe(false);
  });

  it('draws a single point as a dot, and nothing at all without points', () => {
    const one = layoutThroughput(
      { lines: [line('single', [3])], mostDevices: 16, deviceCount: null },
      460,
      140,
    );
    expect(ofKind(one.marks, 'dot')).toHaveLength(1);
    const none = layoutThroughput({ lines: [], mostDevices: 16, deviceCount: 4 }, 460, 140);
    expect(JSON.stringify(none.marks)).not.toMatch(/null|NaN/);
  });

  it('finds the number of devices nearest to the pointer', () => {
    const [first = 0, second = 0] = layout.xOfCount;
    expect(
      [0, first + 1, (first + second) / 2 + 1, 9999].map((x) => deviceCountAtX(layout, x)),
    ).toEqual([1, 1, 2, 4]);
  });
});
