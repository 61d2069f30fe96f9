// The contract between the page and the planner worker: plain, cloneable data only. Failures travel as data, because
// Comlink carries only name, message and stack of a thrown error. Types only; nothing here runs.
import type { OnProgress, Result } from '../base/index.ts';
import type { Costs, DeviceSpec } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import type { ManualCuts, Plan, SegmentFact, StrategyName } from '../partition/index.ts';
import type { DepthProfile, ModelFacts, OperatorRow } from '../report/index.ts';

/** A model that can be opened without a file: bytes are rebuilt or fetched from the page's own origin. */
export interface SampleEntry {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly operatorCount: number;
  /** True where the weights are made from a seed: shape and size are real, results are not. */
  readonly hasGeneratedWeights: boolean;
  /** What the sample is good for, a few words. */
  readonly note: string;
}

export interface ModelSummary {
  /** As shown: the file's name without `.tflite`, or the sample's title. */
  readonly name: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly hasGeneratedWeights: boolean;
  readonly facts: ModelFacts;
  readonly profile: DepthProfile;
  readonly operators: readonly OperatorRow[];
  readonly graph: Graph;
  readonly costs: Costs;
  /** Why this model cannot be planned and cut, though it can be read and shown; null where it can. */
  readonly obstacle: ModelObstacle | null;
}

/** A readable model that Reef does not cut, with its own helpful answer. */
export interface ModelObstacle {
  readonly kind: 'float' | 'dynamic' | 'compiled' | 'subgraphs' | 'other';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface PlanJob {
  readonly strategy: StrategyName;
  readonly devices: readonly DeviceSpec[];
  readonly batch: number;
  readonly manual?: ManualCuts;
  readonly facts?: readonly SegmentFact[];
}

/** One point of the throughput curve; null where the strategy ends in a failure at this number of devices. */
export interface CurvePoint {
  readonly strategy: StrategyName;
  readonly deviceCount: number;
  readonly throughputPerSecond: number | null;
  readonly bottleneckMs: number | null;
  readonly avoidableBytes: number | null;
  readonly streamedBytes: number | null;
  /** `optimal` only: 0 when proved. */
  readonly gap: number | null;
}

export interface CurveJob {
  readonly strategy: StrategyName;
  readonly deviceCounts: readonly number[];
  /** Link and clock for all; a port each. */
  readonly device: Pick<DeviceSpec, 'link' | 'clock'>;
  readonly hasSharedBus: boolean;
  readonly batch: number;
}

/** What a verification found, per output of the model. */
export interface VerifyReport {
  readonly isEqual: boolean;
  readonly outputCount: number;
  readonly outputBytes: number;
  readonly differingBytes: number;
  /** Largest difference of one output value, in units of the stored type. */
  readonly largestDifference: number;
  readonly segmentCount: number;
  /** What had to be left out and why, in words; null where everything was compared. */
  readonly remark: string | null;
  readonly cpuMs: number;
}

export interface CutFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Methods of the planner worker. A worker holds one model at a time; everything but `open…` works on it. */
export interface PlannerApi {
  /** Reads a model. The caller's buffer is detached: it is transferred. */
  openBytes(
    bytes: Uint8Array,
    fileName: string,
    onProgress: OnProgress,
  ): Promise<Result<ModelSummary>>;
  /** Rebuilds or fetches a sample from `baseUrl` (the page's own origin) and reads it. */
  openSample(name: string, baseUrl: string, onProgress: OnProgress): Promise<Result<ModelSummary>>;
  /** A copy of the model's bytes, transferred to the caller; for keeping it on this computer. */
  copyBytes(): Promise<Result<Uint8Array>>;
  plan(job: PlanJob, onProgress: OnProgress): Promise<Result<Plan>>;
  /** The fewest devices (up to 16) with no avoidable bytes under `balanced`. */
  chooseDeviceCount(
    device: Pick<DeviceSpec, 'link' | 'clock'>,
    batch: number,
  ): Promise<Result<AutoChoice>>;
  curvePoint(job: CurveJob, deviceCount: number): Promise<CurvePoint>;
  /** Runs the chained segments against the whole model on the CPU interpreter. */
  verify(plan: Plan, seed: number, onProgress: OnProgress): Promise<Result<VerifyReport>>;
  /** The zip bundle, or one segment file, transferred to the caller. */
  bundle(plan: Plan, onProgress: OnProgress): Promise<Result<CutFile>>;
  segmentFile(plan: Plan, segmentIndex: number): Promise<Result<CutFile>>;
}

export interface AutoChoice {
  readonly deviceCount: number;
  /** Streamed bytes that a better cut could save, at this number of devices; 0 = no host memory used. */
  readonly avoidableBytes: number;
}
