// Figures of a run while it goes on, from records as they come in. Holds the first inferences and sums, never all records.
import type { TimelineEntry } from '../pipeline/index.ts';
import type { RunPhase, StageRecord } from '../workers/runner-api.ts';
import type { LiveRun, LiveStageParts } from './run-types.ts';

/** Inferences that the live timeline shows. */
export const LIVE_INFERENCES = 15;

export interface LivePlan {
  readonly stageCount: number;
  readonly warmUp: number;
  readonly inferences: number;
  /** This computer's time, ms. */
  readonly now: () => number;
}

const PARTS = ['inMs', 'computeMs', 'streamMs', 'outMs', 'cpuMs'] as const;
type Sums = { ms: number; count: number } & Record<(typeof PARTS)[number], number>;

export class LiveFigures {
  readonly #plan: LivePlan;
  readonly #sums: Sums[];
  #timeline: TimelineEntry[] = [];
  #phase: RunPhase | null = null;
  #isCancelling = false;
  /** Start of the first counted inference on the clock of the devices. */
  #startMs: number | null = null;
  #finished = 0;
  #firstEndMs: number | null = null;
  #lastEndMs = 0;
  #beganMs: number | null = null;

  constructor(plan: LivePlan) {
    this.#plan = plan;
    this.#sums = Array.from({ length: plan.stageCount }, () => ({
      ...{ ms: 0, count: 0 },
      ...{ inMs: 0, computeMs: 0, streamMs: 0, outMs: 0, cpuMs: 0 },
    }));
  }

  setPhase(phase: RunPhase): void {
    this.#phase = phase;
  }

  cancel(): void {
    this.#isCancelling = true;
  }

  add(records: readonly StageRecord[]): void {
    this.#beganMs ??= this.#plan.now();
    // A new array only when something is added: the chart looks at its identity.
    const entries = records.flatMap((record) => this.#addOne(record));
    if (entries.length > 0) this.#timeline = [...this.#timeline, ...entries];
  }

  snapshot(): LiveRun {
    const spanMs = this.#lastEndMs - (this.#firstEndMs ?? this.#lastEndMs);
    return {
      phase: this.#phase,
      isCancelling: this.#isCancelling,
      finished: this.#finished,
      inferences: this.#plan.inferences,
      ratePerSecond: spanMs > 0 ? (1000 * (this.#finished - 1)) / spanMs : null,
      elapsedMs: this.#beganMs === null ? 0 : this.#plan.now() - this.#beganMs,
      stageMeansMs: this.#sums.map(({ ms, count }) => (count === 0 ? null : ms / count)),
      stageParts: this.#sums.map(meanParts),
      timeline: this.#timeline,
    };
  }

  #addOne(record: StageRecord): readonly TimelineEntry[] {
    const inference = record.inference - this.#plan.warmUp;
    if (inference < 0) return [];
    this.#startMs ??= record.startMs;
    const sum = this.#sums[record.segmentIndex];
    if (sum !== undefined) {
      sum.ms += record.endMs - record.startMs;
      sum.count++;
      for (const part of PARTS) sum[part] += record[part];
    }
    if (record.segmentIndex === this.#plan.stageCount - 1) {
      this.#finished++;
      this.#firstEndMs ??= record.endMs;
      this.#lastEndMs = Math.max(this.#lastEndMs, record.endMs);
    }
    if (inference >= LIVE_INFERENCES) return [];
    const startMs = record.startMs - this.#startMs;
    const endMs = record.endMs - this.#startMs;
    const outStartMs = Math.max(startMs, endMs - record.outMs);
    const computeStartMs = Math.min(outStartMs, startMs + record.inMs);
    const { segmentIndex, replica } = record;
    return [{ inference, segmentIndex, replica, startMs, computeStartMs, outStartMs, endMs }];
  }
}

function meanParts(sums: Sums): LiveStageParts | null {
  const { count, inMs, computeMs, streamMs, outMs, cpuMs } = sums;
  if (count === 0) return null;
  return {
    ...{ inMs: inMs / count, computeMs: computeMs / count, streamMs: streamMs / count },
    ...{ outMs: outMs / count, cpuMs: cpuMs / count },
  };
}
