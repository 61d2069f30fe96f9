// Drives the whole stack (usb/, runtime/, wasm/) by the script of a trace, on replayed devices. Generic over traces.
import { type Failure, type Result } from '../../src/base/index.ts';
import { readPackage, type CompiledModel } from '../../src/edgetpu/package/index.ts';
import {
  goldenOptions,
  openAccelerator,
  type Accelerator,
  type ClockSetting,
  type LoadedModel,
} from '../../src/runtime/index.ts';
import {
  APPLICATION_FILTER,
  BOOT_FILTER,
  GOLDEN_POLICY,
  prepareDevice,
} from '../../src/usb/index.ts';
import { graphInputs } from './graph-inputs.ts';
import { inputPattern, inputSeed } from './patterns.ts';
import { ReplayDevice, ReplayStreams } from './replay-device.ts';
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

/** Length of a firmware image when a trace does not load any. */
const NO_FIRMWARE = 0;
/** Turns of the event loop without anything happening, after which nothing will. */
const QUIET_TURNS = 40;
const DFU_DOWNLOAD = { requestType: 0x21, request: 1 } as const;

const CLOCKS: Readonly<Record<string, ClockSetting>> = {
  Low: 'low',
  Medium: 'medium',
  High: 'high',
  Max: 'max',
};

/** Words that begin a report of the recorder, not a step. */
const REPORTS = new Set([
  'listed',
  'script',
  'exit',
  'tflite',
  'unload',
  'close',
  'open',
  'load',
  'invoke',
]);

interface OpenModel {
  readonly compiled: CompiledModel;
  readonly bytes: Uint8Array;
  readonly loaded: LoadedModel;
  readonly accelerator: Accelerator;
  /** A full interpreter feeds the graph's inputs, a bare one the operator's. */
  readonly feedsGraph: boolean;
}

export async function replayTrace(trace: Trace, context: ReplayContext): Promise<ReplayResult> {
  const missing = missingModel(trace, context);
  if (missing) return { problems: [], skipped: `${missing} is not here`, inferences: 0 };
  return new Replay(trace, context).run();
}

function missingModel(trace: Trace, { loadModel }: ReplayContext): string | null {
  for (const { words } of trace.steps) {
    const [step, , file] = words;
    if ((step === 'load' || step === 'mini_load') && file && words[1] !== 'status') {
      const name = modelFileName(file);
      if (!loadModel(name)) return name;
    }
  }
  return null;
}

/** Files of one origin carry a prefix in the recorder's folder. */
function modelFileName(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/^(libredge_|eel2_)/, '');
}

class Replay {
  readonly #trace: Trace;
  readonly #context: ReplayContext;
  readonly #streams = new Map<number, ReplayStreams>();
  readonly #faces = new Map<number, ReplayDevice>();
  readonly #accelerators = new Map<string, Accelerator>();
  readonly #models = new Map<string, OpenModel>();
  readonly #problems: string[] = [];
  #inferences = 0;

  constructor(trace: Trace, context: ReplayContext) {
    this.#trace = trace;
    this.#context = context;
    for (const [device, lines] of trace.devices)
      this.#streams.set(device, new ReplayStreams(lines));
  }

  async run(): Promise<ReplayResult> {
    for (const step of this.#trace.steps) {
      const isOver = await this.#untilQuiet(this.#perform(step));
      // A trace that stops at a fault leaves its last step without an answer.
      if (isOver === 'stuck') break;
    }
    await settleTurns(QUIET_TURNS);
    for (const [device, streams] of this.#streams) {
      const where = this.#streams.size > 1 ? `device ${device}, ` : '';
      const problems = streams.problems.length ? streams.problems : streams.leftOver();
      this.#problems.push(...problems.map((problem) => where + problem));
    }
    return { problems: this.#problems, skipped: null, inferences: this.#inferences };
  }

  #perform(step: StepLine): Promise<void> {
    const { words } = step;
    const [name = ''] = words;
    const isReport = REPORTS.has(name) && isReportLine(words);
    if (isReport) return Promise.resolve(this.#compareReport(step));
    switch (name) {
      case 'open':
        return this.#open(step);
      case 'load':
      case 'mini_load':
        return this.#load(step, name === 'load');
      case 'invoke':
      case 'save':
      case 'mini_save':
      case 'invoke_bg':
        return this.#invoke(words[1] ?? '', name === 'invoke' ? Number(words[2] ?? 1) : 1);
      case 'unload':
      case 'mini_unload':
        return this.#unload(words[1] ?? '');
      case 'close':
        return this.#close(words[1] ?? '');
      case 'list':
      case 'outdir':
      case 'sleep':
      case 'arm':
      case 'unplug':
      case 'replug':
      case 'exit':
        return Promise.resolve();
      default:
        this.#context.say?.(`${this.#trace.name}: step "${words.join(' ')}" is unknown, skipped`);
        return Promise.resolve();
    }
  }

  async #open({ line, words }: StepLine): Promise<void> {
    const [, alias = '', ...rest] = words;
    const options = new Map(
      rest.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
    );
    const opened = this.#trace.opens.find((one) => one.line > line);
    const number = opened?.device ?? 0;
    const streams = this.#streams.get(number);
    if (!streams) return this.#problem(`line ${line}: no device to open`);
    let face = this.#faceOf(
      number,
      streams,
      opened?.mode === 'dfu' ? BOOT_FILTER : APPLICATION_FILTER,
    );
    const detaches = options.get('Usb.AlwaysDfu') === 'True';
    const prepared = await prepareDevice(face.usb, {
      policy: { ...GOLDEN_POLICY, alwaysLoadsFirmware: detaches },
      firmware: new Uint8Array(firmwareBytes(streams)).fill(0x5a),
      findAgain: () => {
        face = this.#nextFace(number, streams);
        return Promise.resolve(face.usb);
      },
    });
    if (!prepared.ok) return this.#refused('open', prepared.failure);
    if (prepared.value.kind !== 'ready') return this.#problem(`line ${line}: did not come back`);
    const clock = CLOCKS[options.get('Performance') ?? 'Max'] ?? 'max';
    const queue = options.get('Usb.MaxBulkInQueueLength');
    const accelerator = await openAccelerator({
      prepared: prepared.value.prepared,
      module: this.#context.module,
      options: goldenOptions(prepared.value.prepared.speed, {
        clock,
        ...(queue === undefined ? {} : { maxBulkInQueueLength: Number(queue) }),
      }),
    });
    if (!accelerator.ok) return this.#refused('open', accelerator.failure);
    this.#accelerators.set(alias, accelerator.value);
  }

  /** The device as it shows now; a bus reset after firmware, or after a detach, makes it another one. */
  #faceOf(
    number: number,
    streams: ReplayStreams,
    ids: typeof BOOT_FILTER | typeof APPLICATION_FILTER,
  ) {
    const face = new ReplayDevice(streams, ids, () => this.#modeAfterReset(streams, ids) === ids);
    this.#faces.set(number, face);
    return face;
  }

  #nextFace(number: number, streams: ReplayStreams): ReplayDevice {
    const face = this.#faces.get(number);
    const ids = face?.vendorId === BOOT_FILTER.vendorId ? BOOT_FILTER : APPLICATION_FILTER;
    return this.#faceOf(number, streams, this.#modeAfterReset(streams, ids));
  }

  #modeAfterReset(streams: ReplayStreams, ids: typeof BOOT_FILTER | typeof APPLICATION_FILTER) {
    const last = streams.control[streams.controlAt - 1];
    const isDetached = last?.requestType === 0x21 && last.request === 0;
    if (isDetached) return BOOT_FILTER;
    // The last thing before the reset that starts the firmware is reading it back.
    const isVerified = last?.requestType === 0xa1;
    return isVerified ? APPLICATION_FILTER : ids;
  }

  #load({ words }: StepLine, feedsGraph: boolean): Promise<void> {
    const [, alias = '', file = ''] = words;
    const deviceAlias = words[feedsGraph ? 3 : 4] ?? '';
    const accelerator = this.#accelerators.get(deviceAlias);
    const bytes = this.#context.loadModel(modelFileName(file));
    if (!accelerator || !bytes) return Promise.resolve(this.#problem(`no device for ${alias}`));
    const compiled = readPackage(bytes);
    if (!compiled.ok) return Promise.resolve(this.#refused('load', compiled.failure));
    const loaded = accelerator.load(compiled.value.package.bytes);
    if (!loaded.ok) return Promise.resolve(this.#refused('load', loaded.failure));
    const model = {
      compiled: compiled.value,
      bytes,
      loaded: loaded.value,
      accelerator,
      feedsGraph,
    };
    this.#models.set(alias, model);
    return Promise.resolve();
  }

  async #invoke(alias: string, count: number): Promise<void> {
    const model = this.#models.get(alias);
    if (!model) return this.#problem(`no model ${alias}`);
    for (let run = 0; run < count; run++) {
      const inputs = await this.#inputsFor(model, this.#inferences++);
      const result = await model.accelerator.infer(model.loaded, inputs);
      if (!result.ok) return this.#refused('invoke', result.failure);
    }
  }

  async #inputsFor(model: OpenModel, inference: number): Promise<Uint8Array[]> {
    if (model.feedsGraph) return graphInputs(model.bytes, model.compiled, inference);
    return model.loaded.inputBytes.map((bytes, tensor) =>
      inputPattern(bytes, inputSeed(inference, tensor)),
    );
  }

  #unload(alias: string): Promise<void> {
    const model = this.#models.get(alias);
    this.#models.delete(alias);
    if (model) this.#expectOk('unload', model.accelerator.unload(model.loaded));
    return Promise.resolve();
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
    const wasRefused = text === 'open returned NULL' || (status !== undefined && status !== '0');
    const failed = this.#lastRefusal;
    this.#lastRefusal = null;
    if (wasRefused && !failed) this.#problem(`line ${line}: "${text}", but here it went well`);
    if (!wasRefused && failed) this.#problem(`line ${line}: "${text}", but here: ${failed}`);
  }

  #lastRefusal: string | null = null;

  #refused(what: string, failure: Failure): void {
    this.#lastRefusal = `${what} failed with ${failure.code} ${JSON.stringify(failure.details ?? {})}`;
  }

  #expectOk(what: string, result: Result<unknown>): void {
    if (!result.ok) this.#problem(`${what}: ${result.failure.code}`);
  }

  #problem(text: string): void {
    this.#problems.push(text);
  }

  /** Waits for a step, but only as long as something still happens on some device. */
  async #untilQuiet(step: Promise<void>): Promise<'done' | 'stuck'> {
    let isDone = false;
    const done = step.then(() => {
      isDone = true;
    });
    for (let quiet = 0, seen = -1; quiet < QUIET_TURNS && !isDone;) {
      await Promise.race([done, settleTurns(1)]);
      const activity = [...this.#streams.values()].reduce((sum, one) => sum + one.activity, 0);
      quiet = activity === seen ? quiet + 1 : 0;
      seen = activity;
    }
    return isDone ? 'done' : 'stuck';
  }
}

/** Reports share their first word with steps; their second or third word tells them apart. */
function isReportLine(words: readonly string[]): boolean {
  const text = words.join(' ');
  return /^(listed|script end|exit$|tflite says|unload done|close done|open returned|load status|invoke (begin|end)\b)/.test(
    text,
  );
}

function firmwareBytes(streams: ReplayStreams): number {
  return streams.control
    .filter(
      (line) =>
        line.requestType === DFU_DOWNLOAD.requestType && line.request === DFU_DOWNLOAD.request,
    )
    .reduce((sum, line) => sum + line.length, NO_FIRMWARE);
}

async function settleTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
