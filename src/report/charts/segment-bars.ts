// The two bars of a row in the segment table: memory against the chip, and stage time in its four parts.
// Widths come in, rectangles go out; all rows share one scale.
import type { Plan, PlanSegment } from '../../partition/index.ts';
import { partMs, STAGE_PARTS, type StagePart } from '../sentences/index.ts';
import { segmentColour, type Mark, type Paint, type RectMark } from './marks.ts';

export interface BarLayout {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** Where the bar ends, for a figure beside it. */
  readonly endX: number;
}

/** Below the budget by this much, the estimate of the budget is not to be trusted: edgetpu-compiler.md (b), "may stream". */
const MARGIN_BYTES = 0.5 * 1024 * 1024;

export interface BarScale {
  readonly maxMemoryBytes: number;
  readonly maxStageMs: number;
}

/** The common scale of all rows of a plan. Stage times count per inference: divided by replicas. */
export function barScaleOf(plan: Plan): BarScale {
  let maxMemoryBytes = 1;
  let maxStageMs = 1e-6;
  for (const segment of plan.segments) {
    const used = segment.onChipBytes + segment.streamedBytes;
    maxMemoryBytes = Math.max(maxMemoryBytes, used, segment.budgetBytes * 1.02);
    maxStageMs = Math.max(maxStageMs, segment.stageMs / segment.replicas);
  }
  return { maxMemoryBytes, maxStageMs };
}

export interface BarSize {
  readonly width: number;
  readonly height: number;
}

/** On chip in the segment's colour, streamed in orange, the "may stream" margin as a grey band before the limit line. */
export function layoutMemoryBar(segment: PlanSegment, scale: BarScale, size: BarSize): BarLayout {
  const perByte = size.width / scale.maxMemoryBytes;
  const limitX = segment.budgetBytes * perByte;
  const marginX = Math.max(0, segment.budgetBytes - MARGIN_BYTES) * perByte;
  const onChipX = segment.onChipBytes * perByte;
  const endX = (segment.onChipBytes + segment.streamedBytes) * perByte;
  const barTop = size.height * 0.2;
  const barHeight = size.height * 0.6;
  const colour: Paint = { token: segmentColour(segment.index) };
  const rect = (fromX: number, toX: number, fill: Paint, radius = 0): RectMark => ({
    kind: 'rect',
    x: fromX,
    y: barTop,
    width: Math.max(0, toX - fromX),
    height: barHeight,
    radius,
    fill,
    segmentIndex: segment.index,
  });
  const marks: Mark[] = [
    { ...rect(marginX, limitX, { token: 'ink-4' }), y: 0, height: size.height },
    rect(0, onChipX, colour, 1),
    rect(onChipX, endX, { token: 'streaming' }),
    {
      kind: 'line',
      x1: limitX,
      y1: 0,
      x2: limitX,
      y2: size.height,
      stroke: { token: 'ink-1' },
      strokeWidth: 2,
    },
  ];
  return { ...size, marks: marks.filter(isVisible), endX };
}

/** How each part of a stage is painted; told apart by order and legend too. */
export const PART_PAINT: Readonly<Record<StagePart, Paint>> = {
  in: { token: 'ink-3' },
  compute: { token: 'accent' },
  stream: { token: 'streaming' },
  out: { token: 'field-line' },
};

/** The four parts of a stage one after the other, per inference (divided by replicas). */
export function layoutTimeBar(segment: PlanSegment, scale: BarScale, size: BarSize): BarLayout {
  const perMs = size.width / scale.maxStageMs / segment.replicas;
  let x = 0;
  const marks = STAGE_PARTS.map((part): Mark => {
    const width = partMs(segment, part) * perMs;
    const mark: Mark = {
      kind: 'rect',
      x,
      y: size.height * 0.2,
      width,
      height: size.height * 0.6,
      fill: PART_PAINT[part],
      segmentIndex: segment.index,
    };
    x += width;
    return mark;
  });
  return { ...size, marks: marks.filter(isVisible), endX: x };
}

function isVisible(mark: Mark): boolean {
  return mark.kind !== 'rect' || mark.width > 0;
}
