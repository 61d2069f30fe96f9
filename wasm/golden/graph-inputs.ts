// Inputs of the Edge TPU operator when a full interpreter is fed: graph input t gets the pattern, and what stands between
// graph input and operator on the CPU is computed.
import { unwrap } from '../../src/base/index.ts';
import type { CompiledModel } from '../../src/edgetpu/package/index.ts';
import { readModel } from '../../src/tflite/index.ts';
import { inputPattern, inputSeed } from './patterns.ts';

/** One tensor per input of the operator. Throws when an operator in front of it would have to be computed. */
export function graphInputs(
  modelBytes: Uint8Array,
  compiled: CompiledModel,
  inference: number,
): Promise<Uint8Array[]> {
  const { subgraphs } = unwrap(readModel(modelBytes));
  const [graph] = subgraphs;
  return Promise.resolve(
    compiled.inputTensors.map((tensorIndex) => {
      const position = graph?.inputs.indexOf(tensorIndex) ?? -1;
      const tensor = graph?.tensors[tensorIndex];
      if (position < 0 || !tensor) throw new Error('a CPU operator stands before the Edge TPU');
      return inputPattern(tensor.byteLength, inputSeed(inference, position));
    }),
  );
}
