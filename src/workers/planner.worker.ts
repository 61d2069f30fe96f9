// The planner's thread: the service on the browser's own platform, exposed to planner-client.ts.
import { expose, transfer } from 'comlink';
import type { Result } from '../base/index.ts';
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
  open: (source, samplesUrl, onProgress) => service.open(source, samplesUrl, onProgress),
  setGraph: (graph, costs) => service.setGraph(graph, costs),
  plan: (job, onProgress) => service.plan(job, onProgress),
  verify: (plan, seed, onProgress) => service.verify(plan, seed, onProgress),
  bundle: async (plan, devices, onProgress) =>
    handOver(await service.bundle(plan, devices, onProgress)),
  segmentFile: async (plan, segmentIndex) =>
    handOver(await service.segmentFile(plan, segmentIndex)),
};

/** Files cross by transfer: nobody here needs them any more. */
function handOver(file: Result<CutFile>): Result<CutFile> {
  return file.ok ? transfer(file, [file.value.bytes.buffer]) : file;
}

expose(api);
