import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { createNodeCpuRuntime } from '../cpu/node.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { planModel } from '../edgetpu/testing/planned-model.ts';
import { runStrategy, type StrategyName } from '../partition/index.ts';
import { loadRuntimeModule } from '../runtime/node.ts';
import { loadSampleBytes } from '../samples/testing/load-sample.ts';
import { cutPlan } from '../segment/index.ts';
import { readModel } from '../tflite/index.ts';
import { compileVirtually, eventClock } from '../virtual/index.ts';
import { DEFAULT_RUN_OPTIONS, openVirtualDevices, runSegments, type RunOutcome } from './index.ts';

const cpuRuntime = createNodeCpuRuntime();

async function runVirtually(
  sample: string,
  strategy: StrategyName,
  specs: readonly DeviceSpec[],
): Promise<RunOutcome> {
  const model = await loadSampleBytes(sample);
  const { graph, costs } = planModel(model);
  const plan = unwrap(runStrategy(strategy, { graph, costs, devices: specs, batch: 15 }));
  const files = unwrap(
    cutPlan(unwrap(readModel(model)), { modelName: sample, segments: plan.segments }),
  );
  const segments = files.map((file) => unwrap(compileVirtually(file.bytes)).bytes);
  const clock = eventClock((action) => void setImmediate(action));
  const module = unwrap(await loadRuntimeModule());
  const virtual = unwrap(
    await openVirtualDevices(specs, { clock, module, cpuRuntime: () => cpuRuntime }),
  );
  const devices = plan.segments.map((segment) =>
    segment.deviceIndices.flatMap((index) => virtual.devices[index] ?? []),
  );
  const outcome = unwrap(
    await runSegments(
      {
        segments,
        devices,
        plan,
        input: { kind: 'random', seed: 3 },
        reference: { model, runtime: () => cpuRuntime },
      },
      DEFAULT_RUN_OPTIONS,
      { now: () => clock.now() },
    ),
  );
  await Promise.all(virtual.devices.map((device) => device.close()));
  return outcome;
}

function devicesOf(count: number, link: DeviceSpec['link'] = 'usb3'): DeviceSpec[] {
  return Array.from({ length: count }, (_, bus) => ({ link, clock: 'max', bus }));
}

describe('a run on virtual accelerators', () => {
  it.each([
    ['mobilenet_v2', 'balanced', 2],
    ['inception_v3', 'balanced', 4],
    ['densenet121', 'profiled', 3],
    ['mobilenet_v1', 'hybrid', 3],
  ] as const)(
    'of %s, %s over %i devices, computes what the whole model computes and takes the time of the plan',
    async (sample, strategy, count) => {
      const { run, failure } = await runVirtually(sample, strategy, devicesOf(count));
      expect(failure).toBeNull();
      expect(run?.label).toBe('simulated');
      expect(run?.verification.kind).toBe('equal');
      for (const stage of run?.stages ?? []) {
        expect(Math.abs(stage.meanMs / (stage.estimatedMs ?? 0) - 1)).toBeLessThan(0.02);
      }
      // A stage may hold two inferences; its accelerator still does one at a time.
      const freeMs = new Map<string, number>();
      for (const { segmentIndex, replica, startMs, endMs } of run?.timeline ?? []) {
        const device = `${String(segmentIndex)}.${String(replica)}`;
        expect(startMs).toBeGreaterThanOrEqual((freeMs.get(device) ?? 0) - 1e-9);
        freeMs.set(device, endMs);
      }
    },
  );
});
