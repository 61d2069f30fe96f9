// What part of the operator graph is seen: sizes and positions in px for a window onto it. At zoom 1 the whole graph
// lies in the plot, on the very axis of the depth profile.
import type { Box, Point } from './marks.ts';

/** A window onto the graph; at zoom 1 everything is in it. */
export interface GraphWindow {
  /** 1 … `mostZoom` of the frame. */
  readonly zoom: number;
  /** What lies at the left and upper edge of the plot, in depths and in heights of a lane. */
  readonly left: number;
  readonly top: number;
}

export const WHOLE_GRAPH: GraphWindow = { zoom: 1, left: 0, top: 0 };

/** The room for a graph, and its size in steps. */
export interface GraphFrame {
  readonly width: number;
  readonly height: number;
  readonly plot: Box;
  readonly depthCount: number;
  readonly laneHeights: number;
}

/** Steps in px, and where the grid begins. */
export interface GraphScale {
  readonly bandWidth: number;
  readonly lanePx: number;
  /** Middle of the band of a depth. */
  readonly toX: (depth: number) => number;
  /** From heights of a lane, counted from the upper edge of the graph. */
  readonly toY: (laneHeight: number) => number;
}

/** The same margins as the depth profile, so that a depth stands below its bar. */
const LEFT_PX = 40;
const RIGHT_PX = 12;
const TOP_PX = 24;
const BOTTOM_PX = 20;
/** A lane is at most so high when everything is seen, and at most so high when zoomed. */
const MOST_FIT_LANE_PX = 26;
const MOST_LANE_PX = 32;
const GROWING_BAND_PX = [24, 80] as const;
/** Wide enough for the longest common kind of operator to be read. */
const MOST_BAND_PX = 190;
const LANE_PX = 20;
const LEAST_HEIGHT_PX = 116;

/** Height that suits a graph: as many lanes as it has, within bounds. */
export function graphHeight(laneHeights: number, mostPx: number): number {
  const wanted = TOP_PX + BOTTOM_PX + Math.round(laneHeights * LANE_PX);
  return Math.min(Math.max(wanted, LEAST_HEIGHT_PX), Math.max(mostPx, LEAST_HEIGHT_PX));
}

export function graphFrame(
  size: { readonly widthPx: number; readonly heightPx: number },
  graph: { readonly depthCount: number; readonly laneHeights: number },
): GraphFrame {
  return {
    width: size.widthPx,
    height: size.heightPx,
    plot: {
      left: LEFT_PX,
      top: TOP_PX,
      width: Math.max(1, size.widthPx - LEFT_PX - RIGHT_PX),
      height: Math.max(1, size.heightPx - TOP_PX - BOTTOM_PX),
    },
    depthCount: Math.max(1, graph.depthCount),
    laneHeights: Math.max(1, graph.laneHeights),
  };
}

/** The largest zoom: operators wide enough for their names. */
export function mostZoom(frame: GraphFrame): number {
  return Math.max(1, MOST_BAND_PX / (frame.plot.width / frame.depthCount));
}

export function scaleOf(frame: GraphFrame, window: GraphWindow): GraphScale {
  const { plot } = frame;
  const bandWidth = (plot.width / frame.depthCount) * window.zoom;
  const lanePx = lanePxAt(frame, window.zoom);
  const spare = Math.max(0, plot.height - lanePx * frame.laneHeights) / 2;
  return {
    bandWidth,
    lanePx,
    toX: (depth) => plot.left + (depth + 0.5 - window.left) * bandWidth,
    toY: (laneHeight) => plot.top + spare + (laneHeight - window.top) * lanePx,
  };
}

/** Lanes grow only where operators are wide enough to be told apart: until then all branches stay in sight. */
function lanePxAt(frame: GraphFrame, zoom: number): number {
  const fit = Math.min(MOST_FIT_LANE_PX, frame.plot.height / frame.laneHeights);
  const bandWidth = (frame.plot.width / frame.depthCount) * zoom;
  const [from, to] = GROWING_BAND_PX;
  if (zoom === 1) return fit;
  const share = Math.min(Math.max(0, (bandWidth - from) / (to - from)), 1);
  return fit + Math.max(0, MOST_LANE_PX - fit) * share;
}

/** Zooms by a factor and keeps what lies at `at` where it is. */
export function zoomWindow(
  frame: GraphFrame,
  window: GraphWindow,
  factor: number,
  at: Point,
): GraphWindow {
  const zoom = Math.min(Math.max(1, window.zoom * factor), mostZoom(frame));
  const before = scaleOf(frame, window);
  const after = scaleOf(frame, { ...window, zoom });
  const depth = (at.x - frame.plot.left) / before.bandWidth + window.left;
  const laneHeight = (at.y - before.toY(0)) / before.lanePx;
  return keepInside(frame, {
    zoom,
    left: depth - (at.x - frame.plot.left) / after.bandWidth,
    top: laneHeight - (at.y - frame.plot.top) / after.lanePx,
  });
}

/** Moves the window by a distance of the pointer, px: what was under it stays under it. */
export function panWindow(frame: GraphFrame, window: GraphWindow, by: Point): GraphWindow {
  const { bandWidth, lanePx } = scaleOf(frame, window);
  return keepInside(frame, {
    ...window,
    left: window.left - by.x / bandWidth,
    top: window.top - by.y / lanePx,
  });
}

/** A window in which a place lies well inside, moved as little as that takes. */
export function revealInWindow(
  frame: GraphFrame,
  window: GraphWindow,
  place: { readonly depth: number; readonly laneHeight: number },
): GraphWindow {
  const { bandWidth, lanePx } = scaleOf(frame, window);
  const seenDepths = frame.plot.width / bandWidth;
  const seenLanes = frame.plot.height / lanePx;
  return keepInside(frame, {
    ...window,
    left: into(window.left, place.depth + 0.5, seenDepths),
    top: into(window.top, place.laneHeight, seenLanes),
  });
}

/** Part of what is seen that counts as its edge. */
const EDGE_SHARE = 0.12;

function into(start: number, place: number, seen: number): number {
  const edge = seen * EDGE_SHARE;
  if (place < start + edge) return place - edge;
  return place > start + seen - edge ? place - seen + edge : start;
}

function keepInside(frame: GraphFrame, window: GraphWindow): GraphWindow {
  const { bandWidth, lanePx } = scaleOf(frame, window);
  const mostLeft = frame.depthCount - frame.plot.width / bandWidth;
  const mostTop = frame.laneHeights - frame.plot.height / lanePx;
  return {
    zoom: window.zoom,
    left: Math.min(Math.max(0, window.left), Math.max(0, mostLeft)),
    top: Math.min(Math.max(0, window.top), Math.max(0, mostTop)),
  };
}
