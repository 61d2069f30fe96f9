// A CPU device in a thread of its own, as the pipeline sees it.
import { wrap, type Remote } from 'comlink';
import { fail, ok, type Failure, type Result } from '../base/index.ts';
import type { LoadedStage, RunDevice, StageOutput } from '../bench/index.ts';
import type { RunnerCpuApi } from './runner-cpu-api.ts';
import './transfer.ts';

/** Starts the thread; its interpreter starts with the first segment. */
export function startCpuDevice(name: string): Promise<Result<RunDevice>> {
  const worker = new Worker(new URL('./runner-cpu.worker.ts', import.meta.url), { type: 'module' });
  const died = new Promise<Result<never>>((resolve) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      resolve(fail(stopped(event.message)));
    });
  });
  const api = wrap<RunnerCpuApi>(worker);
  return Promise.resolve(
    ok({
      kind: 'cpu',
      name,
      link: 'pcie',
      clock: 'max',
      load: async (segment) => {
        const loaded = await Promise.race([api.load(segment), died]);
        if (!loaded.ok) return loaded;
        return ok(stageOf(api, loaded.value, died));
      },
      close: () => {
        worker.terminate();
        return Promise.resolve();
      },
    }),
  );
}

function stageOf(
  api: Remote<RunnerCpuApi>,
  {
    handle,
    inputs,
    outputs,
  }: { handle: number; inputs: readonly string[]; outputs: readonly string[] },
  died: Promise<Result<never>>,
): LoadedStage {
  return {
    inputs,
    outputs,
    computesOutputs: true,
    ahead: 1,
    infer: (tensors) => Promise.race<Result<StageOutput>>([api.infer(handle, tensors), died]),
    close: () => api.unload(handle),
  };
}

function stopped(reason: string): Failure {
  return {
    code: 'cpu/crashed',
    message: 'The thread of this CPU device stopped. Usually the computer had too little memory.',
    hint: 'Close other tabs, or use fewer CPU devices, then run again.',
    details: { reason },
  };
}
