// The page's side of the planner. Three workers run the same script, so that the page answers while one is busy:
//   reader   holds the model's bytes: open, verify, bundle, single segments
//   planner  holds the graph: the quick strategies
//   searcher holds the graph: `optimal`, which may take seconds
// Each has its own queue; cancelling ends one worker and leaves the others alone.
import { fail } from '../base/index.ts';
import type { OnProgress, Result } from '../base/index.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import type { Plan } from '../partition/index.ts';
import type {
  CutFile,
  ModelSource,
  ModelSummary,
  PlanJob,
  PlannerApi,
  VerifyReport,
} from './planner-api.ts';
import { listenUntilSettled } from './listen-until-settled.ts';
import { WorkerSlot } from './worker-slot.ts';
import type { RunOptions } from './worker-slot.ts';
import { handleOf } from './worker-handle.ts';
import type { WorkerHandle } from './worker-handle.ts';
import './transfer.ts';

export { isAbortError } from './worker-slot.ts';

/** The API as it looks through Comlink: every method already returns a promise, so the shape stays the same. */
export type StartPlanner = () => WorkerHandle<PlannerApi>;

export interface CallOptions extends RunOptions {
  readonly onProgress?: OnProgress;
}

/** Seed of the inputs that a verification runs on; fixed, so that the same plan gives the same answer. */
const VERIFY_SEED = 1;

export class PlannerClient {
  readonly #reader: WorkerSlot<PlannerApi>;
  readonly #planner: WorkerSlot<PlannerApi>;
  readonly #searcher: WorkerSlot<PlannerApi>;
  readonly #samplesUrl: string;

  /** `samplesUrl` is the folder of the sample models, on the page's own origin, with a slash at its end. */
  constructor(samplesUrl: string, start: StartPlanner = startPlannerWorker) {
    this.#samplesUrl = samplesUrl;
    this.#reader = new WorkerSlot(start);
    this.#planner = new WorkerSlot(start);
    this.#searcher = new WorkerSlot(start);
  }

  /** Starts all workers, so that their scripts load while the page draws its shell. */
  warmUp(): void {
    for (const slot of this.#slots()) slot.warmUp();
  }

  /** Opens a model. The one that was open stays until this one is read, and after a cancel or a failure. */
  async open(source: ModelSource, options: CallOptions = {}): Promise<Result<ModelSummary>> {
    const opened = await this.#reader.run(
      (api) =>
        listenUntilSettled(options.onProgress, (report) =>
          api.open(source, this.#samplesUrl, report),
        ),
      { ...options, isSelfContained: true },
    );
    if (opened.ok) this.#keep(source, opened.value);
    return opened;
  }

  plan(job: PlanJob, options: CallOptions = {}): Promise<Result<Plan>> {
    const slot = job.strategy === 'optimal' ? this.#searcher : this.#planner;
    return slot.run(
      (api) => listenUntilSettled(options.onProgress, (report) => api.plan(job, report)),
      options,
    );
  }

  verify(plan: Plan, options: CallOptions = {}): Promise<Result<VerifyReport>> {
    return this.#reader.run(
      (api) =>
        listenUntilSettled(options.onProgress, (report) => api.verify(plan, VERIFY_SEED, report)),
      options,
    );
  }

  bundle(
    plan: Plan,
    devices: readonly DeviceSpec[],
    options: CallOptions = {},
  ): Promise<Result<CutFile>> {
    return this.#reader.run(
      (api) =>
        listenUntilSettled(options.onProgress, (report) => api.bundle(plan, devices, report)),
      options,
    );
  }

  segmentFile(
    plan: Plan,
    segmentIndex: number,
    options: CallOptions = {},
  ): Promise<Result<CutFile>> {
    return this.#reader.run((api) => api.segmentFile(plan, segmentIndex), options);
  }

  /** Drops the model everywhere; the workers start again when they are needed. */
  close(): void {
    for (const slot of this.#slots()) {
      slot.setPreparation(noModel);
      slot.end();
    }
  }

  /** Resolves once no worker has anything to do. */
  async whenIdle(): Promise<void> {
    const slots = this.#slots();
    while (!slots.every((slot) => slot.isIdle)) {
      await Promise.all(slots.map((slot) => slot.whenIdle()));
    }
  }

  #slots(): readonly WorkerSlot<PlannerApi>[] {
    return [this.#reader, this.#planner, this.#searcher];
  }

  /** After a cancel the reader opens the model again, but only when something asks for its bytes. */
  #keep(source: ModelSource, { graph, costs }: ModelSummary): void {
    this.#reader.setPreparation((api) => api.open(source, this.#samplesUrl, null));
    this.#reader.markPrepared();
    this.#planner.setPreparation((api) => api.setGraph(graph, costs));
    this.#searcher.setPreparation((api) => api.setGraph(graph, costs));
  }
}

function noModel(): Promise<Result<never>> {
  return Promise.resolve(
    fail({
      code: 'app/no-model',
      message: 'No model is open.',
      hint: 'Drop a .tflite file on the page or choose a sample.',
    }),
  );
}

function startPlannerWorker(): WorkerHandle<PlannerApi> {
  return handleOf(new Worker(new URL('./planner.worker.ts', import.meta.url), { type: 'module' }));
}
