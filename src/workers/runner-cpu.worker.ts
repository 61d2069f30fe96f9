// The thread of one CPU device: an interpreter of its own, so that the stages of a pipeline work side by side.
import { expose, transfer } from 'comlink';
import { fail, ok, type Result } from '../base/index.ts';
import { cpuDevice, type LoadedStage, type RunDevice } from '../bench/index.ts';
import { createWebCpuRuntime } from '../cpu/web.ts';
import type { RunnerCpuApi } from './runner-cpu-api.ts';
import './transfer.ts';

let starting: Promise<Result<RunDevice>> | null = null;
const stages = new Map<number, LoadedStage>();
let nextHandle = 1;

function device(): Promise<Result<RunDevice>> {
  starting ??= createWebCpuRuntime().then((runtime) =>
    runtime.ok ? ok(cpuDevice(runtime.value, () => performance.now())) : runtime,
  );
  return starting;
}

const api: RunnerCpuApi = {
  load: async (segment) => {
    const started = await device();
    if (!started.ok) return started;
    const loaded = await started.value.load(segment);
    if (!loaded.ok) return loaded;
    const handle = nextHandle++;
    stages.set(handle, loaded.value);
    return ok({ handle, inputs: loaded.value.inputs, outputs: loaded.value.outputs });
  },
  infer: async (handle, inputs) => {
    const stage = stages.get(handle);
    if (stage === undefined) return fail(UNLOADED);
    const result = await stage.infer(inputs);
    if (!result.ok) return result;
    return transfer(
      result,
      result.value.outputs.map(({ buffer }) => buffer as ArrayBuffer),
    );
  },
  unload: async (handle) => {
    await stages.get(handle)?.close();
    stages.delete(handle);
  },
};

const UNLOADED = {
  code: 'bench/unloaded',
  message: 'This segment has been taken off the CPU device already.',
  hint: 'Start the run again.',
} as const;

expose(api);
