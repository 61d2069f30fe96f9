// Takes a compiled segment apart: the package for the accelerator, and what runs on the CPU before and after it.
import { ok, type Result } from '../base/index.ts';
import { readPackage, type CompiledModel } from '../edgetpu/package/index.ts';
import { buildGraph, boundaryOf } from '../graph/index.ts';
import { readModel, writeSegment, type Model } from '../tflite/index.ts';
import { VIRTUAL_CHIP } from '../virtual/index.ts';

export interface CompiledSegment {
  readonly compiled: CompiledModel;
  /** Tensor names of the whole segment. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** `.tflite` of the operators before and after the Edge TPU's; null where there are none. */
  readonly head: Uint8Array | null;
  readonly tail: Uint8Array | null;
  /** True for packages that only virtual accelerators understand. */
  readonly isVirtual: boolean;
}

/** Fails as `readPackage`, the graph and the writer do. */
export function openCompiledSegment(bytes: Uint8Array): Result<CompiledSegment> {
  const compiled = readPackage(bytes);
  if (!compiled.ok) return compiled;
  const model = readModel(bytes);
  if (!model.ok) return model;
  const head = cpuModel(model.value, compiled.value, 'before');
  if (!head.ok) return head;
  const tail = cpuModel(model.value, compiled.value, 'after');
  if (!tail.ok) return tail;
  const [subgraph] = model.value.subgraphs;
  const namesOf = (indices: readonly number[] = []): string[] =>
    indices.map((index) => subgraph?.tensors[index]?.name ?? '');
  return ok({
    compiled: compiled.value,
    inputs: namesOf(subgraph?.inputs),
    outputs: namesOf(subgraph?.outputs),
    head: head.value,
    tail: tail.value,
    isVirtual: compiled.value.package.executables.some(({ chip }) => chip === VIRTUAL_CHIP),
  });
}

function cpuModel(
  model: Model,
  compiled: CompiledModel,
  position: 'before' | 'after',
): Result<Uint8Array | null> {
  const operators = compiled.cpuOperators
    .filter((op) => op.position === position)
    .map(({ opIndex }) => opIndex);
  const [subgraph] = model.subgraphs;
  if (operators.length === 0 || subgraph === undefined) return ok(null);
  const graph = buildGraph(subgraph);
  if (!graph.ok) return graph;
  const boundary = boundaryOf(graph.value, operators);
  const tensorsOf = (ids: readonly number[]): number[] =>
    ids.map((id) => graph.value.activations[id]?.tensorIndex ?? -1);
  return writeSegment(model, {
    operators,
    inputs: tensorsOf(boundary.inputs),
    outputs: tensorsOf(boundary.outputs),
  });
}
