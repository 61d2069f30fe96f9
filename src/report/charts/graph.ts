// The operator graph as marks: depth to the right on the axis of the depth profile, parallel branches in lanes, cuts
// where the plan has them. Pure: from a placed graph, a window onto it and colours to shapes.
import { formatBytes } from '../../base/index.ts';
import type { NodeStyle } from './graph-colours.ts';
import { axisTexts, curveMarks, lineMarks, nodeMarks, seenDepths } from './graph-marks.ts';
import type { GraphPlacement } from './graph-placement.ts';
import { scaleOf, type GraphFrame, type GraphScale, type GraphWindow } from './graph-window.ts';
import { NUMBER_PX, segmentColour, type ChartLayout, type Mark } from './marks.ts';
import type { ProfileCut } from './depth-profile.ts';

export interface GraphInput {
  readonly placement: GraphPlacement;
  /** `[opIndex]` = how it is drawn. */
  readonly styleOf: readonly NodeStyle[];
  /** `[opIndex]` = segment; −1 without a plan. */
  readonly segmentOf: readonly number[];
  /** `[opIndex]` = kind, as the file calls it. */
  readonly kindOf: readonly string[];
  /** `[opIndex]` = how strongly it is drawn, 0 … 1; null = all fully. */
  readonly strengthOf: readonly number[] | null;
  readonly segmentCount: number;
  readonly cuts: readonly ProfileCut[];
}

export interface GraphLayout extends ChartLayout {
  readonly scale: GraphScale;
  readonly frame: GraphFrame;
  /** Inside the plot: what a window cuts off at its edges. */
  readonly plotMarks: readonly Mark[];
  /** Around it: numbers of segments above, depths below. */
  readonly frameMarks: readonly Mark[];
}

/** Lays out what a window shows. O(operators + edges); what is out of sight is left out. */
export function layoutGraph(
  input: GraphInput,
  frame: GraphFrame,
  window: GraphWindow,
): GraphLayout {
  const scale = scaleOf(frame, window);
  const plotMarks: Mark[] = [
    ...bandMarks(input, frame, scale),
    ...lineMarks(input.placement, frame, scale),
    ...curveMarks(input.placement, frame, scale),
    ...nodeMarks(input, frame, scale),
    ...cutMarks(input.cuts, frame, scale),
  ];
  const frameMarks = [...numberMarks(input, frame, scale), ...axisTexts(frame, scale)];
  return {
    width: frame.width,
    height: frame.height,
    plot: frame.plot,
    marks: [...plotMarks, ...frameMarks],
    plotMarks,
    frameMarks,
    scale,
    frame,
  };
}

const BAND_OPACITY = 0.07;

/** The stretch of the axis that belongs to each segment, as in the depth profile. */
function bands(
  { segmentCount, cuts }: GraphInput,
  { plot }: GraphFrame,
  scale: GraphScale,
): readonly { readonly segmentIndex: number; readonly from: number; readonly to: number }[] {
  const within = (x: number): number => Math.min(Math.max(x, plot.left), plot.left + plot.width);
  return Array.from({ length: segmentCount }, (_, segmentIndex) => ({
    segmentIndex,
    from: within(segmentIndex === 0 ? plot.left : cutX(cuts[segmentIndex - 1], scale)),
    to: within(cuts[segmentIndex] === undefined ? Infinity : cutX(cuts[segmentIndex], scale)),
  }));
}

function cutX(cut: ProfileCut | undefined, scale: GraphScale): number {
  return scale.toX((cut?.afterDepth ?? 0) + 0.5);
}

function bandMarks(input: GraphInput, frame: GraphFrame, scale: GraphScale): readonly Mark[] {
  return bands(input, frame, scale)
    .filter(({ from, to }) => to > from)
    .map(({ segmentIndex, from, to }) => ({
      kind: 'rect',
      ...{ x: from, y: frame.plot.top, width: to - from, height: frame.plot.height },
      fill: { token: segmentColour(segmentIndex), opacity: BAND_OPACITY },
      segmentIndex,
    }));
}

function numberMarks(input: GraphInput, frame: GraphFrame, scale: GraphScale): readonly Mark[] {
  return bands(input, frame, scale)
    .filter(({ from, to }) => to - from >= 8)
    .map(({ segmentIndex, from, to }) => ({
      kind: 'text',
      ...{ x: (from + to) / 2, y: frame.plot.top - 8, text: String(segmentIndex + 1) },
      anchor: 'middle',
      fill: { token: segmentColour(segmentIndex) },
      sizePx: NUMBER_PX,
      isBold: true,
      segmentIndex,
    }));
}

function cutMarks(
  cuts: readonly ProfileCut[],
  frame: GraphFrame,
  scale: GraphScale,
): readonly Mark[] {
  const [first, last] = seenDepths(frame, scale);
  return cuts
    .filter(({ afterDepth }) => afterDepth >= first - 1 && afterDepth <= last)
    .map((cut, index) => ({
      kind: 'line',
      ...{ x1: cutX(cut, scale), y1: frame.plot.top, x2: cutX(cut, scale) },
      y2: frame.plot.top + frame.plot.height,
      stroke: { token: 'ink-1' },
      strokeWidth: 1,
      dash: cut.isStraight ? [4, 3] : [1, 3],
      title: `Cut ${String(index + 1)}: ${formatBytes(cut.crossingBytes)}`,
    }));
}
