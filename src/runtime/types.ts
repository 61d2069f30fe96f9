// What callers of the runtime see.
import type { Failure } from '../base/index.ts';

/** Where the time of one inference went, in milliseconds of the host clock. The parts add up to `totalMs`. */
export interface InferenceTiming {
  /** When its first transfer was started. */
  readonly startedMs: number;
  /** When its outputs and its event were there. */
  readonly endedMs: number;
  readonly totalMs: number;
  /** Instructions and inputs going in. */
  readonly inMs: number;
  /** Parameters streamed while it ran. */
  readonly streamMs: number;
  /** Waiting for the chip. */
  readonly computeMs: number;
  readonly outMs: number;
  /** Loading parameters for caching before it; 0 except for the first inference after a load or a switch. */
  readonly loadMs: number;
  readonly bytes: TransferBytes;
}

/** Bytes on the cable for one inference, headers apart. */
export interface TransferBytes {
  readonly instructions: number;
  readonly input: number;
  readonly parameters: number;
  readonly output: number;
  /** Parameters and instructions of the caching part. */
  readonly load: number;
}

export interface Inference {
  /** One tensor per output of the Edge TPU operator, in the operator's order. */
  readonly outputs: readonly Uint8Array<ArrayBuffer>[];
  readonly timing: InferenceTiming;
}

/** A compiled model on one accelerator. */
export interface LoadedModel {
  readonly handle: number;
  /** Tensor bytes of one input or output, by the operator's order. */
  readonly inputBytes: readonly number[];
  readonly outputBytes: readonly number[];
  /** Inferences that one run does at once. */
  readonly batchSize: number;
}

export type AcceleratorState = 'opening' | 'open' | 'closing' | 'closed' | 'failed';

/** Things that an accelerator reports while it works; none of them ends it. */
export type AcceleratorEvent =
  | { readonly kind: 'thermal-warning' }
  | { readonly kind: 'thermal-shutdown' }
  /** It will not work again; `needsReplug` when it could not even be reset. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly needsReplug: boolean };
