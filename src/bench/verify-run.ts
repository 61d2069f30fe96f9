// The outputs of a run against the whole model on the CPU.
import { ok, type Result } from '../base/index.ts';
import { compareTensors, type CpuRuntime } from '../cpu/index.ts';
import type { RunVerification } from '../pipeline/index.ts';
import { loadCpuPart } from './cpu-part.ts';
import type { Feed } from './run-pipeline.ts';
import type { TensorMap } from './types.ts';

export interface VerifyRunRequest {
  readonly runtime: CpuRuntime;
  /** The whole model, uncompiled. */
  readonly model: Uint8Array;
  /** Element types of the model's outputs, the interpreter's words, by name. */
  readonly outputTypes: ReadonlyMap<string, string>;
  readonly feed: Feed;
  readonly warmUp: number;
  /** Kept outputs by counted inference. */
  readonly outputs: ReadonlyMap<number, TensorMap>;
}

/** Compares every kept output, byte for byte. Fails as loading and running the whole model do. */
export function verifyRun(request: VerifyRunRequest): Result<RunVerification> {
  if (request.outputs.size === 0) return ok({ kind: 'not-checked' });
  const whole = loadCpuPart(request.runtime, request.model);
  if (!whole.ok) return whole;
  try {
    return compareAll(request, (tensors) => whole.value.run(tensors));
  } finally {
    whole.value.close();
  }
}

function compareAll(
  { outputs, feed, warmUp, outputTypes }: VerifyRunRequest,
  run: (tensors: TensorMap) => Result<TensorMap>,
): Result<RunVerification> {
  let bytes = 0;
  for (const [counted, made] of outputs) {
    const expected = run(feed(counted + warmUp));
    if (!expected.ok) return expected;
    for (const [tensor, wanted] of expected.value) {
      const comparison = compareTensors(
        outputTypes.get(tensor) ?? 'uint8',
        wanted,
        made.get(tensor) ?? new Uint8Array(0),
      );
      bytes += wanted.length;
      if (comparison.isEqual) continue;
      return ok({
        kind: 'different',
        tensor,
        differingElements: comparison.differingElements,
        elements: wanted.length,
        largestDifference: comparison.largestDifference,
      });
    }
  }
  return ok({ kind: 'equal', inferences: outputs.size, bytes });
}
