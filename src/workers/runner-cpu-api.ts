// The contract between the runner and the thread of one CPU device. Types only.
import type { Result } from '../base/index.ts';
import type { StageOutput } from '../bench/index.ts';

export interface CpuStageInfo {
  readonly handle: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface RunnerCpuApi {
  /** Loads a segment as it was cut; the bytes are copied. */
  load(segment: Uint8Array): Promise<Result<CpuStageInfo>>;
  /** Outputs are transferred to the caller. */
  infer(handle: number, inputs: readonly Uint8Array[]): Promise<Result<StageOutput>>;
  unload(handle: number): Promise<void>;
}
