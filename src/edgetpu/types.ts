// What the Edge TPU makes of operators and segments. All figures are estimates unless a compiled file or a run says better.

export type LinkName = 'usb3' | 'usb2' | 'pcie';
export type ClockName = 'max' | 'std';

/** Rates of one device's link. Bytes per millisecond = kB/s; see link-rates.ts for values and sources. */
export interface LinkRates {
  /** Fixed cost of one invocation. */
  readonly fixedMs: number;
  readonly inBytesPerMs: number;
  readonly outBytesPerMs: number;
}

/** Rates fitted from a run. */
export interface RunRates extends LinkRates {
  /** What the run was: on hardware, or on a virtual accelerator. Absent = not known any more. */
  readonly label?: 'measured' | 'simulated';
}

/** One device as the planner sees it. Devices with the same `bus` number share one bus's bandwidth. */
export interface DeviceSpec {
  readonly link: LinkName;
  readonly clock: ClockName;
  readonly bus: number;
  /** Rates fitted from a run on this device; absent = the link's published row. */
  readonly measuredRates?: RunRates;
}

/** Why an operator runs on the CPU: its own refusal, or the end of the mapped part before it. */
export interface MappingRefusal {
  readonly kind: 'unsupported' | 'after-refused';
  /** One sentence: what about this operator the Edge TPU does not run. */
  readonly reason: string;
  /** One sentence: what the person can change. */
  readonly remedy: string;
  /** True where the rule is a guess (edgetpu-compiler.md i: large resizes). */
  readonly isGuess: boolean;
}

/** Everything that planning needs to know of one operator. Bytes are integers. */
export interface OperatorCost {
  readonly kind: string;
  /** Constant inputs as stored in the file. */
  readonly paramBytes: number;
  /** What the vendor's splitter counts: `paramBytes`, but 0 for custom operators (edgetpu-compiler.md d.1). */
  readonly splitterBytes: number;
  /** Bytes in the compiled file, never-cached ones included; 0 when the operator runs on the CPU. */
  readonly compiledParamBytes: number;
  /** Bytes that its cacheable parameters occupy on chip (outputs padded to 64 channels). */
  readonly onChipBytes: number;
  /** Part of `compiledParamBytes` that is streamed whatever the cut: constants of elementwise operators. */
  readonly neverCachedBytes: number;
  /**
   * False when no chip can cache the layer, so that it streams whatever the cut: one 64-channel group is larger than a
   * tile (edgetpu-compiler.md b.2), or the whole layer is larger than the budget it would have in a segment of its own.
   */
  readonly fitsTile: boolean;
  readonly isDepthwise: boolean;
  /** Output positions H·W: the caching rule visits layers by this, ascending (edgetpu-compiler.md b.4). */
  readonly outputPositions: number;
  /** Multiply-accumulates, unpadded. */
  readonly macs: number;
  /** Multiply-accumulates padded as the timing model asks, by class; at most one of them is not 0. */
  readonly paddedConvMacs: number;
  readonly paddedDepthwiseMacs: number;
  readonly paddedDenseMacs: number;
  readonly outputBytes: number;
  /** A convolution of any kind: its segment has a CNN's instruction size. */
  readonly isConvolution: boolean;
  /** A CONV_2D with at least 1,024 output positions; `passes` of edgetpu-performance.md section 3. */
  readonly isLargeConv: boolean;
  /** Activation bytes read and written by it; used for `passes`. */
  readonly mapBytes: number;
  readonly runsOnEdgeTpu: boolean;
  readonly refusal: MappingRefusal | null;
}

/** Costs per operator, in the file's order. */
export interface Costs {
  readonly operators: readonly OperatorCost[];
  /** True when some operator runs on the CPU: stage times are "without the CPU part". */
  readonly hasCpuPart: boolean;
  /** Replaces the budget formula by a fixed number of bytes (tests against logged files). */
  readonly budgetBytes?: number;
}

/** Memory of one segment. cachedBytes + streamedBytes = compiledParamBytes. */
export interface SegmentMemory {
  readonly compiledParamBytes: number;
  readonly cachedBytes: number;
  readonly streamedBytes: number;
  /** Streamed whatever the cut: elementwise constants and layers that no chip can cache. */
  readonly unavoidableBytes: number;
  /** streamedBytes − unavoidableBytes: what a better cut could save. "No host memory used" means 0. */
  readonly avoidableBytes: number;
  /** What the cached layers occupy. */
  readonly onChipBytes: number;
  /** On-chip budget for parameters of this segment. */
  readonly budgetBytes: number;
  /** Bytes that would stream too if the true budget were the margin (0.5 MiB) lower: "may stream". */
  readonly mayStreamBytes: number;
}

/** Time of one segment on one device, in the four parts of edgetpu-performance.md; they add up to stageMs. */
export interface StageTime {
  readonly inMs: number;
  readonly computeMs: number;
  readonly streamMs: number;
  readonly outMs: number;
  readonly stageMs: number;
}

/** What stage time depends on, of one segment. */
export interface SegmentWork {
  readonly inBytes: number;
  readonly outBytes: number;
  readonly instructionBytes: number;
  /** Compute time at 500 MHz. */
  readonly computeMsAtFullClock: number;
  readonly streamedBytes: number;
  /** How often streamed parameters are sent per inference; at least 1, not always whole. */
  readonly passes: number;
}

/** Memory and time of one segment on one device, with what crosses its boundary (activation ids ascending). */
export interface SegmentEstimate extends SegmentMemory, StageTime {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly inBytes: number;
  readonly outBytes: number;
  readonly instructionBytes: number;
  readonly passes: number;
}

/** What is known of a segment from a compiled file or a run; each entry replaces its estimate. */
export interface KnownSegment {
  readonly cachedBytes?: number;
  readonly streamedBytes?: number;
  readonly instructionBytes?: number;
  /** Measured stage time, for devices of this link and clock (any, where absent). */
  readonly stageMs?: number;
  readonly link?: LinkName;
  readonly clock?: ClockName;
}
