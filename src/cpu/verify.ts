// The proof of a cut: the segments, one after the other, against the whole model, byte for byte, on the interpreter.
// One model is loaded at a time, so that memory stays near that of the whole model (the tensors between segments are
// small beside the weights). Segments are linked by tensor name, as the runners on hardware do.

import { fail, ok } from '../base/index.ts';
import type { OnProgress, Result } from '../base/index.ts';
import { compareTensors } from './compare.ts';
import { prepareForInterpreter } from './prepare.ts';
import type { LeftOut, PreparedModel } from './prepare.ts';
import { randomInput, seedForInput } from './random-input.ts';
import type { CpuRuntime, CpuTensor } from './types.ts';
import { describeRemark } from './verify-remark.ts';
import type {
  OutputVerification,
  Verification,
  VerifyContext,
  VerifyRequest,
} from './verify-types.ts';

/** A tensor on its way through the chain. */
interface ChainTensor {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/**
 * Compares chained segments with the whole model on one random input. Operators that the interpreter lacks are left out
 * on both sides, with all that depends on them, and the remark says so. Failures: those of the interpreter,
 * `cpu/chain-broken` where a segment asks for a tensor that nothing made, `cpu/nothing-to-compare`, `cpu/cancelled`.
 */
export async function verifySegments(
  runtime: CpuRuntime,
  request: VerifyRequest,
  context: VerifyContext = {},
): Promise<Result<Verification>> {
  const total = request.segmentCount + 1;
  reportProgress(context.onProgress, { done: 0, total, label: 'Running the whole model' });
  const reference = runReference(runtime, request);
  if (!reference.ok) return reference;
  const { inputs, outputs, prepared } = reference.value;
  const chain = new Map(inputs);
  for (let segmentIndex = 0; segmentIndex < request.segmentCount; segmentIndex++) {
    if (context.isCancelled?.() === true) return fail(CANCELLED);
    const label = `Running segment ${String(segmentIndex + 1)} of ${String(request.segmentCount)}`;
    reportProgress(context.onProgress, { done: segmentIndex + 1, total, label });
    const bytes = await request.loadSegment(segmentIndex);
    if (!bytes.ok) return bytes;
    const mayMiss = prepared.leftOut.operatorCount > 0;
    const ran = runSegment(runtime, { bytes: bytes.value, segmentIndex, chain, mayMiss });
    if (!ran.ok) return ran;
  }
  return compareOutputs(request, { outputs, prepared, chain });
}

const CANCELLED = { code: 'cpu/cancelled', message: 'The verification was cancelled.' } as const;

type Progress = Parameters<OnProgress>[0];
function reportProgress(onProgress: OnProgress | undefined, progress: Progress): void {
  onProgress?.(progress);
}

interface ReferenceRun {
  readonly inputs: ReadonlyMap<string, ChainTensor>;
  readonly outputs: ReadonlyMap<string, ChainTensor>;
  readonly prepared: PreparedModel;
}

/** The whole model on random inputs. */
function runReference(runtime: CpuRuntime, request: VerifyRequest): Result<ReferenceRun> {
  const prepared = prepareForInterpreter(request.model);
  if (!prepared.ok) return prepared;
  if (prepared.value.bytes === null) return fail(nothingToCompare(prepared.value.leftOut));
  const model = runtime.loadModel(prepared.value.bytes);
  if (!model.ok) return model;
  try {
    const { inputs, outputs } = model.value;
    const inputBytes = inputs.map((tensor, index) =>
      randomInput(tensor, seedForInput(request.seed, index)),
    );
    const outputBytes = model.value.run(inputBytes);
    if (!outputBytes.ok) return outputBytes;
    return ok({
      inputs: nameTensors(inputs, inputBytes),
      outputs: nameTensors(outputs, outputBytes.value),
      prepared: prepared.value,
    });
  } finally {
    model.value.close();
  }
}

interface SegmentRun {
  readonly bytes: Uint8Array;
  readonly segmentIndex: number;
  /** Tensors made so far; the segment's outputs are added. */
  readonly chain: Map<string, ChainTensor>;
  /** True where operators were left out of the whole model: then inputs that nothing made are no fault. */
  readonly mayMiss: boolean;
}

function runSegment(runtime: CpuRuntime, run: SegmentRun): Result<true> {
  const { bytes, segmentIndex, chain, mayMiss } = run;
  const prepared = prepareForInterpreter(bytes, (name) => mayMiss && !chain.has(name));
  if (!prepared.ok) return prepared;
  if (prepared.value.bytes === null) return ok(true);
  const model = runtime.loadModel(prepared.value.bytes);
  if (!model.ok) return model;
  try {
    const inputBytes: Uint8Array[] = [];
    for (const { name } of model.value.inputs) {
      const tensor = chain.get(name);
      if (!tensor) return fail(chainBroken(segmentIndex, name));
      inputBytes.push(tensor.bytes);
    }
    const outputBytes = model.value.run(inputBytes);
    if (!outputBytes.ok) return outputBytes;
    for (const [name, tensor] of nameTensors(model.value.outputs, outputBytes.value)) {
      chain.set(name, tensor);
    }
    return ok(true);
  } finally {
    model.value.close();
  }
}

function nameTensors(
  tensors: readonly CpuTensor[],
  bytes: readonly Uint8Array[],
): Map<string, ChainTensor> {
  return new Map(
    tensors.map(({ name, type }, index) => [
      name,
      { bytes: bytes[index] ?? new Uint8Array(), type },
    ]),
  );
}

interface Finished {
  readonly outputs: ReadonlyMap<string, ChainTensor>;
  readonly prepared: PreparedModel;
  readonly chain: ReadonlyMap<string, ChainTensor>;
}

function compareOutputs(
  request: VerifyRequest,
  { outputs, prepared, chain }: Finished,
): Result<Verification> {
  const compared: OutputVerification[] = [];
  for (const [name, expected] of outputs) {
    const actual = chain.get(name);
    if (!actual) return fail(chainBroken(request.segmentCount, name));
    compared.push({
      name,
      type: expected.type,
      bytes: expected.bytes.length,
      ...compareTensors(expected.type, expected.bytes, actual.bytes),
    });
  }
  const sum = (pick: (output: OutputVerification) => number): number =>
    compared.reduce((total, output) => total + pick(output), 0);
  return ok({
    isEqual: compared.every((output) => output.isEqual),
    seed: request.seed,
    segmentCount: request.segmentCount,
    outputCount: compared.length,
    outputBytes: sum((output) => output.bytes),
    differingBytes: sum((output) => output.differingBytes),
    largestDifference: Math.max(0, ...compared.map((output) => output.largestDifference)),
    outputs: compared,
    leftOut: prepared.leftOut,
    remark: describeRemark(prepared),
  });
}

function chainBroken(segmentIndex: number, name: string) {
  return {
    code: 'cpu/chain-broken',
    message: `No segment before number ${String(segmentIndex + 1)} makes the tensor "${name}" that is read there.`,
    hint: 'Check that all segments are there and belong to this model, then cut it again.',
    details: { segment: segmentIndex, tensor: name },
  } as const;
}

function nothingToCompare({ unsupported }: LeftOut) {
  return {
    code: 'cpu/nothing-to-compare',
    message: `The CPU interpreter can run nothing of this model: it lacks ${unsupported.join(', ')} at its start.`,
    hint: 'The plan and the segment files are not affected; check them on hardware instead.',
  } as const;
}
