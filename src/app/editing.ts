// What a person sets and changes on a plan, with undo and redo for all of it: devices, batch, strategy, cuts, and the
// model itself (a step back opens the model before).
import type { SegmentFact, StrategyName } from '../partition/index.ts';
import type { ModelSource } from '../workers/planner-api.ts';
import type { AppContext } from './context.ts';
import { History } from './history.ts';
import type { EditState } from './kept-session.ts';
import { addCut, listLegalCutDepths, moveCut, nearestDepthCuts, removeCut } from './manual-cuts.ts';
import { planManual } from './manual-plan.ts';
import { shownPlan, shownStrategy } from './plan-choice.ts';
import { stateOf } from './plan-jobs.ts';
import { MAX_BATCH, MAX_DEVICES, withDeviceCount, withoutForeignRates } from './set-up.ts';
import { STRATEGY_TEXTS } from './strategy-list.ts';
import type { DeviceSetUp, ManualEdit, StrategyRow } from './types.ts';

/** What editing asks of the rest of the app. */
export interface EditingHooks {
  readonly replan: () => void;
  readonly reopen: (source: ModelSource) => void;
}

export class Editing {
  /** Where the open model comes from. */
  source: ModelSource | null = null;
  readonly #context: AppContext;
  readonly #hooks: EditingHooks;
  readonly #history = new History<EditState>();
  /** State before a drag that is under way; the whole drag is one step. */
  #beforeDrag: EditState | null = null;

  constructor(context: AppContext, hooks: EditingHooks) {
    this.#context = context;
    this.#hooks = hooks;
  }

  setDeviceCount(deviceCount: number | 'auto'): void {
    const { setUp } = this.#context.store.state;
    this.recordStep();
    const next =
      deviceCount === 'auto'
        ? { ...setUp, isAuto: true }
        : { ...withDeviceCount(setUp, deviceCount), isAuto: false };
    this.#context.store.set({ setUp: next });
    this.#replan();
  }

  setDevices(devices: readonly DeviceSetUp[]): void {
    this.recordStep();
    const { setUp } = this.#context.store.state;
    const kept = withoutForeignRates(devices, setUp.devices);
    this.#context.store.set({ setUp: { ...setUp, devices: kept } });
    this.#replan();
  }

  /** Plans for exactly these devices, with the rates that they carry. */
  planForDevices(devices: readonly DeviceSetUp[]): void {
    this.recordStep();
    const { setUp } = this.#context.store.state;
    this.#context.store.set({ setUp: { ...setUp, devices, isAuto: false } });
    this.#replan();
  }

  /** Plans with what compiled files or runs say of segments; none = by the estimate alone. */
  setFacts(facts: readonly SegmentFact[]): void {
    this.recordStep();
    const { facts: _before, ...setUp } = this.#context.store.state.setUp;
    this.#context.store.set({ setUp: facts.length === 0 ? setUp : { ...setUp, facts } });
    this.#replan();
  }

  setBatch(batch: number): void {
    const whole = Math.min(MAX_BATCH, Math.max(1, Math.round(batch)));
    this.recordStep();
    this.#context.store.set({ setUp: { ...this.#context.store.state.setUp, batch: whole } });
    this.#replan();
  }

  chooseStrategy(strategy: StrategyName): void {
    if (strategy === this.#context.store.state.chosenStrategy) return;
    this.recordStep();
    this.#context.store.set({ chosenStrategy: strategy });
  }

  /** Moves a cut of the plan on show; the first change of a plan makes it the person's own. */
  moveCut(cutIndex: number, afterDepth: number, isFinal: boolean): void {
    const before = this.#snapshot();
    this.#changeCuts((cuts, legal) => moveCut(cuts, legal, { cutIndex, afterDepth }));
    if (!isFinal) {
      this.#beforeDrag ??= before;
      return;
    }
    const start = this.#beforeDrag ?? before;
    this.#beforeDrag = null;
    if (!isSameCut(start.manual, this.#context.store.state.manual)) this.#record(start);
  }

  addCut(afterDepth: number): void {
    if ((this.#cutsOnShow()?.cutAfterDepths.length ?? 0) + 1 >= MAX_DEVICES) {
      const announcement = `Reef plans for at most ${String(MAX_DEVICES)} devices; this plan has as many segments.`;
      this.#context.store.set({ announcement });
      return;
    }
    const before = this.#snapshot();
    const { setUp } = this.#context.store.state;
    this.#changeCuts((cuts, legal) => addCut(cuts, legal, afterDepth));
    const { manual } = this.#context.store.state;
    if (manual === before.manual) return;
    this.#record(before);
    const segmentCount = (manual?.cutAfterDepths.length ?? 0) + 1;
    if (segmentCount <= setUp.devices.length) return;
    // One more segment needs one more device.
    this.#context.store.set({ setUp: { ...withDeviceCount(setUp, segmentCount), isAuto: false } });
    this.#replan();
  }

  removeCut(cutIndex: number): void {
    const before = this.#snapshot();
    this.#changeCuts((cuts) => removeCut(cuts, cutIndex));
    if (this.#context.store.state.manual !== before.manual) this.#record(before);
  }

  /** Cuts after exactly these depths, as the person's own. */
  setCuts(cutAfterDepths: readonly number[]): void {
    const start = this.#cutsOnShow();
    if (start === null) return;
    this.recordStep();
    this.#context.store.set({ manual: { ...start, cutAfterDepths }, chosenStrategy: 'manual' });
    this.refreshManual();
  }

  /**
   * Set-up, strategy and cuts all at once, as one step: what a link says, or an address that the person went back to.
   * Another source than that of the open model is opened.
   */
  apply(edit: Omit<EditState, 'source'> & Partial<Pick<EditState, 'source'>>): void {
    this.recordStep();
    this.#restore({ source: this.source, ...edit });
  }

  /** True between the first step of a drag and its end. */
  get isDragging(): boolean {
    return this.#beforeDrag !== null;
  }

  undo(): void {
    this.#restore(this.#history.undo(this.#snapshot()));
  }

  redo(): void {
    this.#restore(this.#history.redo(this.#snapshot()));
  }

  /** Keeps the present state as one that undo goes back to. */
  recordStep(): void {
    this.#record(this.#snapshot());
  }

  clear(): void {
    this.source = null;
    this.#history.clear();
    this.#showHistory();
  }

  /** Works the person's cuts out again, after model, devices or the strategies to compare with have changed. */
  refreshManual(): void {
    const { store } = this.#context;
    const { manual, model, strategies } = store.state;
    const others = strategies.filter((row) => row.name !== 'manual');
    if (manual === null || model === null) {
      if (others.length !== strategies.length) store.set({ strategies: others });
      return;
    }
    const row: StrategyRow = {
      name: 'manual',
      ...STRATEGY_TEXTS.manual,
      state: stateOf(planManual(model, manual, store.state)),
    };
    store.set({ strategies: [row, ...others] });
  }

  #changeCuts(
    change: (cuts: readonly number[], legal: readonly number[]) => readonly number[],
  ): void {
    const { store } = this.#context;
    const { model } = store.state;
    const plan = shownPlan(store.state);
    const start = this.#cutsOnShow();
    if (model === null || plan === null || start === null) return;
    const cuts = change(start.cutAfterDepths, listLegalCutDepths(model.graph));
    if (cuts === start.cutAfterDepths) return;
    store.set({ manual: { ...start, cutAfterDepths: cuts }, chosenStrategy: 'manual' });
    this.refreshManual();
  }

  /** The cuts that a change starts from: the person's own while they are on show, else those of the plan on show. */
  #cutsOnShow(): ManualEdit | null {
    const { state } = this.#context.store;
    const plan = shownPlan(state);
    const startedFrom = shownStrategy(state);
    if (startedFrom === 'manual' && state.manual !== null) return state.manual;
    if (plan === null || state.model === null) return null;
    return {
      cutAfterDepths: nearestDepthCuts(plan, state.model.graph),
      startedFrom: plan.strategy,
    };
  }

  #replan(): void {
    this.#hooks.replan();
    this.refreshManual();
  }

  #snapshot(): EditState {
    const { setUp, chosenStrategy, manual } = this.#context.store.state;
    return { source: this.source, setUp, chosenStrategy, manual };
  }

  #record(before: EditState): void {
    this.#history.record(before);
    this.#showHistory();
  }

  #restore(edit: EditState | null): void {
    if (edit === null) return;
    const { store } = this.#context;
    const isSameSetUp = edit.setUp === store.state.setUp;
    const isSameModel = edit.source === this.source || edit.source === null;
    store.set({ setUp: edit.setUp, chosenStrategy: edit.chosenStrategy, manual: edit.manual });
    this.#showHistory();
    if (!isSameModel && edit.source !== null) this.#hooks.reopen(edit.source);
    else if (!isSameSetUp) this.#replan();
    else this.refreshManual();
  }

  #showHistory(): void {
    this.#context.store.set({ canUndo: this.#history.canUndo, canRedo: this.#history.canRedo });
  }
}

function isSameCut(one: ManualEdit | null, other: ManualEdit | null): boolean {
  if (one === null || other === null) return one === other;
  return one.cutAfterDepths.join() === other.cutAfterDepths.join();
}
