// The contract between the page and the planner worker: plain, cloneable data only. Failures travel as data, because
// Comlink carries only name, message and stack of a thrown error. Types only; nothing here runs.
import type { Failure, OnProgress, Result } from '../base/index.ts';
import type { Costs, DeviceSpec } from '../edgetpu/index.ts';
import type { Graph } from '../graph/index.ts';
import type { ManualCuts, Plan, SegmentFact, StrategyName } from '../partition/index.ts';
import type { DepthProfile, ModelFacts, OperatorRow } from '../report/index.ts';

export interface ModelSummary {
  /** As shown: the file's name without `.tflite`, or the sample's title. */
  readonly name: string;
  /** Name of the sample; null for a file. */
  readonly sampleName: string | null;
  readonly fileName: string;
  readonly sha256: string;
  readonly hasGeneratedWeights: boolean;
  readonly facts: ModelFacts;
  readonly profile: DepthProfile;
  readonly operators: readonly OperatorRow[];
  readonly graph: Graph;
  /** Name of the graph within the file; '' where it has none. */
  readonly graphName: string;
  readonly costs: Costs;
  /** What the vendor's compiler put into the file; null in a model that it has not seen. */
  readonly compiled: CompiledFacts | null;
  /** Why this model cannot be planned and cut, though it can be read and shown; null where it can. */
  readonly obstacle: Failure | null;
}

/** What an already compiled file holds. */
export interface CompiledFacts {
  readonly compilerVersion: string;
  readonly cachedBytes: number;
  readonly streamedBytes: number;
}

export interface PlanJob {
  readonly strategy: StrategyName;
  readonly devices: readonly DeviceSpec[];
  readonly batch: number;
  readonly manual?: ManualCuts;
  readonly facts?: readonly SegmentFact[];
  /** `optimal` only: work budget; absent = the strategy's own. */
  readonly effort?: number;
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

/** Where a model comes from: enough to open it again after a cancelled job ended the worker. */
export type ModelSource =
  | { readonly kind: 'file'; readonly file: Blob; readonly fileName: string }
  | { readonly kind: 'sample'; readonly name: string };

/**
 * Methods of the planner worker. A worker holds one model at a time. The page runs several of them: one holds the
 * model's bytes (open, verify, cut), the others only its graph (plan), so that a long search leaves the rest free.
 * Progress callbacks cross with `Comlink.proxy`, null where nobody listens. Cancelling is ending the worker: nothing here takes a signal.
 */
export interface PlannerApi {
  /** Reads a model. A `Blob` crosses by reference: its bytes are read in the worker only. `samplesUrl` ends in a slash. */
  open(
    source: ModelSource,
    samplesUrl: string,
    onProgress: OnProgress | null,
  ): Promise<Result<ModelSummary>>;
  /** Gives a worker that has no model bytes what planning needs. */
  setGraph(graph: Graph, costs: Costs): Promise<Result<null>>;
  plan(job: PlanJob, onProgress: OnProgress | null): Promise<Result<Plan>>;
  /** Runs the chained segments against the whole model on the CPU interpreter. Needs an opened model. */
  verify(plan: Plan, seed: number, onProgress: OnProgress | null): Promise<Result<VerifyReport>>;
  /** The zip bundle; its bytes are transferred to the caller. `devices` is the list that the plan was made for. */
  bundle(
    plan: Plan,
    devices: readonly DeviceSpec[],
    onProgress: OnProgress | null,
  ): Promise<Result<CutFile>>;
  /** One segment as a `.tflite`; its bytes are transferred to the caller. Needs an opened model. */
  segmentFile(plan: Plan, segmentIndex: number): Promise<Result<CutFile>>;
}
