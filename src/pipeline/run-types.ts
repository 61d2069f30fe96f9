// A run: one measurement of a plan on accelerators. `bench/` makes it; the page, links and exports read it.
import type { ClockName, LinkName } from '../edgetpu/index.ts';
import type { LatencyFigures, TimelineEntry } from './types.ts';

/** What ran the stages: real silicon, virtual accelerators, or this computer's CPU. */
export type AcceleratorKind = 'coral' | 'virtual' | 'cpu';

/** `measured` is real hardware or a real CPU on the wall clock; everything from a virtual accelerator is `simulated`. */
export type RunLabel = 'measured' | 'simulated';

/** Devices of one kind in a run. */
export interface RunDevices {
  readonly kind: AcceleratorKind;
  readonly link: LinkName;
  readonly clock: ClockName;
  readonly count: number;
}

/** Times of one inference in one stage, ms; the parts add up to the stage time, waiting aside. */
export interface StageParts {
  /** Waiting for its inputs' turn, not part of the stage time. */
  readonly queueMs: number;
  readonly inMs: number;
  readonly computeMs: number;
  /** Sending parameters that are not on chip; 0 where it cannot be told from computing. */
  readonly streamMs: number;
  readonly outMs: number;
  /** Operators before and after the Edge TPU's part. */
  readonly cpuMs: number;
}

/** One stage of a run: means over the counted inferences. */
export interface RunStage extends StageParts {
  readonly segmentIndex: number;
  readonly replicas: number;
  /** in + compute + stream + out + cpu. */
  readonly meanMs: number;
  readonly p95Ms: number;
  /** Per inference, counted where they passed: on the wire for accelerators. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Share of the run for which its devices were at work, 0 to 1. */
  readonly utilisation: number;
  /** What the plan expected; null where the run has no plan. */
  readonly estimatedMs: number | null;
}

export type RunVerification =
  /** Nobody asked, or there is no model to compare with. */
  | { readonly kind: 'not-checked' }
  /** Real instructions on a virtual accelerator: the outputs are zeros. */
  | { readonly kind: 'not-computed' }
  | { readonly kind: 'equal'; readonly inferences: number; readonly bytes: number }
  | {
      readonly kind: 'different';
      readonly tensor: string;
      readonly differingElements: number;
      readonly elements: number;
      /** Largest difference in units of the last place. */
      readonly largestDifference: number;
    };

export interface Run {
  readonly label: RunLabel;
  readonly devices: readonly RunDevices[];
  readonly warmUp: number;
  /** Inferences that count. */
  readonly inferences: number;
  readonly batch: number;
  /** True when it ended early: cancelled, or an accelerator was lost. The figures are of what was done by then. */
  readonly isPartial: boolean;
  /** At steady state: from the first result to the last. */
  readonly throughputPerSecond: number;
  readonly batchMs: number;
  readonly fillMs: number;
  readonly drainMs: number;
  readonly latency: LatencyFigures;
  /** Latency of every counted inference, ms, in order. */
  readonly latenciesMs: readonly number[];
  readonly loadMs: number;
  readonly stages: readonly RunStage[];
  readonly bottleneckSegment: number;
  readonly timeline: readonly TimelineEntry[];
  readonly verification: RunVerification;
}
