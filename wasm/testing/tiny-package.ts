// Small packages with whatever steps a test wants to see.
import {
  writePackage,
  type DmaHint,
  type Executable,
  type Layer,
  type OutputLayer,
} from '../../src/edgetpu/package/index.ts';

/** A layer of `z` bytes in one row, padded to a multiple of 8. */
export function flatLayer(name: string, z: number, changes: Partial<Layer> = {}): Layer {
  return {
    name,
    sizeBytes: Math.ceil(z / 8) * 8,
    yDim: 1,
    xDim: 1,
    zDim: z,
    dataType: 'FIXED_POINT8',
    elementBytes: 1,
    zeroPoint: 0,
    dequantizationFactor: 1,
    executionsPerInference: 1,
    shape: null,
    tensorBytes: z,
    ...changes,
  };
}

export function flatOutput(
  name: string,
  z: number,
  changes: Partial<OutputLayer> = {},
): OutputLayer {
  return { ...flatLayer(name, z), layout: null, shapeInfo: null, ...changes };
}

/** Instruction bytes in the envelope of real chunks (edgetpu-usb.md 7.4). */
export function instructionChunk(bytes: number, mark: number): Uint8Array {
  const chunk = new Uint8Array(bytes).fill(mark);
  chunk.set([0x80, 0x0f, 0x00]);
  return chunk;
}

export function executable(changes: Partial<Executable>): Executable {
  return {
    name: 'model',
    type: 'EXECUTION_ONLY',
    batchSize: 1,
    scratchBytes: 0,
    instructions: [{ bytes: instructionChunk(64, 1), fieldOffsets: [] }],
    parameters: new Uint8Array(0),
    hints: [],
    isFullyDeterministic: true,
    inputs: [],
    outputs: [],
    chip: 'beagle',
    usedNarrowMemoryBytesPerTile: 0,
    parameterCachingToken: 77n,
    estimatedCycles: 0,
    ...changes,
  };
}

export const instructions = (chunkIndex = 0): DmaHint => ({ kind: 'instructions', chunkIndex });
export const interrupt: DmaHint = { kind: 'interrupt', interrupt: 0 };
export const fence: DmaHint = { kind: 'fence' };

export function transfer(
  role: 'INPUT' | 'OUTPUT' | 'PARAMETER' | 'SCRATCH',
  sizeBytes: number,
  at: {
    readonly name?: string;
    readonly offsetBytes?: number;
    readonly batch?: number;
    readonly direction?: 'INFEED' | 'OUTFEED';
  } = {},
): DmaHint {
  const { name = '', offsetBytes = 0, batch = 0 } = at;
  const direction = at.direction ?? (role === 'OUTPUT' ? 'OUTFEED' : 'INFEED');
  return { kind: 'transfer', buffer: { role, batch, name }, direction, offsetBytes, sizeBytes };
}

/** 100 parameter bytes loaded under a token. */
export function cachingPart(token = 77n, mark = 9): Executable {
  return executable({
    name: 'Unknown',
    type: 'PARAMETER_CACHING',
    parameterCachingToken: token,
    instructions: [{ bytes: instructionChunk(32, mark), fieldOffsets: [] }],
    parameters: new Uint8Array(104).fill(mark),
    hints: [instructions(), transfer('PARAMETER', 104), interrupt],
  });
}

/** In 16 bytes, out 24 bytes, with the steps of the simplest real model. */
export function simplePart(changes: Partial<Executable> = {}): Executable {
  return executable({
    inputs: [flatLayer('in', 13)],
    outputs: [flatOutput('out', 20)],
    hints: [
      instructions(),
      transfer('INPUT', 16, { name: 'in' }),
      transfer('OUTPUT', 24, { name: 'out' }),
      interrupt,
    ],
    ...changes,
  });
}

export function tinyPackage(...executables: readonly Executable[]): Uint8Array<ArrayBuffer> {
  return writePackage({ executables, compilerVersion: 'test' });
}
