import type { BufferTable } from './buffers.ts';
import { failIndex } from './read-failures.ts';
import { readOperators } from './read-operators.ts';
import { readTensors } from './read-tensors.ts';
import type { Model as RawModel } from './schema/generated/model.ts';
import type { SubGraph as RawSubgraph } from './schema/generated/sub-graph.ts';
import type { Subgraph } from './types.ts';

export interface SubgraphSource {
  readonly raw: RawModel;
  readonly buffers: BufferTable;
  readonly index: number;
}

/** Translates one subgraph of a verified file; every index in the result names something that exists. */
export function readSubgraph(source: SubgraphSource): Subgraph {
  const raw = source.raw.subgraphs(source.index);
  if (raw === null) return failIndex('a subgraph', source.index, source.raw.subgraphsLength());
  const tensors = readTensors(raw, source);
  const operators = readOperators(raw, source);
  const inputs = readGraphIndices(raw, 'inputs');
  const outputs = readGraphIndices(raw, 'outputs');
  return { name: raw.name() ?? '', tensors, operators, inputs, outputs };
}

function readGraphIndices(raw: RawSubgraph, side: 'inputs' | 'outputs'): readonly number[] {
  const count = side === 'inputs' ? raw.inputsLength() : raw.outputsLength();
  const indices = new Array<number>(count);
  for (let i = 0; i < count; i++) {
    const index = (side === 'inputs' ? raw.inputs(i) : raw.outputs(i)) ?? -1;
    if (index < 0 || index >= raw.tensorsLength()) {
      failIndex(`a tensor among the graph's ${side}`, index, raw.tensorsLength());
    }
    indices[i] = index;
  }
  return indices;
}
