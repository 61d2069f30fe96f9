// Writes a package from the same types that the reader gives, with the placement of real files: executables at multiples
// of 4,096, parameters at 4,096 inside them (edgetpu-usb.md 7.2). Used by the virtual compiler and by tests.
import { writeFlatBuffer, type FlatField, type FlatNode } from './flat-writer.ts';
import { LAYER_DATA_TYPES } from './read-layer.ts';
import { PACKAGE_IDENTIFIER, RUNTIME_VERSION } from './read-package.ts';
import type {
  BufferReference,
  DmaHint,
  Executable,
  FieldOffset,
  InstructionBitstream,
  Layer,
  OutputLayer,
} from './types.ts';

const PAGE_BYTES = 4096;
const TYPE_NUMBERS = { STAND_ALONE: 0, PARAMETER_CACHING: 1, EXECUTION_ONLY: 2 } as const;
const ROLE_NUMBERS = { OUTPUT: 0, INPUT: 1, PARAMETER: 2, SCRATCH: 3 } as const;

export interface PackageContent {
  readonly executables: readonly Executable[];
  readonly compilerVersion: string;
  readonly minRuntimeVersion?: number;
  readonly modelIdentifier?: string;
}

/** The bytes of a `DWN1` package; `readBarePackage` reads them back. */
export function writePackage(content: PackageContent): Uint8Array<ArrayBuffer> {
  const multiExecutable = writeFlatBuffer({
    0: byteVectors(content.executables.map(writeExecutable), PAGE_BYTES),
  });
  return writeFlatBuffer(
    {
      0: int32(content.minRuntimeVersion ?? RUNTIME_VERSION),
      1: bytes(multiExecutable, PAGE_BYTES),
      2: bytes(new Uint8Array(0)),
      3: int32(0),
      4: text(content.compilerVersion),
      7: text(content.modelIdentifier ?? ''),
    },
    PACKAGE_IDENTIFIER,
  );
}

function writeExecutable(executable: Executable): Uint8Array {
  const written = writeFlatBuffer({
    1: text(executable.name),
    3: int32(executable.batchSize),
    4: int32(executable.scratchBytes),
    5: tables(executable.instructions.map(bitstreamNode)),
    6: bytes(executable.parameters, PAGE_BYTES),
    7: table({
      0: tables(executable.hints.map(hintNode)),
      1: int8(executable.isFullyDeterministic ? 1 : 0),
    }),
    8: tables(executable.inputs.map(inputNode)),
    9: tables(executable.outputs.map(outputNode)),
    10: text(executable.chip),
    12: int32(executable.usedNarrowMemoryBytesPerTile),
    13: { kind: 'int16', value: TYPE_NUMBERS[executable.type] },
    14: { kind: 'uint64', value: executable.parameterCachingToken },
    16: { kind: 'uint64', value: BigInt.asUintN(64, BigInt(executable.estimatedCycles)) },
  });
  const padded = new Uint8Array(Math.ceil(written.byteLength / PAGE_BYTES) * PAGE_BYTES);
  padded.set(written);
  return padded;
}

function bitstreamNode(chunk: InstructionBitstream): FlatNode {
  return { 0: bytes(chunk.bytes, 16), 1: tables(chunk.fieldOffsets.map(fieldOffsetNode)) };
}

function fieldOffsetNode({ buffer, half, offsetBit }: FieldOffset): FlatNode {
  return {
    0: table({ ...metaNode(buffer), 3: { kind: 'int16', value: half === 'UPPER' ? 1 : 0 } }),
    1: int32(offsetBit),
  };
}

function metaNode({ role, batch, name }: BufferReference): FlatNode {
  return { 0: { kind: 'int16', value: ROLE_NUMBERS[role] }, 1: int32(batch), 2: text(name) };
}

function hintNode(hint: DmaHint): FlatNode {
  switch (hint.kind) {
    case 'transfer':
      return hintOf(1, hint.direction === 'OUTFEED' ? 1 : 0, {
        0: table(metaNode(hint.buffer)),
        1: int32(hint.offsetBytes),
        2: int32(hint.sizeBytes),
      });
    case 'instructions':
      return hintOf(2, 0, { 0: int32(hint.chunkIndex) });
    case 'interrupt':
      return hintOf(3, 1, { 0: { kind: 'int16', value: hint.interrupt } });
    case 'fence':
      return hintOf(4, 0, {});
  }
}

function hintOf(kind: number, direction: number, value: FlatNode): FlatNode {
  return { 0: int8(kind), 1: table(value), 2: { kind: 'int16', value: direction } };
}

function inputNode(layer: Layer): FlatNode {
  return { ...layerNode(layer), 7: int8(2), 8: table({}) };
}

function outputNode(layer: OutputLayer): FlatNode {
  const { layout, shapeInfo } = layer;
  const output: Record<number, FlatField> = {};
  if (layout) {
    output[0] = table({
      0: int32s(layout.yToTile),
      1: int32s(layout.xToTile),
      2: int32s(layout.tileOffsets),
      3: int32s(layout.xToLocalOffset),
      4: int32s(layout.yToLocalRow),
      5: int32s(layout.xToRowStride),
    });
  }
  if (shapeInfo) {
    output[2] = table({
      0: tables(
        shapeInfo.slices.map((slice) => ({
          0: table({ 0: { kind: 'ranges', value: slice.ranges } }),
          1: int32s(slice.strides),
        })),
      ),
      1: int32s(shapeInfo.slices.map((slice) => slice.offsetBytes)),
    });
  }
  return { ...layerNode(layer), 7: int8(1), 8: table(output) };
}

function layerNode(layer: Layer): FlatNode {
  const dataType = [...LAYER_DATA_TYPES].find(([, [name]]) => name === layer.dataType)?.[0] ?? 0;
  return {
    0: text(layer.name),
    1: int32(layer.sizeBytes),
    2: int32(layer.yDim),
    3: int32(layer.xDim),
    4: int32(layer.zDim),
    5: table({
      0: int32(layer.zeroPoint),
      1: { kind: 'float32', value: layer.dequantizationFactor },
    }),
    6: { kind: 'int16', value: dataType },
    9: int32(layer.executionsPerInference),
    ...(layer.shape ? { 11: table({ 0: { kind: 'ranges', value: layer.shape } }) } : {}),
  };
}

const int8 = (value: number): FlatField => ({ kind: 'int8', value });
const int32 = (value: number): FlatField => ({ kind: 'int32', value });
const text = (value: string): FlatField => ({ kind: 'text', value });
const table = (value: FlatNode): FlatField => ({ kind: 'table', value });
const tables = (value: readonly FlatNode[]): FlatField => ({ kind: 'tables', value });
const int32s = (value: readonly number[]): FlatField => ({ kind: 'int32s', value });
const bytes = (value: Uint8Array, align = 4): FlatField => ({ kind: 'bytes', value, align });
const byteVectors = (value: readonly Uint8Array[], align: number): FlatField => ({
  kind: 'byteVectors',
  value,
  align,
});
