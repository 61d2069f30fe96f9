import type { Plan, SegmentFact } from '../partition/index.ts';
import type { ModelSource, ModelSummary } from '../workers/planner-api.ts';
import type { RunnerClient, RunnerClientOptions } from '../workers/runner-client.ts';
import type { SaveFile } from './context.ts';
import type { FirmwareStore } from './run-firmware-store.ts';
import type { FinishedRun, RunState } from './run-types.ts';
import type { Store } from './store.ts';
import type { DeviceSetUp } from './types.ts';

/** What the Run view's part of the app needs from the page it runs in. */
export interface RunPlatform {
  readonly createClient: (onSituation: RunnerClientOptions['onSituation']) => RunnerClient;
  readonly firmware: FirmwareStore;
  /** Where the device picker is; undefined where the browser has no WebUSB. */
  readonly usb: USB | undefined;
  readonly samplesUrl: string;
  /** Calls back whenever the person comes back to the page, from the browser's settings for instance. */
  readonly onReturn: (callback: () => void) => void;
  /** This computer's time, ms. */
  readonly now: () => number;
}

/** What is to be run: the plan on show and where its model comes from. */
export interface RunSubject {
  readonly plan: Plan;
  readonly source: ModelSource;
  readonly model: ModelSummary;
  readonly devices: readonly DeviceSetUp[];
}

/** What running asks of the rest of the app. */
export interface RunHooks {
  /** Null while there is no plan. */
  readonly subject: () => RunSubject | null;
  /** The plan on show stays on show, though a better one may be found meanwhile. */
  readonly pinPlan: () => void;
  /** Plans for these devices, as a step that can be undone. */
  readonly planForDevices: (devices: readonly DeviceSetUp[]) => void;
  /** Plans with what compiled files and runs say of segments, beside what is known already. */
  readonly addFacts: (facts: readonly SegmentFact[]) => void;
  /** Makes these depth cuts the person's own. */
  readonly setCuts: (cutAfterDepths: readonly number[]) => void;
  /** Hands a finished file to the person. */
  readonly saveFile: SaveFile;
  readonly announce: (text: string) => void;
  readonly onFinished: (finished: FinishedRun) => void;
}

/** What the parts of running share. */
export interface RunContext {
  readonly store: Store<RunState>;
  readonly client: RunnerClient;
  readonly platform: RunPlatform;
  readonly hooks: RunHooks;
}
