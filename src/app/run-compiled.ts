// Compiled files and logs that a person drops: matched to the segments of the plan on show, again whenever that changes, so
// that after a moved cut only the changed segments have to be compiled. What they say proposes the next cut.
import type { RefineState } from '../partition/index.ts';
import type { CompiledFile, CompiledMatchReport } from '../workers/runner-api.ts';
import { planKey } from './plan-choice.ts';
import { unlessAborted, type PendingWork } from './plan-jobs.ts';
import { knownSegments } from './run-compiled-facts.ts';
import type { RunContext, RunSubject } from './run-context.ts';
import { refineCompiled } from './run-refine.ts';

/** Files that are looked through again at another plan; the oldest go first. */
const MOST_FILES = 64;

export class RunCompiled {
  readonly #context: RunContext;
  readonly #pending: PendingWork;
  #files: readonly CompiledFile[] = [];
  /** How many files at the end of the list are new: worth a word where they belong nowhere. */
  #newCount = 0;
  #refining: RefineState | null = null;
  #matchedKey = '';

  constructor(context: RunContext, pending: PendingWork) {
    this.#context = context;
    this.#pending = pending;
  }

  /**
   * Takes files and logs; those that belong to no segment of the plan on show are listed with the reason. Where the plan
   * is still being made they wait for it.
   */
  add(files: readonly File[]): void {
    const { hooks } = this.#context;
    const added = files.map((file) => ({ name: file.name, file }));
    this.#files = [...this.#files, ...added].slice(-MOST_FILES);
    this.#newCount = Math.min(this.#newCount + added.length, MOST_FILES);
    this.#matchedKey = '';
    if (hooks.subject() === null) return;
    hooks.pinPlan();
    this.#pending.track(this.#match());
  }

  /** Another plan is on show: files of segments that it shares with the one before still count. */
  followPlan(): void {
    const subject = this.#context.hooks.subject();
    if (this.#files.length === 0 || subject === null) return;
    if (planKey(subject.plan) !== this.#matchedKey) this.#pending.track(this.#match());
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
    this.#newCount = 0;
    this.#refining = null;
    this.#matchedKey = '';
    this.#context.store.set({ compiled: null });
  }

  async #match(): Promise<void> {
    const { store, client, platform, hooks } = this.#context;
    const subject = hooks.subject();
    if (subject === null) return;
    const { plan, source, model } = subject;
    const files = this.#files;
    const newCount = this.#newCount;
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
    this.#newCount = 0;
    if (!report.ok) {
      store.set({ notice: report.failure });
      return;
    }
    this.#show(report.value, subject, { files, newCount, key });
    if (newCount > 0) hooks.announce(matchWords(report.value, files.length, newCount));
  }

  #show(
    report: CompiledMatchReport,
    { plan, model }: RunSubject,
    {
      files,
      newCount,
      key,
    }: {
      readonly files: readonly CompiledFile[];
      readonly newCount: number;
      readonly key: string;
    },
  ): void {
    const { matched, unmatched } = report;
    const nameOf = (fileIndex: number): string => files[fileIndex]?.name ?? '';
    const { facts, segments } = knownSegments(report, plan.segments, nameOf);
    const fileOf = new Map(matched.map((one) => [one.segmentIndex, files[one.fileIndex]]));
    this.#context.store.set({
      compiled: {
        planKey: key,
        files: plan.segments.map((_, index) => fileOf.get(index) ?? null),
        ...{ facts, segments },
        unmatched: unmatched.flatMap(({ fileIndex, reason }) => {
          const file = files[fileIndex];
          const isNew = fileIndex >= files.length - newCount;
          return isNew && file !== undefined ? [{ ...file, reason }] : [];
        }),
        refinement: refineCompiled({ plan, graph: model.graph, facts, before: this.#refining }),
      },
    });
  }
}

/** "3 of 4 files matched." */
function matchWords(
  { unmatched }: CompiledMatchReport,
  fileCount: number,
  newCount: number,
): string {
  const refused = unmatched.filter(({ fileIndex }) => fileIndex >= fileCount - newCount).length;
  return `${String(newCount - refused)} of ${String(newCount)} files matched.`;
}
