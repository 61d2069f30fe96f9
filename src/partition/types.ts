import type { Failure, OnProgress, Result } from '../base/index.ts';
import type { Costs, DeviceSpec, SegmentMemory, StageTime } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';

export const STRATEGY_NAMES = [
  'single',
  'compiler',
  'profiled',
  'profiled-vendor',
  'balanced',
  'optimal',
  'hybrid',
  'manual',
] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** One segment of a plan, with its place and its estimated cost. */
export interface PlanSegment extends SegmentMemory, StageTime {
  readonly index: number;
  /** Operators in the file's own order, ascending. */
  readonly operators: readonly number[];
  /** Smallest and largest depth of its operators. */
  readonly firstDepth: number;
  readonly lastDepth: number;
  /** Activation ids that come in and go out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly inBytes: number;
  readonly outBytes: number;
  readonly instructionBytes: number;
  /** How often streamed parameters cross the bus per inference; at least 1. */
  readonly passes: number;
  /** Number of devices that run this segment in turn; times are of the slowest of them. */
  readonly replicas: number;
  /** Positions in `PlanRequest.devices`, one a replica. */
  readonly deviceIndices: readonly number[];
  /** Operators of this segment that run on the CPU; stage time is without them. */
  readonly cpuOperatorCount: number;
}

export interface Plan {
  readonly label: 'estimated';
  readonly strategy: StrategyName;
  readonly segments: readonly PlanSegment[];
  /** Devices used: the sum of replicas. */
  readonly deviceCount: number;
  /** Time per inference at steady state: the slowest stage ÷ replicas, or the busiest bus where that is larger. */
  readonly bottleneckMs: number;
  readonly bottleneck:
    | { readonly kind: 'stage'; readonly segmentIndex: number }
    | { readonly kind: 'bus'; readonly bus: number };
  readonly throughputPerSecond: number;
  /** One inference alone through all stages. */
  readonly latencyMs: number;
  /** Whole batch: fill, steady state, drain; and the batch size it is for. */
  readonly batchMs: number;
  readonly batch: number;
  /** Bytes that cross cuts, per inference (each tensor counted once into every segment that reads it). */
  readonly crossingBytes: number;
  /** No plan of this strategy's search space (optimal: of any convex cut) is faster than this. */
  readonly lowerBoundMs: number;
  /** bottleneckMs ÷ lowerBoundMs − 1; 0 when proved best. */
  readonly gap: number;
  /** Throughput over that of one device with the whole model / of the compiler's split; null where there is none. */
  readonly speedupOverSingle: number | null;
  readonly speedupOverCompiler: number | null;
  /** Things a person should know about this plan, each a code with its numbers. */
  readonly notes: readonly PlanNote[];
}

export interface PlanNote {
  readonly code: string;
  readonly message: string;
}

/** What is known of an exact set of operators from a compiled file or a run; replaces the estimate entry by entry. */
export interface SegmentFact {
  /** Operators, ascending. */
  readonly operators: readonly number[];
  readonly cachedBytes?: number;
  readonly streamedBytes?: number;
  readonly instructionBytes?: number;
  /** Measured stage time, for devices of this link and clock. */
  readonly stageMs?: number;
  readonly link?: DeviceSpec['link'];
  readonly clock?: DeviceSpec['clock'];
}

export interface PlanRequest {
  readonly graph: Graph;
  readonly costs: Costs;
  /** At least one. Strategies that need exactly n segments use n = devices.length. */
  readonly devices: readonly DeviceSpec[];
  readonly batch: number;
  readonly facts?: readonly SegmentFact[];
  /** `manual` only: segments as operator sets in pipeline order, or depths after which to cut. */
  readonly manual?: ManualCuts;
  /** `optimal` only: work budget in millions of elementary steps; deterministic, unlike a deadline. */
  readonly effort?: number;
}

export type ManualCuts =
  | { readonly kind: 'depths'; readonly cutAfterDepths: readonly number[] }
  | { readonly kind: 'operators'; readonly segments: readonly (readonly number[])[] };

/** Passed in by whoever runs a strategy: progress and cancel. `now` only drives progress, never a result. */
export interface PlanContext {
  readonly onProgress?: OnProgress;
  /** Polled in long loops; true ends the search with the code `partition/cancelled`. */
  readonly isCancelled?: () => boolean;
  /** Plans of other strategies for the same request: `optimal` starts from them and is never worse. */
  readonly incumbents?: readonly Plan[];
}

/** How a strategy ended, for lists of several. */
export type PlanOutcome =
  | { readonly strategy: StrategyName; readonly plan: Plan }
  | { readonly strategy: StrategyName; readonly failure: Failure };

export interface Strategy {
  readonly name: StrategyName;
  /** As people read it: "Balanced". */
  readonly title: string;
  /** One sentence for a hover. */
  readonly explanation: string;
  readonly run: (request: PlanRequest, context: PlanContext) => Result<Plan>;
}
