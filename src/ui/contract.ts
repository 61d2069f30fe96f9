// What the shell and the elements of the views hand each other: plain data in by property, intent out by event.
//
// The Plan view is made of these elements (src/ui/plan/, src/ui/charts/), all in the person's own DOM order:
//   <reef-setup-panel  .view=${PlanViewModel}>   set-up column: devices, link, USB ports, batch
//   <reef-strategy-list .view=${PlanViewModel}>  set-up column: strategies, what is proved
//   <reef-plan-view    .view=${PlanViewModel}>   result: headline, profile, table, timeline, curve, verify, download
// The Model view uses <reef-depth-profile> (src/ui/charts/) with `DepthProfileView`.
//
// Events bubble and are composed (`emit`). The shell listens once, at <reef-app>, and changes the state; elements hold none.
import type { TimelineEntry } from '../pipeline/index.ts';
import type { Plan, StrategyName } from '../partition/index.ts';
import type { HelpTopic } from '../report/answers/index.ts';
import type { DepthProfile } from '../report/index.ts';
import type {
  ComparedId,
  CurveState,
  DeviceSetUp,
  DownloadState,
  DroppedFolder,
  JobState,
  ManualEdit,
  ModelSummary,
  Selection,
  SetUp,
  ShareOptions,
  StrategyRow,
  VerifyReport,
} from '../app/index.ts';

export type * from '../app/index.ts';
export type { HelpTopic } from '../report/answers/index.ts';
export type { DepthProfile, ModelFacts, OperatorRow } from '../report/index.ts';

/** Everything the Plan view draws. One new object whenever anything in it changed; unchanged parts keep their identity. */
export interface PlanViewModel {
  readonly summary: ModelSummary;
  readonly setUp: SetUp;
  /** What `auto` found, in words of numbers; null while a fixed number is set or it is not known yet. */
  readonly autoAvoidableBytes: number | null;
  /** All strategies in the order of the list, `manual` first while it exists. */
  readonly strategies: readonly StrategyRow[];
  /** The one that is drawn; null until the first plan is there. */
  readonly chosen: StrategyName | null;
  /** True when the person chose it; false when Reef shows the best that is ready. */
  readonly isChosenByPerson: boolean;
  /** Plan that is drawn: of `chosen`, or of the person's own cuts while they drag. */
  readonly plan: Plan | null;
  /** The plan that `manual` started from; null when `chosen` is not `manual`. For "what changed". */
  readonly startedFromPlan: Plan | null;
  readonly manual: ManualEdit | null;
  /** Depths after which the drawn plan is cut, nearest depth cuts where a cut is no straight line in depth. Ascending. */
  readonly cutAfterDepths: readonly number[];
  /** Legal depth cuts, ascending: where a handle may snap to. */
  readonly legalCutDepths: readonly number[];
  /** Event simulation of the first inferences of the batch; [] without a plan. Labelled simulated. */
  readonly timeline: readonly TimelineEntry[];
  readonly curve: CurveState;
  readonly selection: Selection;
  readonly highlight: Selection;
  readonly verify: JobState<VerifyReport>;
  readonly download: DownloadState;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export type ProfileLayer = 'parameters' | 'macs' | 'activations';

/** What <reef-depth-profile> draws. On the Model view without a plan: no cuts, no segment colours, no handles. */
export interface DepthProfileView {
  readonly summary: ModelSummary;
  readonly profile: DepthProfile;
  readonly layer: ProfileLayer;
  readonly plan: Plan | null;
  readonly cutAfterDepths: readonly number[];
  readonly legalCutDepths: readonly number[];
  readonly hasHandles: boolean;
  readonly selection: Selection;
  readonly highlight: Selection;
}

/** Events that elements send, by name. Past tense; the detail is plain data. */
export interface ReefEvents {
  /** A handle was moved, by pointer (many a drag) or by key. `isFinal` ends one undo step. */
  'cut-moved': {
    readonly cutIndex: number;
    readonly afterDepth: number;
    readonly isFinal: boolean;
  };
  'cut-added': { readonly afterDepth: number };
  'cut-removed': { readonly cutIndex: number };
  'strategy-chosen': { readonly strategy: StrategyName };
  /** A number of devices, or auto; keeps link, clock and ports of those that stay. */
  'device-count-changed': { readonly deviceCount: number | 'auto' };
  /** Whole list: link, clock and port of each. */
  'devices-changed': { readonly devices: readonly DeviceSetUp[] };
  'batch-changed': { readonly batch: number };
  'selection-changed': { readonly selection: Selection };
  'highlight-changed': { readonly selection: Selection };
  'verify-requested': Record<string, never>;
  'verify-cancelled': Record<string, never>;
  /** The whole bundle, or one segment file. */
  'download-requested': { readonly segmentIndex: number | null };
  'download-cancelled': Record<string, never>;
  /** Stops the search of one strategy, or of all that still run. */
  'planning-cancelled': { readonly strategy: StrategyName | null };
  /** Starts a strategy again that failed or was cancelled. */
  'planning-requested': { readonly strategy: StrategyName };
  'undo-requested': Record<string, never>;
  'redo-requested': Record<string, never>;
  'sample-chosen': { readonly name: string };
  'file-chosen': { readonly file: File };
  /** Dropped on the page, or pasted. */
  'files-dropped': {
    readonly files: readonly File[];
    readonly folders: readonly DroppedFolder[];
  };
  /** A text or an address that was dropped on the page, or pasted outside fields. */
  'text-dropped': { readonly text: string; readonly isPasted: boolean };
  'drop-notice-closed': Record<string, never>;
  /** One of several models that were dropped together, by its place in the list; null = none of them. */
  'model-picked': { readonly index: number | null };
  'loading-cancelled': Record<string, never>;
  'view-chosen': { readonly view: 'model' | 'plan' | 'run' | 'share' };
  'theme-chosen': { readonly theme: 'system' | 'light' | 'dark' };
  'loading-retried': Record<string, never>;
  'failure-dismissed': Record<string, never>;
  'drawer-toggled': { readonly isOpen: boolean };
  'forget-requested': Record<string, never>;
  /** Shows the page of the link that is open beside a model. */
  'shared-shown': Record<string, never>;
  /** Closes the link that is open, or that could not be read. */
  'shared-closed': Record<string, never>;
  /** Text to put on the clipboard; `what` is announced: "Commands copied". */
  'copy-requested': { readonly text: string; readonly what: string };
  /** Opens help beside the result: at a question, or at its list. */
  'help-requested': { readonly topic: HelpTopic | null };
  'help-closed': Record<string, never>;
  /** The list of all that can be done, and the list of keys. */
  'palette-requested': Record<string, never>;
  'key-list-requested': Record<string, never>;
  /** What a link is to say beside the result. */
  'share-options-changed': { readonly options: ShareOptions };
  /** Keeps a result to compare with: the plan on show, or the link that is open. */
  'pin-requested': { readonly from: 'now' | 'link' };
  'pin-removed': { readonly id: string };
  'pin-renamed': { readonly id: string; readonly title: string };
  /** Two results side by side, in the place of the view. */
  'comparison-chosen': { readonly leftId: ComparedId; readonly rightId: ComparedId };
  'comparison-closed': Record<string, never>;
  /** A file that an element made, to be saved. */
  'save-requested': { readonly name: string; readonly bytes: Uint8Array };
}

/** Sends an event of the contract from an element; it bubbles through shadow roots. */
export function emit<Name extends keyof ReefEvents>(
  source: EventTarget,
  name: Name,
  detail: ReefEvents[Name],
): void {
  source.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

type ReefEventMap = { readonly [Name in keyof ReefEvents]: CustomEvent<ReefEvents[Name]> };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges the contract into the DOM's own map
  interface HTMLElementEventMap extends ReefEventMap {}
}
