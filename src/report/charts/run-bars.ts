// The bar of a stage in the table of a run: what it took in its parts, and below it what was estimated, on one scale.
import type { RunStage } from '../../pipeline/index.ts';
import { STAGE_PARTS, type StagePart } from '../sentences/index.ts';
import type { Mark } from './marks.ts';
import { PART_PAINT, type BarLayout, type BarSize } from './segment-bars.ts';

/** Times of one stage; parts are null while only the whole is known. */
export interface RunBarInput {
  readonly segmentIndex: number;
  readonly replicas: number;
  readonly meanMs: number | null;
  readonly parts: Pick<RunStage, 'inMs' | 'computeMs' | 'streamMs' | 'outMs' | 'cpuMs'> | null;
  readonly estimatedMs: number | null;
}

const ESTIMATE_PX = 3;
const GAP_PX = 2;

/** The longest time, measured or estimated, of all rows: their common scale. Per inference, replicas taken into account. */
export function runBarScale(rows: readonly RunBarInput[]): number {
  return rows.reduce(
    (most, { meanMs, estimatedMs, replicas }) =>
      Math.max(most, (meanMs ?? 0) / replicas, (estimatedMs ?? 0) / replicas),
    1e-6,
  );
}

/** Lays one bar out; `maxMs` from `runBarScale`. What no part explains is drawn as computing. */
export function layoutRunBar(row: RunBarInput, maxMs: number, size: BarSize): BarLayout {
  const perMs = size.width / maxMs / row.replicas;
  const height = size.height - ESTIMATE_PX - GAP_PX;
  const marks: Mark[] = [];
  let x = 0;
  for (const [part, ms] of partsOf(row)) {
    const width = ms * perMs;
    if (width > 0) {
      const fill = PART_PAINT[part];
      marks.push({ kind: 'rect', x, y: 0, width, height, fill, segmentIndex: row.segmentIndex });
    }
    x += width;
  }
  const estimateWidth = (row.estimatedMs ?? 0) * perMs;
  if (estimateWidth > 0) {
    marks.push({
      ...{ kind: 'rect', x: 0, y: height + GAP_PX, width: estimateWidth, height: ESTIMATE_PX },
      fill: { token: 'ink-3' },
      segmentIndex: row.segmentIndex,
    });
  }
  return { ...size, marks, endX: Math.max(x, estimateWidth) };
}

function partsOf({ meanMs, parts }: RunBarInput): readonly (readonly [StagePart, number])[] {
  if (meanMs === null) return [];
  if (parts === null) return [['compute', meanMs]];
  const { inMs, computeMs, streamMs, outMs } = parts;
  const unexplainedMs = Math.max(0, meanMs - inMs - computeMs - streamMs - outMs);
  const ms: Readonly<Record<StagePart, number>> = {
    in: inMs,
    compute: computeMs + unexplainedMs,
    stream: streamMs,
    out: outMs,
  };
  return STAGE_PARTS.map((part) => [part, ms[part]]);
}
