// Runs a pipeline: a thread of control per inference that a stage or replica holds, bounded queues between stages, tensors
// passed on by name.
//
//   feed ─▶ queue 0 ─▶ stage 0 (replicas in turn) ─▶ queue 1 ─▶ … ─▶ last stage ─▶ results
//
// The host keeps a tensor until its last reader is done. The first failure ends everything at once: queues close, what has
// been recorded stays.
import type { Failure } from '../base/index.ts';
import { OrderedQueue, QueueClosedError } from './ordered-queue.ts';
import type {
  LoadedStage,
  RunContext,
  RunOptions,
  RunRecord,
  StageRecord,
  TensorMap,
} from './types.ts';

/** Stages in pipeline order, each with its replicas. */
export type PipelineStages = readonly (readonly LoadedStage[])[];

type StagePlace = Pick<StageRecord, 'inference' | 'segmentIndex' | 'replica'>;

/** Inputs of one inference, by tensor name. */
export type Feed = (inference: number) => TensorMap;

export async function runPipeline(
  stages: PipelineStages,
  feed: Feed,
  options: RunOptions,
  context: RunContext,
): Promise<RunRecord> {
  return await new PipelineRun(stages, feed, { options, context }).run();
}

class PipelineRun {
  readonly #stages: PipelineStages;
  readonly #feed: Feed;
  readonly #options: RunOptions;
  readonly #context: RunContext;
  readonly #queues: readonly OrderedQueue<TensorMap>[];
  readonly #keptUntil: ReadonlyMap<string, number>;
  /** By tensor name; tensors that were fed have none, and are not written again. */
  readonly #makers: ReadonlyMap<string, LoadedStage>;
  readonly #records: StageRecord[] = [];
  readonly #busyUntilMs = new Map<LoadedStage, number>();
  readonly #outputs = new Map<number, TensorMap>();
  readonly #total: number;
  readonly #warmedUp: Promise<void>;
  #endWarmUp: () => void = () => undefined;
  #startedMs = 0;
  #finished = 0;
  #failure: Failure | null = null;
  #isCancelled = false;

  constructor(
    stages: PipelineStages,
    feed: Feed,
    { options, context }: { readonly options: RunOptions; readonly context: RunContext },
  ) {
    this.#stages = stages;
    this.#feed = feed;
    this.#options = options;
    this.#context = context;
    this.#total = options.warmUp + options.inferences;
    this.#warmedUp = new Promise((resolve) => (this.#endWarmUp = resolve));
    if (options.warmUp === 0) this.#endWarmUp();
    this.#keptUntil = lastReaders(stages);
    this.#makers = new Map(
      stages.flatMap(([first]) =>
        first === undefined ? [] : first.outputs.map((name) => [name, first] as const),
      ),
    );
    this.#queues = stages.map(
      () => new OrderedQueue<TensorMap>(options.queueCapacity, context.now),
    );
  }

  async run(): Promise<RunRecord> {
    const { signal } = this.#context;
    const onAbort = (): void => {
      this.#isCancelled = true;
      this.#end();
    };
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#startedMs = this.#context.now();
    const workers = this.#stages.flatMap((replicas, segmentIndex) =>
      replicas.flatMap((stage, replica) =>
        Array.from({ length: stage.ahead }, (_, lane) =>
          this.#serve(stage, { segmentIndex, replica, lane }),
        ),
      ),
    );
    try {
      await Promise.all([this.#fill(), ...workers]);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    return {
      records: this.#records,
      outputs: this.#outputs,
      failure: this.#failure,
      isCancelled: this.#isCancelled,
    };
  }

  async #fill(): Promise<void> {
    await this.#untilClosed(async () => {
      for (let inference = 0; inference < this.#total; inference++) {
        // Loading parameters holds the warm-up back; what counts starts into an empty pipeline.
        if (inference === this.#options.warmUp) await this.#warmedUp;
        await this.#queues[0]?.put(inference, this.#feed(inference));
      }
    });
  }

  /** One of the inferences that a replica holds at a time. All of them together take every n-th inference, in turn. */
  async #serve(
    stage: LoadedStage,
    { segmentIndex, replica, lane }: Omit<StagePlace, 'inference'> & { readonly lane: number },
  ): Promise<void> {
    const replicas = this.#stages[segmentIndex]?.length ?? 1;
    await this.#untilClosed(async () => {
      const step = replicas * stage.ahead;
      for (let inference = replica + lane * replicas; inference < this.#total; inference += step) {
        const taken = await this.#queues[segmentIndex]?.take(inference);
        if (taken === undefined) return;
        const made = await this.#infer(stage, taken, { inference, segmentIndex, replica });
        if (made === null) return;
        await this.#passOn(made, inference, segmentIndex);
      }
    });
  }

  async #infer(
    stage: LoadedStage,
    taken: { readonly item: TensorMap; readonly atMs: number },
    place: StagePlace,
  ): Promise<Map<string, Uint8Array> | null> {
    const givenMs = this.#context.now();
    const inputs = stage.inputs.map((name) => taken.item.get(name) ?? new Uint8Array(0));
    const result = await stage.infer(inputs);
    const endMs = this.#context.now();
    if (!result.ok) {
      this.#fail(result.failure);
      return null;
    }
    // It begins once the one before it is done; until then it waited, wherever that was.
    const startMs = Math.max(givenMs, this.#busyUntilMs.get(stage) ?? givenMs);
    this.#busyUntilMs.set(stage, endMs);
    const record: StageRecord = {
      ...place,
      ...result.value.timing,
      queueMs: Math.max(0, startMs - Math.max(taken.atMs, this.#startedMs)),
      startMs: startMs - this.#startedMs,
      endMs: endMs - this.#startedMs,
    };
    this.#records.push(record);
    this.#context.onStageDone?.(record);
    const tensors = new Map(taken.item);
    stage.outputs.forEach((name, index) => {
      const bytes = result.value.outputs[index];
      if (bytes !== undefined) tensors.set(name, bytes);
    });
    for (const name of tensors.keys()) {
      if ((this.#keptUntil.get(name) ?? -1) <= place.segmentIndex) this.#drop(tensors, name);
    }
    return tensors;
  }

  /** Its last reader is done: its memory goes back to a stage that makes such tensors. */
  #drop(tensors: Map<string, Uint8Array>, name: string): void {
    const bytes = tensors.get(name);
    tensors.delete(name);
    const maker = this.#makers.get(name);
    if (bytes !== undefined) maker?.reuse?.(bytes);
  }

  async #passOn(
    tensors: Map<string, Uint8Array>,
    inference: number,
    segmentIndex: number,
  ): Promise<void> {
    const next = this.#queues[segmentIndex + 1];
    if (next !== undefined) {
      await next.put(inference, tensors);
      return;
    }
    const counted = inference - this.#options.warmUp;
    if (counted >= 0 && counted < this.#options.keptOutputs) this.#outputs.set(counted, tensors);
    else for (const name of tensors.keys()) this.#drop(tensors, name);
    this.#finished++;
    if (this.#finished === this.#options.warmUp) this.#endWarmUp();
    this.#context.onProgress?.({
      done: this.#finished,
      total: this.#total,
      label: counted < 0 ? 'Warming up' : 'Running',
    });
  }

  #fail(failure: Failure): void {
    this.#failure ??= failure;
    this.#end();
  }

  #end(): void {
    this.#endWarmUp();
    for (const queue of this.#queues) queue.close();
  }

  async #untilClosed(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof QueueClosedError)) throw error;
    }
  }
}

/** Stage after which nobody reads a tensor; outputs of the last stage are kept for the caller. */
function lastReaders(stages: PipelineStages): Map<string, number> {
  const until = new Map<string, number>();
  stages.forEach((replicas, segmentIndex) => {
    for (const name of replicas[0]?.inputs ?? []) until.set(name, segmentIndex);
  });
  const produced = new Set(stages.flatMap((replicas) => replicas[0]?.outputs ?? []));
  for (const name of produced) {
    // Nobody in the pipeline reads it: it is an output of the model.
    if (!until.has(name)) until.set(name, stages.length);
  }
  for (const name of stages.at(-1)?.[0]?.outputs ?? []) until.set(name, stages.length);
  return until;
}
