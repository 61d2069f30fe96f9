// Operators that run on the CPU as one interpreter model: a whole uncompiled segment, or what stands before and after the
// Edge TPU operator of a compiled one.
import { fail, ok, type Result } from '../base/index.ts';
import { prepareForInterpreter, type CpuModel, type CpuRuntime } from '../cpu/index.ts';
import { CAST_SUFFIX } from '../tflite/index.ts';
import type { TensorMap } from './types.ts';

/** Inputs and outputs by the names that the pipeline links by. */
export interface CpuPart {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly run: (tensors: TensorMap) => Result<TensorMap>;
  readonly close: () => void;
}

/**
 * Loads a model for the interpreter. 64-bit outputs come as 32-bit integers under their own names. Fails as loading does,
 * and with `bench/cpu-operator` where the interpreter lacks an operator.
 */
export function loadCpuPart(runtime: CpuRuntime, bytes: Uint8Array): Result<CpuPart> {
  const prepared = prepareForInterpreter(bytes);
  if (!prepared.ok) return prepared;
  const { leftOut, castOutputs } = prepared.value;
  if (prepared.value.bytes === null || leftOut.operatorCount > 0) {
    return fail({
      code: 'bench/cpu-operator',
      message: `The CPU interpreter has no ${leftOut.unsupported.join(', ') || 'operator for this part'}, so this stage cannot be run here.`,
      hint: 'Cut the model before that operator and run it in your own program.',
    });
  }
  const model = runtime.loadModel(prepared.value.bytes);
  if (!model.ok) return model;
  return ok(cpuPartOf(model.value, castOutputs));
}

function cpuPartOf(model: CpuModel, castOutputs: readonly string[]): CpuPart {
  const inputs = model.inputs.map(({ name }) => name);
  const original = new Map(castOutputs.map((name) => [`${name}${CAST_SUFFIX}`, name]));
  const outputs = model.outputs.map(({ name }) => original.get(name) ?? name);
  return {
    inputs,
    outputs,
    run: (tensors) => {
      const result = model.run(inputs.map((name) => tensors.get(name) ?? new Uint8Array(0)));
      if (!result.ok) return result;
      return ok(
        new Map(outputs.map((name, index) => [name, result.value[index] ?? new Uint8Array(0)])),
      );
    },
    close: () => {
      model.close();
    },
  };
}
