// What a result link holds, decoded. Never weights, tensor or operator names, paths or serial numbers.
import type { ClockName, LinkName, LinkRates } from '../edgetpu/index.ts';
import type { StrategyName } from '../partition/index.ts';
import type { AcceleratorKind, RunLabel } from '../pipeline/index.ts';

/** Version of the link's schema; written into the link and into its prefix (`#v1.`). */
export const LINK_VERSION = 1;

export interface SharedModel {
  /** Of the whole file, hexadecimal: recognises the model when it is dropped. */
  readonly sha256: string;
  readonly bytes: number;
  readonly operatorCount: number;
  readonly macs: number;
  readonly compiledParamBytes: number;
  /** What the person wants the model to be called; null = not told. */
  readonly name: string | null;
  readonly hasGeneratedWeights: boolean;
}

/** Per depth, rounded to 1/63 of the largest value. */
export interface SharedProfile {
  readonly compiledParamBytes: readonly number[];
  readonly crossingBytes: readonly number[];
}

export interface SharedDevice {
  readonly link: LinkName;
  readonly clock: ClockName;
  readonly bus: number;
  /** Where the plan was made with rates of a run in place of the published ones; to the microsecond and the kB/s. */
  readonly rates?: SharedRates;
}

/** Rates of a link, fitted from a run. */
export interface SharedRates extends LinkRates {
  readonly label: RunLabel;
}

export type SharedStrategy =
  | {
      readonly strategy: StrategyName;
      readonly bottleneckMs: number;
      readonly deviceCount: number;
      readonly gap: number;
    }
  /** It ended in a failure with this code. */
  | { readonly strategy: StrategyName; readonly failureCode: string };

export interface SharedSegment {
  readonly firstDepth: number;
  readonly lastDepth: number;
  readonly operatorCount: number;
  readonly replicas: number;
  /** Positions in `devices`, one a replica. */
  readonly deviceIndices: readonly number[];
  readonly cpuOperatorCount: number;
  readonly cachedBytes: number;
  readonly streamedBytes: number;
  readonly avoidableBytes: number;
  readonly onChipBytes: number;
  readonly budgetBytes: number;
  readonly mayStreamBytes: number;
  readonly inBytes: number;
  readonly outBytes: number;
  readonly inMs: number;
  readonly computeMs: number;
  readonly streamMs: number;
  readonly outMs: number;
  /** Told only where devices share a bus, which both load; else 0 and 1. */
  readonly instructionBytes: number;
  readonly passes: number;
}

/** Where the plan is cut: the nearest depth cut, and the bytes that the cut itself moves. */
export interface SharedCut {
  readonly afterDepth: number;
  readonly crossingBytes: number;
}

/** Parameters of a segment at a depth; depths not listed belong to the first segment that reaches so far (`ownerOfDepth`). */
export interface SharedSplit {
  readonly depth: number;
  readonly segmentIndex: number;
  /** Of the depth's parameters, 0 to 1, in steps of 1/63. */
  readonly share: number;
}

export interface SharedPlan {
  readonly strategy: StrategyName;
  readonly bottleneckMs: number;
  readonly lowerBoundMs: number;
  readonly latencyMs: number;
  /** Throughput ratios; null where there is nothing to compare with. */
  readonly speedupOverSingle: number | null;
  readonly speedupOverCompiler: number | null;
  /** Over all cuts, each tensor counted once into every segment that reads it. */
  readonly crossingBytes: number;
  readonly segments: readonly SharedSegment[];
  /** One fewer than segments, ascending. */
  readonly cuts: readonly SharedCut[];
  readonly splits: readonly SharedSplit[];
}

export interface SharedRunStage {
  readonly meanMs: number;
  readonly p95Ms: number;
  readonly queueMs: number;
  readonly inMs: number;
  readonly computeMs: number;
  readonly streamMs: number;
  readonly outMs: number;
  readonly cpuMs: number;
}

export interface SharedRun {
  readonly label: RunLabel;
  readonly kind: AcceleratorKind;
  readonly inferences: number;
  readonly throughputPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly verified: 'equal' | 'different' | 'not-checked' | 'not-computed';
  readonly stages: readonly SharedRunStage[];
}

export interface SharedResult {
  readonly toolVersion: string;
  readonly model: SharedModel;
  readonly profile: SharedProfile;
  readonly devices: readonly SharedDevice[];
  readonly batch: number;
  readonly strategies: readonly SharedStrategy[];
  readonly plan: SharedPlan;
  readonly run: SharedRun | null;
  /** Browser and system in a few words, and the day; null = not told. */
  readonly environment: string | null;
}
