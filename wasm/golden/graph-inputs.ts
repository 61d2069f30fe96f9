// Inputs of the Edge TPU operator when a full interpreter is fed: graph input t gets the pattern, and what stands between
// the graph's inputs and the operator on the CPU is computed.
import { unwrap } from '../../src/base/index.ts';
import { openCompiledSegment } from '../../src/bench/compiled-segment.ts';
import { loadCpuPart } from '../../src/bench/cpu-part.ts';
import { createNodeCpuRuntime } from '../../src/cpu/node.ts';
import type { CompiledModel } from '../../src/edgetpu/package/index.ts';
import { readModel } from '../../src/tflite/index.ts';
import { inputPattern, inputSeed } from './patterns.ts';

/** One tensor per input of the operator. */
export async function graphInputs(
  modelBytes: Uint8Array,
  compiled: CompiledModel,
  inference: number,
): Promise<readonly Uint8Array[]> {
  const [graph] = unwrap(readModel(modelBytes)).subgraphs;
  const tensors = new Map<string, Uint8Array>();
  graph?.inputs.forEach((tensorIndex, position) => {
    const tensor = graph.tensors[tensorIndex];
    if (!tensor) return;
    tensors.set(tensor.name, inputPattern(tensor.byteLength, inputSeed(inference, position)));
  });
  const isComplete = compiled.inputNames.every((name) => tensors.has(name));
  const all = isComplete ? tensors : await runHead(modelBytes, tensors);
  return compiled.inputNames.map((name) => all.get(name) ?? new Uint8Array(0));
}

async function runHead(
  modelBytes: Uint8Array,
  tensors: ReadonlyMap<string, Uint8Array>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { head } = unwrap(openCompiledSegment(modelBytes));
  if (!head) return tensors;
  const part = unwrap(loadCpuPart(unwrap(await createNodeCpuRuntime()), head));
  const computed = unwrap(part.run(tensors));
  part.close();
  return new Map([...tensors, ...computed]);
}
