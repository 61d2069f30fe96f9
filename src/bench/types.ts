import type { Failure, OnProgress, Result } from '../base/index.ts';
import type { ClockName, LinkName } from '../edgetpu/index.ts';
import type { AcceleratorKind, Run } from '../pipeline/index.ts';

/** Where the time of one inference in one stage went, ms, and its bytes. */
export interface StageTiming {
  readonly inMs: number;
  readonly computeMs: number;
  readonly streamMs: number;
  readonly outMs: number;
  readonly cpuMs: number;
  /** Loading parameters for caching before it; only the first inference after a load has any. Not part of the stage time. */
  readonly loadMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface StageOutput {
  /** In the order of `LoadedStage.outputs`. */
  readonly outputs: readonly Uint8Array[];
  readonly timing: StageTiming;
}

/** A segment ready to infer on one device. */
export interface LoadedStage {
  /** Tensor names: what it reads, and what it makes. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** False where outputs are zeros because the instructions are real and the chip is not. */
  readonly computesOutputs: boolean;
  /**
   * Inferences that may be given to it at once. An accelerator that has its next one already starts it while the host
   * still takes out what the last one made.
   */
  readonly ahead: number;
  readonly infer: (inputs: readonly Uint8Array[]) => Promise<Result<StageOutput>>;
  /** Takes an output back that nobody reads any more; its memory may be written again. */
  readonly reuse?: (output: Uint8Array) => void;
  readonly close: () => Promise<void>;
}

/** Something that runs segments: a Coral accelerator, a virtual one, or this computer's CPU. */
export interface RunDevice {
  readonly kind: AcceleratorKind;
  readonly name: string;
  readonly link: LinkName;
  readonly clock: ClockName;
  /** Loads a segment: compiled for accelerators, as cut for the CPU. */
  readonly load: (segment: Uint8Array) => Promise<Result<LoadedStage>>;
  /** Gives the device back, whatever state it is in; never fails. */
  readonly close: () => Promise<void>;
}

export interface RunOptions {
  /** Inferences that count. */
  readonly inferences: number;
  /** Inferences before them; the first loads parameters. */
  readonly warmUp: number;
  readonly batch: number;
  /** Places between two stages. */
  readonly queueCapacity: number;
  /** Keeps the outputs of this many counted inferences. */
  readonly keptOutputs: number;
}

export const DEFAULT_RUN_OPTIONS: RunOptions = {
  inferences: 15,
  warmUp: 2,
  batch: 15,
  queueCapacity: 2,
  keptOutputs: 1,
};

export interface RunContext {
  /** Milliseconds; the clock that devices report their times on. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Called as each inference leaves a stage: for a timeline that draws itself. */
  readonly onStageDone?: (done: StageRecord) => void;
}

/** One inference in one stage. Times from the start of the run. */
export interface StageRecord extends StageTiming {
  readonly inference: number;
  readonly segmentIndex: number;
  readonly replica: number;
  readonly queueMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Tensors of one inference by name. */
export type TensorMap = ReadonlyMap<string, Uint8Array>;

/** What was recorded, complete or not. `failure` says why it ended early; cancelled runs have none. */
export interface RunRecord {
  readonly records: readonly StageRecord[];
  readonly outputs: ReadonlyMap<number, TensorMap>;
  readonly failure: Failure | null;
  readonly isCancelled: boolean;
}

/** A run and, where it ended early, why. */
export interface RunOutcome {
  readonly run: Run | null;
  readonly failure: Failure | null;
  readonly isCancelled: boolean;
  readonly outputs: ReadonlyMap<number, TensorMap>;
}
