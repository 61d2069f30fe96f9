import type { OnProgress, Result } from '../base/index.ts';
import type { Comparison } from './compare.ts';
import type { LeftOut } from './prepare.ts';

export interface VerifyRequest {
  /** The whole model's file. */
  readonly model: Uint8Array;
  readonly segmentCount: number;
  /** A segment's file; asked for once for each, in pipeline order, and dropped when it has run. */
  readonly loadSegment: (segmentIndex: number) => Result<Uint8Array> | Promise<Result<Uint8Array>>;
  /** Of the random input; any whole number from 0 to 2^32 − 1. */
  readonly seed: number;
}

export interface VerifyContext {
  readonly onProgress?: OnProgress;
  /** Polled between segments; true ends in `cpu/cancelled`. */
  readonly isCancelled?: () => boolean;
}

/** One compared tensor. */
export interface OutputVerification extends Comparison {
  readonly name: string;
  /** The interpreter's word: `uint8`, `int8`, `int32`, `float32` … */
  readonly type: string;
  readonly bytes: number;
}

export interface Verification {
  readonly isEqual: boolean;
  readonly seed: number;
  readonly segmentCount: number;
  readonly outputCount: number;
  readonly outputBytes: number;
  readonly differingBytes: number;
  /** Largest difference of one output value, in units of the stored type. */
  readonly largestDifference: number;
  readonly outputs: readonly OutputVerification[];
  readonly leftOut: LeftOut;
  /** What was left out or compared in another form, in words; null where everything was compared as it is. */
  readonly remark: string | null;
}
