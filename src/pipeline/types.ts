/** A stage as the simulation sees it. Times in ms, bytes per inference. */
export interface SimulatedStage {
  readonly inMs: number;
  /** Compute and streaming: the device is busy, and the bus too for `streamBytes`. */
  readonly busyMs: number;
  readonly outMs: number;
  readonly inBytes: number;
  readonly streamBytes: number;
  readonly outBytes: number;
  /** Bus of each replica. */
  readonly buses: readonly number[];
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
