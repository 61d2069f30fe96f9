import type { Result } from '../base/index.ts';

/** An input or output of a loaded model. */
export interface CpuTensor {
  readonly name: string;
  /** The interpreter's word: `uint8`, `int8`, `int16`, `int32`, `float32`, `bool`. */
  readonly type: string;
  readonly shape: readonly number[];
  readonly byteLength: number;
}

/** A model loaded into the interpreter. Inputs and outputs in the file's order, as raw little-endian bytes. */
export interface CpuModel {
  readonly inputs: readonly CpuTensor[];
  readonly outputs: readonly CpuTensor[];
  /** One inference; the outputs are copies. Failures: `cpu/wrong-input`, `cpu/inference-failed`, `cpu/crashed`. */
  readonly run: (inputs: readonly Uint8Array[]) => Result<readonly Uint8Array[]>;
  /** Gives the memory back to the runtime; the model must not be used afterwards. */
  readonly close: () => void;
}

/** The TensorFlow Lite interpreter: one WebAssembly instance, single thread, any number of models. */
export interface CpuRuntime {
  /**
   * Loads a model; `bytes` may be dropped afterwards. Failures: those of `readModel`, `cpu/unsupported-operator`,
   * `cpu/unsupported-version`, `cpu/unsupported-type`, `cpu/load-failed`, `cpu/out-of-memory`, `cpu/crashed`.
   */
  readonly loadModel: (bytes: Uint8Array) => Result<CpuModel>;
}
