// Keeps the last model, plan and set-up on this computer. Nothing that goes wrong here disturbs the person: storage can
// be full, private or switched off, and then the session is simply not kept.
import type { Failure } from '../base/index.ts';
import type { ModelSource } from '../workers/planner-api.ts';
import type { AppContext, AppPlatform } from './context.ts';
import { parseKeptSession } from './kept-session.ts';
import type { KeptSession } from './kept-session.ts';
import { PendingWork } from './plan-jobs.ts';

/** Edits are written once the person rests for this long, not with every step of a drag. */
const SAVE_DELAY_MS = 400;

/** What the last visit left. `stopped` = Reef did not survive opening it the last time. */
export type KeptState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'stopped';
      readonly name: string;
      readonly failure: Failure;
      readonly session: KeptSession;
    }
  | { readonly kind: 'kept'; readonly session: KeptSession };

export class Keeping {
  readonly #context: AppContext;
  readonly #platform: Pick<AppPlatform, 'sessions' | 'crashMark'>;
  readonly #pending = new PendingWork();
  #source: ModelSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: AppContext, platform: Pick<AppPlatform, 'sessions' | 'crashMark'>) {
    this.#context = context;
    this.#platform = platform;
  }

  async load(): Promise<KeptState> {
    let stored: unknown = null;
    try {
      stored = await this.#platform.sessions.load();
    } catch {
      // No storage: the visit starts like a first one.
    }
    const session = parseKeptSession(stored);
    if (session === null) return { kind: 'none' };
    const name = session.source.kind === 'file' ? session.source.fileName : session.source.name;
    if (this.#platform.crashMark.read()) {
      this.#platform.crashMark.write(false);
      // So that it can be forgotten.
      this.#context.store.set({ isKept: true });
      return { kind: 'stopped', name, failure: stoppedFailure(name), session };
    }
    this.#platform.crashMark.write(true);
    return { kind: 'kept', session };
  }

  /** A model has been read: it is kept from now on, and the restore that may have led here has worked. */
  saveSource(source: ModelSource): void {
    this.#platform.crashMark.write(false);
    if (source === this.#source) return;
    this.#source = source;
    this.#pending.track(this.#trySaving(() => this.#platform.sessions.saveSource(source)));
    this.saveEditsSoon();
  }

  saveEditsSoon(): void {
    if (this.#source === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { setUp, chosenStrategy, manual, view } = this.#context.store.state;
      const edits = { setUp, chosenStrategy, manual, view };
      this.#pending.track(this.#trySaving(() => this.#platform.sessions.saveEdits(edits)));
    }, SAVE_DELAY_MS);
  }

  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#source = null;
    this.#platform.crashMark.write(false);
    const forgotten = this.#tryForgetting();
    this.#pending.track(forgotten);
    await forgotten;
  }

  whenIdle(): Promise<void> {
    return this.#pending.whenIdle();
  }

  get isIdle(): boolean {
    return this.#pending.isIdle;
  }

  async #tryForgetting(): Promise<void> {
    try {
      await this.#platform.sessions.forget();
    } catch {
      // Storage that cannot be reached holds nothing of ours that could be removed.
    }
    this.#context.store.set({ isKept: false });
  }

  async #trySaving(save: () => Promise<void>): Promise<void> {
    try {
      await save();
      this.#context.store.set({ isKept: this.#source !== null });
    } catch {
      // Full or switched off: the page says "not kept" instead of "kept on this computer".
      this.#context.store.set({ isKept: false });
    }
  }
}

function stoppedFailure(name: string): Failure {
  return {
    code: 'app/restore-stopped',
    message: `Reef stopped while it opened "${name}" the last time. It is still kept on this computer.`,
    hint: 'Try again, open another model, or choose "Forget" to remove what is kept.',
  };
}
