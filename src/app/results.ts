// Verification and downloads of the plan on show: long, in the reader worker, with progress and cancel.
import type { Plan } from '../partition/index.ts';
import type { AppContext, SaveFile } from './context.ts';
import { planKey } from './plan-choice.ts';
import { PendingWork, stateOf, unlessAborted } from './plan-jobs.ts';
import { toDeviceSpecs } from './set-up.ts';

export class PlanResults {
  readonly #context: AppContext;
  readonly #saveFile: SaveFile;
  readonly #pending = new PendingWork();
  #verifying: AbortController | null = null;
  #bundling: AbortController | null = null;
  #planKey = '';

  constructor(context: AppContext, saveFile: SaveFile) {
    this.#context = context;
    this.#saveFile = saveFile;
  }

  /** A result belongs to one plan: another plan on show makes it void. */
  follow(plan: Plan | null): void {
    const key = plan === null ? '' : planKey(plan);
    if (key === this.#planKey) return;
    this.#planKey = key;
    this.#verifying?.abort();
    this.#bundling?.abort();
    this.#verifying = this.#bundling = null;
    this.#context.store.set({ verify: { kind: 'idle' }, download: { bundle: { kind: 'idle' } } });
  }

  verify(plan: Plan): void {
    this.#verifying?.abort();
    const controller = new AbortController();
    this.#verifying = controller;
    this.#pending.track(this.#runVerify(plan, controller.signal));
  }

  cancelVerify(): void {
    this.#verifying?.abort();
  }

  /** The whole bundle, or one segment's file. */
  download(plan: Plan, segmentIndex: number | null): void {
    this.#bundling?.abort();
    const controller = new AbortController();
    this.#bundling = controller;
    this.#pending.track(this.#runDownload(plan, segmentIndex, controller.signal));
  }

  cancelDownload(): void {
    this.#bundling?.abort();
  }

  whenIdle(): Promise<void> {
    return this.#pending.whenIdle();
  }

  get isIdle(): boolean {
    return this.#pending.isIdle;
  }

  async #runVerify(plan: Plan, signal: AbortSignal): Promise<void> {
    const { store, client } = this.#context;
    const isCurrent = (): boolean => this.#verifying?.signal === signal;
    store.set({ verify: { kind: 'running', progress: null } });
    const result = await unlessAborted(
      client.verify(plan, {
        signal,
        onProgress: (progress) => {
          if (isCurrent() && !signal.aborted) store.set({ verify: { kind: 'running', progress } });
        },
      }),
    );
    if (isCurrent())
      store.set({ verify: result === null ? { kind: 'cancelled' } : stateOf(result) });
  }

  async #runDownload(plan: Plan, segmentIndex: number | null, signal: AbortSignal): Promise<void> {
    const { store, client } = this.#context;
    const isCurrent = (): boolean => this.#bundling?.signal === signal;
    store.set({ download: { bundle: { kind: 'running', progress: null } } });
    const call =
      segmentIndex === null
        ? client.bundle(plan, toDeviceSpecs(store.state.setUp), {
            signal,
            onProgress: (progress) => {
              if (isCurrent() && !signal.aborted) {
                store.set({ download: { bundle: { kind: 'running', progress } } });
              }
            },
          })
        : client.segmentFile(plan, segmentIndex, { signal });
    const result = await unlessAborted(call);
    if (!isCurrent()) return;
    if (result === null) store.set({ download: { bundle: { kind: 'cancelled' } } });
    else if (!result.ok)
      store.set({ download: { bundle: { kind: 'failed', failure: result.failure } } });
    else {
      this.#saveFile(result.value);
      const { name, bytes } = result.value;
      store.set({ download: { bundle: { kind: 'done', value: { name, bytes: bytes.length } } } });
    }
  }
}
