// What stands in a compiled model, as plain data. Names follow the vendor's schema; all sizes are bytes and all views
// are views on the file, never copies. Source of every field: edgetpu-usb.md section 7.

/** How an executable is meant to be run (schema: `ExecutableType`). */
export type ExecutableType = 'STAND_ALONE' | 'PARAMETER_CACHING' | 'EXECUTION_ONLY';

/** Element type of a layer on the wire (schema: `DataType`). */
export type LayerDataType =
  | 'FIXED_POINT8'
  | 'FIXED_POINT16'
  | 'SIGNED_FIXED_POINT32'
  | 'BFLOAT'
  | 'HALF'
  | 'SINGLE'
  | 'SIGNED_FIXED_POINT8'
  | 'SIGNED_FIXED_POINT16';

/** What an address field or a transfer refers to (schema: `Description`). */
export type BufferRole = 'OUTPUT' | 'INPUT' | 'PARAMETER' | 'SCRATCH';

/** A buffer as field offsets and hints name it. */
export interface BufferReference {
  readonly role: BufferRole;
  /** Element of a native batch. */
  readonly batch: number;
  /** Layer name for inputs and outputs, empty otherwise. */
  readonly name: string;
}

/** 32 bits of an instruction stream that hold half of a host address. */
export interface FieldOffset {
  readonly buffer: BufferReference;
  readonly half: 'LOWER' | 'UPPER';
  /** First bit, least significant first within bytes. */
  readonly offsetBit: number;
}

export interface InstructionBitstream {
  readonly bytes: Uint8Array;
  readonly fieldOffsets: readonly FieldOffset[];
}

/** One step of an executable, in the order in which the chip asks for it. */
export type DmaHint =
  | {
      readonly kind: 'transfer';
      readonly buffer: BufferReference;
      readonly direction: 'INFEED' | 'OUTFEED';
      readonly offsetBytes: number;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'instructions'; readonly chunkIndex: number }
  | { readonly kind: 'interrupt'; readonly interrupt: number }
  | { readonly kind: 'fence' };

/** How the chip scatters an output over its 4 × 4 tiles; offsets count elements (edgetpu-usb.md 9.3). */
export interface OutputLayout {
  readonly yToTile: readonly number[];
  readonly xToTile: readonly number[];
  readonly tileOffsets: readonly number[];
  readonly xToLocalOffset: readonly number[];
  readonly yToLocalRow: readonly number[];
  readonly xToRowStride: readonly number[];
}

export interface DimensionRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** The other way to describe an output: slices of up to five dimensions (edgetpu-usb.md 9.4). */
export interface OutputShapeInfo {
  readonly slices: readonly {
    readonly ranges: readonly DimensionRange[];
    /** Elements between neighbours of each dimension. */
    readonly strides: readonly number[];
    readonly offsetBytes: number;
  }[];
}

export interface Layer {
  readonly name: string;
  /** Padded size of one execution. */
  readonly sizeBytes: number;
  readonly yDim: number;
  readonly xDim: number;
  readonly zDim: number;
  readonly dataType: LayerDataType;
  readonly elementBytes: number;
  /** In the shifted, unsigned domain even for signed layers. */
  readonly zeroPoint: number;
  readonly dequantizationFactor: number;
  readonly executionsPerInference: number;
  /** Dimensions where the file states them beside y, x and z. */
  readonly shape: readonly DimensionRange[] | null;
  /** Bytes of the tensor that the caller sees: no padding, all executions. */
  readonly tensorBytes: number;
}

export interface OutputLayer extends Layer {
  readonly layout: OutputLayout | null;
  readonly shapeInfo: OutputShapeInfo | null;
}

export interface Executable {
  readonly name: string;
  readonly type: ExecutableType;
  readonly batchSize: number;
  readonly scratchBytes: number;
  readonly instructions: readonly InstructionBitstream[];
  readonly parameters: Uint8Array;
  readonly hints: readonly DmaHint[];
  readonly isFullyDeterministic: boolean;
  readonly inputs: readonly Layer[];
  readonly outputs: readonly OutputLayer[];
  /** `beagle` for the Edge TPU; `reef-virtual` for what the virtual compiler makes. */
  readonly chip: string;
  readonly usedNarrowMemoryBytesPerTile: number;
  /** 0n = none: what is cached belongs to nobody. */
  readonly parameterCachingToken: bigint;
  readonly estimatedCycles: number;
}

/** The `DWN1` package: what the device gets. */
export interface Package {
  readonly bytes: Uint8Array;
  readonly minRuntimeVersion: number;
  readonly compilerVersion: string;
  readonly modelIdentifier: string;
  readonly virtualChipId: number;
  /** In the file's order; real files hold EXECUTION_ONLY first, then PARAMETER_CACHING. */
  readonly executables: readonly Executable[];
}

/** An operator that stays on the CPU, and which side of the Edge TPU operator it stands on. */
export interface CpuOperator {
  readonly opIndex: number;
  readonly kind: string;
  readonly position: 'before' | 'after';
}

/** A compiled `.tflite`: its Edge TPU operator, the package inside it, and what runs around it. */
export interface CompiledModel {
  readonly opIndex: number;
  /** Tensors of the Edge TPU operator; input i belongs to `inputs[i]` of the executable, output i to `outputs[i]`. */
  readonly inputTensors: readonly number[];
  readonly outputTensors: readonly number[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly cpuOperators: readonly CpuOperator[];
  readonly chipIds: readonly number[];
  readonly package: Package;
}

/** The executables of a package by what the runtime does with them (edgetpu-usb.md 6.1). */
export interface PackageRoles {
  /** Sent once, keeps parameters on the chip; null where there is none. */
  readonly caching: Executable | null;
  /** Run for every inference. */
  readonly main: Executable;
}
