// The pipeline timeline: a lane for every segment and replica, a bar for every inference, time to the right.
import { plural } from '../../base/index.ts';
import type { TimelineEntry } from '../../pipeline/index.ts';
import { ordinal } from '../sentences/index.ts';
import {
  CAPTION_PX,
  onSegmentColour,
  segmentColour,
  textWidth,
  type Box,
  type ChartLayout,
  type Mark,
  type RectMark,
} from './marks.ts';
import { linearScale, niceTicks, tickLabels, type Scale } from './scale.ts';

export interface TimelineInput {
  readonly entries: readonly TimelineEntry[];
  /** Devices of each segment, in order. */
  readonly replicas: readonly number[];
  /** Only the first so many inferences are drawn. */
  readonly inferenceCount: number;
  /** Time that the axis spans at least, ms: for a timeline that still grows. */
  readonly spanMs?: number;
}

export interface TimelineLane {
  readonly segmentIndex: number;
  readonly replica: number;
  readonly label: string;
}

export interface TimelineLayout extends ChartLayout {
  readonly title: string;
  readonly lanes: readonly TimelineLane[];
  readonly lanePx: number;
}

const LEFT_PX = 40;
const RIGHT_PX = 12;
const AXIS_PX = 18;
const LANE_PX = 16;
const NARROW_LANE_PX = 12;
/** From so many lanes on they are drawn narrower. */
const MANY_LANES = 9;
const BAR_TEXT_PX = 9;
/** Every other inference is paler. */
const PALE = 0.45;

/** Height in px that a timeline of these lanes asks for. */
export function timelineHeight(replicas: readonly number[]): number {
  const laneCount = replicas.reduce((sum, count) => sum + count, 0);
  return laneCount * lanePxFor(laneCount) + AXIS_PX + 2;
}

function lanePxFor(laneCount: number): number {
  return laneCount >= MANY_LANES ? NARROW_LANE_PX : LANE_PX;
}

/** Lays out the first inferences of a batch; height follows from the lanes. O(entries); pure. */
export function layoutTimeline(input: TimelineInput, widthPx: number): TimelineLayout {
  const lanes = listLanes(input.replicas);
  const lanePx = lanePxFor(lanes.length);
  const shown = input.entries.filter((entry) => entry.inference < input.inferenceCount);
  const endMs = shown.reduce((most, entry) => Math.max(most, entry.endMs), input.spanMs ?? 0);
  const plot: Box = {
    left: LEFT_PX,
    top: 0,
    width: Math.max(1, widthPx - LEFT_PX - RIGHT_PX),
    height: lanes.length * lanePx,
  };
  const toX = linearScale([0, endMs === 0 ? 1 : endMs], [plot.left, plot.left + plot.width]);
  const laneOf = new Map(
    lanes.map((lane, index) => [`${lane.segmentIndex}/${lane.replica}`, index]),
  );
  const bars = shown.map((entry) =>
    entryBar(entry, laneOf.get(`${entry.segmentIndex}/${entry.replica}`) ?? 0, lanePx, toX),
  );
  // Which bars have a label changes with every place of a cut that is dragged. Labels come last, so that all other marks
  // stay where they were in the list, and are changed, not made anew, by whoever draws it.
  const marks: Mark[] = [
    ...axisMarks(plot, toX, endMs),
    ...lanes.map((lane, index) => laneLabel(lane, index, lanePx)),
    ...bars,
    ...shown.flatMap((entry, index) => barLabels(entry, bars[index])),
  ];
  const count = new Set(shown.map((entry) => entry.inference)).size;
  return {
    width: widthPx,
    height: plot.height + AXIS_PX + 2,
    plot,
    marks,
    title: timelineTitle(count),
    lanes,
    lanePx,
  };
}

function timelineTitle(count: number): string {
  if (count === 1) return 'The first inference through the pipeline';
  const words = COUNT_WORDS[count] ?? String(count);
  return `First ${words} inferences through the pipeline`;
}

const COUNT_WORDS: Readonly<Record<number, string>> = {
  2: 'two',
  3: 'three',
  4: 'four',
  5: 'five',
  6: 'six',
  7: 'seven',
  8: 'eight',
  9: 'nine',
  10: 'ten',
};

function listLanes(replicas: readonly number[]): readonly TimelineLane[] {
  return replicas.flatMap((count, segmentIndex) =>
    Array.from({ length: count }, (_, replica) => ({
      segmentIndex,
      replica,
      label: count === 1 ? String(segmentIndex + 1) : `${segmentIndex + 1}.${replica + 1}`,
    })),
  );
}

/** What a lane is, in full: "segment 1, second of 2 devices". */
export function laneTitle(lane: TimelineLane, replicas: readonly number[]): string {
  const count = replicas[lane.segmentIndex] ?? 1;
  const segment = `segment ${lane.segmentIndex + 1}`;
  return count === 1
    ? segment
    : `${segment}, ${ordinal(lane.replica + 1)} of ${plural(count, 'device')}`;
}

function axisMarks(plot: Box, toX: Scale, endMs: number): readonly Mark[] {
  const ticks = niceTicks(endMs, Math.max(2, Math.round(plot.width / 110)));
  const labels = tickLabels(ticks);
  const baseline = plot.top + plot.height + AXIS_PX - 3;
  const right = plot.left + plot.width;
  const unitFrom = right - textWidth('ms', CAPTION_PX) - 8;
  return [
    ...ticks.flatMap((tick, index): readonly Mark[] => {
      const x = toX(tick);
      const line: Mark = {
        kind: 'line',
        x1: x,
        y1: plot.top,
        x2: x,
        y2: plot.top + plot.height + 3,
        stroke: { token: 'line' },
        strokeWidth: 1,
      };
      const label = labels[index] ?? '';
      // The unit stands at the end of the axis; a number that would touch it gives way.
      const isInTheWay = x + textWidth(label, CAPTION_PX) / 2 > unitFrom;
      return isInTheWay ? [line] : [line, axisText(x, baseline, label, 'middle')];
    }),
    axisText(right, baseline, 'ms', 'end'),
  ];
}

function axisText(x: number, y: number, text: string, anchor: 'middle' | 'end'): Mark {
  return { kind: 'text', x, y, text, anchor, fill: { token: 'ink-3' }, sizePx: CAPTION_PX };
}

function laneLabel(lane: TimelineLane, index: number, lanePx: number): Mark {
  return {
    kind: 'text',
    x: LEFT_PX - 9,
    y: index * lanePx + lanePx / 2 + 3.5,
    text: lane.label,
    anchor: 'end',
    fill: { token: 'ink-3' },
    sizePx: lanePx < LANE_PX ? 10 : CAPTION_PX,
    segmentIndex: lane.segmentIndex,
  };
}

function entryBar(entry: TimelineEntry, laneIndex: number, lanePx: number, toX: Scale): RectMark {
  const x = toX(entry.startMs);
  const width = Math.max(0.75, toX(entry.endMs) - x - 1);
  return {
    kind: 'rect',
    x,
    y: laneIndex * lanePx + 1.5,
    width,
    height: lanePx - 4,
    radius: width > 4 ? 2 : 0,
    fill: { token: segmentColour(entry.segmentIndex), ...(isPale(entry) && { opacity: PALE }) },
    segmentIndex: entry.segmentIndex,
  };
}

/** The number of the inference, where its bar has room for it. */
function barLabels(entry: TimelineEntry, bar: RectMark | undefined): readonly Mark[] {
  const text = String(entry.inference + 1);
  if (bar === undefined || bar.width < textWidth(text, BAR_TEXT_PX) + 6) return [];
  return [
    {
      kind: 'text',
      x: bar.x + 4,
      y: bar.y + bar.height / 2 + 3,
      text,
      anchor: 'start',
      fill: { token: isPale(entry) ? 'ink-1' : onSegmentColour(entry.segmentIndex) },
      sizePx: BAR_TEXT_PX,
      isBold: true,
      segmentIndex: entry.segmentIndex,
    },
  ];
}

function isPale(entry: TimelineEntry): boolean {
  return entry.inference % 2 === 1;
}
