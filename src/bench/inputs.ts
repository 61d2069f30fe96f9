// What goes into the first stage: the same for the same choice, so that a run can be repeated.
import { fail, ok, type Result } from '../base/index.ts';
import { randomInput, seedForInput, type CpuTensor } from '../cpu/index.ts';
import { readModel } from '../tflite/index.ts';
import type { TensorMap } from './types.ts';

export type InputChoice =
  | { readonly kind: 'random'; readonly seed: number }
  | { readonly kind: 'zeros' }
  /** Raw bytes of all inputs, one after the other, in the model's order; one inference, or several behind each other. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** Inputs of a segment or model file, in its order. Fails as `readModel` does. */
export function inputTensorsOf(bytes: Uint8Array): Result<readonly CpuTensor[]> {
  const model = readModel(bytes);
  if (!model.ok) return model;
  const [subgraph] = model.value.subgraphs;
  return ok(
    (subgraph?.inputs ?? []).flatMap((index) => {
      const tensor = subgraph?.tensors[index];
      if (tensor === undefined) return [];
      const { name, type, shape, byteLength } = tensor;
      return [{ name, type: type.toLowerCase(), shape, byteLength }];
    }),
  );
}

/** A feed for `runPipeline`; random inputs differ from inference to inference. Failure: `bench/wrong-input`. */
export function makeFeed(
  tensors: readonly CpuTensor[],
  choice: InputChoice,
): Result<(inference: number) => TensorMap> {
  if (choice.kind === 'random') {
    return ok((inference) => {
      const seed = seedForInput(choice.seed, inference);
      return mapOf(tensors, (tensor, index) => randomInput(tensor, seedForInput(seed, index)));
    });
  }
  if (choice.kind === 'zeros') {
    const zeros = mapOf(tensors, (tensor) => new Uint8Array(tensor.byteLength));
    return ok(() => zeros);
  }
  return feedOfBytes(tensors, choice.bytes);
}

function feedOfBytes(
  tensors: readonly CpuTensor[],
  bytes: Uint8Array,
): Result<(inference: number) => TensorMap> {
  const oneBytes = tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const count = oneBytes === 0 ? 0 : bytes.length / oneBytes;
  if (!Number.isInteger(count) || count < 1) {
    return fail({
      code: 'bench/wrong-input',
      message: `The input holds ${bytes.length} bytes, but one inference takes ${oneBytes}.`,
      hint: 'Give the raw bytes of the input tensors, in the model’s order, for one inference or several behind each other.',
      details: { given: bytes.length, wanted: oneBytes },
    });
  }
  return ok((inference) => {
    let offset = (inference % count) * oneBytes;
    return mapOf(tensors, ({ byteLength }) => {
      const part = bytes.subarray(offset, offset + byteLength);
      offset += byteLength;
      return part;
    });
  });
}

function mapOf(
  tensors: readonly CpuTensor[],
  valueOf: (tensor: CpuTensor, index: number) => Uint8Array,
): TensorMap {
  return new Map(tensors.map((tensor, index) => [tensor.name, valueOf(tensor, index)]));
}
