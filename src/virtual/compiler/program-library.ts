// What a virtual chip recognises: programs of the virtual compiler, which explain themselves, and packages of the vendor's
// compiler that somebody announced, which the chip follows step by step without being able to compute them.
import { inflateSync } from 'fflate';
import type { CpuModel, CpuRuntime } from '../../cpu/index.ts';
import { operatorComputeMs, operatorCosts, unoverlappedShareFor } from '../../edgetpu/index.ts';
import type { Executable, Package } from '../../edgetpu/package/index.ts';
import { buildGraph } from '../../graph/index.ts';
import { readModel, type Subgraph } from '../../tflite/index.ts';
import type { DeviceProgram, ProgramLibrary, ProgramStep, ReceivedData } from '../program.ts';
import { readProgramContent, readProgramHead } from './instructions.ts';
import { tileOutput } from './output-layout.ts';
import { moveParameters } from './parameter-codec.ts';
import { decodeContent, decodeHead, flipSigns, type ProgramContent } from './program-content.ts';

const FULL_CLOCK_MHZ = 500;
const FIELD_BITS = 32;

export interface AnnouncedPackage {
  readonly package: Package;
  /** Computation at full clock, ms, where a plan or a run says; else the file's own cycle estimate. */
  readonly computeMs?: number;
}

/** A library for any number of chips. `startRuntime` gives the interpreter when the first program has to compute. */
export class VirtualProgramLibrary implements ProgramLibrary {
  readonly #startRuntime: () => Promise<CpuRuntime>;
  readonly #announced: { executable: Executable; package: Package; computeMs: number }[] = [];

  constructor(startRuntime: () => Promise<CpuRuntime>) {
    this.#startRuntime = startRuntime;
  }

  /** Lets the chip follow a package whose instructions are real: its protocol runs, its outputs are zeros. */
  announce({ package: pack, computeMs }: AnnouncedPackage): void {
    for (const executable of pack.executables) {
      const cyclesMs = executable.estimatedCycles / (FULL_CLOCK_MHZ * 1000);
      this.#announced.push({ executable, package: pack, computeMs: computeMs ?? cyclesMs });
    }
  }

  identify(firstChunk: Uint8Array): DeviceProgram | null {
    const headBytes = readProgramHead(firstChunk);
    if (headBytes !== null) {
      const head = decodeHead(headBytes);
      return head === null ? null : this.#virtualProgram(head);
    }
    const found = this.#announced.find(({ executable }) => isSameChunk(executable, firstChunk));
    return found === undefined
      ? null
      : vendorProgram(found.executable, found.package, found.computeMs);
  }

  #virtualProgram(head: NonNullable<ReturnType<typeof decodeHead>>): DeviceProgram {
    const computation = head.kind === 'execution' ? this.#computationFor(head.token) : null;
    return {
      ...head,
      token: BigInt(`0x${head.token}`),
      computeMs: (received, coreMhz) =>
        (computation?.computeMsAtFullClock(received) ?? 0) * (FULL_CLOCK_MHZ / coreMhz),
      run: (received) => computation?.run(received) ?? Promise.resolve([]),
    };
  }

  /** Closes every segment that was rebuilt; a chip that still has its parameters rebuilds it when it computes again. */
  release(): void {
    for (const computation of this.#computations.values()) computation.close();
    this.#computations.clear();
    this.#announced.length = 0;
  }

  readonly #computations = new Map<string, Computation>();

  /** One loaded segment per token is kept, so that only the first inference after a load rebuilds it. */
  #computationFor(token: string): Computation {
    const known = this.#computations.get(token) ?? new Computation(this.#startRuntime);
    this.#computations.set(token, known);
    return known;
  }
}

interface Rebuilt {
  readonly packed: Uint8Array;
  readonly source: Pick<ReceivedData, 'parameters' | 'cachedParameters'>;
  readonly content: ProgramContent;
  readonly bytes: Uint8Array;
  readonly computeMs: number;
  model: CpuModel | null;
}

/** Rebuilds the segment from what arrived and computes it; right outputs mean that every byte arrived. */
class Computation {
  readonly #startRuntime: () => Promise<CpuRuntime>;
  #rebuilt: Rebuilt | null = null;

  constructor(startRuntime: () => Promise<CpuRuntime>) {
    this.#startRuntime = startRuntime;
  }

  computeMsAtFullClock(received: ReceivedData): number {
    return this.#rebuild(received)?.computeMs ?? 0;
  }

  async run(received: ReceivedData): Promise<readonly Uint8Array[]> {
    const rebuilt = this.#rebuild(received);
    if (rebuilt === null) return [];
    if (rebuilt.model === null) {
      const runtime = await this.#startRuntime();
      const loaded = runtime.loadModel(rebuilt.bytes);
      if (!loaded.ok) return [];
      rebuilt.model = loaded.value;
    }
    const { content, model } = rebuilt;
    const inputs: Uint8Array[] = [];
    content.inputs.forEach((tensor, index) => {
      const length = tensor.yDim * tensor.xDim * tensor.zDim * tensor.elementBytes;
      const bytes = (received.inputs[index] ?? new Uint8Array(length)).slice(0, length);
      flipSigns(bytes, tensor);
      inputs[tensor.position] = bytes;
    });
    const outputs = model.run(inputs);
    if (!outputs.ok) return [];
    return content.outputs.map((tensor) => {
      const bytes = (outputs.value[tensor.position] ?? new Uint8Array(0)).slice();
      flipSigns(bytes, tensor);
      return tileOutput(bytes, tensor, tensor.elementBytes);
    });
  }

  close(): void {
    this.#rebuilt?.model?.close();
    this.#rebuilt = null;
  }

  #rebuild(received: ReceivedData): Rebuilt | null {
    const packed = readProgramContent(received.instructions);
    const known = this.#rebuilt;
    if (known !== null && packed !== null && isSameProgram(known, packed, received)) return known;
    known?.model?.close();
    this.#rebuilt = packed === null ? null : rebuild(packed, received);
    return this.#rebuilt;
  }
}

function rebuild(packed: Uint8Array, received: ReceivedData): Rebuilt | null {
  const content = decodeContent(packed);
  if (content === null) return null;
  const bytes = inflateSync(content.deflatedSkeleton, {
    out: new Uint8Array(content.skeletonBytes),
  });
  const model = readModel(bytes);
  const subgraph = model.ok ? model.value.subgraphs[0] : undefined;
  if (subgraph === undefined) return null;
  const blobs = { cached: received.cachedParameters[0], streamed: received.parameters[0] };
  for (const block of content.blocks) {
    const blob = blobs[block.place];
    const op = subgraph.operators[block.operator];
    if (blob === undefined || op === undefined) return null;
    moveParameters(subgraph, op, { blob, offset: block.offset, shape: block }, 'unpack');
  }
  return {
    packed,
    // Copies: the chip uses its buffers again.
    source: {
      parameters: received.parameters.map((bytes) => bytes.slice()),
      cachedParameters: received.cachedParameters,
    },
    content,
    bytes,
    computeMs: computeMsOf(subgraph),
    model: null,
  };
}

function computeMsOf(subgraph: Subgraph): number {
  const graph = buildGraph(subgraph);
  if (!graph.ok) return 0;
  return operatorCosts(subgraph, graph.value).operators.reduce(
    (sum, cost) => sum + operatorComputeMs(cost),
    0,
  );
}

/** True when the same bytes arrived again, whatever addresses the host patched into the instructions. */
function isSameProgram(known: Rebuilt, packed: Uint8Array, received: ReceivedData): boolean {
  return (
    isEqual(known.packed, packed) &&
    areSame(known.source.parameters, received.parameters) &&
    areSame(known.source.cachedParameters, received.cachedParameters)
  );
}

function areSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((bytes, index) => isEqual(bytes, b[index]));
}

function isEqual(a: Uint8Array, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  if (b === undefined || a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** Compares a chunk with a package's first one, the patched address fields left out (edgetpu-usb.md 8). */
function isSameChunk(executable: Executable, chunk: Uint8Array): boolean {
  const [first] = executable.instructions;
  if (first === undefined || first.bytes.length !== chunk.length) return false;
  const isMasked = new Uint8Array(chunk.length);
  for (const { offsetBit } of first.fieldOffsets) {
    const firstByte = Math.floor(offsetBit / 8);
    isMasked.fill(1, firstByte, Math.floor((offsetBit + FIELD_BITS - 1) / 8) + 1);
  }
  return chunk.every((byte, index) => isMasked[index] === 1 || byte === first.bytes[index]);
}

function vendorProgram(executable: Executable, pack: Package, computeMs: number): DeviceProgram {
  const isCaching = executable.type === 'PARAMETER_CACHING' && pack.executables.length > 1;
  return {
    kind: isCaching ? 'parameter-caching' : 'execution',
    token: executable.parameterCachingToken,
    steps: executable.hints.flatMap((hint): ProgramStep[] => {
      if (hint.kind === 'fence') return [];
      if (hint.kind === 'interrupt') return [{ kind: 'interrupt', line: hint.interrupt }];
      if (hint.kind === 'instructions') return [{ kind: 'instructions' }];
      const bytes = hint.sizeBytes;
      if (hint.buffer.role === 'OUTPUT') return [{ kind: 'output', bytes }];
      if (hint.buffer.role === 'INPUT') return [{ kind: 'input', bytes }];
      if (hint.buffer.role === 'PARAMETER') return [{ kind: 'parameters', bytes }];
      return [{ kind: hint.direction === 'OUTFEED' ? 'scratch-out' : 'scratch-in', bytes }];
    }),
    computeMs: (_received, coreMhz) => computeMs * (FULL_CLOCK_MHZ / coreMhz),
    passes: 1,
    overlapShare: unoverlappedShareFor(1),
    run: () =>
      Promise.resolve(
        executable.hints.flatMap((hint) =>
          hint.kind === 'transfer' && hint.buffer.role === 'OUTPUT'
            ? [new Uint8Array(hint.sizeBytes)]
            : [],
        ),
      ),
  };
}
