// The segment table as a drawing: a row per segment with its two bars and their figures, as on the page.
import { formatMib, formatMsNumber } from '../../base/index.ts';
import type { Plan, PlanSegment } from '../../partition/index.ts';
import {
  barScaleOf,
  layoutMemoryBar,
  layoutTimeBar,
  PART_PAINT,
  segmentColour,
  textWidth,
  type BarLayout,
  type BarScale,
  type Mark,
  type Paint,
} from '../charts/index.ts';
import { CAPTION_PX, NUMBER_PX } from '../charts/marks.ts';
import { STAGE_PARTS, type StagePart } from '../sentences/index.ts';

const ROW_PX = 28;
const HEAD_PX = 22;
const BAR_PX = 20;
const SWATCH_PX = 9;

/** Where columns stand, px: left edges of texts and bars, right edges of numbers. */
const DEPTH_RIGHT = 110;
const OPERATORS_RIGHT = 185;
const MEMORY_LEFT = 205;
const BAR_SHARE = 0.36;
const ON_CHIP_GAP = 58;
const STREAMED_GAP = 128;
const TIME_GAP = 152;
const TIME_FIGURE = 60;

const PART_NAMES: Readonly<Record<StagePart, string>> = {
  in: 'in',
  compute: 'compute',
  stream: 'streaming',
  out: 'out',
};

export interface TableDrawing {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

interface Columns {
  readonly memoryWidth: number;
  readonly memoryRight: number;
  readonly timeLeft: number;
  readonly timeWidth: number;
}

/** Lays the table out for a width in px; the height follows from the segments. Pure. */
export function layoutSegmentChart(plan: Plan, width: number): TableDrawing {
  const columns = columnsFor(width);
  const scale = barScaleOf(plan);
  const height = HEAD_PX + plan.segments.length * ROW_PX;
  return {
    width,
    height,
    marks: [
      ...headMarks(columns),
      ...plan.segments.flatMap((segment, index) =>
        rowMarks(segment, plan, { columns, scale, top: HEAD_PX + index * ROW_PX, width }),
      ),
    ],
  };
}

function columnsFor(width: number): Columns {
  const memoryWidth = Math.max(60, (width - MEMORY_LEFT) * BAR_SHARE);
  const memoryRight = MEMORY_LEFT + memoryWidth;
  const timeLeft = memoryRight + TIME_GAP;
  return {
    memoryWidth,
    memoryRight,
    timeLeft,
    timeWidth: Math.max(60, width - timeLeft - TIME_FIGURE),
  };
}

function headMarks({ memoryRight, timeLeft }: Columns): readonly Mark[] {
  const y = HEAD_PX - 9;
  const legend: Mark[] = [];
  let x = timeLeft + textWidth('Stage time, ms', CAPTION_PX) + 14;
  for (const part of STAGE_PARTS) {
    legend.push(swatch(x, y - 8, PART_PAINT[part]), text(x + 13, y, PART_NAMES[part], 'start'));
    x += 24 + textWidth(PART_NAMES[part], CAPTION_PX);
  }
  return [
    text(0, y, 'Segment', 'start'),
    text(DEPTH_RIGHT, y, 'Depth', 'end'),
    text(OPERATORS_RIGHT, y, 'Operators', 'end'),
    text(MEMORY_LEFT, y, 'Parameters, MiB', 'start'),
    text(memoryRight + ON_CHIP_GAP, y, 'On chip', 'end'),
    text(memoryRight + STREAMED_GAP, y, 'Streamed', 'end'),
    text(timeLeft, y, 'Stage time, ms', 'start'),
    ...legend,
  ];
}

interface RowPlace {
  readonly columns: Columns;
  readonly scale: BarScale;
  readonly top: number;
  readonly width: number;
}

function rowMarks(segment: PlanSegment, plan: Plan, place: RowPlace): readonly Mark[] {
  const { columns, scale, top, width } = place;
  const isPace = plan.bottleneck.kind === 'stage' && plan.bottleneck.segmentIndex === segment.index;
  const y = top + ROW_PX / 2 + 4;
  const barTop = top + (ROW_PX - BAR_PX) / 2;
  const memory = layoutMemoryBar(segment, scale, { width: columns.memoryWidth, height: BAR_PX });
  const time = layoutTimeBar(segment, scale, { width: columns.timeWidth, height: BAR_PX });
  const number = (
    x: number,
    content: string,
    anchor: 'start' | 'end',
    token: Paint['token'] = 'ink-1',
  ): Mark => ({
    kind: 'text',
    ...{ x, y, text: content, anchor, sizePx: NUMBER_PX, isBold: isPace },
    fill: { token },
  });
  const streams = segment.streamedBytes > 0;
  const replicas = segment.replicas > 1 ? ` ×${segment.replicas}` : '';
  return [
    ruleMark(top, width),
    swatch(0, y - SWATCH_PX, { token: segmentColour(segment.index) }),
    number(16, `${segment.index + 1}${replicas}`, 'start'),
    number(DEPTH_RIGHT, depthRange(segment), 'end'),
    number(OPERATORS_RIGHT, String(segment.operators.length), 'end'),
    ...shifted(memory, MEMORY_LEFT, barTop),
    number(columns.memoryRight + ON_CHIP_GAP, formatMib(segment.onChipBytes), 'end'),
    number(
      columns.memoryRight + STREAMED_GAP,
      formatMib(segment.streamedBytes),
      'end',
      streams ? 'streaming-text' : 'ink-3',
    ),
    ...shifted(time, columns.timeLeft, barTop),
    number(
      columns.timeLeft + time.endX + 6,
      formatMsNumber(segment.stageMs / segment.replicas),
      'start',
    ),
  ];
}

function depthRange({ firstDepth, lastDepth }: PlanSegment): string {
  return firstDepth === lastDepth ? String(firstDepth) : `${firstDepth}–${lastDepth}`;
}

function ruleMark(y: number, width: number): Mark {
  return {
    kind: 'line',
    x1: 0,
    y1: y,
    x2: width,
    y2: y,
    stroke: { token: 'line' },
    strokeWidth: 1,
  };
}

function swatch(x: number, y: number, fill: Paint): Mark {
  return { kind: 'rect', x, y, width: SWATCH_PX, height: SWATCH_PX, radius: 2, fill };
}

function text(x: number, y: number, content: string, anchor: 'start' | 'end'): Mark {
  return {
    kind: 'text',
    x,
    y,
    text: content,
    anchor,
    fill: { token: 'ink-3' },
    sizePx: CAPTION_PX,
  };
}

/** Marks of a bar, moved to where the bar stands. */
function shifted(bar: BarLayout, dx: number, dy: number): readonly Mark[] {
  return bar.marks.map((mark) => {
    switch (mark.kind) {
      case 'line':
        return { ...mark, x1: mark.x1 + dx, x2: mark.x2 + dx, y1: mark.y1 + dy, y2: mark.y2 + dy };
      case 'path':
        return { ...mark, points: mark.points.map(({ x, y }) => ({ x: x + dx, y: y + dy })) };
      case 'rect':
      case 'dot':
      case 'text':
        return { ...mark, x: mark.x + dx, y: mark.y + dy };
    }
  });
}
