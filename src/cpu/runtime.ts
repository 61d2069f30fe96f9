// The adapter around tfjs-tflite's WebAssembly build. Three habits of that build shape it: views die when the heap grows,
// so they are fetched anew each time; the reason of a refusal is printed to stderr only, so the lines are collected; and
// an abort leaves the instance unusable, so the runtime is then marked dead.

import { fail, ok } from '../base/index.ts';
import type { Failure, FailureCode, Result } from '../base/index.ts';
import { readModel } from '../tflite/index.ts';
import { checkInterpreterRuns } from './support.ts';
import type {
  TfliteModule,
  TfliteModuleOptions,
  TfliteRunner,
  TfliteTensorInfo,
  TfliteTensorList,
} from './tflite-module.ts';
import type { CpuModel, CpuRuntime, CpuTensor } from './types.ts';

/** Starts the WebAssembly module; the platform's part (node.ts, web.ts). */
export type StartTfliteModule = (
  output: Pick<TfliteModuleOptions, 'print' | 'printErr'>,
) => Promise<TfliteModule>;

/** Lines of stderr that are kept for failures. */
const KEPT_LINES = 20;

const RUNNER_OPTIONS = { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 0 };

/** Starts the interpreter. Failure: `cpu/start-failed`. */
export async function createCpuRuntime(start: StartTfliteModule): Promise<Result<CpuRuntime>> {
  const lines: string[] = [];
  const keep = (line: string): void => {
    if (line.trim() === '') return;
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
  };
  try {
    const module = await start({ print: keep, printErr: keep });
    const session = new Session(module, lines);
    return ok({ loadModel: (bytes) => session.loadModel(bytes) });
  } catch (error) {
    return fail({
      code: 'cpu/start-failed',
      message: 'The CPU interpreter did not start.',
      hint: 'Check that WebAssembly is allowed here and that all files of Reef are in place, then try again.',
      details: { reason: String(error), lines: lines.join('\n') },
    });
  }
}

/** One WebAssembly instance. */
class Session {
  readonly #module: TfliteModule;
  readonly #lines: string[];
  #isDead = false;

  constructor(module: TfliteModule, lines: string[]) {
    this.#module = module;
    this.#lines = lines;
  }

  loadModel(bytes: Uint8Array): Result<CpuModel> {
    const model = readModel(bytes);
    if (!model.ok) return model;
    const refusal = checkInterpreterRuns(model.value);
    if (refusal) return fail(refusal);
    return this.guard(() => this.#load(bytes));
  }

  #load(bytes: Uint8Array): Result<CpuModel> {
    const pointer = this.#module._malloc(bytes.length) >>> 0;
    if (pointer === 0) return fail(this.describe('cpu/out-of-memory', OUT_OF_MEMORY));
    this.#module.HEAPU8.set(bytes, pointer);
    const created = this.#module.TFLiteWebModelRunner.CreateFromBufferAndOptions(
      pointer,
      bytes.length,
      RUNNER_OPTIONS,
    );
    if (!created.ok()) {
      created.delete();
      this.#module._free(pointer);
      return fail(this.describe('cpu/load-failed', LOAD_FAILED));
    }
    const runner = created.value();
    created.delete();
    const loaded = new LoadedModel(this, runner, () => this.#module._free(pointer));
    const unreadable = [...loaded.inputs, ...loaded.outputs].find(({ type }) => type === 'unknown');
    if (!unreadable) return ok(loaded);
    loaded.close();
    return fail({
      code: 'cpu/unsupported-type',
      message: `The CPU interpreter cannot hand over the tensor "${unreadable.name}": its type (64-bit integers, for instance) is not readable.`,
      hint: 'Append a CAST to 32-bit integers to it, as Reef does when it verifies.',
    });
  }

  /** Runs calls into the module; whatever they throw ends this runtime, since its heap cannot be trusted any more. */
  guard<T>(work: () => Result<T>): Result<T> {
    if (this.#isDead) return fail(this.describe('cpu/crashed', CRASHED));
    this.#lines.length = 0;
    try {
      return work();
    } catch (error) {
      this.#isDead = true;
      const text = `${String(error)}\n${this.#lines.join('\n')}`;
      const isMemory = /out of memory|\boom\b|bad_alloc|enlarge memory|memory access/i.test(text);
      const failure = isMemory
        ? this.describe('cpu/out-of-memory', OUT_OF_MEMORY)
        : this.describe('cpu/crashed', CRASHED);
      return fail({ ...failure, details: { ...failure.details, reason: String(error) } });
    }
  }

  /** A failure with the lines that the interpreter printed. */
  describe(code: FailureCode, { message, hint }: FailureText): Failure {
    const reason = this.#lines.find((line) => line.startsWith('ERROR'))?.replace(/^ERROR: /, '');
    return {
      code,
      message: reason === undefined ? message : `${message} It says: ${reason}`,
      hint,
      ...(this.#lines.length > 0 && { details: { lines: this.#lines.join('\n') } }),
    };
  }
}

interface FailureText {
  readonly message: string;
  readonly hint: string;
}

const OUT_OF_MEMORY: FailureText = {
  message: 'The CPU interpreter has no memory left for this model (its heap ends at 2 GB).',
  hint: 'Close other models or reload, then try again; a model over half a gigabyte may be too large for it.',
};
const LOAD_FAILED: FailureText = {
  message: 'The CPU interpreter refuses the model.',
  hint: 'Check that the TensorFlow Lite interpreter elsewhere loads it; Reef can still plan and cut it.',
};
const CRASHED: FailureText = {
  message: 'The CPU interpreter has stopped working.',
  hint: 'Reload the page or run the command again.',
};
const INFERENCE_FAILED: FailureText = {
  message: 'The CPU interpreter could not compute the model.',
  hint: 'Check that the TensorFlow Lite interpreter elsewhere runs it; Reef can still plan and cut it.',
};

class LoadedModel implements CpuModel {
  readonly inputs: readonly CpuTensor[];
  readonly outputs: readonly CpuTensor[];
  readonly #session: Session;
  readonly #runner: TfliteRunner;
  readonly #freeBytes: () => void;
  readonly #inputInfos: readonly TfliteTensorInfo[];
  readonly #outputInfos: readonly TfliteTensorInfo[];
  #isClosed = false;

  constructor(session: Session, runner: TfliteRunner, freeBytes: () => void) {
    this.#session = session;
    this.#runner = runner;
    this.#freeBytes = freeBytes;
    this.#inputInfos = takeAll(runner.GetInputs());
    this.#outputInfos = takeAll(runner.GetOutputs());
    this.inputs = this.#inputInfos.map(describeTensor);
    this.outputs = this.#outputInfos.map(describeTensor);
  }

  run(inputs: readonly Uint8Array[]): Result<readonly Uint8Array[]> {
    if (this.#isClosed) throw new Error('Broken invariant: a closed model is not run');
    const wrong = this.inputs.find(({ byteLength }, index) => inputs[index]?.length !== byteLength);
    if (wrong || inputs.length !== this.inputs.length) {
      return fail({
        code: 'cpu/wrong-input',
        message: `The input "${wrong?.name ?? ''}" does not have the size that the model asks for.`,
        hint: 'Check that the segments belong to this model.',
      });
    }
    return this.#session.guard(() => {
      this.#inputInfos.forEach((info, index) => bytesOf(info).set(inputs[index] ?? []));
      if (!this.#runner.Infer()) {
        return fail(this.#session.describe('cpu/inference-failed', INFERENCE_FAILED));
      }
      return ok(this.#outputInfos.map((info) => bytesOf(info).slice()));
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#session.guard(() => {
      for (const info of [...this.#inputInfos, ...this.#outputInfos]) info.delete();
      this.#runner.delete();
      this.#freeBytes();
      return ok(undefined);
    });
  }
}

function takeAll(list: TfliteTensorList): readonly TfliteTensorInfo[] {
  const infos = Array.from({ length: list.size() }, (_, index) => list.get(index));
  list.delete();
  return infos;
}

function describeTensor(info: TfliteTensorInfo): CpuTensor {
  const view = info.data();
  return {
    name: info.name,
    type: typeof view === 'number' ? 'unknown' : info.dataType,
    shape: info.shape === '' ? [] : info.shape.split(',').map(Number),
    byteLength: typeof view === 'number' ? 0 : view.byteLength,
  };
}

/** The tensor's bytes on the heap as it is now. */
function bytesOf(info: TfliteTensorInfo): Uint8Array {
  const view = info.data();
  return typeof view === 'number'
    ? new Uint8Array()
    : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
