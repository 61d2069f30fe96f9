// An opened accelerator (real or virtual) as a device of a run.
import { fail, ok, type Result } from '../base/index.ts';
import type { CpuRuntime } from '../cpu/index.ts';
import type { ClockName, LinkName } from '../edgetpu/index.ts';
import type { Accelerator, Inference, LoadedModel } from '../runtime/index.ts';
import { openCompiledSegment, type CompiledSegment } from './compiled-segment.ts';
import { loadCpuPart, type CpuPart } from './cpu-part.ts';
import type { LoadedStage, RunDevice, StageOutput, TensorMap } from './types.ts';

export interface AcceleratorDeviceOptions {
  readonly accelerator: Accelerator;
  readonly kind: 'coral' | 'virtual';
  readonly name: string;
  readonly clock: ClockName;
  /** Link that the plan calls it by; follows from the USB speed where it is not given. */
  readonly link?: LinkName;
  readonly now: () => number;
  /** Interpreter for operators that stay on the CPU; asked for when the first segment needs it. */
  readonly cpuRuntime: () => Promise<Result<CpuRuntime>>;
  /** Called before a package goes to a virtual accelerator, which cannot read real instructions by itself. */
  readonly onLoad?: (segment: CompiledSegment) => void;
}

export function acceleratorDevice(options: AcceleratorDeviceOptions): RunDevice {
  const { accelerator, kind, name, clock } = options;
  return {
    kind,
    name,
    clock,
    link: options.link ?? (accelerator.speed === 'super' ? 'usb3' : 'usb2'),
    load: (segment) => loadStage(options, segment),
    close: async () => {
      // What close says no longer matters: the accelerator ends closed, or marked for unplugging, either way.
      await accelerator.close();
    },
  };
}

async function loadStage(
  options: AcceleratorDeviceOptions,
  bytes: Uint8Array,
): Promise<Result<LoadedStage>> {
  const opened = openCompiledSegment(bytes);
  if (!opened.ok) return opened;
  const segment = opened.value;
  if (segment.isVirtual && options.kind === 'coral') {
    return fail({
      code: 'bench/virtual-package',
      message: 'This segment was compiled for virtual accelerators; a real Edge TPU cannot run it.',
      hint: 'Compile the segments with edgetpu_compiler (Download segments holds the script), then drop the compiled files.',
    });
  }
  options.onLoad?.(segment);
  const parts = await loadCpuParts(options, segment);
  if (!parts.ok) return parts;
  const loaded = options.accelerator.load(segment.compiled.package.bytes);
  if (!loaded.ok) {
    parts.value.head?.close();
    parts.value.tail?.close();
    return loaded;
  }
  return ok(new CompiledStage(options, { segment, model: loaded.value, ...parts.value }));
}

interface CpuParts {
  readonly head: CpuPart | null;
  readonly tail: CpuPart | null;
}

async function loadCpuParts(
  { cpuRuntime }: AcceleratorDeviceOptions,
  { head, tail }: CompiledSegment,
): Promise<Result<CpuParts>> {
  if (head === null && tail === null) return ok({ head: null, tail: null });
  const runtime = await cpuRuntime();
  if (!runtime.ok) return runtime;
  const headPart = head === null ? ok(null) : loadCpuPart(runtime.value, head);
  if (!headPart.ok) return headPart;
  const tailPart = tail === null ? ok(null) : loadCpuPart(runtime.value, tail);
  if (!tailPart.ok) {
    headPart.value?.close();
    return tailPart;
  }
  return ok({ head: headPart.value, tail: tailPart.value });
}

interface StageParts extends CpuParts {
  readonly segment: CompiledSegment;
  readonly model: LoadedModel;
}

class CompiledStage implements LoadedStage {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly computesOutputs: boolean;
  readonly ahead: number;
  readonly #options: AcceleratorDeviceOptions;
  readonly #parts: StageParts;

  constructor(options: AcceleratorDeviceOptions, parts: StageParts) {
    this.#options = options;
    this.#parts = parts;
    this.inputs = parts.segment.inputs;
    this.outputs = parts.segment.outputs;
    // Operators on the CPU take the stage's time before and after the accelerator; they would run into each other.
    this.ahead = parts.head === null && parts.tail === null ? 2 : 1;
    this.computesOutputs = options.kind === 'coral' || parts.segment.isVirtual;
  }

  async infer(inputs: readonly Uint8Array[]): Promise<Result<StageOutput>> {
    const { head, tail, segment, model } = this.#parts;
    const { now, accelerator } = this.#options;
    const { inputNames, outputNames } = segment.compiled;
    const tensors = new Map(
      this.inputs.map((name, index) => [name, inputs[index] ?? new Uint8Array(0)]),
    );
    const headMs = this.#runPart(head, tensors);
    if (!headMs.ok) return headMs;
    const inferred = await accelerator.infer(
      model,
      inputNames.map((name) => tensors.get(name) ?? new Uint8Array(0)),
    );
    if (!inferred.ok) return inferred;
    outputNames.forEach((name, index) =>
      tensors.set(name, inferred.value.outputs[index] ?? new Uint8Array(0)),
    );
    const startMs = now();
    const tailMs = this.#runPart(tail, tensors);
    if (!tailMs.ok) return tailMs;
    const cpuMs = headMs.value + (tail === null ? 0 : now() - startMs);
    const outputs = this.outputs.map((name) => tensors.get(name) ?? new Uint8Array(0));
    return ok({ outputs, timing: timingOf(inferred.value, cpuMs) });
  }

  reuse(output: Uint8Array): void {
    this.#options.accelerator.reuse([output]);
  }

  close(): Promise<void> {
    this.#parts.head?.close();
    this.#parts.tail?.close();
    // Fails only while the model runs, and then closing the accelerator takes it along.
    this.#options.accelerator.unload(this.#parts.model);
    return Promise.resolve();
  }

  #runPart(part: CpuPart | null, tensors: Map<string, Uint8Array>): Result<number> {
    if (part === null) return ok(0);
    const startMs = this.#options.now();
    const result: Result<TensorMap> = part.run(tensors);
    if (!result.ok) return result;
    for (const [name, bytes] of result.value) tensors.set(name, bytes);
    return ok(this.#options.now() - startMs);
  }
}

function timingOf({ timing }: Inference, cpuMs: number): StageOutput['timing'] {
  const { bytes } = timing;
  return {
    inMs: timing.inMs,
    computeMs: timing.computeMs,
    streamMs: timing.streamMs,
    outMs: timing.outMs,
    cpuMs,
    loadMs: timing.loadMs,
    bytesIn: bytes.instructions + bytes.input + bytes.parameters,
    bytesOut: bytes.output,
  };
}
