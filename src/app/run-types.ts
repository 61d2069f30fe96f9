// What the Run view knows. It has a store of its own, which is loaded with the view.
import type { Failure } from '../base/index.ts';
import type { LinkName } from '../edgetpu/index.ts';
import type { Plan, SegmentFact } from '../partition/index.ts';
import type { TimelineEntry } from '../pipeline/index.ts';
import type {
  AcceleratorKind,
  CompiledFile,
  RunInput,
  RunnerDevice,
  RunnerSituation,
  RunPhase,
  RunReport,
} from '../workers/runner-api.ts';
import type { RefineAnswer } from './run-refine.ts';

export type { RefineAnswer } from './run-refine.ts';
export type {
  AcceleratorKind,
  FirmwareImage,
  PreflightCheck,
  Run,
  RunInput,
  RunnerDevice,
  RunnerDeviceState,
  RunnerSituation,
  RunPhase,
  RunReport,
} from '../workers/runner-api.ts';

/** What the person sets for a run. */
export interface RunSetUp {
  readonly inferences: number;
  readonly warmUp: number;
  readonly input: RunInput;
  /** Outputs of this many inferences are kept, checked and can be saved. */
  readonly keptOutputs: number;
  readonly checksOutputs: boolean;
  /** What to run on; null = what was connected last. */
  readonly kind: AcceleratorKind | null;
  /** Device ids that the person chose, by `placeKey`. */
  readonly chosenDevices: Readonly<Record<string, string>>;
}

/** Mean times of the parts of a stage, ms. */
export interface LiveStageParts {
  readonly inMs: number;
  readonly computeMs: number;
  readonly streamMs: number;
  readonly outMs: number;
  readonly cpuMs: number;
}

/** A run that is under way, as it is drawn. */
export interface LiveRun {
  /** Null until the worker has said something. */
  readonly phase: RunPhase | null;
  readonly isCancelling: boolean;
  /** Counted inferences that went all the way, and how many are wanted. */
  readonly finished: number;
  readonly inferences: number;
  /** By the clock of the devices; null before the second result. */
  readonly ratePerSecond: number | null;
  /** This computer's time since the pipeline began to work, ms. */
  readonly elapsedMs: number;
  /** Mean stage times so far, by segment; null before the first. */
  readonly stageMeansMs: readonly (number | null)[];
  /** What they were spent on, by segment. */
  readonly stageParts: readonly (LiveStageParts | null)[];
  /** First counted inferences, as in a finished run. */
  readonly timeline: readonly TimelineEntry[];
}

/** A run that has ended, with all that is needed to show it after plan and devices have changed. */
export interface FinishedRun {
  readonly report: RunReport;
  readonly plan: Plan;
  readonly planKey: string;
  readonly modelName: string;
  /** Name and link of every device of every stage, replicas in turn. */
  readonly stageDevices: readonly (readonly {
    readonly name: string;
    readonly link: LinkName | null;
  }[])[];
  /** Of the device that failed; null where none did. */
  readonly failedDeviceName: string | null;
  readonly wasLost: boolean;
}

export type RunActivity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly live: LiveRun; readonly plan: Plan }
  /** It ended before its first inference. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What a compiled file, a log or both say of one segment. */
export interface CompiledSegmentFacts {
  readonly fileName: string;
  /** Where the bytes are from: counted in the file, or as the compiler printed them, rounded; null where neither is there. */
  readonly from: 'file' | 'log' | null;
  readonly cachedBytes: number | null;
  readonly streamedBytes: number | null;
  readonly operatorCount: number;
  readonly mappedCount: number;
  /** Operators on the CPU, by kind; the reason is known from the log alone. */
  readonly onCpu: readonly {
    readonly kind: string;
    readonly count: number;
    readonly reason: string | null;
  }[];
}

/** Compiled files that the person dropped, matched to the segments of one plan. */
export interface CompiledSegments {
  readonly planKey: string;
  /** By segment; null where none was dropped. */
  readonly files: readonly (CompiledFile | null)[];
  readonly facts: readonly SegmentFact[];
  /** By segment, what they say of it; null where nothing was dropped. */
  readonly segments: readonly (CompiledSegmentFacts | null)[];
  /** Files that were dropped last and are of no segment of this plan. */
  readonly unmatched: readonly {
    readonly name: string;
    readonly reason: string;
    readonly file: Blob;
  }[];
  /** What they say of the cuts; null while a segment is not compiled, and for plans that are not made of depth cuts. */
  readonly refinement: RefineAnswer | null;
}

export interface RunState {
  readonly situation: RunnerSituation;
  readonly setUp: RunSetUp;
  readonly activity: RunActivity;
  readonly result: FinishedRun | null;
  readonly compiled: CompiledSegments | null;
  /** Something that went wrong and has no row of its own: the picker, a firmware file, compiled files. */
  readonly notice: Failure | null;
}

/** Names a place of the pipeline: a segment and one of its replicas. */
export function placeKey(segmentIndex: number, replica: number): string {
  return `${String(segmentIndex)}/${String(replica)}`;
}

export function isUsable({ state }: Pick<RunnerDevice, 'state'>): boolean {
  return ['ready', 'running', 'identifying', 'opening'].includes(state);
}
