// Latencies of a run as a histogram: bars over classes of a round width, the median and the slow end marked.
import { formatMsNumber } from '../../base/index.ts';
import type { LatencyFigures } from '../../pipeline/index.ts';
import { CAPTION_PX, textWidth, type Box, type ChartLayout, type Mark } from './marks.ts';
import { linearScale, tickLabels, type Scale } from './scale.ts';

export interface HistogramInput {
  readonly latenciesMs: readonly number[];
  readonly figures: LatencyFigures;
}

export interface HistogramBin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

export interface HistogramLayout extends ChartLayout {
  readonly bins: readonly HistogramBin[];
  /** The chart in a sentence, for those who do not see it. */
  readonly summary: string;
}

const LEFT_PX = 28;
const RIGHT_PX = 12;
/** Room for the names of the marked percentiles. */
const TOP_PX = 16;
const AXIS_PX = 18;
const MIN_BAR_PX = 1;
const LABEL_GAP_PX = 14;
/** More classes than this are not told apart at the width of half a view. */
const MAX_BINS = 24;
const LEAST_BINS = 5;
/** A run of equal latencies still gets a class with some width, ms. */
const LEAST_WIDTH_MS = 0.01;
const ROUND_STEPS = [1, 2, 2.5, 5, 10] as const;

/**
 * Classes of one round width that cover all latencies, about √n of them. Every latency is in one class; the last one
 * includes its upper end.
 */
export function latencyBins(latenciesMs: readonly number[]): readonly HistogramBin[] {
  if (latenciesMs.length === 0) return [];
  let least = Infinity;
  let most = -Infinity;
  for (const ms of latenciesMs) {
    least = Math.min(least, ms);
    most = Math.max(most, ms);
  }
  const wanted = Math.min(MAX_BINS, Math.max(LEAST_BINS, Math.ceil(Math.sqrt(latenciesMs.length))));
  const widthMs = roundWidth(Math.max(LEAST_WIDTH_MS, (most - least) / wanted));
  const from = Math.floor(least / widthMs);
  const covered = Math.max(1, Math.ceil(most / widthMs) - from);
  // Few classes get empty neighbours: one bar across the whole chart would say nothing.
  const count = Math.max(LEAST_BINS, covered);
  const firstIndex = Math.max(0, from - Math.floor((count - covered) / 2));
  const counts = new Array<number>(count).fill(0);
  for (const ms of latenciesMs) {
    const index = Math.min(count - 1, Math.floor(ms / widthMs) - firstIndex);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((inClass, index) => ({
    fromMs: (firstIndex + index) * widthMs,
    toMs: (firstIndex + index + 1) * widthMs,
    count: inClass,
  }));
}

function roundWidth(leastMs: number): number {
  const power = 10 ** Math.floor(Math.log10(leastMs));
  const step = ROUND_STEPS.find((one) => one * power >= leastMs * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Lays the histogram out in the given size; pure. */
export function layoutHistogram(
  input: HistogramInput,
  size: { readonly width: number; readonly height: number },
): HistogramLayout {
  const bins = latencyBins(input.latenciesMs);
  const plot: Box = {
    left: LEFT_PX,
    top: TOP_PX,
    width: Math.max(1, size.width - LEFT_PX - RIGHT_PX),
    height: Math.max(1, size.height - TOP_PX - AXIS_PX),
  };
  const fromMs = bins[0]?.fromMs ?? 0;
  const toMs = bins.at(-1)?.toMs ?? 1;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const toX = linearScale([fromMs, toMs], [plot.left, plot.left + plot.width]);
  const toY = linearScale([0, most], [plot.top + plot.height, plot.top]);
  return {
    ...size,
    plot,
    bins,
    marks: [
      ...timeAxis(plot, toX, bins),
      ...countAxis(plot, toY, most),
      ...bins.flatMap((bin) => barMark(bin, plot, { toX, toY })),
      ...(bins.length === 0 ? [] : percentileMarks(input.figures, plot, toX)),
    ],
    summary: summaryOf(input),
  };
}

function summaryOf({ latenciesMs, figures }: HistogramInput): string {
  if (latenciesMs.length === 0) return 'No inference went all the way yet.';
  return `Latency of ${String(latenciesMs.length)} inferences: half within ${formatMsNumber(figures.p50Ms)} ms, 95 % within ${formatMsNumber(figures.p95Ms)} ms, 99 % within ${formatMsNumber(figures.p99Ms)} ms.`;
}

function barMark(
  bin: HistogramBin,
  plot: Box,
  { toX, toY }: { readonly toX: Scale; readonly toY: Scale },
): readonly Mark[] {
  if (bin.count === 0) return [];
  const x = toX(bin.fromMs);
  const y = toY(bin.count);
  const range = `${formatMsNumber(bin.fromMs)} to ${formatMsNumber(bin.toMs)} ms`;
  return [
    {
      kind: 'rect',
      x: x + 0.5,
      y,
      width: Math.max(MIN_BAR_PX, toX(bin.toMs) - x - 1),
      height: plot.top + plot.height - y,
      fill: { token: 'accent', opacity: 0.8 },
      title: `${range}: ${String(bin.count)}`,
    },
  ];
}

/** Edges of classes, as many as have room for their number. */
function timeAxis(plot: Box, toX: Scale, bins: readonly HistogramBin[]): readonly Mark[] {
  const y = plot.top + plot.height;
  const edges = bins.length === 0 ? [] : [...bins.map(({ fromMs }) => fromMs), bins.at(-1)!.toMs];
  const labels = tickLabels(edges);
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, CAPTION_PX)));
  const stride = Math.ceil((widest + LABEL_GAP_PX) / (plot.width / Math.max(1, bins.length)));
  const unitFrom = plot.left + plot.width - textWidth('ms', CAPTION_PX);
  const text = (x: number, label: string, anchor: 'middle' | 'end'): Mark => ({
    ...{ kind: 'text', x, y: y + 13, text: label, anchor },
    fill: { token: 'ink-3' },
    sizePx: CAPTION_PX,
  });
  return [
    {
      ...{ kind: 'line', x1: plot.left, y1: y, x2: plot.left + plot.width, y2: y },
      stroke: { token: 'field-line' },
      strokeWidth: 1,
    },
    ...edges.flatMap((edge, index): readonly Mark[] => {
      const x = toX(edge);
      const label = labels[index] ?? '';
      const isInTheWay = x + textWidth(label, CAPTION_PX) / 2 + 4 > unitFrom;
      return index % stride === 0 && !isInTheWay ? [text(x, label, 'middle')] : [];
    }),
    text(plot.left + plot.width, 'ms', 'end'),
  ];
}

function countAxis(plot: Box, toY: Scale, most: number): readonly Mark[] {
  return [most].map((count): Mark => ({
    kind: 'text',
    x: plot.left - 6,
    y: toY(count) + 4,
    text: String(count),
    anchor: 'end',
    fill: { token: 'ink-3' },
    sizePx: CAPTION_PX,
  }));
}

/** Median, 95 % and 99 %: lines with their names, left out where they would run into each other. */
function percentileMarks(figures: LatencyFigures, plot: Box, toX: Scale): readonly Mark[] {
  const lines = [
    { name: 'p50', ms: figures.p50Ms },
    { name: 'p95', ms: figures.p95Ms },
    { name: 'p99', ms: figures.p99Ms },
  ];
  let freeFrom = -Infinity;
  return lines.flatMap(({ name, ms }): Mark[] => {
    const x = toX(ms);
    const text = `${name} ${formatMsNumber(ms)}`;
    const width = textWidth(text, CAPTION_PX);
    const start = Math.min(Math.max(plot.left, x - width / 2), plot.left + plot.width - width);
    const line: Mark = {
      kind: 'line',
      x1: x,
      y1: plot.top,
      x2: x,
      y2: plot.top + plot.height,
      stroke: { token: 'ink-1' },
      strokeWidth: 1,
      dash: [2, 2],
    };
    if (start < freeFrom) return [line];
    freeFrom = start + width + 6;
    const label: Mark = {
      kind: 'text',
      x: start,
      y: plot.top - 5,
      text,
      anchor: 'start',
      fill: { token: 'ink-2' },
      sizePx: CAPTION_PX,
    };
    return [line, label];
  });
}
