// A run from segment files and opened devices to figures: load, warm up, measure, check, give back.
import { fail, ok, type Failure, type Result } from '../base/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { RunVerification } from '../pipeline/index.ts';
import { readModel } from '../tflite/index.ts';
import { inputTensorsOf, makeFeed, type InputChoice } from './inputs.ts';
import { runOf, type ExpectedTimes } from './run-figures.ts';
import { runPipeline, type Feed, type PipelineStages } from './run-pipeline.ts';
import type { LoadedStage, RunContext, RunDevice, RunOptions, RunOutcome } from './types.ts';
import { verifyRun } from './verify-run.ts';

export interface SegmentsRequest {
  /** Segment files in pipeline order: compiled for accelerators, as cut for the CPU. */
  readonly segments: readonly Uint8Array[];
  /** Devices of each segment, replicas in turn. */
  readonly devices: readonly (readonly RunDevice[])[];
  readonly input: InputChoice;
  readonly plan: ExpectedTimes | null;
  /** The whole model and an interpreter to check outputs with; null = do not check. */
  readonly reference: {
    readonly model: Uint8Array;
    readonly runtime: () => Promise<Result<CpuRuntime>>;
  } | null;
}

/**
 * Runs segments on devices. A run that ends early still gives what it measured, with the reason. The devices stay open.
 * Fails before the first inference where a segment does not load or the input does not fit.
 */
export async function runSegments(
  request: SegmentsRequest,
  options: RunOptions,
  context: RunContext,
): Promise<Result<RunOutcome>> {
  const first = request.segments[0];
  if (first === undefined || request.segments.length !== request.devices.length) {
    return fail({
      code: 'bench/no-segments',
      message: 'There is nothing to run: no segments, or not one device for each.',
      hint: 'Plan the model, then run it on as many devices as the plan uses.',
    });
  }
  const tensors = inputTensorsOf(first);
  if (!tensors.ok) return tensors;
  const feed = makeFeed(tensors.value, request.input);
  if (!feed.ok) return feed;
  const loaded = await loadStages(request, context);
  if (!loaded.ok) return loaded;
  // Each replica loads its parameters with its first inference, and that one must not count.
  const replicas = Math.max(...request.devices.map((devices) => devices.length));
  const warmUp = options.warmUp === 0 ? 0 : Math.max(options.warmUp, replicas);
  const measurement = {
    stages: loaded.value,
    feed: feed.value,
    options: { ...options, warmUp },
    context,
  };
  try {
    return ok(await measure(request, measurement));
  } finally {
    await Promise.all(loaded.value.flat().map((stage) => stage.close()));
  }
}

async function loadStages(
  request: SegmentsRequest,
  context: RunContext,
): Promise<Result<LoadedStage[][]>> {
  const total = request.devices.flat().length;
  const stages: LoadedStage[][] = [];
  let done = 0;
  for (const [segmentIndex, segment] of request.segments.entries()) {
    const replicas: LoadedStage[] = [];
    stages.push(replicas);
    for (const device of request.devices[segmentIndex] ?? []) {
      context.onProgress?.({ done, total, label: `Loading segment ${segmentIndex + 1}` });
      const stage = await device.load(segment);
      if (!stage.ok) {
        await Promise.all(stages.flat().map((one) => one.close()));
        return fail(at(stage.failure, segmentIndex, device));
      }
      replicas.push(stage.value);
      done++;
    }
  }
  return ok(stages);
}

interface Measurement {
  readonly stages: PipelineStages;
  readonly feed: Feed;
  readonly options: RunOptions;
  readonly context: RunContext;
}

async function measure(request: SegmentsRequest, m: Measurement): Promise<RunOutcome> {
  const record = await runPipeline(m.stages, m.feed, m.options, m.context);
  const verification = await checkOutputs(request, m, record.outputs);
  const loadMs = record.records.reduce((sum, one) => sum + one.loadMs, 0);
  const { devices, plan } = request;
  return {
    run: runOf(record, {
      devices,
      options: m.options,
      plan,
      loadMs,
      verification: verification.value,
    }),
    failure: record.failure ?? verification.failure,
    isCancelled: record.isCancelled,
    outputs: record.outputs,
  };
}

async function checkOutputs(
  request: SegmentsRequest,
  { stages, feed, options }: Measurement,
  outputs: RunOutcome['outputs'],
): Promise<{ readonly value: RunVerification; readonly failure: Failure | null }> {
  if (stages.flat().some((stage) => !stage.computesOutputs))
    return { value: { kind: 'not-computed' }, failure: null };
  if (request.reference === null || outputs.size === 0)
    return { value: { kind: 'not-checked' }, failure: null };
  const { model, runtime: start } = request.reference;
  const runtime = await start();
  if (!runtime.ok) return { value: { kind: 'not-checked' }, failure: runtime.failure };
  const result = verifyRun({
    runtime: runtime.value,
    ...{ model, feed, outputs, warmUp: options.warmUp },
    outputTypes: outputTypesOf(model),
  });
  if (result.ok) return { value: result.value, failure: null };
  return { value: { kind: 'not-checked' }, failure: result.failure };
}

function outputTypesOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  const model = readModel(bytes);
  const subgraph = model.ok ? model.value.subgraphs[0] : undefined;
  return new Map(
    (subgraph?.outputs ?? []).flatMap((index): [string, string][] => {
      const tensor = subgraph?.tensors[index];
      if (tensor === undefined) return [];
      // 64-bit outputs are compared as the 32-bit integers that the interpreter can hand over.
      return [[tensor.name, tensor.type === 'INT64' ? 'int32' : tensor.type.toLowerCase()]];
    }),
  );
}

function at(failure: Failure, segmentIndex: number, device: RunDevice): Failure {
  return {
    ...failure,
    message: `Segment ${segmentIndex + 1} on ${device.name}: ${failure.message}`,
  };
}
