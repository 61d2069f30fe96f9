// What the operator graph draws: lines and curves of tensors, operators as boxes with their kinds, cuts, and the axis.
import type { GraphPlacement, GridPoint, LaneCurve } from './graph-placement.ts';
import type { NodeStyle } from './graph-colours.ts';
import type { GraphFrame, GraphScale } from './graph-window.ts';
import {
  CAPTION_PX,
  textWidth,
  type Mark,
  type Paint,
  type Point,
  type RectMark,
  type TextMark,
} from './marks.ts';

/** Part of a band that a node takes: the rest is for the curves, so that none passes behind a node. */
const NODE_SHARE = 0.66;
const NARROW_NODE_SHARE = 0.9;
const LEAST_NODE_HEIGHT_PX = 12;
const MOST_NODE_PX = 140;
const LANE_SHARE = 0.62;
const MOST_NODE_HEIGHT_PX = 24;
/** Boxes narrower than this have no edge and no rounded corners. */
const PLAIN_BELOW_PX = 4;
/** A pale box without an edge would not be seen. */
const PLAIN_OPACITY = 0.4;
const KIND_PX = 10;
const KIND_ROOM_PX = 6;
/** Points of a curve between two lanes. */
const CURVE_STEPS = 10;

export interface NodeSize {
  readonly width: number;
  readonly height: number;
}

export function nodeSize(scale: GraphScale): NodeSize {
  // Boxes too narrow to be told apart almost touch, and read as one band.
  const share = scale.bandWidth < PLAIN_BELOW_PX ? NARROW_NODE_SHARE : NODE_SHARE;
  const width = Math.max(0.75, Math.min(MOST_NODE_PX, scale.bandWidth * share));
  // Narrow boxes stay low, so that they read as boxes and not as bars.
  const most = Math.min(MOST_NODE_HEIGHT_PX, Math.max(LEAST_NODE_HEIGHT_PX, width));
  return { width, height: Math.max(1.5, Math.min(most, scale.lanePx * LANE_SHARE)) };
}

/** First and last depth of which anything is seen. */
export function seenDepths(frame: GraphFrame, scale: GraphScale): readonly [number, number] {
  const first = Math.floor((frame.plot.left - scale.toX(-0.5)) / scale.bandWidth);
  const count = Math.ceil(frame.plot.width / scale.bandWidth) + 1;
  return [Math.max(0, first), Math.min(frame.depthCount - 1, first + count)];
}

/** Lines step back where they lie close together. */
function linePaint({ bandWidth }: GraphScale): Paint {
  return { token: 'ink-3', opacity: Math.min(0.65, 0.35 + bandWidth / 40) };
}

/** Straight stretches, cut off where they leave the plot. */
export function lineMarks(
  placement: GraphPlacement,
  frame: GraphFrame,
  scale: GraphScale,
): readonly Mark[] {
  const [first, last] = seenDepths(frame, scale);
  const stroke = linePaint(scale);
  return placement.lines.flatMap((line): readonly Mark[] => {
    const fromDepth = Math.max(line.fromDepth, first - 1);
    const toDepth = Math.min(line.toDepth, last + 1);
    if (toDepth < fromDepth) return [];
    const y = laneY(placement, scale, line.lane);
    // A tensor that passes a single depth still has a line across it.
    const [x1, x2] = lineEnds(line, { fromDepth, toDepth }, scale);
    return x2 <= x1 ? [] : [{ kind: 'line', x1, y1: y, x2, y2: y, stroke, strokeWidth: 1 }];
  });
}

function lineEnds(
  line: GraphPlacement['lines'][number],
  shown: { readonly fromDepth: number; readonly toDepth: number },
  scale: GraphScale,
): readonly [number, number] {
  const half = nodeSize(scale).width / 2;
  const isRoute = line.isRoute;
  const start = scale.toX(shown.fromDepth) - (isRoute ? half : 0);
  const end = scale.toX(shown.toDepth) + (isRoute || line.hasTail ? half : 0);
  return [start, end];
}

export function curveMarks(
  placement: GraphPlacement,
  frame: GraphFrame,
  scale: GraphScale,
): readonly Mark[] {
  const [first, last] = seenDepths(frame, scale);
  const stroke = linePaint(scale);
  return placement.curves
    .filter(({ gap }) => gap >= first - 1 && gap <= last)
    .map((curve) => ({
      kind: 'path',
      points: curvePoints(placement, scale, curve),
      stroke,
      strokeWidth: 1,
    }));
}

/** An S within the gap between two columns. */
export function curvePoints(
  placement: GraphPlacement,
  scale: GraphScale,
  { gap, fromLane, toLane }: LaneCurve,
): readonly Point[] {
  const half = nodeSize(scale).width / 2;
  const from = { x: scale.toX(gap) + half, y: laneY(placement, scale, fromLane) };
  const to = { x: scale.toX(gap + 1) - half, y: laneY(placement, scale, toLane) };
  if (from.y === to.y) return [from, to];
  return Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
    const t = step / CURVE_STEPS;
    // A cubic that leaves and arrives level: control points at 60 % of the way.
    const x = bend(t, [0, 0.6, 0.4, 1]);
    const y = bend(t, [0, 0, 1, 1]);
    return { x: from.x + (to.x - from.x) * x, y: from.y + (to.y - from.y) * y };
  });
}

function bend(t: number, [a, b, c, d]: readonly [number, number, number, number]): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

/** The whole way of one tensor to one reader, from box to box. */
export function wayPoints(
  placement: GraphPlacement,
  scale: GraphScale,
  way: readonly GridPoint[],
): readonly Point[] {
  const points: Point[] = [];
  for (let step = 1; step < way.length; step++) {
    const from = way[step - 1];
    const to = way[step];
    if (from === undefined || to === undefined) continue;
    if (to.depth - from.depth === 1) {
      const curve = { gap: from.depth, fromLane: from.lane, toLane: to.lane };
      points.push(...curvePoints(placement, scale, curve));
    } else {
      const y = laneY(placement, scale, to.lane);
      points.push({ x: scale.toX(to.depth), y });
    }
  }
  return points;
}

export function laneY(placement: GraphPlacement, scale: GraphScale, lane: number): number {
  return scale.toY(placement.laneMiddle[lane] ?? 0);
}

export interface NodeInput {
  readonly placement: GraphPlacement;
  readonly styleOf: readonly NodeStyle[];
  readonly segmentOf: readonly number[];
  readonly kindOf: readonly string[];
  /** `[opIndex]` = how strongly it is drawn, 0 … 1; null = all fully. */
  readonly strengthOf: readonly number[] | null;
}

/** A box for every operator in sight, with its kind where there is room. */
export function nodeMarks(
  { placement, styleOf, segmentOf, kindOf, strengthOf }: NodeInput,
  frame: GraphFrame,
  scale: GraphScale,
): readonly Mark[] {
  const marks: Mark[] = [];
  const size = nodeSize(scale);
  const [first, last] = seenDepths(frame, scale);
  for (let depth = first; depth <= last; depth++) {
    for (const opIndex of placement.graph.operatorsAtDepth[depth] ?? []) {
      const style = styleOf[opIndex];
      if (style === undefined) continue;
      const middle = {
        x: scale.toX(depth),
        y: laneY(placement, scale, placement.laneOf[opIndex] ?? 0),
      };
      const tags = { segmentIndex: segmentOf[opIndex] ?? -1, depth };
      const strength = strengthOf?.[opIndex] ?? 1;
      marks.push(
        ...boxMarks(middle, size, style).map((mark) => weaken({ ...mark, ...tags }, strength)),
      );
      const kind = kindText(kindOf[opIndex] ?? '', size);
      if (kind !== null)
        marks.push(weaken({ ...kindMark(kind, middle, style), ...tags }, strength));
    }
  }
  return marks;
}

function weaken<Shape extends RectMark | TextMark>(mark: Shape, strength: number): Shape {
  if (strength === 1) return mark;
  return { ...mark, fill: { ...mark.fill, opacity: (mark.fill.opacity ?? 1) * strength } };
}

/** A node as it is drawn in this size; for the legend too. */
export function boxMarks(
  { x, y }: Point,
  { width, height }: NodeSize,
  { fill, edge, isHollow }: NodeStyle,
): readonly RectMark[] {
  const box = { kind: 'rect', x: x - width / 2, y: y - height / 2, width, height } as const;
  if (width < PLAIN_BELOW_PX) {
    // Too narrow for an edge: colour alone, and a hollow one is higher than the rest.
    if (isHollow) return [{ ...box, y: box.y - 3, height: height + 6, fill: { token: edge } }];
    if (fill.token === 'surface') return [{ ...box, fill: { token: edge } }];
    const opacity = Math.max(PLAIN_OPACITY, fill.opacity ?? 1);
    const under: readonly RectMark[] = opacity === 1 ? [] : [{ ...box, fill: { token: 'page' } }];
    return [...under, { ...box, fill: { ...fill, opacity } }];
  }
  const radius = Math.min(3, width / 4);
  if (fill.token === edge && fill.opacity === undefined) return [{ ...box, radius, fill }];
  const inside = { ...box, x: box.x + 1, y: box.y + 1, width: width - 2, height: height - 2 };
  const innerRadius = Math.max(0, radius - 1);
  return [
    { ...box, radius, fill: { token: edge } },
    { ...inside, radius: innerRadius, fill: { token: 'surface' } },
    ...(fill.token === 'surface' ? [] : [{ ...inside, radius: innerRadius, fill }]),
  ];
}

function kindMark(text: string, { x, y }: Point, style: NodeStyle): TextMark {
  return {
    kind: 'text',
    ...{ x, y: y + KIND_PX * 0.35, text, anchor: 'middle' },
    fill: { token: style.text },
    sizePx: KIND_PX,
  };
}

/** The kind as the file calls it, else a shorter form; null where there is no room. */
function kindText(kind: string, { width, height }: NodeSize): string | null {
  if (height < KIND_PX + 2) return null;
  const fits = (text: string): boolean => textWidth(text, KIND_PX) + KIND_ROOM_PX <= width;
  return [kind, shortKind(kind)].find((text) => text !== '' && fits(text)) ?? null;
}

const SHORT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/_2D$/, ''],
  [/^DEPTHWISE/, 'DW'],
  [/^CONCATENATION$/, 'CONCAT'],
  [/^FULLY_CONNECTED$/, 'DENSE'],
  [/^AVERAGE/, 'AVG'],
  [/_POOL$/, ' POOL'],
  [/_/g, ' '],
];

function shortKind(kind: string): string {
  return SHORT_WORDS.reduce((text, [pattern, short]) => text.replace(pattern, short), kind);
}

/** Depths below the plot: the ends, and round ones between. */
export function axisTexts(frame: GraphFrame, scale: GraphScale): readonly Mark[] {
  const { plot } = frame;
  const right = plot.left + plot.width;
  const baseline = plot.top + plot.height + 14;
  const text = (x: number, label: string, anchor: 'start' | 'middle' | 'end'): Mark => ({
    kind: 'text',
    ...{ x, y: baseline, text: label, anchor, fill: { token: 'ink-3' }, sizePx: CAPTION_PX },
  });
  const [first, last] = seenDepths(frame, scale);
  const ends = { from: plot.left + 28, to: right - 64 };
  const step = niceStep(Math.floor(90 / scale.bandWidth));
  const marks: Mark[] = [];
  for (let depth = Math.ceil(first / step) * step; depth <= last; depth += step) {
    const x = scale.toX(depth);
    if (x > ends.from && x < ends.to) marks.push(text(x, String(depth), 'middle'));
  }
  const firstWhole = Math.max(0, Math.ceil((plot.left - scale.toX(0)) / scale.bandWidth));
  const lastWhole = Math.floor((right - scale.toX(0)) / scale.bandWidth);
  return [
    text(plot.left, String(firstWhole), 'start'),
    ...marks,
    text(right, `depth ${String(Math.min(frame.depthCount - 1, lastWhole))}`, 'end'),
  ];
}

function niceStep(least: number): number {
  for (let power = 1; ; power *= 10) {
    for (const nice of [1, 2, 5]) if (nice * power >= least) return nice * power;
  }
}
