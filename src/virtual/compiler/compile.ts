// The virtual compiler: a segment to a compiled `.tflite` with the real structure (operator, flexbuffer, DWN1, executables,
// hints, field offsets, token) for chips that exist only in software. What stays on chip follows the memory model.
import { deflateSync } from 'fflate';
import { fail, ok, unwrap, type Result } from '../../base/index.ts';
import {
  cachedOperators,
  cachingOrder,
  layerShapeOf,
  operatorCosts,
  segmentMemory,
} from '../../edgetpu/index.ts';
import type { CostOptions, Costs } from '../../edgetpu/index.ts';
import {
  EDGETPU_CUSTOM_OP,
  writeCustomOptions,
  writePackage,
} from '../../edgetpu/package/index.ts';
import { boundaryOf, buildGraph, type Graph } from '../../graph/index.ts';
import {
  checkCuttable,
  readModel,
  writeSegment,
  type Model,
  type Subgraph,
} from '../../tflite/index.ts';
import { executablesOf } from './executables.ts';
import { hashToken } from './hash-token.ts';
import { moveParameters, type Transfer } from './parameter-codec.ts';
import type { ParameterBlock } from './program-content.ts';

export const VIRTUAL_COMPILER_VERSION = 'reef-virtual 1';

export interface VirtualCompilation {
  /** The compiled `.tflite`. */
  readonly bytes: Uint8Array;
  readonly cachedBytes: number;
  readonly streamedBytes: number;
  readonly onChipBytes: number;
  readonly remainingBytes: number;
  readonly instructionBytes: number;
  readonly costs: Costs;
}

/** The parts of a segment that the package is made of. */
export interface CompiledParts {
  readonly subgraph: Subgraph;
  /** Operators on the Edge TPU, in the file's order. */
  readonly mapped: readonly number[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly blocks: readonly ParameterBlock[];
  readonly cachedBlob: Uint8Array;
  readonly streamedBlob: Uint8Array;
  readonly deflatedSkeleton: Uint8Array;
  readonly skeletonBytes: number;
  readonly costs: Costs;
}

/**
 * Compiles a segment for virtual accelerators. Fails as reading and cutting do, and with `virtual/nothing-maps` where no
 * operator runs on the Edge TPU.
 */
export function compileVirtually(
  bytes: Uint8Array,
  options: Pick<CostOptions, 'budgetBytes'> = {},
): Result<VirtualCompilation> {
  const model = readModel(bytes);
  if (!model.ok) return model;
  const subgraph = checkCuttable(model.value);
  if (!subgraph.ok) return subgraph;
  const graph = buildGraph(subgraph.value);
  if (!graph.ok) return graph;
  const costs = operatorCosts(subgraph.value, graph.value, options);
  const mapped = costs.operators.flatMap((cost, operator) =>
    cost.runsOnEdgeTpu ? [operator] : [],
  );
  if (mapped.length === 0) {
    const cause = costs.operators.find(({ refusal }) => refusal?.kind !== 'after-refused');
    return fail({
      code: 'virtual/nothing-maps',
      message:
        `No operator of this segment runs on the Edge TPU. ${cause?.refusal?.reason ?? ''}`.trim(),
      hint: 'Run the segment on the CPU, or change what keeps its operators off the Edge TPU.',
    });
  }
  return compileMapped({
    model: model.value,
    subgraph: subgraph.value,
    graph: graph.value,
    costs,
    mapped,
  });
}

interface Mapped {
  readonly model: Model;
  readonly subgraph: Subgraph;
  readonly graph: Graph;
  readonly costs: Costs;
  readonly mapped: readonly number[];
}

function compileMapped(source: Mapped): Result<VirtualCompilation> {
  const { model, subgraph, graph, costs, mapped } = source;
  const boundary = boundaryOf(graph, mapped);
  const memory = segmentMemory(costs, mapped, boundary);
  const cached = new Set(
    cachedOperators(costs.operators, cachingOrder(costs.operators, mapped), memory.budgetBytes),
  );
  const inputs = boundary.inputs.map((id) => tensorOf(graph, id));
  const outputs = boundary.outputs.map((id) => tensorOf(graph, id));
  const skeleton = writeSegment(model, { operators: mapped, inputs, outputs });
  if (!skeleton.ok) return skeleton;
  const packed = packParameters(source, skeleton.value, cached);
  const parts: CompiledParts = {
    ...{ subgraph, mapped, inputs, outputs, costs },
    ...packed,
    deflatedSkeleton: deflateSync(skeleton.value, { level: 6 }),
    skeletonBytes: skeleton.value.length,
  };
  const executables = executablesOf(
    parts,
    hashToken([skeleton.value, packed.cachedBlob, packed.streamedBlob]),
  );
  const packageBytes = writePackage({ executables, compilerVersion: VIRTUAL_COMPILER_VERSION });
  const written = writeCompiled(source, { inputs, outputs, packageBytes });
  if (!written.ok) return written;
  const [main] = executables;
  return ok({
    bytes: written.value,
    cachedBytes: packed.cachedBlob.length,
    streamedBytes: packed.streamedBlob.length,
    onChipBytes: memory.onChipBytes,
    remainingBytes: memory.budgetBytes - memory.onChipBytes,
    instructionBytes: main?.instructions.reduce((sum, chunk) => sum + chunk.bytes.length, 0) ?? 0,
    costs,
  });
}

/** Moves weights from the skeleton into the two blobs, in operator order, and leaves zeros behind. */
function packParameters(
  { subgraph: source, costs, mapped }: Mapped,
  skeleton: Uint8Array,
  cached: ReadonlySet<number>,
): Pick<CompiledParts, 'blocks' | 'cachedBlob' | 'streamedBlob'> {
  const subgraph = firstSubgraph(skeleton);
  const fill = { cached: 0, streamed: 0 };
  const blocks = mapped.flatMap((operator, position): ParameterBlock[] => {
    const bytes = costs.operators[operator]?.compiledParamBytes ?? 0;
    if (bytes === 0) return [];
    const place = cached.has(operator) ? 'cached' : 'streamed';
    const offset = fill[place];
    fill[place] += bytes;
    return [{ operator: position, place, offset, bytes, hasBias: hasBias(source, operator) }];
  });
  const blobs = { cached: new Uint8Array(fill.cached), streamed: new Uint8Array(fill.streamed) };
  const move = (transfer: Transfer): void => {
    for (const block of blocks) {
      const op = subgraph.operators[block.operator];
      const place = { blob: blobs[block.place], offset: block.offset, shape: block };
      if (op !== undefined) moveParameters(subgraph, op, place, transfer);
    }
  };
  // Two passes: a tensor that two operators share has to be read twice before it is cleared.
  move('pack');
  move('clear');
  return { blocks, cachedBlob: blobs.cached, streamedBlob: blobs.streamed };
}

/** The segment with one Edge TPU operator in place of those that map; what stays on the CPU stands before and after it. */
function writeCompiled(
  { model, subgraph, graph, costs }: Mapped,
  edge: {
    readonly inputs: readonly number[];
    readonly outputs: readonly number[];
    readonly packageBytes: Uint8Array;
  },
): Result<Uint8Array> {
  const onCpu = graph.order.filter(
    (operator) => costs.operators[operator]?.runsOnEdgeTpu === false,
  );
  const needed = new Set(edge.inputs);
  const before = new Set<number>();
  for (const operator of [...onCpu].reverse()) {
    const op = subgraph.operators[operator];
    if (!op?.outputs.some((tensor) => needed.has(tensor))) continue;
    before.add(operator);
    op.inputs.forEach((tensor) => needed.add(tensor));
  }
  const head = onCpu.filter((operator) => before.has(operator));
  const tail = onCpu.filter((operator) => !before.has(operator));
  return writeSegment(model, {
    operators: [...head, ...tail],
    inputs: subgraph.inputs,
    outputs: subgraph.outputs,
    custom: {
      name: EDGETPU_CUSTOM_OP,
      options: writeCustomOptions({ packageBytes: edge.packageBytes }),
      inputs: edge.inputs,
      outputs: edge.outputs,
      position: head.length,
    },
  });
}

function hasBias(subgraph: Subgraph, operator: number): boolean {
  const op = subgraph.operators[operator];
  return op !== undefined && (layerShapeOf(subgraph, op)?.hasBias ?? false);
}

function firstSubgraph(bytes: Uint8Array): Subgraph {
  const [subgraph] = unwrap(readModel(bytes)).subgraphs;
  if (subgraph === undefined) throw new Error('Broken invariant: a written segment has a graph');
  return subgraph;
}

function tensorOf(graph: Graph, id: number): number {
  const activation = graph.activations[id];
  if (activation === undefined)
    throw new Error('Broken invariant: a boundary names activations that exist');
  return activation.tensorIndex;
}
