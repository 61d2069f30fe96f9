/** One device that serves a stage, as the simulation sees it. All times of one inference, in ms. */
export interface SimulatedDevice {
  /** Devices with the same number share that bus. */
  readonly bus: number;
  /** Fixed cost of an invocation; keeps the device busy, not the bus. */
  readonly fixedMs: number;
  /** Inputs and instructions on the bus; device and bus are busy. */
  readonly inMs: number;
  /** Compute and streaming; the device is busy. */
  readonly busyMs: number;
  /** Part of `busyMs` for which streamed parameters keep the bus busy too. */
  readonly streamBusMs: number;
  /** Reading the outputs; the device is busy. */
  readonly outMs: number;
  /** Part of `outMs` for which the bus is busy. */
  readonly outBusMs: number;
}

/** A stage: the devices that take inferences in turn. */
export interface SimulatedStage {
  readonly devices: readonly SimulatedDevice[];
}

export interface SimulationOptions {
  /** Inferences, all there at the start; at least 1. */
  readonly batch: number;
  /** Places between two stages; at least 1. */
  readonly queueCapacity?: number;
}

export interface TimelineEntry {
  readonly inference: number;
  readonly segmentIndex: number;
  readonly replica: number;
  /** From the start of the batch. in / compute / out are consecutive: inStart ≤ computeStart ≤ outStart ≤ end. */
  readonly startMs: number;
  readonly computeStartMs: number;
  readonly outStartMs: number;
  readonly endMs: number;
}

/** What happened, event by event, before figures are drawn from it. */
export interface StageRun {
  /** By inference, then by stage. */
  readonly timeline: readonly TimelineEntry[];
  /** Time for which each bus was taken. */
  readonly buses: readonly { readonly bus: number; readonly busyMs: number }[];
  /** By stage: waiting for the bus and for a free place in the next queue, all inferences together. */
  readonly busWaitMs: readonly number[];
  readonly blockedMs: readonly number[];
}

/** Percentiles by nearest rank. */
export interface LatencyFigures {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export interface StageFigures {
  readonly segmentIndex: number;
  readonly replicas: number;
  /** Time at work, all inferences and replicas together; waiting for the bus included, waiting for room excluded. */
  readonly busyMs: number;
  /** `busyMs` over the time that its devices were there: 0 to 1. */
  readonly utilisation: number;
  readonly busWaitMs: number;
  readonly blockedMs: number;
}

export interface BusFigures {
  readonly bus: number;
  readonly busyMs: number;
  readonly utilisation: number;
}

/** A batch through a plan, event by event. */
export interface Simulation {
  readonly label: 'simulated';
  readonly batch: number;
  readonly queueCapacity: number;
  readonly timeline: readonly TimelineEntry[];
  /** Loading the cached parameters, once, before the batch; not part of any other figure. */
  readonly loadMs: number;
  /** From the first start to the last result. */
  readonly makespanMs: number;
  /** Until the first result; from the last inference's entry into the pipeline to its result. */
  readonly fillMs: number;
  readonly drainMs: number;
  /** At steady state, whatever the batch: from a longer run of the same stages. */
  readonly throughputPerSecond: number;
  /** Whole batch, fill and drain included. */
  readonly batchThroughputPerSecond: number;
  /** From an inference's entry into the first stage to its result; waiting between stages included. */
  readonly latency: LatencyFigures;
  readonly stages: readonly StageFigures[];
  readonly buses: readonly BusFigures[];
  /** The busiest stage, or the busiest bus where that is busier. */
  readonly bottleneck:
    | { readonly kind: 'stage'; readonly segmentIndex: number }
    | { readonly kind: 'bus'; readonly bus: number };
  /** The most bytes of tensors between segments that the host held at one time. */
  readonly peakHostBytes: number;
}
