// Compiled files that a person drops: matched to the segments of the plan on show, again whenever that changes, so that
// after a moved cut only the changed segments have to be compiled. What they say proposes the next cut.
import type { RefineState } from '../partition/index.ts';
import type { CompiledFile } from '../workers/runner-api.ts';
import { planKey } from './plan-choice.ts';
import { unlessAborted, type PendingWork } from './plan-jobs.ts';
import type { RunContext } from './run-context.ts';
import { refineCompiled } from './run-refine.ts';

/** Files that are looked through again at another plan; the oldest go first. */
const MOST_FILES = 64;

export class RunCompiled {
  readonly #context: RunContext;
  readonly #pending: PendingWork;
  #files: readonly CompiledFile[] = [];
  #refining: RefineState | null = null;
  #matchedKey = '';

  constructor(context: RunContext, pending: PendingWork) {
    this.#context = context;
    this.#pending = pending;
  }

  /** Takes files; those that belong to no segment of the plan on show are listed with the reason. */
  add(files: readonly File[]): void {
    const { hooks } = this.#context;
    if (hooks.subject() === null) return;
    hooks.pinPlan();
    const added = files.map((file) => ({ name: file.name, file }));
    this.#files = [...this.#files, ...added].slice(-MOST_FILES);
    this.#pending.track(this.#match(added.length));
  }

  /** Another plan is on show: files of segments that it shares with the one before still count. */
  followPlan(): void {
    const subject = this.#context.hooks.subject();
    if (this.#files.length === 0 || subject === null) return;
    if (planKey(subject.plan) !== this.#matchedKey) this.#pending.track(this.#match(0));
  }

  /** Moves the cut that the compiled segments propose; the changed segments are to be compiled again. */
  applyProposal(): void {
    const { store, hooks } = this.#context;
    const refinement = store.state.compiled?.refinement ?? null;
    if (refinement?.kind === 'move') {
      this.#refining = refinement.state;
      hooks.setCuts(refinement.state.cutAfterDepths);
    } else if (refinement?.kind === 'done' && !refinement.isThisPlan) {
      hooks.setCuts(refinement.cutAfterDepths);
    }
  }

  /** Plans with what really went on chip. */
  useFacts(): void {
    const { store, hooks } = this.#context;
    const { compiled } = store.state;
    if (compiled === null) return;
    hooks.addFacts(compiled.facts);
    hooks.announce('Planning with what went on chip in the compiled segments.');
  }

  forget(): void {
    this.#files = [];
    this.#refining = null;
    this.#matchedKey = '';
    this.#context.store.set({ compiled: null });
  }

  /** `newCount`: how many files at the end of the list are new, and worth a word where they belong nowhere. */
  async #match(newCount: number): Promise<void> {
    const { store, client, platform, hooks } = this.#context;
    const subject = hooks.subject();
    if (subject === null) return;
    const { plan, source, model } = subject;
    const files = this.#files;
    const key = planKey(plan);
    this.#matchedKey = key;
    const report = await unlessAborted(
      client.matchCompiled(
        {
          ...{ plan, source, modelKey: model.sha256, fileName: model.fileName },
          samplesUrl: platform.samplesUrl,
        },
        files,
      ),
    );
    // A later match has its own answer.
    if (report === null || this.#matchedKey !== key || this.#files !== files) return;
    if (!report.ok) {
      store.set({ notice: report.failure });
      return;
    }
    const { matched, unmatched } = report.value;
    const facts = matched.map(({ fact }) => fact);
    const fileOf = new Map(matched.map((one) => [one.segmentIndex, files[one.fileIndex]]));
    const isNew = (fileIndex: number): boolean => fileIndex >= files.length - newCount;
    store.set({
      compiled: {
        planKey: key,
        files: plan.segments.map((_, index) => fileOf.get(index) ?? null),
        facts,
        unmatched: unmatched.flatMap(({ fileIndex, reason }) =>
          isNew(fileIndex) ? [{ name: files[fileIndex]?.name ?? '', reason }] : [],
        ),
        refinement: refineCompiled({ plan, graph: model.graph, facts, before: this.#refining }),
      },
    });
    if (newCount > 0) {
      const fresh = matched.filter(({ fileIndex }) => isNew(fileIndex)).length;
      hooks.announce(`${String(fresh)} of ${String(newCount)} files matched.`);
    }
  }
}
