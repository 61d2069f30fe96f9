import { describe, expect, test } from 'vitest';
import {
  graphFrame,
  graphHeight,
  mostZoom,
  panWindow,
  revealInWindow,
  scaleOf,
  WHOLE_GRAPH,
  zoomWindow,
} from './graph-window.ts';

const FRAME = graphFrame({ widthPx: 964, heightPx: 260 }, { depthCount: 170, laneHeights: 16 });
const RIGHT = FRAME.plot.left + FRAME.plot.width;
const AT = { x: 400, y: 120 };

describe('a window onto the graph', () => {
  test('shows all of it at first: every depth and every lane', () => {
    const { toX, toY } = scaleOf(FRAME, WHOLE_GRAPH);
    expect(toX(-0.5)).toBeCloseTo(FRAME.plot.left, 9);
    expect(toX(169.5)).toBeCloseTo(RIGHT, 9);
    expect(toY(0)).toBeGreaterThanOrEqual(FRAME.plot.top);
    expect(toY(16)).toBeLessThanOrEqual(FRAME.plot.top + FRAME.plot.height + 1e-9);
  });

  test('keeps what is under the pointer where it is while zooming', () => {
    const before = scaleOf(FRAME, WHOLE_GRAPH);
    const depth = (AT.x - before.toX(0)) / before.bandWidth;
    const zoomed = zoomWindow(FRAME, WHOLE_GRAPH, 7, AT);
    expect(scaleOf(FRAME, zoomed).toX(depth)).toBeCloseTo(AT.x, 6);
    const back = zoomWindow(FRAME, zoomed, 1 / 7, AT);
    expect(back).toEqual(WHOLE_GRAPH);
  });

  test.each([
    ['out of the whole', 0.5, 1],
    ['in without end', 1e9, mostZoom(FRAME)],
  ])('does not zoom %s', (_, factor, zoom) => {
    expect(zoomWindow(FRAME, WHOLE_GRAPH, factor, AT).zoom).toBe(zoom);
  });

  test('follows the pointer while panning, and stops at the ends', () => {
    const zoomed = zoomWindow(FRAME, WHOLE_GRAPH, 4, AT);
    const moved = panWindow(FRAME, zoomed, { x: -50, y: 0 });
    expect(scaleOf(FRAME, moved).toX(60)).toBeCloseTo(scaleOf(FRAME, zoomed).toX(60) - 50, 6);
    const first = panWindow(FRAME, zoomed, { x: 1e6, y: 1e6 });
    expect(scaleOf(FRAME, first).toX(-0.5)).toBeCloseTo(FRAME.plot.left, 6);
    const last = panWindow(FRAME, zoomed, { x: -1e6, y: -1e6 });
    expect(scaleOf(FRAME, last).toX(169.5)).toBeCloseTo(RIGHT, 6);
    expect(panWindow(FRAME, WHOLE_GRAPH, { x: 40, y: 40 })).toEqual(WHOLE_GRAPH);
  });

  test.each([3, 80, 168])('brings depth %i well inside, moving only if it must', (depth) => {
    const zoomed = zoomWindow(FRAME, WHOLE_GRAPH, 10, AT);
    const shown = revealInWindow(FRAME, zoomed, { depth, laneHeight: 3 });
    const x = scaleOf(FRAME, shown).toX(depth);
    expect(x).toBeGreaterThan(FRAME.plot.left);
    expect(x).toBeLessThan(RIGHT);
    expect(revealInWindow(FRAME, shown, { depth, laneHeight: 3 })).toEqual(shown);
  });

  test('lets lanes grow only where operators are wide enough to be told apart', () => {
    const lanePx = (zoom: number): number => scaleOf(FRAME, { ...WHOLE_GRAPH, zoom }).lanePx;
    expect(lanePx(3)).toBe(lanePx(1));
    expect(lanePx(20)).toBeGreaterThan(lanePx(1));
  });
});

test('the height follows the lanes, within bounds', () => {
  expect(graphHeight(1, 260)).toBe(graphHeight(2, 260));
  expect(graphHeight(6, 260)).toBeGreaterThan(graphHeight(5, 260));
  expect(graphHeight(3000, 260)).toBe(260);
});
