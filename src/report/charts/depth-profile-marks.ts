// What the depth profile draws: bands, axis, bars, the line of crossing bytes, cuts and captions.
import { formatBytes } from '../../base/index.ts';
import type { DepthBar, ProfileCut, ProfileHandle, ProfileInput } from './depth-profile.ts';
import { placeCaptions } from './labels.ts';
import {
  CAPTION_PX,
  NUMBER_PX,
  segmentColour,
  textWidth,
  type Box,
  type ColourToken,
  type Mark,
  type Point,
} from './marks.ts';
import { linearScale, niceTicks, tickLabels, type Scale, type Unit } from './scale.ts';

export const CAPTION_ROW_PX = 15;
/** The line of crossing bytes leaves the top of the plot to the segments' numbers. */
const LINE_TOP_SHARE = 0.2;
const MOST_BAR_PX = 26;
const NUMBER_ROOM_PX = 16;

/** Right edge of the band of `afterDepth`: where a cut after it stands. */
export function cutX(afterDepth: number, plot: Box, bandWidth: number): number {
  return plot.left + (afterDepth + 1) * bandWidth;
}

/** The stretch of the axis that belongs to each segment. */
function bandsOf(
  segmentCount: number,
  handles: readonly ProfileHandle[],
  plot: Box,
): readonly { readonly segmentIndex: number; readonly from: number; readonly to: number }[] {
  return Array.from({ length: segmentCount }, (_, segmentIndex) => ({
    segmentIndex,
    from: segmentIndex === 0 ? plot.left : (handles[segmentIndex - 1]?.x ?? plot.left),
    to: handles[segmentIndex]?.x ?? plot.left + plot.width,
  }));
}

const BAND_OPACITY = 0.1;

export function bandMarks(
  segmentCount: number,
  handles: readonly ProfileHandle[],
  plot: Box,
): readonly Mark[] {
  return bandsOf(segmentCount, handles, plot).map((band) => ({
    kind: 'rect',
    x: band.from,
    y: plot.top,
    width: Math.max(0, band.to - band.from),
    height: plot.height,
    fill: { token: segmentColour(band.segmentIndex), opacity: BAND_OPACITY },
    segmentIndex: band.segmentIndex,
  }));
}

export function numberMarks(
  segmentCount: number,
  handles: readonly ProfileHandle[],
  plot: Box,
): readonly Mark[] {
  let isLow = false;
  return bandsOf(segmentCount, handles, plot).map((band) => {
    isLow = band.to - band.from < NUMBER_ROOM_PX ? !isLow : false;
    return {
      kind: 'text',
      x: (band.from + band.to) / 2,
      y: plot.top + (isLow ? 27 : 14),
      text: String(band.segmentIndex + 1),
      anchor: 'middle',
      fill: { token: segmentColour(band.segmentIndex) },
      sizePx: NUMBER_PX,
      isBold: true,
      segmentIndex: band.segmentIndex,
    };
  });
}

export function axisMarks(plot: Box, toY: Scale, maximum: number, unit: Unit): readonly Mark[] {
  const count = Math.max(2, Math.round(plot.height / 40));
  const ticks = niceTicks(maximum / unit.divisor, count);
  const labels = tickLabels(ticks);
  return ticks.flatMap((tick, index): readonly Mark[] => {
    const y = toY(tick * unit.divisor);
    return [
      {
        kind: 'line',
        x1: plot.left,
        y1: y,
        x2: plot.left + plot.width,
        y2: y,
        stroke: { token: 'line' },
        strokeWidth: 1,
      },
      caption(plot.left - 7, y + 4, labels[index] ?? '', 'end'),
    ];
  });
}

function caption(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): Mark {
  return { kind: 'text', x, y, text, anchor, fill: { token: 'ink-3' }, sizePx: CAPTION_PX };
}

export function barMarks(
  bars: readonly DepthBar[],
  plot: Box,
  bandWidth: number,
  toY: Scale,
): readonly Mark[] {
  const width = Math.min(MOST_BAR_PX, Math.max(0.75, bandWidth - Math.min(2, bandWidth * 0.2)));
  const radius = width >= 6 ? 1.5 : 0;
  return bars.flatMap((bar, depth) => {
    let below = 0;
    const x = plot.left + (depth + 0.5) * bandWidth - width / 2;
    return bar.parts
      .filter((part) => part.value > 0)
      .map((part): Mark => {
        const bottom = toY(below);
        below += part.value;
        const top = toY(below);
        return {
          kind: 'rect',
          x,
          y: top,
          width,
          // A depth with few bytes is still seen to have some.
          height: Math.max(bottom - top, 0.75),
          radius,
          fill: { token: barColour(part.segmentIndex) },
          segmentIndex: part.segmentIndex,
          depth,
        };
      });
  });
}

function barColour(segmentIndex: number): ColourToken {
  return segmentIndex < 0 ? 'accent' : segmentColour(segmentIndex);
}

export function crossingMarks(
  crossingBytes: readonly number[],
  maxCrossing: number,
  plot: Box,
  bandWidth: number,
): readonly Mark[] {
  const cutCount = crossingBytes.length - 1;
  if (cutCount < 1 || maxCrossing === 0) return [];
  const toY = linearScale(
    [0, maxCrossing],
    [plot.top + plot.height, plot.top + plot.height * LINE_TOP_SHARE],
  );
  const points: Point[] = [];
  for (let depth = 0; depth < cutCount; depth++) {
    points.push({ x: cutX(depth, plot, bandWidth), y: toY(crossingBytes[depth] ?? 0) });
  }
  return [{ kind: 'path', points, stroke: { token: 'ink-2', opacity: 0.75 }, strokeWidth: 1 }];
}

export function cutMarks(
  cuts: readonly ProfileCut[],
  handles: readonly ProfileHandle[],
  plot: Box,
): readonly Mark[] {
  return handles.map((handle) => ({
    kind: 'line',
    x1: handle.x,
    y1: plot.top - 4,
    x2: handle.x,
    y2: plot.top + plot.height + 4,
    stroke: { token: 'ink-1' },
    strokeWidth: 1,
    dash: cuts[handle.cutIndex]?.isStraight === false ? [1, 3] : [4, 3],
  }));
}

/** Depth and bytes beneath each cut; the ends of the axis give way to them. */
export function captionMarks(
  input: ProfileInput,
  handles: readonly ProfileHandle[],
  plot: Box,
  rowCount: number,
): readonly Mark[] {
  const right = plot.left + plot.width;
  const baseline = plot.top + plot.height + CAPTION_ROW_PX;
  const requests = handles.map((handle) => {
    const cut = input.cuts[handle.cutIndex]!;
    const depth = `${cut.isStraight ? '' : '≈'}${cut.afterDepth}`;
    return {
      x: handle.x,
      forms: [`${depth} · ${formatBytes(cut.crossingBytes)}`, depth].map(withWidth),
    };
  });
  const room = { rowCount, left: plot.left, right, gapPx: CAPTION_GAP_PX };
  const placed = placeCaptions(requests, room);
  const inFirstRow = placed.filter((label) => label.row === 0);
  const leftEnd = Math.min(right, ...inFirstRow.map((label) => edge(label, -1)));
  const rightEnd = Math.max(plot.left, ...inFirstRow.map((label) => edge(label, 1)));
  const lastDepth = String(Math.max(0, input.bars.length - 1));
  const first = ['0'].filter((text) => plot.left + textWidth(text, CAPTION_PX) < leftEnd);
  const last = [`depth ${lastDepth}`, lastDepth].find(
    (text) => right - textWidth(text, CAPTION_PX) > rightEnd,
  );
  return [
    ...first.map((text) => caption(plot.left, baseline, text, 'start')),
    ...(last === undefined ? [] : [caption(right, baseline, last, 'end')]),
    ...placed.map((label) =>
      caption(label.x, baseline + label.row * CAPTION_ROW_PX, label.text, 'middle'),
    ),
  ];
}

const CAPTION_GAP_PX = 6;

function withWidth(text: string): { readonly text: string; readonly widthPx: number } {
  return { text, widthPx: textWidth(text, CAPTION_PX) };
}

/** Where nothing else may stand: left (−1) or right (1) of a caption, with its gap. */
function edge(label: { readonly x: number; readonly text: string }, side: -1 | 1): number {
  return label.x + side * (textWidth(label.text, CAPTION_PX) / 2 + CAPTION_GAP_PX);
}
