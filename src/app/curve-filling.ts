// Throughput over 1 … 16 devices: for every strategy of the curve the plan at that number of devices. Fills in behind
// everything else that the workers do, from the cache where a plan is known.
import type { Result } from '../base/index.ts';
import type { Plan, StrategyName } from '../partition/index.ts';
import { pacePlaceOf } from '../report/index.ts';
import type { ModelSummary, PlanJob } from '../workers/planner-api.ts';
import type { AppContext } from './context.ts';
import type { PlanCache } from './plan-cache.ts';
import { jobFor, unlessAborted } from './plan-jobs.ts';
import { MAX_DEVICES, withDeviceCount } from './set-up.ts';
import type { CurvePoint, CurveState, SetUp } from './types.ts';

const QUICK_CURVES: readonly StrategyName[] = ['balanced', 'compiler', 'profiled', 'hybrid'];
/** The curve is redrawn at most this often while it fills in. */
const FLUSH_MS = 150;
/** The curve waits behind everything that a person asked for. */
const CURVE_PRIORITY = 10;

export const EMPTY_CURVE: CurveState = { points: [], isComplete: false };

/** What one filling of the curve is for. */
export interface CurveRequest {
  readonly model: ModelSummary;
  readonly setUp: SetUp;
  readonly signal: AbortSignal;
}

export class CurveFilling {
  readonly #context: AppContext;
  readonly #cache: PlanCache;
  #points: readonly CurvePoint[] = [];
  #key = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: AppContext, cache: PlanCache) {
    this.#context = context;
    this.#cache = cache;
  }

  /** Starts afresh unless the curve on show is of the same model and devices; the number of devices does not matter. */
  prepare({ model, setUp }: CurveRequest): void {
    const key = JSON.stringify([
      model.sha256,
      withDeviceCount(setUp, MAX_DEVICES).devices,
      setUp.batch,
      setUp.facts ?? null,
    ]);
    if (key === this.#key) return;
    this.clear();
    this.#key = key;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#points = [];
    this.#key = '';
    this.#context.store.set({ curve: EMPTY_CURVE });
  }

  async fillQuick(request: CurveRequest): Promise<void> {
    await this.#fill(request, QUICK_CURVES);
  }

  /** `optimal` on its own: its worker is busy with what is shown first. */
  async fillOptimal(request: CurveRequest): Promise<void> {
    await this.#fill(request, ['optimal']);
  }

  /** Says that nothing more will come. */
  finish({ signal }: CurveRequest): void {
    if (!signal.aborted) this.#show(true);
  }

  async #fill(request: CurveRequest, strategies: readonly StrategyName[]): Promise<void> {
    const counts = Array.from({ length: MAX_DEVICES }, (_, index) => index + 1);
    // Few devices first and the strategies in turn, so that the lines grow together; one call at a time, so that
    // whatever a person asks for meanwhile goes first.
    for (const count of counts) {
      for (const strategy of strategies) {
        await this.#addPoint(request, jobFor(strategy, withDeviceCount(request.setUp, count)));
      }
    }
  }

  async #addPoint({ model, signal }: CurveRequest, job: PlanJob): Promise<void> {
    if (signal.aborted || this.#points.some((point) => isPointOf(point, job))) return;
    const options = { signal, priority: CURVE_PRIORITY + job.devices.length };
    const result =
      this.#cache.get(model.sha256, job) ??
      (await unlessAborted(this.#context.client.plan(job, options)));
    if (result === null || signal.aborted) return;
    this.#cache.set(model.sha256, job, result);
    this.#points = [...this.#points, toCurvePoint(job, result)];
    this.#timer ??= setTimeout(() => {
      this.#show(false);
    }, FLUSH_MS);
  }

  #show(isComplete: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#context.store.set({ curve: { points: this.#points, isComplete } });
  }
}

function isPointOf(point: CurvePoint, job: PlanJob): boolean {
  return point.strategy === job.strategy && point.deviceCount === job.devices.length;
}

/** The point that a finished job adds to the curve. */
export function toCurvePoint(job: PlanJob, result: Result<Plan>): CurvePoint {
  const plan = result.ok ? result.value : null;
  const sum = (pick: (segment: Plan['segments'][number]) => number): number | null =>
    plan === null ? null : plan.segments.reduce((total, segment) => total + pick(segment), 0);
  return {
    strategy: job.strategy,
    deviceCount: job.devices.length,
    throughputPerSecond: plan?.throughputPerSecond ?? null,
    bottleneckMs: plan?.bottleneckMs ?? null,
    avoidableBytes: sum((segment) => segment.avoidableBytes),
    streamedBytes: sum((segment) => segment.streamedBytes),
    gap: plan?.gap ?? null,
    pace: plan === null ? null : pacePlaceOf(plan),
  };
}
