// What the page knows: plain, readonly data. `app/store.ts` holds one `AppState`; elements get parts of it by property.
import type { Failure, Progress } from '../base/index.ts';
import type { ClockName, LinkName, RunRates } from '../edgetpu/index.ts';
import type { Plan, SegmentFact, StrategyName } from '../partition/index.ts';
import type { PacePlace } from '../report/index.ts';
import type { SampleEntry } from '../samples/index.ts';
import type { SharedResult } from '../share/index.ts';
import type { ModelSummary, VerifyReport } from '../workers/planner-api.ts';
import type { FinishedRun } from './run-types.ts';

export type ViewName = 'model' | 'plan' | 'run' | 'share';
export type ThemeName = 'system' | 'light' | 'dark';

/** One row of the opened device list. */
export interface DeviceSetUp {
  readonly link: LinkName;
  readonly clock: ClockName;
  /** USB port or hub: devices with the same number share its bandwidth. */
  readonly bus: number;
  /** Rates fitted from a run; absent = the published ones of the link. */
  readonly measuredRates?: RunRates;
}

/** What the person sets. `devices` has one entry per device even while `isAuto` (then the number Reef chose). */
export interface SetUp {
  readonly isAuto: boolean;
  readonly devices: readonly DeviceSetUp[];
  readonly batch: number;
  /** What compiled files and runs say of segments of this model; replaces the estimate of the same segments. */
  readonly facts?: readonly SegmentFact[];
}

/** Something that takes time, in the place of its result. Cancelled = the previous state with a word about it. */
export type JobState<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress | null }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

/** One line of the strategy list. `manual` is there only while the person has cuts of their own. */
export interface StrategyRow {
  readonly name: StrategyName;
  readonly title: string;
  readonly explanation: string;
  readonly state: JobState<Plan>;
}

/** One selection for profile, table, timeline and operator rows. Hover uses the same shape (`highlight`). */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'segment'; readonly segmentIndex: number }
  | { readonly kind: 'depth'; readonly depth: number }
  | { readonly kind: 'operator'; readonly opIndex: number };

/** The person's own cuts: depths after which to cut, ascending, and the strategy they started from. */
export interface ManualEdit {
  readonly cutAfterDepths: readonly number[];
  readonly startedFrom: StrategyName;
}

/** One point of the throughput curve; the figures are null where the strategy ends in a failure at this number of devices. */
export interface CurvePoint {
  readonly strategy: StrategyName;
  readonly deviceCount: number;
  readonly throughputPerSecond: number | null;
  readonly bottleneckMs: number | null;
  readonly avoidableBytes: number | null;
  readonly streamedBytes: number | null;
  /** How far the plan may be from the best of its kind; 0 when proved. */
  readonly gap: number | null;
  /** Where the pace-setting stage lies and what takes its time; null where no single stage does. */
  readonly pace?: PacePlace | null;
}

/** What `devices: auto` found. */
export interface AutoChoice {
  readonly deviceCount: number;
  /** Streamed bytes that a better cut could save, at this number of devices; 0 = no host memory used. */
  readonly avoidableBytes: number;
}

/** Throughput over 1 … 16 devices, filling in while it is computed. */
export interface CurveState {
  readonly points: readonly CurvePoint[];
  readonly isComplete: boolean;
}

export interface DownloadState {
  /** The zip bundle. */
  readonly bundle: JobState<{ readonly name: string; readonly bytes: number }>;
}

/** Opening a model. The one that is open stays in `AppState.model` until the next is read. */
export type OpeningState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly name: string; readonly progress: Progress | null }
  | { readonly kind: 'failed'; readonly name: string; readonly failure: Failure }
  | { readonly kind: 'cancelled'; readonly name: string };

/** A result that came in a link. It stays beside the model that is open until the person closes it. */
export type SharedState =
  | { readonly kind: 'none' }
  /** It is being read, and nothing else is there to be shown meanwhile. */
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'open';
      readonly result: SharedResult;
      /** The fragment that it came in, `v1.…`. */
      readonly link: string;
      /** True while its own page is shown; false while a model is, whether the link's (then it is live) or another. */
      readonly isInFront: boolean;
    }
  /** The link cannot be read; its page says why until it is closed. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What the person wants a link to say beside the result. */
export interface ShareOptions {
  /** What the model is to be called; '' = not told. */
  readonly name: string;
  /** The same for the link that is on show, where somebody else may have named it; null = as it came. */
  readonly linkName: string | null;
  readonly includesRun: boolean;
  /** Browser, system and day. */
  readonly includesEnvironment: boolean;
}

/** A result kept beside the present one, as a link holds it. */
export interface Pin {
  readonly id: `pin-${string}`;
  readonly title: string;
  readonly result: SharedResult;
  readonly link: string;
}

/** A side of a comparison: the plan on show, the link that is open, or a pin by its `id`. */
export type ComparedId = 'now' | 'link' | `pin-${string}`;

/** One of several models that were dropped together. */
export interface OfferedModel {
  readonly name: string;
  readonly sizeBytes: number;
}

export interface AppState {
  readonly view: ViewName;
  readonly theme: ThemeName;
  readonly model: ModelSummary | null;
  readonly opening: OpeningState;
  /** What of the last drop was not taken while the rest was, and why; null once it is dismissed. */
  readonly dropNotice: Failure | null;
  /** Models that were dropped together, for the person to say which one to open; null where nothing is to be said. */
  readonly modelChoice: readonly OfferedModel[] | null;
  readonly samples: readonly SampleEntry[];
  readonly setUp: SetUp;
  /** What `auto` found for this model and set-up; null while a fixed number is set or it is not known yet. */
  readonly auto: AutoChoice | null;
  readonly strategies: readonly StrategyRow[];
  /** What the person chose; null = the best that is ready (balanced first, then optimal). */
  readonly chosenStrategy: StrategyName | null;
  readonly manual: ManualEdit | null;
  readonly selection: Selection;
  readonly highlight: Selection;
  readonly curve: CurveState;
  readonly verify: JobState<VerifyReport>;
  readonly download: DownloadState;
  /** The last run of this model; null before one. */
  readonly lastRun: FinishedRun | null;
  readonly shared: SharedState;
  readonly shareOptions: ShareOptions;
  readonly pins: readonly Pin[];
  /** Two results side by side, in the place of the view; null while the view is shown. */
  readonly comparison: { readonly leftId: ComparedId; readonly rightId: ComparedId } | null;
  readonly isDrawerOpen: boolean;
  /** One sentence for the live region. */
  readonly announcement: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the last model, plan and set-up are kept on this computer. */
  readonly isKept: boolean;
  /** True from "Forget" until the next result is there. */
  readonly isForgotten: boolean;
}
