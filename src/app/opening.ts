// Opening a model: from a file or a sample, with progress and cancel. The model that is open stays until the next is read.
import type { Failure } from '../base/index.ts';
import type { ModelSource, ModelSummary } from '../workers/planner-api.ts';
import type { AppContext } from './context.ts';
import { PendingWork, unlessAborted } from './plan-jobs.ts';

/** Called with a model that has just been read, before anything is planned. */
export type OnOpened = (source: ModelSource, summary: ModelSummary) => void;

export class Opening {
  readonly #context: AppContext;
  readonly #pending = new PendingWork();
  #current: AbortController | null = null;
  #lastSource: ModelSource | null = null;

  constructor(context: AppContext) {
    this.#context = context;
  }

  /** Opens a model in place of the present one; a newer call cancels an older one. */
  open(source: ModelSource, onOpened: OnOpened): void {
    this.#current?.abort();
    const controller = new AbortController();
    this.#current = controller;
    this.#lastSource = source;
    this.#pending.track(this.#run(source, onOpened, controller));
  }

  /** Shows a failure in the place of the result without having tried: nothing usable was dropped, for instance. */
  showFailure(name: string, failure: Failure, source: ModelSource | null = null): void {
    this.#current?.abort();
    this.#current = null;
    this.#lastSource = source;
    this.#context.store.set({ opening: { kind: 'failed', name, failure } });
  }

  retry(onOpened: OnOpened): void {
    if (this.#lastSource !== null) this.open(this.#lastSource, onOpened);
  }

  cancel(): void {
    this.#current?.abort();
  }

  /** Back to the model that is open, after a failure or a cancel. */
  dismiss(): void {
    if (this.#context.store.state.opening.kind === 'running') return;
    this.#context.store.set({ opening: { kind: 'idle' } });
  }

  whenIdle(): Promise<void> {
    return this.#pending.whenIdle();
  }

  get isIdle(): boolean {
    return this.#pending.isIdle;
  }

  async #run(source: ModelSource, onOpened: OnOpened, controller: AbortController): Promise<void> {
    const { store, client } = this.#context;
    const { signal } = controller;
    const name = this.#nameOf(source);
    const isCurrent = (): boolean => this.#current === controller;
    store.set({ opening: { kind: 'running', name, progress: null } });
    const result = await unlessAborted(
      client.open(source, {
        signal,
        onProgress: (progress) => {
          if (isCurrent() && !signal.aborted)
            store.set({ opening: { kind: 'running', name, progress } });
        },
      }),
    );
    if (!isCurrent()) return;
    this.#current = null;
    if (result === null) store.set({ opening: { kind: 'cancelled', name } });
    else if (!result.ok) store.set({ opening: { kind: 'failed', name, failure: result.failure } });
    else onOpened(source, result.value);
  }

  #nameOf(source: ModelSource): string {
    if (source.kind === 'file') return source.fileName;
    const sample = this.#context.store.state.samples.find((entry) => entry.name === source.name);
    return sample?.title ?? source.name;
  }
}
