// Drives the whole stack (usb/, runtime/, wasm/) by the script of a trace, on replayed devices. Generic over traces.
import type { Failure, Result } from '../../src/base/index.ts';
import { readPackage, type CompiledModel } from '../../src/edgetpu/package/index.ts';
import type { Accelerator, LoadedModel } from '../../src/runtime/index.ts';
import { graphInputs } from './graph-inputs.ts';
import { inputPattern, inputSeed } from './patterns.ts';
import { ReplayBench } from './replay-bench.ts';
import type { StepLine, Trace } from './trace.ts';

export interface ReplayContext {
  readonly module: WebAssembly.Module;
  /** Bytes of a model file by its base name; null when it is not here. */
  readonly loadModel: (baseName: string) => Uint8Array | null;
  readonly say?: (message: string) => void;
}

/** Differences in words; none = passed. `skipped` says why a trace could not be replayed at all. */
export interface ReplayResult {
  readonly problems: readonly string[];
  readonly skipped: string | null;
  readonly inferences: number;
}

/** Nothing happens any more when this many turns of the event loop, and this long, passed without anything. */
const QUIET_TURNS = 40;
const QUIET_MS = 60;

/** Reports of the recorder; some share their first word with a step. */
const REPORT =
  /^(listed\b|script end|exit$|tflite says|unload done|close done|open returned|load status|invoke (begin|end)\b)/;
/** Steps without a trace on the wire, or whose effect stands behind a fault. */
const SILENT_STEPS = new Set(['list', 'outdir', 'sleep', 'arm', 'unplug', 'replug', 'exit']);

/** `null`: a model without an Edge TPU operator, which never reaches the wire. */
type OpenModel = {
  readonly compiled: CompiledModel;
  readonly bytes: Uint8Array;
  readonly loaded: LoadedModel;
  readonly accelerator: Accelerator;
  /** A full interpreter feeds the graph's inputs, a bare one the operator's. */
  readonly feedsGraph: boolean;
} | null;

export async function replayTrace(trace: Trace, context: ReplayContext): Promise<ReplayResult> {
  const missing = missingModel(trace, context);
  if (missing) return { problems: [], skipped: `${missing} is not here`, inferences: 0 };
  return new Replay(trace, context).run();
}

function missingModel(trace: Trace, { loadModel }: ReplayContext): string | null {
  for (const { words } of trace.steps) {
    const [step, alias, file] = words;
    if ((step !== 'load' && step !== 'mini_load') || alias === 'status' || !file) continue;
    if (!loadModel(baseName(file))) return baseName(file);
  }
  return null;
}

/** Folders in a script are the recorder's. */
function baseName(file: string): string {
  return file.split('/').at(-1) ?? file;
}

class Replay {
  readonly #trace: Trace;
  readonly #context: ReplayContext;
  readonly #bench: ReplayBench;
  readonly #accelerators = new Map<string, Accelerator>();
  readonly #models = new Map<string, OpenModel>();
  readonly #problems: string[] = [];
  /** Why the last step failed here, until a report says whether it should have. */
  #refusal: string | null = null;
  #inferences = 0;
  /** The interpreter works for this step: silence on the wire means nothing. */
  #isComputing = false;

  constructor(trace: Trace, context: ReplayContext) {
    this.#trace = trace;
    this.#context = context;
    this.#bench = new ReplayBench(trace, context.module);
  }

  async run(): Promise<ReplayResult> {
    for (const step of this.#trace.steps) {
      const isDone = await this.#untilQuiet(this.#perform(step));
      if (isDone) continue;
      // A trace that stops at a fault leaves its last step without an answer.
      const isOdd = this.#trace.faultLine === null && !this.#bench.problems().length;
      if (isOdd) this.#problem(`line ${step.line}: nothing moves any more`);
      break;
    }
    await turns(QUIET_TURNS);
    const problems = [...this.#problems, ...this.#bench.problems()];
    return { problems, skipped: null, inferences: this.#inferences };
  }

  async #perform(step: StepLine): Promise<void> {
    const [name = '', alias = ''] = step.words;
    if (REPORT.test(step.words.join(' '))) return this.#compareReport(step);
    if (SILENT_STEPS.has(name)) return;
    switch (name) {
      case 'open':
        return this.#open(step);
      case 'load':
      case 'mini_load':
        return this.#load(step, name === 'load');
      case 'invoke':
        return this.#invoke(alias, Number(step.words[2] ?? 1));
      case 'save':
      case 'mini_save':
      case 'invoke_bg':
        return this.#invoke(alias, 1);
      case 'unload':
      case 'mini_unload':
        return this.#unload(alias);
      case 'close':
        return this.#close(alias);
      default:
        this.#context.say?.(`${this.#trace.name}: unknown step "${step.words.join(' ')}" skipped`);
    }
  }

  async #open(step: StepLine): Promise<void> {
    const accelerator = await this.#bench.open(step);
    if (!accelerator.ok) return this.#refused('open', accelerator.failure);
    this.#accelerators.set(step.words[1] ?? '', accelerator.value);
  }

  #load({ words }: StepLine, feedsGraph: boolean): void {
    const [, alias = '', file = ''] = words;
    const accelerator = this.#accelerators.get(words[feedsGraph ? 3 : 4] ?? '');
    const bytes = this.#context.loadModel(baseName(file));
    if (!accelerator || !bytes) return this.#problem(`no device for ${alias}`);
    const compiled = readPackage(bytes);
    if (!compiled.ok && compiled.failure.code === 'edgetpu/not-compiled') {
      this.#models.set(alias, null);
      return;
    }
    if (!compiled.ok) return this.#refused('load', compiled.failure);
    const loaded = accelerator.load(compiled.value.package.bytes);
    if (!loaded.ok) return this.#refused('load', loaded.failure);
    const model = { compiled: compiled.value, bytes, loaded: loaded.value };
    this.#models.set(alias, { ...model, accelerator, feedsGraph });
  }

  async #invoke(alias: string, count: number): Promise<void> {
    const model = this.#models.get(alias);
    if (model === undefined) return this.#problem(`no model ${alias}`);
    for (let run = 0; run < count; run++) {
      const inference = this.#inferences++;
      if (model === null) continue;
      this.#isComputing = true;
      const inputs = await inputsFor(model, inference);
      this.#isComputing = false;
      const result = await model.accelerator.infer(model.loaded, inputs);
      if (!result.ok) return this.#refused('invoke', result.failure);
    }
  }

  #unload(alias: string): void {
    const model = this.#models.get(alias);
    this.#models.delete(alias);
    if (model) this.#expectOk('unload', model.accelerator.unload(model.loaded));
  }

  async #close(alias: string): Promise<void> {
    const accelerator = this.#accelerators.get(alias);
    this.#accelerators.delete(alias);
    if (accelerator) this.#expectOk('close', await accelerator.close());
  }

  /** What the recorder's driver reported must have happened here too. */
  #compareReport({ line, words }: StepLine): void {
    const text = words.join(' ');
    const status = /^(?:load status|invoke end status) (-?\d+)/.exec(text)?.[1];
    if (status === undefined && !text.startsWith('open returned')) return;
    const wasRefused = text === 'open returned NULL' || (status !== undefined && status !== '0');
    const refusal = this.#refusal;
    this.#refusal = null;
    if (wasRefused && !refusal) this.#problem(`line ${line}: "${text}", but here it went well`);
    if (!wasRefused && refusal) this.#problem(`line ${line}: "${text}", but here ${refusal}`);
  }

  #refused(what: string, { code, details }: Failure): void {
    this.#refusal = `${what} failed with ${code} ${JSON.stringify(details ?? {})}`;
  }

  #expectOk(what: string, result: Result<unknown>): void {
    if (!result.ok) this.#problem(`${what}: ${result.failure.code}`);
  }

  #problem(text: string): void {
    this.#problems.push(text);
  }

  /** Waits for a step as long as something still happens on some device; false when nothing does. */
  async #untilQuiet(step: Promise<void>): Promise<boolean> {
    let isDone = false;
    const done = step.then(() => {
      isDone = true;
    });
    let seen = -1;
    let quietTurns = 0;
    let quietSinceMs = performance.now();
    while (!isDone) {
      await Promise.race([done, turns(1)]);
      const { activity } = this.#bench;
      if (activity !== seen || this.#isComputing) {
        seen = activity;
        quietTurns = 0;
        quietSinceMs = performance.now();
      } else if (++quietTurns >= QUIET_TURNS && performance.now() - quietSinceMs > QUIET_MS) {
        return false;
      }
    }
    return true;
  }
}

function inputsFor(
  { bytes, compiled, loaded, feedsGraph }: NonNullable<OpenModel>,
  inference: number,
): Promise<readonly Uint8Array[]> {
  if (feedsGraph) return graphInputs(bytes, compiled, inference);
  const inputs = loaded.inputBytes.map((count, tensor) =>
    inputPattern(count, inputSeed(inference, tensor)),
  );
  return Promise.resolve(inputs);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
