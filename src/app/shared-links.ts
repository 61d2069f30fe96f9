// Opening a result that came in a link. It is shown by itself until its model is there; then the plan is made anew from
// what the link says was set, and the link's figures stay to compare with.
import type { Failure, Result } from '../base/index.ts';
import type { SharedResult } from '../share/index.ts';
import type { ModelSummary } from '../workers/planner-api.ts';
import { linkIn } from './address-text.ts';
import type { AppContext } from './context.ts';
import type { EditState } from './kept-session.ts';
import { PendingWork } from './plan-jobs.ts';
import { editOfShared } from './shared-edit.ts';
import type { SharedState } from './types.ts';

/** What an opened link asks of the rest of the app. */
export interface SharedHooks {
  /** The link's model is open already: its plan takes the place of the one on show. */
  readonly applyEdit: (edit: Omit<EditState, 'source'>) => void;
  /** Nothing is open any more: the visit starts as it does without a link. */
  readonly startAfresh: () => Promise<void>;
}

export class SharedLinks {
  readonly #context: AppContext;
  readonly #hooks: SharedHooks;
  readonly #pending = new PendingWork();
  #newest = 0;

  constructor(context: AppContext, hooks: SharedHooks) {
    this.#context = context;
    this.#hooks = hooks;
  }

  /** Opens an address, its fragment, or a link alone; a newer call overtakes an older one. */
  open(text: string): Promise<void> {
    const opened = this.#open(linkIn(text), ++this.#newest);
    this.#pending.track(opened);
    return opened;
  }

  /** Puts a link beside the model that is open, and changes nothing else: a reload found it there. */
  async putBeside(link: string): Promise<void> {
    const number = ++this.#newest;
    const decoding = decode(link);
    this.#pending.track(decoding);
    const decoded = await decoding;
    if (number !== this.#newest || !decoded.ok) return;
    this.#context.store.set({
      shared: { kind: 'open', result: decoded.value, link, isInFront: false },
    });
  }

  close(): void {
    const { store } = this.#context;
    this.#newest++;
    if (store.state.shared.kind === 'none') return;
    store.set({ shared: { kind: 'none' } });
    const isEmpty = store.state.model === null && store.state.opening.kind === 'idle';
    if (isEmpty) this.#pending.track(this.#hooks.startAfresh());
  }

  /** Shows the link's own page. */
  bringToFront(): void {
    const { shared } = this.#context.store.state;
    if (shared.kind === 'open') this.#context.store.set({ shared: { ...shared, isInFront: true } });
  }

  /** The link when something else is shown: it stays beside that, and one that cannot be read is gone. */
  behind(): SharedState {
    const { shared } = this.#context.store.state;
    if (shared.kind === 'failed') return { kind: 'none' };
    return shared.kind === 'open' && shared.isInFront ? { ...shared, isInFront: false } : shared;
  }

  /** What to set for a model that has just been read: the link's plan if it is the link's model, else null. */
  editFor(model: ModelSummary): Omit<EditState, 'source'> | null {
    const { shared } = this.#context.store.state;
    return shared.kind === 'open' && isModelOf(shared.result, model)
      ? editOfShared(shared.result)
      : null;
  }

  whenIdle(): Promise<void> {
    return this.#pending.whenIdle();
  }

  get isIdle(): boolean {
    return this.#pending.isIdle;
  }

  async #open(link: string, number: number): Promise<void> {
    const { store } = this.#context;
    const { shared, opening } = store.state;
    const isFirst = store.state.model === null && opening.kind !== 'running';
    if (isFirst && shared.kind === 'none') store.set({ shared: { kind: 'opening' } });
    const decoded = await decode(link);
    if (number !== this.#newest) return;
    if (!decoded.ok) {
      store.set({ shared: { kind: 'failed', failure: decoded.failure }, isDrawerOpen: false });
      return;
    }
    const result = decoded.value;
    const { model } = store.state;
    const isLive = model !== null && model.obstacle === null && isModelOf(result, model);
    // First, so that whoever hears of the link finds its plan set.
    if (isLive) this.#hooks.applyEdit(editOfShared(result));
    store.set({
      shared: { kind: 'open', result, link, isInFront: !isLive },
      // What the link before was to be called says nothing of this one.
      shareOptions: { ...store.state.shareOptions, linkName: null },
      isForgotten: false,
      isDrawerOpen: false,
      selection: { kind: 'none' },
      highlight: { kind: 'none' },
    });
  }
}

/** True for the very file that a result was made from. */
export function isModelOf(
  { model }: SharedResult,
  { sha256 }: Pick<ModelSummary, 'sha256'>,
): boolean {
  return model.sha256 === sha256;
}

async function decode(link: string): Promise<Result<SharedResult>> {
  try {
    return (await import('./read-links.ts')).decodeLink(link);
  } catch {
    // Offline at the wrong moment, or a newer build in the place of this one.
    return { ok: false, failure: CODE_MISSING };
  }
}

const CODE_MISSING: Failure = {
  code: 'app/code-missing',
  message: 'The part of Reef that reads links did not arrive.',
  hint: 'Reload the page when you are online.',
};
