// The planner behind the boundary, free of Comlink and of the browser, so that it runs in a test as it is. One instance
// holds one model; a failed `open` leaves the model before it in place.
import { fail, ok } from '../base/index.ts';
import type { Failure, OnProgress, Result } from '../base/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { Costs, DeviceSpec } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import { runStrategy } from '../partition/index.ts';
import type { Plan } from '../partition/index.ts';
import { loadSampleByName } from '../samples/index.ts';
import type { SamplePlatform } from '../samples/index.ts';
import { checkFileSize, isCompiledModel } from '../tflite/index.ts';
import { openModel } from './open-model.ts';
import type { ModelOrigin, OpenedModel } from './open-model.ts';
import type { CutFile, ModelSource, ModelSummary, PlanJob, VerifyReport } from './planner-api.ts';
import { throttleProgress } from './throttle-progress.ts';

/** What the service needs from the platform it runs on. */
export interface PlannerPlatform {
  readonly samplesAt: (samplesUrl: string) => SamplePlatform;
  /** SHA-256 as lower-case hex. */
  readonly sha256: (bytes: Uint8Array) => Promise<string>;
  /** Starts the interpreter; called once, when the first verification asks. */
  readonly startCpu: () => Promise<Result<CpuRuntime>>;
  /** Milliseconds from anywhere, for progress and durations. */
  readonly now: () => number;
}

/** `PlannerApi` with a listener to every progress. */
export class PlannerService {
  readonly #platform: PlannerPlatform;
  #opened: OpenedModel | null = null;
  #graph: { readonly graph: Graph; readonly costs: Costs } | null = null;
  #cpu: Promise<Result<CpuRuntime>> | null = null;

  constructor(platform: PlannerPlatform) {
    this.#platform = platform;
  }

  async open(
    source: ModelSource,
    samplesUrl: string,
    onProgress: OnProgress,
  ): Promise<Result<ModelSummary>> {
    const read =
      source.kind === 'file'
        ? await this.#readFile(source, onProgress)
        : await this.#readSample(source.name, samplesUrl, onProgress);
    if (!read.ok) return read;
    onProgress({ done: 2, total: 3, label: 'Reading operators' });
    const opened = openModel(read.value.bytes, read.value.origin);
    if (!opened.ok) return opened;
    this.#opened = opened.value;
    this.#graph = opened.value;
    const { model, summary } = opened.value;
    if (!isCompiledModel(model)) return ok(summary);
    const { compiledFactsOf } = await import('./compiled-facts.ts');
    return ok({ ...summary, compiled: compiledFactsOf(model.bytes) });
  }

  setGraph(graph: Graph, costs: Costs): Promise<Result<null>> {
    this.#graph = { graph, costs };
    return Promise.resolve(ok(null));
  }

  plan(job: PlanJob, onProgress: OnProgress): Promise<Result<Plan>> {
    if (this.#graph === null) return Promise.resolve(fail(NO_MODEL));
    const { strategy, ...rest } = job;
    const context = { onProgress: throttleProgress(onProgress, this.#platform.now) };
    return Promise.resolve(runStrategy(strategy, { ...rest, ...this.#graph }, context));
  }

  async verify(plan: Plan, seed: number, onProgress: OnProgress): Promise<Result<VerifyReport>> {
    const opened = this.#opened;
    if (opened === null) return fail(NO_MODEL);
    const total = plan.segments.length + 1;
    onProgress({ done: 0, total, label: 'Loading the interpreter' });
    const { verifyPlan } = await import('./plan-files.ts');
    this.#cpu ??= this.#platform.startCpu();
    const cpu = await this.#cpu;
    if (!cpu.ok) {
      this.#cpu = null;
      return cpu;
    }
    const { now } = this.#platform;
    return verifyPlan({ opened, plan }, { cpu: cpu.value, seed, onProgress, now });
  }

  async segmentFile(plan: Plan, segmentIndex: number): Promise<Result<CutFile>> {
    const opened = this.#opened;
    if (opened === null) return fail(NO_MODEL);
    const { segmentFileOf } = await import('./plan-files.ts');
    return segmentFileOf({ opened, plan }, segmentIndex);
  }

  async bundle(
    plan: Plan,
    devices: readonly DeviceSpec[],
    onProgress: OnProgress,
  ): Promise<Result<CutFile>> {
    const opened = this.#opened;
    if (opened === null) return fail(NO_MODEL);
    const { bundleOf } = await import('./plan-files.ts');
    return bundleOf({ opened, plan }, devices, onProgress);
  }

  async #readFile(
    { file, fileName }: Extract<ModelSource, { kind: 'file' }>,
    onProgress: OnProgress,
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly origin: ModelOrigin }>> {
    const size = checkFileSize(file.size);
    if (!size.ok) return size;
    onProgress({ done: 0, total: 3, label: 'Reading the file' });
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      return fail(unreadable(fileName, error));
    }
    onProgress({ done: 1, total: 3, label: 'Working out its fingerprint' });
    const sha256 = await this.#platform.sha256(bytes);
    const name = fileName.replace(/\.tflite$/i, '');
    const origin = { name, sampleName: null, fileName, sha256, hasGeneratedWeights: false };
    return ok({ bytes, origin });
  }

  async #readSample(
    name: string,
    samplesUrl: string,
    onProgress: OnProgress,
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly origin: ModelOrigin }>> {
    onProgress({ done: 0, total: 3, label: 'Rebuilding the sample' });
    const sample = await loadSampleByName(name, this.#platform.samplesAt(samplesUrl));
    if (!sample.ok) return sample;
    const { entry, bytes } = sample.value;
    const origin = {
      name: entry.title,
      sampleName: entry.name,
      fileName: `${entry.name}.tflite`,
      sha256: entry.sha256,
      hasGeneratedWeights: entry.weights === 'generated',
    };
    return ok({ bytes, origin });
  }
}

const NO_MODEL: Failure = {
  code: 'app/no-model',
  message: 'No model is open.',
  hint: 'Drop a .tflite file on the page or choose a sample.',
};

function unreadable(fileName: string, error: unknown): Failure {
  return {
    code: 'app/file-unreadable',
    message: `"${fileName}" cannot be read. It was moved, changed or locked since you chose it, or it is too large for this browser's memory.`,
    hint: 'Choose the file again.',
    details: { error: error instanceof Error ? error.message : String(error) },
  };
}
