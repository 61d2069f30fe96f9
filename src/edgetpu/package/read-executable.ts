// One executable: instructions, parameters, and the hints that say what the chip will ask for, in order.
import { damaged, FlatTable } from './flat-table.ts';
import { readInputLayer, readOutputLayer } from './read-layer.ts';
import type {
  BufferReference,
  BufferRole,
  DmaHint,
  Executable,
  ExecutableType,
  FieldOffset,
  InstructionBitstream,
} from './types.ts';

const TYPES: readonly ExecutableType[] = ['STAND_ALONE', 'PARAMETER_CACHING', 'EXECUTION_ONLY'];
const ROLES: readonly BufferRole[] = ['OUTPUT', 'INPUT', 'PARAMETER', 'SCRATCH'];

/** Field numbers of `Executable` (edgetpu-usb.md 7.3). */
const FIELD = {
  name: 1,
  batchSize: 3,
  scratchBytes: 4,
  instructions: 5,
  parameters: 6,
  hints: 7,
  inputs: 8,
  outputs: 9,
  chip: 10,
  narrowMemory: 12,
  type: 13,
  token: 14,
  cycles64: 16,
} as const;

/** Kinds of the hint union. */
const HINT = { transfer: 1, instructions: 2, interrupt: 3, fence: 4 } as const;
/** Scalar-core interrupts 0–3 exist. */
const MAX_INTERRUPT = 3;

export function readExecutable(bytes: Uint8Array): Executable {
  const table = FlatTable.root(bytes, 'an executable');
  const typeNumber = table.int16(FIELD.type);
  const type = TYPES[typeNumber];
  if (!type) throw damaged(`an executable has the unknown type ${typeNumber}`);
  const hints = table.table(FIELD.hints, 'the hints');
  const executable: Executable = {
    name: table.text(FIELD.name),
    type,
    batchSize: table.int32(FIELD.batchSize),
    scratchBytes: table.int32(FIELD.scratchBytes),
    instructions: table.tableVector(FIELD.instructions, 'an instruction chunk').map(readBitstream),
    parameters: table.byteVector(FIELD.parameters) ?? bytes.subarray(0, 0),
    hints: hints?.tableVector(0, 'a hint').map(readHint) ?? [],
    isFullyDeterministic: (hints?.uint8(1) ?? 0) !== 0,
    inputs: table.tableVector(FIELD.inputs, 'an input layer').map(readInputLayer),
    outputs: table.tableVector(FIELD.outputs, 'an output layer').map(readOutputLayer),
    chip: table.text(FIELD.chip),
    usedNarrowMemoryBytesPerTile: table.int32(FIELD.narrowMemory),
    parameterCachingToken: table.uint64(FIELD.token),
    estimatedCycles: Number(BigInt.asIntN(64, table.uint64(FIELD.cycles64))),
  };
  checkExecutable(executable);
  return executable;
}

function readBitstream(table: FlatTable): InstructionBitstream {
  const bytes = table.byteVector(0);
  if (!bytes?.byteLength) throw damaged('an instruction chunk is empty');
  const fieldOffsets = table.tableVector(1, 'a field offset').map(readFieldOffset);
  for (const { offsetBit } of fieldOffsets) {
    if (offsetBit < 0 || offsetBit + 32 > bytes.byteLength * 8) {
      throw damaged(`an address field at bit ${offsetBit} lies outside its chunk`);
    }
  }
  return { bytes, fieldOffsets };
}

function readFieldOffset(table: FlatTable): FieldOffset {
  const meta = table.table(0, 'a field offset');
  return {
    buffer: readBufferReference(meta),
    half: meta?.int16(3) === 1 ? 'UPPER' : 'LOWER',
    offsetBit: table.int32(1),
  };
}

function readBufferReference(meta: FlatTable | null): BufferReference {
  const roleNumber = meta?.int16(0) ?? 0;
  const role = ROLES[roleNumber];
  if (!role) throw damaged(`an address field or hint of the unknown kind ${roleNumber}`);
  return { role, batch: meta?.int32(1) ?? 0, name: meta?.text(2) ?? '' };
}

function readHint(table: FlatTable): DmaHint {
  const kind = table.uint8(0);
  const value = table.table(1, 'a hint');
  if (!value) throw damaged(`a hint of kind ${kind} without content`);
  switch (kind) {
    case HINT.transfer:
      return {
        kind: 'transfer',
        buffer: readBufferReference(value.table(0, 'a hint')),
        direction: table.int16(2) === 1 ? 'OUTFEED' : 'INFEED',
        offsetBytes: value.int32(1),
        sizeBytes: value.int32(2),
      };
    case HINT.instructions:
      return { kind: 'instructions', chunkIndex: value.int32(0) };
    case HINT.interrupt:
      return { kind: 'interrupt', interrupt: value.int16(0) };
    case HINT.fence:
      return { kind: 'fence' };
    default:
      throw damaged(`a hint of the unknown kind ${kind}`);
  }
}

/** Everything that a hint refers to must be there and large enough. */
function checkExecutable(executable: Executable): void {
  const { batchSize, scratchBytes, instructions, hints } = executable;
  if (batchSize < 1) throw damaged(`an executable with the batch size ${batchSize}`);
  if (scratchBytes < 0) throw damaged('a negative scratch size');
  if (!instructions.length) throw damaged('an executable without instructions');
  for (const hint of hints) {
    if (hint.kind === 'instructions' && !instructions[hint.chunkIndex]) {
      throw damaged(
        `a hint asks for instruction chunk ${hint.chunkIndex} of ${instructions.length}`,
      );
    }
    if (hint.kind === 'interrupt' && (hint.interrupt < 0 || hint.interrupt > MAX_INTERRUPT)) {
      throw damaged(`a hint waits for interrupt ${hint.interrupt}`);
    }
    if (hint.kind === 'transfer') checkTransfer(executable, hint);
  }
}

function checkTransfer(executable: Executable, hint: DmaHint & { kind: 'transfer' }): void {
  const { offsetBytes, sizeBytes, buffer } = hint;
  const available = bufferBytes(executable, buffer);
  if (available === null) throw damaged(`a hint names the unknown layer "${buffer.name}"`);
  if (buffer.batch < 0 || buffer.batch >= executable.batchSize) {
    throw damaged(`a hint asks for element ${buffer.batch} of a batch of ${executable.batchSize}`);
  }
  if (offsetBytes < 0 || sizeBytes < 1 || offsetBytes + sizeBytes > available) {
    throw damaged(
      `a hint asks for bytes ${offsetBytes} to ${offsetBytes + sizeBytes} of ${available}`,
    );
  }
}

/** Bytes behind a reference; inputs may be read to the end of their last page (edgetpu-usb.md 6.4). */
const PAGE_BYTES = 4096;

function bufferBytes(executable: Executable, { role, name }: BufferReference): number | null {
  switch (role) {
    case 'PARAMETER':
      return executable.parameters.byteLength;
    case 'SCRATCH':
      return executable.scratchBytes;
    case 'INPUT': {
      const layer = executable.inputs.find((input) => input.name === name);
      if (!layer) return null;
      const bytes = layer.sizeBytes * layer.executionsPerInference;
      return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
    }
    case 'OUTPUT': {
      const layer = executable.outputs.find((output) => output.name === name);
      return layer ? layer.sizeBytes * layer.executionsPerInference : null;
    }
  }
}
