// The model's side of a run: its bytes, its segments as files, compiled for virtual accelerators where it is asked for.
// What the last run used is kept for the next one, and nothing before it.
import { fail, ok, type OnProgress, type Result } from '../base/index.ts';
import type { Plan } from '../partition/index.ts';
import { loadSampleByName, type SamplePlatform } from '../samples/index.ts';
import {
  cutSegment,
  isCompilerLog,
  matchCompiled,
  matchLog,
  modelNameOf,
  planCut,
  referenceFile,
  type GivenFile,
  type SegmentCut,
} from '../segment/index.ts';
import { checkCuttable, checkFileSize, readModel, type Model } from '../tflite/index.ts';
import { compileVirtually } from '../virtual/index.ts';
import type { CompiledFile, CompiledMatchReport, RunJob } from './runner-api.ts';

export interface RunnerModelPlatform {
  readonly samplesAt: (samplesUrl: string) => SamplePlatform;
  /** Lets messages in between two long steps, so that a cancel is heard. */
  readonly breathe: () => Promise<void>;
}

/** How a stage wants its segment. */
export type SegmentForm = 'as-cut' | 'virtual' | 'vendor';

export type ModelQuery = Pick<RunJob, 'source' | 'samplesUrl' | 'modelKey' | 'fileName' | 'plan'>;

export interface RunSegments {
  /** By segment, in the form that was asked for. */
  readonly segments: readonly Uint8Array[];
  /** The whole model, its tensors named as in the segments. */
  readonly reference: Uint8Array;
}

interface Cut {
  readonly model: Model;
  readonly cuts: readonly SegmentCut[];
}

export class RunnerModel {
  readonly #platform: RunnerModelPlatform;
  #model: { readonly key: string; readonly model: Model } | null = null;
  /** Segments of the last plan, by form and number. */
  #segments: { readonly key: string; readonly files: Map<string, Uint8Array> } | null = null;

  constructor(platform: RunnerModelPlatform) {
    this.#platform = platform;
  }

  forget(): void {
    this.#model = null;
    this.#segments = null;
  }

  /**
   * Segments for a run; `signal` is looked at between two of them. Fails as reading, cutting and compiling do, with
   * `bench/not-compiled` where a compiled file is missing.
   */
  async segmentsFor(
    job: ModelQuery & Pick<RunJob, 'compiled'>,
    forms: readonly SegmentForm[],
    { onProgress, signal }: { readonly onProgress: OnProgress; readonly signal: AbortSignal },
  ): Promise<Result<RunSegments>> {
    const cut = await this.#cut(job, onProgress);
    if (!cut.ok) return cut;
    const { model, cuts } = cut.value;
    const segments: Uint8Array[] = [];
    for (const [index, form] of forms.entries()) {
      if (signal.aborted) return ok({ segments, reference: model.bytes });
      onProgress({ done: index, total: forms.length, label: STEP_WORDS[form](index + 1) });
      await this.#platform.breathe();
      const file = await this.#segment(cut.value, { job, form, index });
      if (!file.ok) return file;
      segments.push(file.value);
    }
    const reference = referenceFile(model, cuts);
    return reference.ok ? ok({ segments, reference: reference.value }) : reference;
  }

  /** Which dropped files and logs belong to which segments of this plan. */
  async match(
    query: ModelQuery,
    files: readonly CompiledFile[],
  ): Promise<Result<CompiledMatchReport>> {
    const cut = await this.#cut(query, () => undefined);
    if (!cut.ok) return cut;
    const given = await Promise.all(
      files.map(async ({ name, file }) => ({
        name,
        bytes: new Uint8Array(await file.arrayBuffer()),
      })),
    );
    return ok(matchDropped(cut.value, given));
  }

  async #segment(
    cut: Cut,
    {
      job,
      form,
      index,
    }: {
      readonly job: Pick<RunJob, 'compiled' | 'modelKey' | 'plan'>;
      readonly form: SegmentForm;
      readonly index: number;
    },
  ): Promise<Result<Uint8Array>> {
    if (form === 'vendor') return readCompiled(job.compiled[index] ?? null, index);
    const files = this.#filesOf(`${job.modelKey}|${keyOf(job.plan)}`);
    const name = `${form} ${String(index)}`;
    const known = files.get(name);
    if (known !== undefined) return ok(known);
    const segment = cut.cuts[index];
    if (segment === undefined) throw new Error('Broken invariant: a plan and its cut agree');
    const written = cutSegment(cut.model, segment);
    if (!written.ok) return written;
    const made = form === 'virtual' ? compileVirtually(written.value.bytes) : written;
    if (!made.ok) return made;
    files.set(name, made.value.bytes);
    return ok(made.value.bytes);
  }

  #filesOf(key: string): Map<string, Uint8Array> {
    if (this.#segments?.key !== key) this.#segments = { key, files: new Map() };
    return this.#segments.files;
  }

  async #cut(query: ModelQuery, onProgress: OnProgress): Promise<Result<Cut>> {
    const model = await this.#read(query, onProgress);
    if (!model.ok) return model;
    const subgraph = checkCuttable(model.value);
    if (!subgraph.ok) return subgraph;
    const cuts = planCut(subgraph.value, {
      modelName: modelNameOf(query.fileName),
      segments: query.plan.segments,
    });
    return cuts.ok ? ok({ model: model.value, cuts: cuts.value }) : cuts;
  }

  async #read(query: ModelQuery, onProgress: OnProgress): Promise<Result<Model>> {
    if (this.#model?.key === query.modelKey) return ok(this.#model.model);
    this.forget();
    onProgress({ done: 0, total: 0, label: 'Reading the model' });
    await this.#platform.breathe();
    const bytes = await this.#bytes(query);
    if (!bytes.ok) return bytes;
    const model = readModel(bytes.value);
    if (model.ok) this.#model = { key: query.modelKey, model: model.value };
    return model;
  }

  async #bytes({ source, samplesUrl }: ModelQuery): Promise<Result<Uint8Array>> {
    if (source.kind === 'sample') {
      const sample = await loadSampleByName(source.name, this.#platform.samplesAt(samplesUrl));
      return sample.ok ? ok(sample.value.bytes) : sample;
    }
    const size = checkFileSize(source.file.size);
    if (!size.ok) return size;
    try {
      return ok(new Uint8Array(await source.file.arrayBuffer()));
    } catch (error) {
      return fail({
        code: 'app/file-unreadable',
        message: `"${source.fileName}" cannot be read. It was moved or changed since you chose it, or it is too large for this browser's memory.`,
        hint: 'Choose the file again.',
        details: { error: String(error) },
      });
    }
  }
}

const STEP_WORDS: Readonly<Record<SegmentForm, (number: number) => string>> = {
  'as-cut': (number) => `Cutting segment ${String(number)}`,
  virtual: (number) => `Compiling segment ${String(number)} for virtual accelerators`,
  vendor: (number) => `Reading compiled segment ${String(number)}`,
};

async function readCompiled(
  compiled: CompiledFile | null,
  index: number,
): Promise<Result<Uint8Array>> {
  if (compiled === null) {
    return fail({
      code: 'bench/not-compiled',
      message: `Segment ${String(index + 1)} has not been compiled for the Edge TPU yet; an accelerator cannot run it as it was cut.`,
      hint: 'Choose Download segments, compile them with the script in the bundle, then drop the compiled files on the page.',
    });
  }
  try {
    return ok(new Uint8Array(await compiled.file.arrayBuffer()));
  } catch (error) {
    return fail({
      code: 'app/file-unreadable',
      message: `"${compiled.name}" cannot be read any more: it was moved or changed since you dropped it.`,
      hint: 'Drop the compiled files again.',
      details: { error: String(error) },
    });
  }
}

/** One call a file: names may repeat, and what a file belongs to must not depend on the others. */
function matchDropped({ model, cuts }: Cut, given: readonly GivenFile[]): CompiledMatchReport {
  const kinds = model.subgraphs[0]?.operators.map(({ kind }) => kind) ?? [];
  const bySegment = new Map<number, CompiledMatchReport['matched'][number]>();
  const logs = new Map<number, CompiledMatchReport['logs'][number]>();
  const unmatched: { fileIndex: number; reason: string }[] = [];
  given.forEach((file, fileIndex) => {
    if (isCompilerLog(file.bytes)) {
      const log = matchLog(cuts, kinds, file);
      if (!log.ok) unmatched.push({ fileIndex, reason: log.failure.message });
      else for (const facts of log.value) logs.set(facts.segmentIndex, { fileIndex, facts });
      return;
    }
    const { matched, unmatched: refused } = matchCompiled(cuts, [file]);
    for (const { segmentIndex, facts: fact, cpuKinds } of matched) {
      bySegment.set(segmentIndex, { segmentIndex, fileIndex, fact, cpuKinds });
    }
    unmatched.push(...refused.map(({ reason }) => ({ fileIndex, reason })));
  });
  return {
    matched: [...bySegment.values()].sort((one, other) => one.segmentIndex - other.segmentIndex),
    logs: [...logs.values()],
    unmatched,
    missing: cuts.flatMap(({ index }) => (bySegment.has(index) ? [] : [index])),
  };
}

function keyOf(plan: Plan): string {
  return plan.segments.map(({ operators }) => operators.join(',')).join('|');
}
