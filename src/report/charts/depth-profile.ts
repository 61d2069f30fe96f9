// The depth profile: bars per depth coloured by segment, the bytes that a cut would move as a thin line on a scale of its
// own, a band per segment, and where the cut handles stand. The axis of depth is the axis of cutting.
import { formatBytes, formatMib } from '../../base/index.ts';
import {
  axisMarks,
  bandMarks,
  barMarks,
  CAPTION_ROW_PX,
  captionMarks,
  crossingMarks,
  cutMarks,
  cutX,
  numberMarks,
} from './depth-profile-marks.ts';
import type { Box, ChartLayout, Mark } from './marks.ts';
import { byteUnit, linearScale, macUnit } from './scale.ts';

export type ProfileQuantity = 'parameters' | 'macs' | 'activations';

/** What lies at one depth, in the order in which it is stacked. `segmentIndex` −1 = no plan. */
export interface DepthBar {
  readonly parts: readonly { readonly segmentIndex: number; readonly value: number }[];
}

export interface ProfileCut {
  readonly afterDepth: number;
  /** Bytes that this cut moves per inference. */
  readonly crossingBytes: number;
  /** False where the cut is no straight line in depth; `afterDepth` is then the nearest depth cut. */
  readonly isStraight: boolean;
  /** Compiled parameters of the segment before the cut. */
  readonly paramBytesBefore: number;
}

export interface ProfileInput {
  readonly quantity: ProfileQuantity;
  readonly bars: readonly DepthBar[];
  /** `[d]` = bytes that a depth cut after d would move. */
  readonly crossingBytes: readonly number[];
  readonly segmentCount: number;
  /** Ascending by depth; one fewer than segments. */
  readonly cuts: readonly ProfileCut[];
}

/** Where a cut handle stands, and what it says. */
export interface ProfileHandle {
  readonly cutIndex: number;
  readonly afterDepth: number;
  readonly x: number;
  /** Middle of the grip: neighbours that would touch are staggered. */
  readonly y: number;
  readonly valueText: string;
}

export interface ProfileLayout extends ChartLayout {
  readonly title: string;
  /** What the thin line is, with its maximum. */
  readonly lineCaption: string;
  readonly bandWidth: number;
  readonly handles: readonly ProfileHandle[];
}

const LEFT_PX = 40;
const RIGHT_PX = 12;
const TOP_PX = 6;
const GRIP_GAP_PX = 14;
/** The segments' numbers stand above the highest bar. */
const NUMBER_ROW_PX = 20;

const TITLES: Readonly<Record<ProfileQuantity, string>> = {
  parameters: 'Parameters per depth',
  macs: 'Multiply-accumulates per depth',
  activations: 'Activations made per depth',
};

/** Lays out the profile for a size in px. O(depths + operators); pure. */
export function layoutDepthProfile(
  input: ProfileInput,
  widthPx: number,
  heightPx: number,
): ProfileLayout {
  const rowCount = captionRows(input.cuts.length, widthPx);
  const plot: Box = {
    left: LEFT_PX,
    top: TOP_PX,
    width: Math.max(1, widthPx - LEFT_PX - RIGHT_PX),
    height: Math.max(1, heightPx - TOP_PX - 4 - rowCount * CAPTION_ROW_PX),
  };
  const bandWidth = plot.width / Math.max(1, input.bars.length);
  const totals = input.bars.map((bar) => bar.parts.reduce((sum, part) => sum + part.value, 0));
  const maximum = Math.max(0, ...totals);
  const unit = input.quantity === 'macs' ? macUnit(maximum) : byteUnit(maximum);
  const toY = linearScale(
    [0, maximum === 0 ? 1 : maximum],
    [plot.top + plot.height, plot.top + NUMBER_ROW_PX],
  );
  const maxCrossing = Math.max(0, ...input.crossingBytes);
  const handles = placeHandles(input.cuts, plot, bandWidth);
  const marks: Mark[] = [
    ...bandMarks(input.segmentCount, handles, plot),
    ...axisMarks(plot, toY, maximum, unit),
    ...barMarks(input.bars, plot, bandWidth, toY),
    ...crossingMarks(input.crossingBytes, maxCrossing, plot, bandWidth),
    ...numberMarks(input.segmentCount, handles, plot),
    ...cutMarks(input.cuts, handles, plot),
    ...captionMarks(input, handles, plot, rowCount),
  ];
  return {
    width: widthPx,
    height: heightPx,
    plot,
    marks,
    title: `${TITLES[input.quantity]}, ${unit.name}`,
    lineCaption: `line: bytes that a cut here moves, at most ${formatBytes(maxCrossing)}`,
    bandWidth,
    handles,
  };
}

/** The depth under a position of the pointer, 0 … depthCount − 1. */
export function depthAtX(layout: ProfileLayout, x: number, depthCount: number): number {
  const depth = Math.floor((x - layout.plot.left) / layout.bandWidth);
  return Math.min(Math.max(depth, 0), depthCount - 1);
}

/** The legal depth cut nearest to a position of the pointer; null where there is none. `legalCutDepths` ascending. */
export function nearestCutDepth(
  layout: ProfileLayout,
  x: number,
  legalCutDepths: readonly number[],
): number | null {
  const wanted = (x - layout.plot.left) / layout.bandWidth - 1;
  let best: number | null = null;
  for (const depth of legalCutDepths) {
    if (best === null || Math.abs(depth - wanted) < Math.abs(best - wanted)) best = depth;
  }
  return best;
}

/** Two rows of captions where the cuts are many for the width; does not depend on where they stand, so nothing jumps. */
function captionRows(cutCount: number, widthPx: number): number {
  const roomPerCut = widthPx / Math.max(1, cutCount + 1);
  return roomPerCut >= 150 || cutCount === 0 ? 1 : 2;
}

function placeHandles(
  cuts: readonly ProfileCut[],
  plot: Box,
  bandWidth: number,
): readonly ProfileHandle[] {
  let lastX = -Infinity;
  let step = 0;
  return cuts.map((cut, cutIndex) => {
    const x = cutX(cut.afterDepth, plot, bandWidth);
    step = x - lastX < GRIP_GAP_PX ? (step + 1) % 3 : 0;
    lastX = x;
    const y = plot.top + plot.height * (0.5 + [0, 0.24, -0.24][step]!);
    return { cutIndex, afterDepth: cut.afterDepth, x, y, valueText: handleText(cut, cutIndex) };
  });
}

/** What a screen reader says of a handle: "cut after depth 17, segment 1 = 5.1 MiB, 306 KiB cross". */
export function handleText(cut: ProfileCut, cutIndex: number): string {
  const where = cut.isStraight
    ? `cut after depth ${cut.afterDepth}`
    : `cut near depth ${cut.afterDepth}, no straight line in depth`;
  const size = formatMib(cut.paramBytesBefore);
  return `${where}, segment ${cutIndex + 1} = ${size} MiB, ${formatBytes(cut.crossingBytes)} cross`;
}
