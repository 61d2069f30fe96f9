// What the elements of the Run view get and send. Elements hold no state of a run; intent goes out as an event, which
// bubbles to the element that holds the app (reef-run, reef-run-column, reef-run-action).
import type { Failure } from '../../base/index.ts';
import type { RunRates } from '../../edgetpu/index.ts';
import type { Plan } from '../../partition/index.ts';
import type { FittedRates } from '../../pipeline/index.ts';
import type { AppState, ModelSummary, Selection } from '../contract.ts';
import type {
  Assignment,
  CompiledSegments,
  FinishedRun,
  LiveRun,
  RunnerSituation,
  RunSetUp,
} from '../../app/run.ts';

export type * from '../../app/run.ts';
export { LIVE_INFERENCES } from '../../app/run.ts';

/** What stands in the headline's place. */
export type RunStatus =
  /** Planning, or a model that cannot be cut. */
  | { readonly kind: 'no-plan'; readonly obstacle: Failure | null; readonly isPlanning: boolean }
  | { readonly kind: 'no-device' }
  /** No device can be used before it has its firmware. */
  | { readonly kind: 'needs-firmware'; readonly count: number }
  | { readonly kind: 'too-few'; readonly ready: number; readonly planned: number }
  /** Accelerators run compiled segments; these have not been dropped yet. */
  | { readonly kind: 'not-compiled'; readonly missing: readonly number[] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'running'; readonly live: LiveRun; readonly plan: Plan }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ended'; readonly result: FinishedRun };

/** Everything the Run view draws. */
export interface RunViewModel {
  readonly summary: ModelSummary;
  /** The plan that a run would run, with what compiled files say of it; null while there is none. */
  readonly plan: Plan | null;
  /** The same by the estimate alone. */
  readonly estimate: Plan | null;
  readonly planned: AppState['setUp']['devices'];
  readonly setUp: RunSetUp;
  readonly situation: RunnerSituation;
  readonly assignment: Assignment | null;
  readonly status: RunStatus;
  /** True while Run can be chosen. */
  readonly canRun: boolean;
  /** Devices that the plan asks for and that are not there yet. */
  readonly missingCount: number;
  /** What differs from the plan, in a sentence; null where nothing does. */
  readonly readiness: string | null;
  readonly compiled: CompiledSegments | null;
  /** True when the last result is of another plan than the one that would run now. */
  readonly isResultOfOtherPlan: boolean;
  readonly fittedRates: readonly FittedRates[];
  /** Rates of a run that the plan counts on already. */
  readonly usedRates: RunRates | null;
  readonly notice: Failure | null;
  readonly selection: Selection;
  readonly highlight: Selection;
}

export interface RunEvents {
  'run-requested': Record<string, never>;
  'run-cancelled': Record<string, never>;
  'connect-requested': Record<string, never>;
  'virtual-requested': { readonly count: number; readonly isBoot: boolean };
  'cpu-requested': { readonly count: number };
  'device-prepared': { readonly deviceId: string };
  'device-removed': { readonly deviceId: string };
  'device-identified': { readonly deviceId: string };
  'device-plugged': { readonly deviceId: string; readonly isPlugged: boolean };
  'firmware-chosen': { readonly file: File };
  'firmware-stand-in-used': Record<string, never>;
  'firmware-forgotten': Record<string, never>;
  'run-setup-changed': { readonly patch: Partial<RunSetUp> };
  'stage-device-chosen': {
    readonly segmentIndex: number;
    readonly replica: number;
    readonly deviceId: string;
  };
  'connected-planned': Record<string, never>;
  'rates-used': Record<string, never>;
  'compiled-chosen': { readonly files: readonly File[] };
  'compiled-forgotten': Record<string, never>;
  'refinement-applied': Record<string, never>;
  'compiled-facts-used': Record<string, never>;
  'stage-times-used': Record<string, never>;
  'outputs-saved': Record<string, never>;
  'notice-dismissed': Record<string, never>;
}

/** Sends an event of the Run view from an element; it bubbles through shadow roots. */
export function emitRun<Name extends keyof RunEvents>(
  source: EventTarget,
  name: Name,
  detail: RunEvents[Name],
): void {
  source.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
