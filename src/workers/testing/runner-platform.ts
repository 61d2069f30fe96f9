// The runner's platform in Node: the real stack, no USB but virtual ones, CPU devices in this thread.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { ok } from '../../base/index.ts';
import { cpuDevice } from '../../bench/index.ts';
import { createNodeCpuRuntime } from '../../cpu/node.ts';
import { loadRuntimeModule } from '../../runtime/node.ts';
import { createNodeSamplePlatform } from '../../samples/node.ts';
import { loadFixture } from '../../tflite/testing/models.ts';
import type { RunnerPlatform } from '../runner-service.ts';

export function testRunnerPlatform(patch: Partial<RunnerPlatform> = {}): RunnerPlatform {
  return {
    usb: undefined,
    isStandInUsb: false,
    rules: [],
    sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
    fetchFile: () => Promise.resolve(null),
    samplesAt: () => createNodeSamplePlatform(path.resolve('public/samples')),
    os: 'linux',
    startCpu: createNodeCpuRuntime,
    startCpuDevice: async (name) => {
      const runtime = await createNodeCpuRuntime();
      return runtime.ok ? ok(cpuDevice(runtime.value, () => performance.now(), name)) : runtime;
    },
    loadModule: loadRuntimeModule,
    loadBurstModel: () => Promise.resolve(ok(loadFixture('bright_16x16_edgetpu'))),
    defer: (action) => void setImmediate(action),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => performance.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...patch,
  };
}
