import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../../base/index.ts';
import { planSample } from '../../edgetpu/testing/planned-model.ts';
import { buildGraphFrom } from '../../graph/index.ts';
import type { Graph } from '../../graph/index.ts';
import { arbitraryGraph } from '../../graph/testing/random-graphs.ts';
import type { NodeStyle } from './graph-colours.ts';
import { nodeSize, wayPoints } from './graph-marks.ts';
import { placeGraph, wayOf, type GraphPlacement } from './graph-placement.ts';
import { graphFrame, WHOLE_GRAPH, zoomWindow } from './graph-window.ts';
import { layoutGraph, type GraphLayout } from './graph.ts';
import { layoutDepthProfile } from './depth-profile.ts';
import type { RectMark } from './marks.ts';

const SAMPLES = ['inception_v3', 'densenet121', 'nasnet_mobile', 'resnet50', 'xception'] as const;
const SIZE = { widthPx: 964, heightPx: 300 };

const graphs = new Map<string, Graph>();
beforeAll(async () => {
  for (const sample of SAMPLES) graphs.set(sample, (await planSample(sample)).graph);
  graphs.set('a chain of 3,000', chain(3000));
  graphs.set('60 operators that read all before them', dense(60));
  graphs.set('400 operators side by side', sideBySide(400));
});

const NAMES = [
  ...SAMPLES,
  'a chain of 3,000',
  '60 operators that read all before them',
  '400 operators side by side',
];

describe.each(NAMES)('the graph of %s', (name) => {
  test('has every operator exactly once, and no two in one place', () => {
    expectSound(graphOf(name));
  });

  test('is the same whenever it is placed', () => {
    const graph = graphOf(name);
    expect(placeGraph(graph).laneOf).toEqual(placeGraph(graph).laneOf);
    expect(placeGraph(graph).curves).toEqual(placeGraph(graph).curves);
  });

  test('has no more lanes than operators and tensors lie side by side, with a little to spare', () => {
    const graph = graphOf(name);
    const { laneCount } = placeGraph(graph);
    expect(laneCount).toBeLessThanOrEqual(Math.ceil(mostAtOnce(graph) * 1.5) + 1);
  });
});

test('random graphs are placed soundly, too', () => {
  fc.assert(
    fc.property(arbitraryGraph({ maxOperators: 40 }), (graph) => {
      expectSound(graph);
    }),
    { numRuns: 200 },
  );
});

test('a chain lies in one lane, and so does the longest path of any model', () => {
  expect(placeGraph(chain(50)).laneCount).toBe(1);
  const { graph, laneOf, laneCount } = placeGraph(graphOf('densenet121'));
  expect(laneCount).toBe(2);
  expect(new Set(laneOf).size).toBe(1);
  expect(graph.operatorCount).toBe(laneOf.length);
});

test('hundreds of skips share the outermost lane instead of burying the operators', () => {
  const placement = placeGraph(dense(200));
  expect(placement.laneCount).toBeLessThan(40);
  expectNoOverlap(placement);
});

describe('sweeping for lanes', () => {
  test('leaves the branches of a block uncrossed', () => {
    // Four branches of unlike lengths from one operator to another, as in Inception.
    const graph = branches([3, 1, 2, 2]);
    expect(countCrossings(placeGraph(graph))).toBe(0);
  });

  test('nests skips of chains instead of crossing them', () => {
    // Skips around 3…7, 2…8, 1…9.
    const readers = new Map([
      [7, [2]],
      [8, [1]],
      [9, [0]],
    ]);
    const graph = chainWithSkips(12, readers);
    expect(countCrossings(placeGraph(graph))).toBe(0);
  });

  test('leaves few crossings in NASNet-Mobile', () => {
    // 76 when this was written, over 170 without sweeps.
    const placement = placeGraph(graphOf('nasnet_mobile'));
    expect(countCrossings(placement)).toBeLessThan(90);
  });
});

describe('the marks of the graph', () => {
  test('stand on the axis of the depth profile', () => {
    const graph = graphOf('inception_v3');
    const layout = layOut(graph);
    const profile = layoutDepthProfile(
      {
        quantity: 'parameters',
        bars: Array.from({ length: graph.depthCount }, () => ({
          parts: [{ segmentIndex: 0, value: 1 }],
        })),
        crossingBytes: [],
        segmentCount: 0,
        cuts: [],
      },
      SIZE.widthPx,
      178,
    );
    expect(layout.plot.left).toBe(profile.plot.left);
    expect(layout.plot.width).toBe(profile.plot.width);
    expect(layout.scale.bandWidth).toBeCloseTo(profile.bandWidth, 9);
    for (const mark of profile.marks) {
      if (mark.kind !== 'rect' || mark.depth === undefined) continue;
      expect(layout.scale.toX(mark.depth)).toBeCloseTo(mark.x + mark.width / 2, 6);
    }
  });

  test.each(NAMES)('are one box per operator, none over another, in %s', (name) => {
    const graph = graphOf(name);
    const boxes = layOut(graph).plotMarks.filter(isBox);
    expect(boxes).toHaveLength(graph.operatorCount);
    for (const atDepth of groupByDepth(boxes)) {
      const sorted = [...atDepth].sort((one, other) => one.y - other.y);
      for (let index = 1; index < sorted.length; index++) {
        const above = sorted[index - 1]!;
        // As many as there is room for: 400 side by side in 256 px have to be thin.
        expect(above.y + Math.min(above.height, 0.5)).toBeLessThanOrEqual(sorted[index]!.y + 1e-9);
      }
    }
  });

  test('never lead a line behind a box that it has nothing to do with', () => {
    for (const name of ['nasnet_mobile', 'inception_v3', 'densenet121']) {
      const graph = graphOf(name);
      const { scale, plotMarks } = layOut(graph);
      const half = nodeSize(scale).width / 2;
      for (const mark of plotMarks) {
        if (mark.kind !== 'path') continue;
        const xs = mark.points.map(({ x }) => x);
        // Curves stay between the column that they leave and the next.
        const column = Math.round((Math.min(...xs) - scale.toX(0)) / scale.bandWidth - 0.3);
        expect(Math.min(...xs)).toBeGreaterThanOrEqual(scale.toX(column) + half - 1e-6);
        expect(Math.max(...xs)).toBeLessThanOrEqual(scale.toX(column + 1) - half + 1e-6);
      }
    }
  });

  test('lead every tensor from left to right, from its maker to its reader', () => {
    for (const name of ['nasnet_mobile', 'inception_v3', 'densenet121']) {
      const placement = placeGraph(graphOf(name));
      const { scale } = layOut(placement.graph);
      for (const edge of edgesOf(placement.graph)) {
        const points = wayPoints(placement, scale, wayOf(placement, edge));
        const xs = points.map(({ x }) => x);
        expect([...xs].sort((one, other) => one - other)).toEqual(xs);
        const [first, last] = [xs[0]!, xs.at(-1)!];
        expect(first).toBeGreaterThan(scale.toX(placement.graph.depth[edge.from]!));
        expect(last).toBeLessThan(scale.toX(placement.graph.depth[edge.to]!));
      }
    }
  });

  test('name the kinds where there is room, and not before', () => {
    const graph = graphOf('inception_v3');
    const texts = (zoom: number): number =>
      layOut(graph, zoom).plotMarks.filter(({ kind }) => kind === 'text').length;
    expect(texts(1)).toBe(0);
    expect(texts(13)).toBeGreaterThan(5);
  });

  test('are only those in sight when zoomed', () => {
    const graph = chain(3000);
    expect(layOut(graph, 200).plotMarks.length).toBeLessThan(200);
    expect(layOut(graph, 1).plotMarks.filter(isBox)).toHaveLength(3000);
  });

  test('show cuts where the profile does, dotted where they are no straight line', () => {
    const graph = graphOf('inception_v3');
    const cuts = [
      { afterDepth: 10, crossingBytes: 1, isStraight: true, paramBytesBefore: 1 },
      { afterDepth: 30, crossingBytes: 1, isStraight: false, paramBytesBefore: 1 },
    ];
    const layout = layOut(graph, 1, cuts);
    const lines = layout.plotMarks.flatMap((mark) =>
      mark.kind === 'line' && mark.dash !== undefined ? [mark] : [],
    );
    expect(lines.map(({ x1 }) => x1)).toEqual([layout.scale.toX(10.5), layout.scale.toX(30.5)]);
    expect(lines.map(({ dash }) => dash)).toEqual([
      [4, 3],
      [1, 3],
    ]);
  });
});

const PLAIN: NodeStyle = {
  fill: { token: 'accent' },
  edge: 'accent',
  text: 'surface',
  isHollow: false,
};

function layOut(
  graph: Graph,
  zoom = 1,
  cuts: Parameters<typeof layoutGraph>[0]['cuts'] = [],
): GraphLayout {
  const placement = placeGraph(graph);
  const frame = graphFrame(SIZE, {
    depthCount: graph.depthCount,
    laneHeights: placement.laneHeights,
  });
  const all = graph.depth;
  return layoutGraph(
    {
      placement,
      styleOf: all.map(() => PLAIN),
      segmentOf: all.map(() => -1),
      kindOf: all.map(() => 'CONV_2D'),
      strengthOf: null,
      segmentCount: cuts.length === 0 ? 0 : cuts.length + 1,
      cuts,
    },
    frame,
    zoomWindow(frame, WHOLE_GRAPH, zoom, { x: 400, y: 100 }),
  );
}

function isBox(mark: GraphLayout['marks'][number]): mark is RectMark {
  return mark.kind === 'rect' && mark.depth !== undefined;
}

function groupByDepth(boxes: readonly RectMark[]): readonly (readonly RectMark[])[] {
  const groups = new Map<number, RectMark[]>();
  for (const box of boxes) {
    const group = groups.get(box.depth!) ?? [];
    group.push(box);
    groups.set(box.depth!, group);
  }
  return [...groups.values()];
}

function graphOf(name: string): Graph {
  const graph = graphs.get(name);
  if (graph === undefined) throw new Error(`There is no graph "${name}".`);
  return graph;
}

/** Everything that must hold of any graph. */
function expectSound(graph: Graph): void {
  const placement = placeGraph(graph);
  expect(placement.laneOf).toHaveLength(graph.operatorCount);
  expect(placement.strands.strands.flatMap(({ operators }) => operators).sort(byValue)).toEqual(
    Array.from({ length: graph.operatorCount }, (_, opIndex) => opIndex),
  );
  expectNoOverlap(placement);
  for (const edge of edgesOf(graph)) expectJoined(placement, edge);
}

function expectNoOverlap({ graph, laneOf, lines }: GraphPlacement): void {
  const places = new Set(laneOf.map((lane, opIndex) => `${graph.depth[opIndex]!} ${lane}`));
  expect(places.size).toBe(graph.operatorCount);
  // No tensor passes a place in which an operator stands, other than those of its own strand.
  for (const { lane, fromDepth, toDepth, isRoute } of lines) {
    if (!isRoute) continue;
    for (let depth = fromDepth; depth <= toDepth; depth++) {
      expect(places.has(`${depth} ${lane}`)).toBe(false);
    }
  }
}

/** A tensor's way begins and ends at its operators and goes over lines and curves that are drawn. */
function expectJoined(
  placement: GraphPlacement,
  edge: { readonly from: number; readonly to: number },
): void {
  const { graph, laneOf, curves, lines } = placement;
  const way = wayOf(placement, edge);
  expect(way[0]).toEqual({ depth: graph.depth[edge.from], lane: laneOf[edge.from] });
  expect(way.at(-1)).toEqual({ depth: graph.depth[edge.to], lane: laneOf[edge.to] });
  // Whatever lies between the two is passed in a lane of its own.
  const passed = way.slice(1, -1).map(({ lane }) => lane);
  for (let depth = graph.depth[edge.from]! + 1; depth < graph.depth[edge.to]!; depth++) {
    const here = graph.operatorsAtDepth[depth]!.map((opIndex) => laneOf[opIndex]);
    expect(here).not.toContain(passed[0]);
  }
  for (let step = 1; step < way.length; step++) {
    const [from, to] = [way[step - 1]!, way[step]!];
    expect(to.depth).toBeGreaterThanOrEqual(from.depth);
    const isOnLine = lines.some(
      (line) =>
        line.lane === from.lane &&
        line.lane === to.lane &&
        line.fromDepth <= from.depth &&
        line.toDepth >= to.depth,
    );
    const isOnCurve = curves.some(
      ({ gap, fromLane, toLane }) =>
        gap === from.depth && gap + 1 === to.depth && fromLane === from.lane && toLane === to.lane,
    );
    const isDrawn = isOnLine || isOnCurve;
    expect(isDrawn).toBe(true);
  }
}

function edgesOf(graph: Graph): readonly { readonly from: number; readonly to: number }[] {
  return graph.successors.flatMap((readers, from) => readers.map((to) => ({ from, to })));
}

/** Operators at a depth and tensors that pass it, at the most crowded depth. */
function mostAtOnce(graph: Graph): number {
  const count = graph.operatorsAtDepth.map((here) => here.length);
  graph.successors.forEach((readers, opIndex) => {
    const last = Math.max(0, ...readers.map((reader) => graph.depth[reader]!));
    for (let depth = graph.depth[opIndex]! + 1; depth < last; depth++) count[depth]!++;
  });
  return Math.max(...count);
}

/** Pairs of curves that cross, and curves that cross lines going straight on. */
function countCrossings({ curves, lines }: GraphPlacement): number {
  let count = 0;
  curves.forEach((one, index) => {
    for (const other of curves.slice(index + 1)) {
      if (other.gap !== one.gap) continue;
      if ((one.fromLane - other.fromLane) * (one.toLane - other.toLane) < 0) count++;
    }
    for (const { lane, fromDepth, toDepth } of lines) {
      if (fromDepth > one.gap || toDepth < one.gap + 1) continue;
      if ((one.fromLane - lane) * (one.toLane - lane) < 0) count++;
    }
  });
  return count;
}

function byValue(one: number, other: number): number {
  return one - other;
}

/** A graph of operators by what they read: operator k makes tensor k + 1, tensor 0 is the model's input. */
function build(reads: readonly (readonly number[])[]): Graph {
  const isRead = new Set(reads.flat());
  return unwrap(
    buildGraphFrom({
      activations: [{ bytes: 1 }, ...reads.map(() => ({ bytes: 1 }))],
      operators: reads.map((inputs, opIndex) => ({ inputs, outputs: [opIndex + 1] })),
      inputs: [0],
      outputs: reads.map((_, opIndex) => opIndex + 1).filter((id) => !isRead.has(id)),
    }),
  );
}

function chain(length: number): Graph {
  return build(Array.from({ length }, (_, opIndex) => [opIndex]));
}

function dense(count: number): Graph {
  return build(
    Array.from({ length: count }, (_, opIndex) =>
      Array.from({ length: opIndex + 1 }, (_unused, id) => id),
    ),
  );
}

function sideBySide(count: number): Graph {
  return build(Array.from({ length: count }, () => [0]));
}

function branches(lengths: readonly number[]): Graph {
  const reads: number[][] = [[0]];
  const ends = lengths.map((length) => {
    let end = 1;
    for (let step = 0; step < length; step++) {
      reads.push([end]);
      end = reads.length;
    }
    return end;
  });
  reads.push(ends);
  return build(reads);
}

/** A chain in which some operators read further outputs, by operator. */
function chainWithSkips(length: number, readers: ReadonlyMap<number, readonly number[]>): Graph {
  return build(
    Array.from({ length }, (_, opIndex) => [
      opIndex,
      ...(readers.get(opIndex) ?? []).map((maker) => maker + 1),
    ]),
  );
}
