// The two executables of a package (or the one that stands alone), with hints in the order that real files have.
import {
  instructionBytesFor,
  operatorComputeMs,
  passesFor,
  unoverlappedShareFor,
} from '../../edgetpu/index.ts';
import type { OperatorCost } from '../../edgetpu/index.ts';
import type {
  BufferReference,
  DmaHint,
  Executable,
  InstructionBitstream,
  Layer,
  OutputLayer,
} from '../../edgetpu/package/index.ts';
import type { Tensor } from '../../tflite/index.ts';
import type { ProgramStep } from '../program.ts';
import type { CompiledParts } from './compile.ts';
import { writeInstructions } from './instructions.ts';
import {
  outputLayoutOf,
  paddedInputBytes,
  paddedOutputBytes,
  type MapShape,
} from './output-layout.ts';
import { encodeContent, encodeHead, type ProgramHead, type WireTensor } from './program-content.ts';

export const VIRTUAL_CHIP = 'reef-virtual';

/** Size of a caching program: a fixed part and one descriptor a block (edgetpu-compiler.md c). */
const CACHING_PROGRAM_BYTES = 560;
const CACHING_DESCRIPTOR_BYTES = 128;
const FULL_CLOCK_PER_MS = 500_000;
const PARAMETER_BUFFER: BufferReference = { role: 'PARAMETER', batch: 0, name: '' };

/** EXECUTION_ONLY first, then PARAMETER_CACHING, as in real files; STAND_ALONE where nothing can be cached. */
export function executablesOf(parts: CompiledParts, token: bigint): Executable[] {
  const isCaching = parts.cachedBlob.length > 0;
  const main = executionOf(parts, token, isCaching);
  return isCaching ? [main, cachingOf(parts, token)] : [main];
}

function executionOf(parts: CompiledParts, token: bigint, isCaching: boolean): Executable {
  const onDevice = parts.mapped.flatMap((operator) => parts.costs.operators[operator] ?? []);
  const inputs = parts.inputs.map((tensor) => layerOf(tensorAt(parts, tensor), 'input'));
  const outputs = parts.outputs.map((tensor) => outputLayerOf(tensorAt(parts, tensor)));
  const instructions = programChunks(parts, onDevice, {
    kind: 'execution',
    token: token.toString(16),
    ...overlapOf(onDevice),
  });
  const addressed = [...inputs.map(inputBuffer), ...outputs.map(outputBuffer)];
  return {
    name: 'model',
    type: isCaching ? 'EXECUTION_ONLY' : 'STAND_ALONE',
    batchSize: 1,
    scratchBytes: 0,
    instructions,
    parameters: parts.streamedBlob,
    hints: [
      { kind: 'instructions', chunkIndex: 0 },
      ...inputs.map((layer, index) => transfer(addressed[index], layer.sizeBytes, 'INFEED')),
      ...parameterHints(parts.streamedBlob),
      ...instructions
        .slice(1)
        .map((_, index): DmaHint => ({ kind: 'instructions', chunkIndex: index + 1 })),
      ...outputs.map((layer, index) =>
        transfer(addressed[inputs.length + index], layer.sizeBytes, 'OUTFEED'),
      ),
      { kind: 'interrupt', interrupt: 0 },
    ],
    isFullyDeterministic: true,
    inputs,
    outputs,
    chip: VIRTUAL_CHIP,
    usedNarrowMemoryBytesPerTile: 0,
    parameterCachingToken: isCaching ? token : 0n,
    estimatedCycles: Math.round(sumComputeMs(onDevice) * FULL_CLOCK_PER_MS),
  };
}

function cachingOf(parts: CompiledParts, token: bigint): Executable {
  const cachedBlocks = parts.blocks.filter((block) => block.place === 'cached').length;
  const head = encodeHead({
    kind: 'parameter-caching',
    token: token.toString(16),
    passes: 1,
    overlapShare: unoverlappedShareFor(1),
    steps: [
      { kind: 'instructions' },
      { kind: 'parameters', bytes: parts.cachedBlob.length },
      { kind: 'interrupt', line: 0 },
    ],
  });
  const text = { head, content: new Uint8Array(0), addressed: [PARAMETER_BUFFER] };
  return {
    name: 'Unknown',
    type: 'PARAMETER_CACHING',
    batchSize: 1,
    scratchBytes: 0,
    instructions: writeInstructions(
      text,
      CACHING_PROGRAM_BYTES + CACHING_DESCRIPTOR_BYTES * cachedBlocks,
    ),
    parameters: parts.cachedBlob,
    hints: [
      { kind: 'instructions', chunkIndex: 0 },
      ...parameterHints(parts.cachedBlob),
      { kind: 'interrupt', interrupt: 0 },
    ],
    isFullyDeterministic: true,
    inputs: [],
    outputs: [],
    chip: VIRTUAL_CHIP,
    usedNarrowMemoryBytesPerTile: 0,
    parameterCachingToken: token,
    estimatedCycles: 0,
  };
}

/** Writes the program; the number of chunks is part of its own head, so it is found by trying. */
function programChunks(
  parts: CompiledParts,
  onDevice: readonly OperatorCost[],
  head: Omit<ProgramHead, 'steps'>,
): InstructionBitstream[] {
  const inputs = parts.inputs.map((tensor, position) =>
    wireTensor(tensorAt(parts, tensor), position),
  );
  const outputs = parts.outputs.map((tensor, position) =>
    wireTensor(tensorAt(parts, tensor), position),
  );
  const { blocks, deflatedSkeleton, skeletonBytes } = parts;
  const content = encodeContent({ blocks, inputs, outputs, deflatedSkeleton, skeletonBytes });
  const minBytes = instructionBytesFor(
    onDevice.length,
    onDevice.some((cost) => cost.isConvolution),
  );
  const addressed = [
    PARAMETER_BUFFER,
    ...parts.inputs.map((tensor) => inputBuffer(tensorAt(parts, tensor))),
    ...parts.outputs.map((tensor) => outputBuffer(tensorAt(parts, tensor))),
  ];
  for (let chunkCount = 1; ; chunkCount++) {
    const steps: ProgramStep[] = [
      { kind: 'instructions' },
      ...inputs.map((tensor): ProgramStep => ({
        kind: 'input',
        bytes: paddedInputBytes(tensor, tensor.elementBytes),
      })),
      ...(parts.streamedBlob.length > 0
        ? [{ kind: 'parameters' as const, bytes: parts.streamedBlob.length }]
        : []),
      ...Array.from({ length: chunkCount - 1 }, (): ProgramStep => ({ kind: 'instructions' })),
      ...outputs.map((tensor): ProgramStep => ({
        kind: 'output',
        bytes: paddedOutputBytes(tensor, tensor.elementBytes),
      })),
      { kind: 'interrupt', line: 0 },
    ];
    const chunks = writeInstructions(
      { head: encodeHead({ ...head, steps }), content, addressed },
      minBytes,
    );
    if (chunks.length <= chunkCount) return chunks;
  }
}

function overlapOf(onDevice: readonly OperatorCost[]): { passes: number; overlapShare: number } {
  const withParameters = onDevice.filter((cost) => cost.compiledParamBytes > 0);
  const isAllLarge = withParameters.length > 0 && withParameters.every((cost) => cost.isLargeConv);
  const mapBytes = withParameters.reduce((sum, cost) => sum + cost.mapBytes, 0);
  const passes = isAllLarge ? passesFor(withParameters.length, mapBytes) : 1;
  return { passes, overlapShare: unoverlappedShareFor(passes) };
}

function sumComputeMs(onDevice: readonly OperatorCost[]): number {
  return onDevice.reduce((sum, cost) => sum + operatorComputeMs(cost), 0);
}

function parameterHints(blob: Uint8Array): DmaHint[] {
  return blob.length === 0 ? [] : [transfer(PARAMETER_BUFFER, blob.length, 'INFEED')];
}

function transfer(
  buffer: BufferReference | undefined,
  sizeBytes: number,
  direction: 'INFEED' | 'OUTFEED',
): DmaHint {
  return {
    kind: 'transfer',
    buffer: buffer ?? PARAMETER_BUFFER,
    direction,
    offsetBytes: 0,
    sizeBytes,
  };
}

function inputBuffer({ name }: { readonly name: string }): BufferReference {
  return { role: 'INPUT', batch: 0, name };
}

function outputBuffer({ name }: { readonly name: string }): BufferReference {
  return { role: 'OUTPUT', batch: 0, name };
}

function tensorAt(parts: CompiledParts, tensorIndex: number): Tensor {
  const tensor = parts.subgraph.tensors[tensorIndex];
  if (tensor === undefined) throw new Error('Broken invariant: boundaries name tensors that exist');
  return tensor;
}

function wireTensor(tensor: Tensor, position: number): WireTensor {
  const { dataType, elementBytes } = elementOf(tensor);
  return {
    position,
    ...mapShapeOf(tensor),
    elementBytes,
    isSigned: dataType.startsWith('SIGNED_FIXED_POINT') && elementBytes < 4,
  };
}

function layerOf(tensor: Tensor, side: 'input' | 'output'): Layer {
  const shape = mapShapeOf(tensor);
  const { dataType, elementBytes } = elementOf(tensor);
  const padded = side === 'input' ? paddedInputBytes : paddedOutputBytes;
  const isSigned8 = dataType === 'SIGNED_FIXED_POINT8';
  return {
    name: tensor.name,
    sizeBytes: padded(shape, elementBytes),
    ...shape,
    dataType,
    elementBytes,
    zeroPoint: (tensor.quantization?.zeroPoints[0] ?? 0) + (isSigned8 ? 128 : 0),
    dequantizationFactor: tensor.quantization?.scales[0] ?? 0,
    executionsPerInference: 1,
    shape: null,
    tensorBytes: tensor.byteLength,
  };
}

function outputLayerOf(tensor: Tensor): OutputLayer {
  return {
    ...layerOf(tensor, 'output'),
    layout: outputLayoutOf(mapShapeOf(tensor)),
    shapeInfo: null,
  };
}

/** Rows, columns, channels: the three innermost dimensions; whatever stands before them is 1 in what maps. */
function mapShapeOf(tensor: Tensor): MapShape {
  const [zDim = 1, xDim = 1, ...outer] = [...tensor.shape].reverse();
  return { yDim: outer.reduce((product, dimension) => product * dimension, 1), xDim, zDim };
}

function elementOf(tensor: Tensor): { dataType: Layer['dataType']; elementBytes: number } {
  switch (tensor.type) {
    case 'INT8':
      return { dataType: 'SIGNED_FIXED_POINT8', elementBytes: 1 };
    case 'INT16':
      return { dataType: 'SIGNED_FIXED_POINT16', elementBytes: 2 };
    case 'INT32':
      return { dataType: 'SIGNED_FIXED_POINT32', elementBytes: 4 };
    case 'FLOAT32':
      return { dataType: 'SINGLE', elementBytes: 4 };
    default:
      return { dataType: 'FIXED_POINT8', elementBytes: 1 };
  }
}
