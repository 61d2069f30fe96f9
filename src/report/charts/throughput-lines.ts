// The lines of the throughput curve: how each is painted, where it breaks, its name at its end.
import { formatSignificant } from '../../base/index.ts';
import type { StrategyName } from '../../partition/index.ts';
import { spreadLabels } from './labels.ts';
import { CAPTION_PX, textWidth, type Box, type Mark, type Paint, type Point } from './marks.ts';
import type { Scale } from './scale.ts';
import type { ThroughputInput, ThroughputLine, ThroughputPoint } from './throughput.ts';

const LABEL_GAP_PX = 13;
/** Room between the end of the axis and the names of the lines. */
export const LABEL_OFFSET_PX = 8;

interface PaintedLine extends ThroughputLine {
  readonly stroke: Paint;
  readonly strokeWidth: number;
  readonly dash?: readonly number[];
}

/** Dashes tell the lines that are not chosen apart where they run close; each has its name at the end as well. */
const DASHES: Readonly<Partial<Record<StrategyName, readonly number[]>>> = {
  compiler: [5, 3],
  'profiled-vendor': [2, 3],
  profiled: [8, 3],
  hybrid: [8, 3, 2, 3],
};

/** The chosen one last, so that it lies on top. */
export function paintLines(lines: readonly ThroughputLine[]): readonly PaintedLine[] {
  return lines
    .filter((line) => line.points.some((point) => point.throughputPerSecond !== null))
    .toSorted((one, other) => Number(one.isChosen) - Number(other.isChosen))
    .map((line): PaintedLine => {
      if (line.isChosen) return { ...line, stroke: { token: 'accent' }, strokeWidth: 2 };
      const dash = DASHES[line.strategy];
      return {
        ...line,
        stroke: { token: 'ink-3' },
        strokeWidth: 1.25,
        ...(dash !== undefined && { dash }),
      };
    });
}

export function lineMarks(line: PaintedLine, toX: Scale, toY: Scale): readonly Mark[] {
  return unbrokenStretches(line.points).map((stretch): Mark => {
    const points = stretch.map((point): Point => ({
      x: toX(point.deviceCount),
      y: toY(point.throughputPerSecond ?? 0),
    }));
    const [only] = points;
    if (points.length === 1 && only !== undefined) {
      return { kind: 'dot', ...only, radius: line.strokeWidth, fill: line.stroke };
    }
    return {
      kind: 'path',
      points,
      stroke: line.stroke,
      strokeWidth: line.strokeWidth,
      ...(line.dash !== undefined && { dash: line.dash }),
    };
  });
}

/** A line breaks where its strategy has no plan. */
function unbrokenStretches(
  points: readonly ThroughputPoint[],
): readonly (readonly ThroughputPoint[])[] {
  const stretches: ThroughputPoint[][] = [];
  let open: ThroughputPoint[] | null = null;
  for (const point of points) {
    if (point.throughputPerSecond === null) open = null;
    else if (open === null) stretches.push((open = [point]));
    else open.push(point);
  }
  return stretches;
}

interface LineEnd {
  readonly line: PaintedLine;
  readonly x: number;
  readonly y: number;
}

/** A line that ends this far before the axis does has its name where it ends, not at the edge. */
const EARLY_END_PX = 70;

export function endLabels(
  lines: readonly PaintedLine[],
  plot: Box,
  toX: Scale,
  toY: Scale,
): readonly Mark[] {
  const right = plot.left + plot.width;
  const ends = lines.map((line): LineEnd => {
    const last = line.points.findLast((point) => point.throughputPerSecond !== null)!;
    return { line, x: toX(last.deviceCount), y: toY(last.throughputPerSecond ?? 0) };
  });
  const early = ends.filter((end) => end.x < right - EARLY_END_PX);
  const late = ends.filter((end) => end.x >= right - EARLY_END_PX);
  const ys = spreadLabels(
    late.map((end) => end.y),
    LABEL_GAP_PX,
    [plot.top + 2, plot.top + plot.height],
  );
  return [
    ...early.flatMap((end) => nameOnGround(end, plot)),
    ...late.flatMap((end, index) => {
      const y = ys[index]!;
      const labelX = right + LABEL_OFFSET_PX;
      return [leader(end, labelX, y), nameOf(end.line, labelX + 2, y + 4)];
    }),
  ];
}

/** The name of a line that ends early stands among the others: on ground of its own, so that it can be read. */
function nameOnGround(end: LineEnd, plot: Box): readonly Mark[] {
  const x = end.x + LABEL_OFFSET_PX;
  const y = Math.max(plot.top + 8, end.y - 8);
  const width = textWidth(end.line.title, CAPTION_PX) + 4;
  const ground: Mark = {
    kind: 'rect',
    x: x - 2,
    y: y - 9,
    width,
    height: 12,
    radius: 2,
    fill: { token: 'page', opacity: 0.85 },
  };
  return [ground, nameOf(end.line, x, y)];
}

function nameOf(line: PaintedLine, x: number, y: number): Mark {
  return {
    kind: 'text',
    x,
    y,
    text: line.title,
    anchor: 'start',
    fill: { token: line.isChosen ? 'accent' : 'ink-2' },
    sizePx: CAPTION_PX,
    ...(line.isChosen && { isBold: true }),
  };
}

/** A short line ties a name that had to move aside to the end that it names. */
function leader(end: LineEnd, x: number, y: number): Mark {
  return {
    kind: 'line',
    x1: end.x + 2,
    y1: end.y,
    x2: x,
    y2: y,
    stroke: { ...end.line.stroke, opacity: 0.6 },
    strokeWidth: 0.75,
  };
}

export function presentDots(
  input: ThroughputInput,
  lines: readonly PaintedLine[],
  toX: Scale,
  toY: Scale,
): readonly Mark[] {
  return lines
    .filter((line) => line.isChosen)
    .flatMap((line) =>
      line.points
        .filter(
          (point) => point.deviceCount === input.deviceCount && point.throughputPerSecond !== null,
        )
        .map((point): Mark => ({
          kind: 'dot',
          x: toX(point.deviceCount),
          y: toY(point.throughputPerSecond ?? 0),
          radius: 4,
          fill: { token: 'accent' },
          title: `${formatSignificant(point.throughputPerSecond ?? 0)} inferences per second`,
        })),
    );
}
