// The planner's thread: the service on the browser's own platform, exposed to planner-client.ts.
import { expose, releaseProxy, transfer } from 'comlink';
import type { ProxyMethods } from 'comlink';
import type { OnProgress, Result } from '../base/index.ts';
import { createWebSamplePlatform } from '../samples/web.ts';
import type { CutFile, PlannerApi } from './planner-api.ts';
import { PlannerService } from './planner-service.ts';
import './transfer.ts';

const service = new PlannerService({
  samplesAt: createWebSamplePlatform,
  sha256: (bytes) => createWebSamplePlatform('about:blank').sha256(bytes),
  // Loaded when the first verification asks for it: the interpreter is larger than all the rest together.
  startCpu: async () => (await import('../cpu/web.ts')).createWebCpuRuntime(),
  now: () => performance.now(),
});

const api: PlannerApi = {
  open: (source, samplesUrl, onProgress) =>
    reporting(onProgress, (report) => service.open(source, samplesUrl, report)),
  setGraph: (graph, costs) => service.setGraph(graph, costs),
  plan: (job, onProgress) => reporting(onProgress, (report) => service.plan(job, report)),
  verify: (plan, seed, onProgress) =>
    reporting(onProgress, (report) => service.verify(plan, seed, report)),
  bundle: (plan, devices, onProgress) =>
    reporting(onProgress, async (report) => handOver(await service.bundle(plan, devices, report))),
  segmentFile: async (plan, segmentIndex) =>
    handOver(await service.segmentFile(plan, segmentIndex)),
};

/**
 * Runs a call with the page's callback and gives that back at once: a proxy holds a message channel on both sides, and
 * waiting for the garbage collector lets thousands of them pile up.
 */
async function reporting<T>(
  onProgress: OnProgress | null,
  call: (report: OnProgress) => Promise<T>,
): Promise<T> {
  try {
    return await call(onProgress ?? ignoreProgress);
  } finally {
    (onProgress as Partial<ProxyMethods> | null)?.[releaseProxy]?.();
  }
}

const ignoreProgress: OnProgress = () => undefined;

/** Files cross by transfer: nobody here needs them any more. */
function handOver(file: Result<CutFile>): Result<CutFile> {
  return file.ok ? transfer(file, [file.value.bytes.buffer]) : file;
}

expose(api);
