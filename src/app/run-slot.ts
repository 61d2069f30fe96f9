// Holds the Run view's part of the app once it is loaded. The first view pays for this file only.
import type { RunHooks, RunPlatform } from './run-context.ts';
import type { RunControl } from './run-control.ts';

/** Loads the code and the platform of the Run view; a test gives its own. */
export type LoadRunPlatform = () => Promise<RunPlatform>;

export class RunSlot {
  readonly #loadPlatform: LoadRunPlatform;
  readonly #hooks: RunHooks;
  readonly #batch: () => number;
  #loading: Promise<RunControl> | null = null;
  #control: RunControl | null = null;

  constructor(loadPlatform: LoadRunPlatform, hooks: RunHooks, batch: () => number) {
    this.#loadPlatform = loadPlatform;
    this.#hooks = hooks;
    this.#batch = batch;
  }

  /** Null until it has been loaded. */
  get control(): RunControl | null {
    return this.#control;
  }

  load(): Promise<RunControl> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      // A file that did not arrive may arrive at the next try.
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async whenIdle(): Promise<void> {
    await this.#loading?.catch(() => undefined);
    await this.#control?.whenIdle();
  }

  get isIdle(): boolean {
    return this.#control?.isIdle ?? this.#loading === null;
  }

  async #load(): Promise<RunControl> {
    const [{ RunControl: Control }, platform] = await Promise.all([
      import('./run-control.ts'),
      this.#loadPlatform(),
    ]);
    const control = new Control(platform, this.#hooks, this.#batch());
    this.#control = control;
    control.start();
    return control;
  }
}
