// Throughput over 1 … 16 devices: a line per strategy, labelled at its end, the present number of devices marked.
import type { StrategyName } from '../../partition/index.ts';
import { CAPTION_PX, textWidth, type Box, type ChartLayout, type Mark } from './marks.ts';
import { linearScale, niceTicks, tickLabels, type Scale } from './scale.ts';
import {
  endLabels,
  LABEL_OFFSET_PX,
  lineMarks,
  paintLines,
  presentDots,
} from './throughput-lines.ts';

export interface ThroughputPoint {
  readonly deviceCount: number;
  /** null where the strategy ends in a failure. */
  readonly throughputPerSecond: number | null;
}

export interface ThroughputLine {
  readonly strategy: StrategyName;
  readonly title: string;
  /** Ascending by deviceCount. */
  readonly points: readonly ThroughputPoint[];
  readonly isChosen: boolean;
}

export interface ThroughputInput {
  readonly lines: readonly ThroughputLine[];
  readonly mostDevices: number;
  /** The present number of devices; null = none to mark. */
  readonly deviceCount: number | null;
}

export interface ThroughputLayout extends ChartLayout {
  /** Position of each number of devices, from 1. */
  readonly xOfCount: readonly number[];
}

const LEFT_PX = 40;
const BOTTOM_PX = 20;
const TOP_PX = 8;

/** Lays out the curve for a size in px. Pure. */
export function layoutThroughput(
  input: ThroughputInput,
  widthPx: number,
  heightPx: number,
): ThroughputLayout {
  const labelWidth = Math.max(0, ...input.lines.map((line) => textWidth(line.title, CAPTION_PX)));
  const plot: Box = {
    left: LEFT_PX,
    top: TOP_PX,
    width: Math.max(1, widthPx - LEFT_PX - labelWidth - LABEL_OFFSET_PX - 6),
    height: Math.max(1, heightPx - TOP_PX - BOTTOM_PX),
  };
  const rates = input.lines.flatMap((line) =>
    line.points.map((point) => point.throughputPerSecond ?? 0),
  );
  const maximum = Math.max(1e-9, ...rates);
  const toX = linearScale([1, Math.max(2, input.mostDevices)], [plot.left, plot.left + plot.width]);
  const toY = linearScale([0, maximum], [plot.top + plot.height, plot.top]);
  const xOfCount = Array.from({ length: input.mostDevices }, (_, index) => toX(index + 1));
  const lines = paintLines(input.lines);
  return {
    width: widthPx,
    height: heightPx,
    plot,
    xOfCount,
    marks: [
      ...gridMarks(plot, toY, maximum),
      ...countMarks(input, plot, toX),
      ...presentMark(input, plot, toX),
      ...lines.flatMap((line) => lineMarks(line, toX, toY)),
      ...endLabels(lines, plot, toX, toY),
      ...presentDots(input, lines, toX, toY),
    ],
  };
}

/** The number of devices nearest to a position of the pointer. */
export function deviceCountAtX(layout: ThroughputLayout, x: number): number {
  let nearest = 1;
  layout.xOfCount.forEach((at, index) => {
    if (Math.abs(at - x) < Math.abs(layout.xOfCount[nearest - 1]! - x)) nearest = index + 1;
  });
  return nearest;
}

function gridMarks(plot: Box, toY: Scale, maximum: number): readonly Mark[] {
  const ticks = niceTicks(maximum, Math.max(2, Math.round(plot.height / 34)));
  const labels = tickLabels(ticks);
  return ticks.flatMap((tick, index): readonly Mark[] => [
    {
      kind: 'line',
      x1: plot.left,
      y1: toY(tick),
      x2: plot.left + plot.width,
      y2: toY(tick),
      stroke: { token: 'line' },
      strokeWidth: 1,
    },
    axisText(plot.left - 7, toY(tick) + 4, labels[index] ?? '', 'end'),
  ]);
}

function countMarks(input: ThroughputInput, plot: Box, toX: Scale): readonly Mark[] {
  const step = plot.width / input.mostDevices < 16 ? 2 : 1;
  const baseline = plot.top + plot.height + 15;
  const counts = Array.from({ length: input.mostDevices }, (_, index) => index + 1);
  return counts
    .filter((count) => count === 1 || count % step === 0)
    .map((count): Mark => {
      const mark = axisText(toX(count), baseline, String(count), 'middle');
      return count === input.deviceCount
        ? { ...mark, fill: { token: 'ink-1' }, isBold: true }
        : mark;
    });
}

function axisText(
  x: number,
  y: number,
  text: string,
  anchor: 'middle' | 'end',
): Extract<Mark, { kind: 'text' }> {
  return { kind: 'text', x, y, text, anchor, fill: { token: 'ink-3' }, sizePx: CAPTION_PX };
}

function presentMark(input: ThroughputInput, plot: Box, toX: Scale): readonly Mark[] {
  if (input.deviceCount === null || input.deviceCount > input.mostDevices) return [];
  const x = toX(input.deviceCount);
  return [
    {
      kind: 'line',
      x1: x,
      y1: plot.top - 4,
      x2: x,
      y2: plot.top + plot.height,
      stroke: { token: 'ink-1' },
      strokeWidth: 1,
      dash: [4, 3],
    },
  ];
}
