// The contract between the page and the runner worker: plain, cloneable data only, failures as data (see planner-api.ts).
// The runner owns every accelerator: USB ones, virtual ones and this computer's CPU. Types only; nothing here runs.
import type { Failure, Progress, Result } from '../base/index.ts';
import type { InputChoice, StageRecord } from '../bench/index.ts';
import type { ClockName, DeviceSpec, LinkName } from '../edgetpu/index.ts';
import type { Plan, SegmentFact } from '../partition/index.ts';
import type { AcceleratorKind, Run } from '../pipeline/index.ts';
import type { LogFacts } from '../segment/index.ts';
import type { PreflightCheck } from '../usb/index.ts';
import type { ModelSource } from './planner-api.ts';

export type { AcceleratorKind, LogFacts, PreflightCheck, Run, StageRecord };

export type RunnerDeviceState =
  /** A boot loader that waits for its firmware. */
  | 'needs-firmware'
  | 'loading-firmware'
  /**
   * The person must allow it again: it took its firmware and came back as another USB device, or, where there is a
   * `failure`, for the reason that this gives.
   */
  | 'needs-permission'
  | 'opening'
  | 'ready'
  | 'running'
  | 'identifying'
  /** Unplugged or out of power; its row stays, so that plugging it in again goes on where it was. */
  | 'lost'
  /** Could not be opened, or failed while it worked; `failure` says why. */
  | 'failed';

export interface RunnerDevice {
  /** Stays the same while the row is there, also over firmware and re-plugging: `coral-1`, `virtual-2`, `cpu-1`. */
  readonly id: string;
  readonly kind: AcceleratorKind;
  readonly name: string;
  readonly state: RunnerDeviceState;
  /** Null until it is known: a boot loader says nothing of the link that comes after it. */
  readonly link: LinkName | null;
  readonly clock: ClockName;
  readonly failure: Failure | null;
  /** Only unplugging helps. */
  readonly needsReplug: boolean;
  /** Of firmware that is being loaded. */
  readonly progress: Progress | null;
  /** Things worth knowing that stopped nothing. */
  readonly warnings: readonly string[];
  /** To and from the device since it was listed, inferences only. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** The firmware that is at hand. */
export interface FirmwareImage {
  /** File that it was taken from. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  /** True for the stand-in, which only virtual accelerators take. */
  readonly isStandIn: boolean;
}

/** All that the page shows of devices; sent whole at every change. */
export interface RunnerSituation {
  readonly devices: readonly RunnerDevice[];
  readonly checks: readonly PreflightCheck[];
  readonly firmware: FirmwareImage | null;
}

/** What only the page knows. */
export interface RunnerEnvironment {
  readonly isSecureContext: boolean;
  readonly hasWebUsb: boolean;
  /** Folder of the firmware that the host of the page may have put there; ends in a slash. */
  readonly firmwareUrl: string;
}

export interface RunPhase {
  readonly kind: 'preparing' | 'opening' | 'loading' | 'warming-up' | 'running' | 'checking';
  readonly progress: Progress;
}

/** A compiled segment, or a log, that the person dropped; crosses by reference. */
export interface CompiledFile {
  readonly name: string;
  readonly file: Blob;
}

/** One device of a stage, with the clock that the plan gives it. */
export interface StageDevice {
  readonly deviceId: string;
  readonly clock: ClockName;
}

export type RunInput =
  | Exclude<InputChoice, { readonly kind: 'bytes' }>
  | { readonly kind: 'file'; readonly file: Blob; readonly name: string };

export interface RunJob {
  readonly source: ModelSource;
  /** Ends in a slash. */
  readonly samplesUrl: string;
  /** Names the model where files are cut and cached: its SHA-256. */
  readonly modelKey: string;
  readonly fileName: string;
  readonly plan: Plan;
  /** Devices of each segment, replicas in turn. */
  readonly stages: readonly (readonly StageDevice[])[];
  readonly inferences: number;
  readonly warmUp: number;
  /** Outputs of this many counted inferences are kept and checked. */
  readonly keptOutputs: number;
  readonly input: RunInput;
  /** Compares the kept outputs with the whole model on the CPU. */
  readonly checksOutputs: boolean;
  /** Compiled segments by segment; null where there is none. Accelerators on USB need all of theirs. */
  readonly compiled: readonly (CompiledFile | null)[];
}

export interface KeptOutput {
  /** Counted from 0, warm-up apart. */
  readonly inference: number;
  readonly tensor: string;
  readonly bytes: Uint8Array;
}

/** How a run ended. `run` is null where no counted inference went all the way. */
export interface RunReport {
  readonly run: Run | null;
  readonly failure: Failure | null;
  readonly isCancelled: boolean;
  /** The device that failed or was lost; null where none was. */
  readonly failedDeviceId: string | null;
  /** Counted inferences that were done, also where there are no figures. */
  readonly outputs: readonly KeptOutput[];
}

export interface RunListener {
  onPhase(phase: RunPhase): void;
  /** Stages that ended since the last call, warm-up included. */
  onStages(records: readonly StageRecord[]): void;
}

/** What a set of dropped compiled files and logs is to the segments of a plan. */
export interface CompiledMatchReport {
  readonly matched: readonly {
    readonly segmentIndex: number;
    /** Position in the list of files; names may repeat, since segments of two cuts are named alike. */
    readonly fileIndex: number;
    readonly fact: SegmentFact;
    /** Kinds of the operators that the compiler left to the CPU. */
    readonly cpuKinds: readonly string[];
  }[];
  /** What logs and printed output among the files say of segments; the last of a segment counts. */
  readonly logs: readonly { readonly fileIndex: number; readonly facts: LogFacts }[];
  readonly unmatched: readonly { readonly fileIndex: number; readonly reason: string }[];
  readonly missing: readonly number[];
}

/** Methods of the runner worker. Callbacks cross with `Comlink.proxy`. */
export interface RunnerApi {
  /** Starts to list accelerators; the listener is called with the situation at every change, and at once. */
  watch(
    environment: RunnerEnvironment,
    listener: (situation: RunnerSituation) => void,
  ): Promise<Result<null>>;
  /**
   * Looks for accelerators anew and opens those that are not open: call it after the device picker. What was picked goes
   * into the row `deviceId` where that one is away. Failure: `usb/already-listed` where it was in another row already.
   */
  connect(deviceId: string | null): Promise<Result<null>>;
  /** Looks for accelerators anew and opens none: no event tells that a permission was withdrawn. */
  lookAgain(): Promise<Result<null>>;
  /** `isBoot`: as after plugging in, with no firmware yet. */
  addVirtual(specs: readonly DeviceSpec[], isBoot: boolean): Promise<Result<null>>;
  addCpu(count: number): Promise<Result<null>>;
  /** Makes one ready: loads firmware, allows a virtual one again, opens, or opens again after a failure. */
  prepare(deviceId: string): Promise<Result<null>>;
  /** Gives it back and takes it off the list; a USB one loses its permission. */
  remove(deviceId: string): Promise<Result<null>>;
  /** Virtual accelerators only: pulls the plug, or puts it back. */
  setPlugged(deviceId: string, isPlugged: boolean): Promise<Result<null>>;
  /** A short burst of inferences on one accelerator; resolves at its end. */
  identify(deviceId: string): Promise<Result<null>>;
  /**
   * Takes the firmware out of a file (the bare image or a driver library) after checking its SHA-256. Failures:
   * `usb/firmware-not-found`, `usb/firmware-unknown`.
   */
  useFirmware(name: string, file: Blob): Promise<Result<FirmwareImage>>;
  /** The stand-in for virtual accelerators. */
  useStandInFirmware(): Promise<Result<FirmwareImage>>;
  forgetFirmware(): Promise<Result<null>>;
  matchCompiled(
    job: Pick<RunJob, 'source' | 'samplesUrl' | 'modelKey' | 'fileName' | 'plan'>,
    files: readonly CompiledFile[],
  ): Promise<Result<CompiledMatchReport>>;
  /** One at a time. Fails where it ends before the first inference. Kept outputs are transferred. */
  run(job: RunJob, listener: RunListener): Promise<Result<RunReport>>;
  /** Ends the run that is under way, after the inferences that are on the devices; `run` then resolves. */
  cancel(): Promise<Result<null>>;
  /** Closes every device, in order; for the end of this worker. */
  release(): Promise<Result<null>>;
  /** Drops segments and model that are kept for the next run. */
  forgetModel(): Promise<Result<null>>;
}
