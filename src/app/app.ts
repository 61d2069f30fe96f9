// What the page does: every intent of a person is one method here. The store holds the result; elements only show it.
import type { Failure } from '../base/index.ts';
import type { StrategyName } from '../partition/index.ts';
import type { CutFile, ModelSource, ModelSummary } from '../workers/planner-api.ts';
import type { AppContext, AppPlatform } from './context.ts';
import type { DroppedFolder } from './dropped-folder.ts';
import type * as Dropping from './dropping.ts';
import { Editing } from './editing.ts';
import { Keeping } from './keeping.ts';
import { Opening } from './opening.ts';
import { planOf, shownPlan, shownStrategy } from './plan-choice.ts';
import { PendingWork } from './plan-jobs.ts';
import { Pins } from './pins.ts';
import { Planning } from './planning.ts';
import { PlanResults } from './results.ts';
import type { RunHooks } from './run-context.ts';
import { RunSlot } from './run-slot.ts';
import { SharedLinks } from './shared-links.ts';
import type {
  AppState,
  OfferedModel,
  Selection,
  ShareOptions,
  ThemeName,
  ViewName,
} from './types.ts';
import { DEFAULT_SET_UP, mergeFacts } from './set-up.ts';
import type { Store } from './store.ts';

/** The model that a first visit opens with. */
const DEFAULT_SAMPLE: ModelSource = { kind: 'sample', name: 'resnet50' };

/** Offline at the wrong moment, or a newer build in the place of this one. */
const CODE_MISSING: Failure = {
  code: 'app/code-missing',
  message: 'The part of Reef that takes dropped files did not arrive.',
  hint: 'Reload the page when you are online, or open the model with Open model.',
};

export class App {
  readonly store: Store<AppState>;
  readonly editing: Editing;
  /** Results kept to compare with. */
  readonly pins: Pins;
  /** The Run view's part, loaded when it is shown. */
  readonly running: RunSlot;
  readonly #context: AppContext;
  readonly #opening: Opening;
  readonly #planning: Planning;
  readonly #results: PlanResults;
  readonly #keeping: Keeping;
  readonly #shared: SharedLinks;
  readonly #dropped = new PendingWork();
  readonly #saveFile: AppPlatform['saveFile'];
  #chooseOffered: ((index: number) => Promise<void>) | null = null;

  constructor(context: AppContext, platform: AppPlatform) {
    this.#context = context;
    this.store = context.store;
    this.#saveFile = platform.saveFile;
    this.#opening = new Opening(context);
    this.#planning = new Planning(context);
    this.#results = new PlanResults(context, platform.saveFile);
    this.#keeping = new Keeping(context, platform);
    this.pins = new Pins(context, platform.sessions);
    this.editing = new Editing(context, {
      replan: () => {
        this.#planning.replan();
      },
      reopen: (source) => {
        this.#opening.open(source, this.#onOpenedAgain);
      },
    });
    this.#shared = new SharedLinks(context, {
      applyEdit: (edit) => {
        this.editing.apply(edit);
      },
      startAfresh: () => this.start({ isViewGiven: true }),
    });
    this.running = new RunSlot(
      platform.loadRunPlatform,
      this.#runHooks(),
      () => this.store.state.setUp.batch,
    );
    this.store.subscribe((state, previous) => {
      this.#onChange(state, previous);
    });
  }

  /** Opens what was kept from the last visit, or the default sample. A view named by the URL stays. */
  async start({ isViewGiven }: { readonly isViewGiven: boolean }): Promise<void> {
    this.#context.client.warmUp();
    this.pins.load();
    const kept = await this.#keeping.load();
    if (kept.kind === 'none') {
      this.open(DEFAULT_SAMPLE);
      return;
    }
    if (kept.kind === 'stopped') {
      this.#opening.showFailure(kept.name, kept.failure, kept.session.source);
      return;
    }
    const { setUp, chosenStrategy, manual, view } = kept.session;
    this.store.set({ setUp, chosenStrategy, manual, ...(isViewGiven ? {} : { view }) });
    this.#opening.open(kept.session.source, this.#onOpenedAgain);
  }

  /** Opens a model in place of the present one; one step for undo. */
  open(source: ModelSource): void {
    this.chooseModel(null);
    this.store.set({ isDrawerOpen: false });
    this.#opening.open(source, (opened, summary) => {
      // The first model is where the visit starts, not a step.
      if (this.editing.source !== null) this.editing.recordStep();
      // What compiled files and runs said is of the model before.
      const { facts: _facts, ...setUp } = this.store.state.setUp;
      this.store.set({ manual: null, chosenStrategy: null, setUp });
      this.#onOpenedByPerson(opened, summary);
    });
  }

  /** Takes what was dropped or pasted, of any kind that Reef knows: each file goes where it belongs. */
  takeFiles(files: readonly File[], folders: readonly DroppedFolder[] = []): void {
    const name = (files[0] ?? folders[0])?.name ?? 'Nothing';
    this.#take(name, (dropping) => dropping.takeDropped(this, { files, folders }));
  }

  /** Takes a text that was dropped or pasted: the result whose link is in it. */
  takeText(text: string, isPasted: boolean): void {
    this.#take('The text', (dropping) => dropping.takeText(this, text, isPasted));
  }

  /** Says why what was dropped cannot be opened, in the place of the result. */
  refuse(name: string, failure: Failure): void {
    this.#opening.showFailure(name, failure);
  }

  /** Says beside the result what of a drop was not taken; null takes it away. */
  showDropNotice(dropNotice: Failure | null): void {
    if (this.store.state.dropNotice !== dropNotice) this.store.set({ dropNotice });
  }

  /** Asks which of several models is meant; `choose` goes on with that one. */
  offerModels<Model extends OfferedModel>(
    models: readonly Model[],
    choose: (model: Model) => Promise<void>,
  ): void {
    this.#chooseOffered = (index) => {
      const model = models[index];
      return model === undefined ? Promise.resolve() : choose(model);
    };
    this.store.set({
      modelChoice: models.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
      announcement: `${String(models.length)} models were dropped. Choose one.`,
    });
  }

  /** Opens one of the models that were offered, by its place in the list; null = none of them. */
  chooseModel(index: number | null): void {
    const choose = this.#chooseOffered;
    this.#chooseOffered = null;
    if (this.store.state.modelChoice !== null) this.store.set({ modelChoice: null });
    if (choose !== null && index !== null) this.#dropped.track(choose(index));
  }

  cancelOpening(): void {
    this.#opening.cancel();
  }

  retryOpening(): void {
    this.#opening.retry(this.#onOpenedByPerson);
  }

  dismissFailure(): void {
    this.#opening.dismiss();
  }

  cancelPlanning(strategy: StrategyName | null): void {
    this.#planning.cancel(strategy);
  }

  retryPlanning(strategy: StrategyName): void {
    this.#planning.retry(strategy);
  }

  verify(): void {
    const plan = this.#pinShownPlan();
    if (plan !== null) this.#results.verify(plan);
  }

  cancelVerify(): void {
    this.#results.cancelVerify();
  }

  download(segmentIndex: number | null): void {
    const plan = this.#pinShownPlan();
    if (plan !== null) this.#results.download(plan, segmentIndex);
  }

  cancelDownload(): void {
    this.#results.cancelDownload();
  }

  select(selection: Selection): void {
    this.store.set({ selection });
  }

  /** What a link is to say beside the result. */
  setShareOptions(shareOptions: ShareOptions): void {
    this.store.set({ shareOptions });
  }

  /** Hands a file that the page made to the person. */
  saveFile(file: CutFile): void {
    this.#saveFile(file);
  }

  highlight(highlight: Selection): void {
    this.store.set({ highlight });
  }

  showView(view: ViewName): void {
    this.store.set({
      view,
      isDrawerOpen: false,
      comparison: null,
      shared: this.#shared.behind(),
    });
  }

  /** Opens a result: an address, its fragment, or a link alone. Where its model is open, the plan becomes the link's. */
  openShared(text: string): Promise<void> {
    return this.#shared.open(text);
  }

  /** Puts a link beside the model that is open, to compare with; the plan stays as it is. */
  putSharedBeside(link: string): Promise<void> {
    return this.#shared.putBeside(link);
  }

  closeShared(): void {
    this.#shared.close();
  }

  /** Shows the page of the link that is open, in the place of the model. */
  showShared(): void {
    this.#shared.bringToFront();
  }

  chooseTheme(theme: ThemeName): void {
    this.store.set({ theme });
  }

  toggleDrawer(isDrawerOpen: boolean): void {
    this.store.set({ isDrawerOpen });
  }

  announce(announcement: string): void {
    this.store.set({ announcement });
  }

  /** Removes the model from the page and from this computer, with everything made from it. */
  async forget(): Promise<void> {
    this.chooseModel(null);
    this.#opening.cancel();
    this.#results.follow(null);
    this.editing.clear();
    this.store.set({
      model: null,
      isForgotten: true,
      shared: { kind: 'none' },
      opening: { kind: 'idle' },
      dropNotice: null,
      setUp: DEFAULT_SET_UP,
      manual: null,
      chosenStrategy: null,
      selection: { kind: 'none' },
      highlight: { kind: 'none' },
      announcement: 'The model and everything made from it are forgotten.',
    });
    this.#planning.clear();
    this.#forgetRuns();
    this.#context.client.close();
    this.pins.forget();
    await this.#keeping.forget();
  }

  /** Resolves when nothing is being opened any more, whether or not it could be. */
  whenOpened(): Promise<void> {
    return this.#opening.whenIdle();
  }

  /** Resolves when nothing is pending: no opening, no planning (the curve included), no verification, no saving. */
  async whenIdle(): Promise<void> {
    const parts = [
      ...[this.#opening, this.#planning, this.#results],
      ...[this.#keeping, this.#shared, this.#dropped, this.running, this.pins],
    ];
    do {
      await Promise.all(parts.map((part) => part.whenIdle()));
      await this.#context.client.whenIdle();
    } while (!parts.every((part) => part.isIdle));
  }

  /** A model that a person opened, not undo or a new visit: if it is that of the link, the link's plan is made again. */
  readonly #onOpenedByPerson = (source: ModelSource, model: ModelSummary): void => {
    this.store.set({ ...this.#shared.editFor(model), shared: this.#shared.behind() });
    this.#onOpenedAgain(source, model);
  };

  /** What to do with a model once it is read, whether a person opened it, undo did or a new visit. */
  readonly #onOpenedAgain = (source: ModelSource, model: ModelSummary): void => {
    this.editing.source = source;
    if (this.store.state.model?.sha256 !== model.sha256) this.#forgetRuns();
    this.store.set({
      model,
      isForgotten: false,
      opening: { kind: 'idle' },
      comparison: null,
      selection: { kind: 'none' },
      highlight: { kind: 'none' },
    });
    this.#planning.replan();
    this.editing.refreshManual();
    this.#keeping.saveSource(source);
  };

  #take(name: string, take: (dropping: typeof Dropping) => Promise<void>): void {
    this.#dropped.track(
      import('./dropping.ts').then(take, () => {
        this.refuse(name, CODE_MISSING);
      }),
    );
  }

  /** A result belongs to the plan that the person saw when asking, even if `optimal` gets ready meanwhile. */
  #pinShownPlan(): ReturnType<typeof shownPlan> {
    const { state } = this.store;
    const plan = shownPlan(state);
    if (plan !== null && state.chosenStrategy === null) {
      this.store.set({ chosenStrategy: shownStrategy(state) });
    }
    return plan;
  }

  /** Runs are of one model; its bytes go with them, and the name that a link was to give it. */
  #forgetRuns(): void {
    const { shareOptions } = this.store.state;
    this.store.set({ lastRun: null, shareOptions: { ...shareOptions, name: '' } });
    this.running.control?.forgetModel();
  }

  #runHooks(): RunHooks {
    return {
      subject: () => {
        const plan = shownPlan(this.store.state);
        const { model, setUp } = this.store.state;
        const { source } = this.editing;
        if (plan === null || model === null || source === null) return null;
        return { plan, source, model, devices: setUp.devices };
      },
      pinPlan: () => {
        this.#pinShownPlan();
      },
      planForDevices: (devices) => {
        this.editing.planForDevices(devices);
      },
      addFacts: (facts) => {
        this.editing.setFacts(mergeFacts(this.store.state.setUp, facts));
      },
      setCuts: (cutAfterDepths) => {
        this.editing.setCuts(cutAfterDepths);
      },
      saveFile: this.#saveFile,
      announce: (text) => {
        this.announce(text);
      },
      onFinished: (lastRun) => {
        this.store.set({ lastRun });
      },
    };
  }

  #onChange(state: AppState, previous: AppState): void {
    if (
      state.strategies !== previous.strategies ||
      state.chosenStrategy !== previous.chosenStrategy
    ) {
      this.#results.follow(shownPlan(state));
      this.running.control?.compiled.followPlan();
    }
    const isOtherReference = (['single', 'compiler'] as const).some(
      (name) => planOf(state.strategies, name) !== planOf(previous.strategies, name),
    );
    if (state.manual !== null && isOtherReference) this.editing.refreshManual();
    if (state.model !== previous.model && state.model !== null) {
      this.announce(`${state.model.name} is open.`);
    }
    if (state.opening !== previous.opening && state.opening.kind === 'failed') {
      const { name, failure } = state.opening;
      this.announce(`${name} could not be opened. ${failure.message}`);
    }
    const isEdited =
      state.setUp !== previous.setUp ||
      state.chosenStrategy !== previous.chosenStrategy ||
      state.manual !== previous.manual ||
      state.view !== previous.view;
    if (isEdited) this.#keeping.saveEditsSoon();
  }
}
