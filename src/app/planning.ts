// Keeps the strategy list and the throughput curve true to model and set-up. Quick strategies come in one by one,
// `balanced` first; `optimal` runs beside them in a worker of its own. A newer set-up cancels what the older one asked for.
import type { Plan, StrategyName } from '../partition/index.ts';
import type { ModelSummary, PlanJob } from '../workers/planner-api.ts';
import type { AppContext } from './context.ts';
import { chooseDeviceCount } from './auto-devices.ts';
import { CurveFilling } from './curve-filling.ts';
import { PlanCache } from './plan-cache.ts';
import { jobFor, PendingWork, stateOf, unlessAborted } from './plan-jobs.ts';
import { withDeviceCount } from './set-up.ts';
import { PLANNED_STRATEGIES, STRATEGY_TEXTS } from './strategy-list.ts';
import type { JobState, SetUp, StrategyRow } from './types.ts';

/** The order of asking: what is shown first, then what the ratios need, then the rest. */
const ASKING_ORDER: readonly StrategyName[] = [
  'balanced',
  'compiler',
  'single',
  'profiled',
  'hybrid',
  'profiled-vendor',
];

/** Younger than this, old rows stay, so that a quick change does not flicker; past it, progress takes their place. */
const STALE_ROWS_MS = 200;

/** What one model and one set-up ask for; the next round aborts it. */
interface Round {
  readonly model: ModelSummary;
  readonly setUp: SetUp;
  readonly controller: AbortController;
}

export class Planning {
  readonly #context: AppContext;
  readonly #cache = new PlanCache();
  readonly #curve: CurveFilling;
  readonly #pending = new PendingWork();
  #round: Round | null = null;
  #strategyControllers = new Map<StrategyName, AbortController>();
  #rows = new Map<StrategyName, JobState<Plan>>();
  #staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: AppContext) {
    this.#context = context;
    this.#curve = new CurveFilling(context, this.#cache);
  }

  /** Plans again, for the model and the set-up that the store holds now. */
  replan(): void {
    this.#endRound();
    const { model, setUp } = this.#context.store.state;
    if (model === null || model.obstacle !== null) {
      this.#showNothing();
      return;
    }
    const round = { model, setUp, controller: new AbortController() };
    this.#round = round;
    this.#pending.track(setUp.isAuto ? this.#planAuto(round) : this.#planAll(round));
  }

  /** Stops one strategy, or all that still run; what is ready stays. */
  cancel(strategy: StrategyName | null): void {
    for (const [name, controller] of this.#strategyControllers) {
      if (strategy === null || name === strategy) controller.abort();
    }
  }

  /** Runs one strategy again, after a failure or a cancel. */
  retry(strategy: StrategyName): void {
    if (this.#round === null) return;
    this.#pending.track(this.#runStrategy(this.#round, strategy));
    this.#showRows();
  }

  /** Drops everything, for instance because the model is forgotten. */
  clear(): void {
    this.#endRound();
    this.#cache.clear();
    this.#showNothing();
  }

  whenIdle(): Promise<void> {
    return this.#pending.whenIdle();
  }

  get isIdle(): boolean {
    return this.#pending.isIdle;
  }

  #endRound(): void {
    this.#round?.controller.abort();
    this.#round = null;
    this.#strategyControllers.clear();
    clearTimeout(this.#staleTimer);
    this.#staleTimer = undefined;
  }

  #showNothing(): void {
    this.#rows.clear();
    this.#curve.clear();
    this.#context.store.set({ strategies: [], auto: null });
  }

  /** `auto`: the number of devices first, then all strategies for it. */
  async #planAuto(round: Round): Promise<void> {
    const { store } = this.#context;
    const { signal } = round.controller;
    const choice = await chooseDeviceCount(this.#context, this.#cache, { ...round, signal });
    if (signal.aborted) return;
    // Without an answer the number stays as it is; the strategies then say what is wrong.
    const setUp = choice === null ? round.setUp : withDeviceCount(round.setUp, choice.deviceCount);
    store.set({ setUp, auto: choice });
    this.#round = { ...round, setUp };
    await this.#planAll(this.#round);
  }

  async #planAll(round: Round): Promise<void> {
    const request = { ...round, signal: round.controller.signal };
    if (!round.setUp.isAuto) this.#context.store.set({ auto: null });
    this.#rows = new Map(PLANNED_STRATEGIES.map((name) => [name, RUNNING]));
    this.#curve.prepare(request);
    const optimal = this.#runStrategy(round, 'optimal');
    const quick = ASKING_ORDER.map((strategy) => this.#runStrategy(round, strategy));
    this.#showRowsSoon();
    await Promise.all([
      Promise.all(quick).then(() => this.#curve.fillQuick(request)),
      optimal.then(() => this.#curve.fillOptimal(request)),
    ]);
    this.#curve.finish(request);
  }

  async #runStrategy(round: Round, strategy: StrategyName): Promise<void> {
    const job = jobFor(strategy, round.setUp);
    const cached = this.#cache.get(round.model.sha256, job);
    if (cached !== null) {
      this.#setRow(strategy, stateOf(cached));
      return;
    }
    const controller = new AbortController();
    this.#strategyControllers.set(strategy, controller);
    this.#rows.set(strategy, RUNNING);
    const result = await unlessAborted(this.#ask(round, job, controller.signal));
    if (round.controller.signal.aborted) return;
    this.#strategyControllers.delete(strategy);
    if (result !== null) this.#cache.set(round.model.sha256, job, result);
    this.#setRow(strategy, result === null ? { kind: 'cancelled' } : stateOf(result));
  }

  #ask(round: Round, job: PlanJob, own: AbortSignal): ReturnType<AppContext['client']['plan']> {
    const signal = AbortSignal.any([round.controller.signal, own]);
    return this.#context.client.plan(job, {
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) this.#setRow(job.strategy, { kind: 'running', progress });
      },
    });
  }

  #setRow(strategy: StrategyName, state: JobState<Plan>): void {
    this.#rows.set(strategy, state);
    if (state.kind !== 'running' || this.#staleTimer === undefined) this.#showRows();
  }

  #showRowsSoon(): void {
    const hasResult = [...this.#rows.values()].some((state) => state.kind !== 'running');
    if (hasResult) {
      this.#showRows();
      return;
    }
    this.#staleTimer = setTimeout(() => {
      this.#showRows();
    }, STALE_ROWS_MS);
  }

  #showRows(): void {
    clearTimeout(this.#staleTimer);
    this.#staleTimer = undefined;
    const before = this.#context.store.state.strategies;
    const rows = [...this.#rows].map(([name, state]): StrategyRow => {
      const old = before.find((row) => row.name === name);
      return old?.state === state ? old : { name, ...STRATEGY_TEXTS[name], state };
    });
    const manual = before.filter((row) => row.name === 'manual');
    this.#context.store.set({ strategies: [...manual, ...rows] });
  }
}

const RUNNING: JobState<Plan> = { kind: 'running', progress: null };
