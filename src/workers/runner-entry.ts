// One row of the runner's device list, whatever is behind it.
import type { Result } from '../base/index.ts';
import type { RunDevice, StageRecord } from '../bench/index.ts';
import type { ClockName } from '../edgetpu/index.ts';
import type { AcceleratorKind } from '../pipeline/index.ts';
import type { Failure } from '../base/index.ts';
import type { RunnerDevice } from './runner-api.ts';

export type EntryActivity = 'idle' | 'opening' | 'loading-firmware' | 'running' | 'identifying';

export interface DeviceEntry {
  readonly id: string;
  readonly kind: AcceleratorKind;
  /** As it is now, for the page. */
  describe(): RunnerDevice;
  /** Ready to load segments, at this clock; opens it where needed. */
  open(clock: ClockName): Promise<Result<RunDevice>>;
  setActivity(activity: EntryActivity): void;
  addBytes(record: Pick<StageRecord, 'bytesIn' | 'bytesOut'>): void;
  /** A run ended because of this device. */
  noteFailure(failure: Failure): void;
  /** Runs a short burst, for this many milliseconds of a person's time. */
  identify(durationMs: number): Promise<Result<null>>;
  /** Gives the device back; it can be opened again. Never fails. */
  close(): Promise<void>;
}
