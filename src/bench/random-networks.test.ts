// Networks that nobody has thought of: cut by every strategy, compiled virtually, run over the protocol.
import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { createNodeCpuRuntime } from '../cpu/node.ts';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { planModel } from '../edgetpu/testing/planned-model.ts';
import { COMPARED_STRATEGIES, comparePlans, type Plan } from '../partition/index.ts';
import { loadRuntimeModule } from '../runtime/node.ts';
import { cutPlan } from '../segment/index.ts';
import { readModel } from '../tflite/index.ts';
import { randomNetwork } from '../tflite/testing/random-network.ts';
import { compileVirtually, eventClock } from '../virtual/index.ts';
import { DEFAULT_RUN_OPTIONS, openVirtualDevices, runSegments, type RunOutcome } from './index.ts';

/** Hundreds more passed when this was written. */
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const OPTIONS = { ...DEFAULT_RUN_OPTIONS, inferences: 4, keptOutputs: 4 };
const cpuRuntime = createNodeCpuRuntime();

describe('a random network on virtual accelerators', () => {
  it.each(SEEDS)(
    'number %i computes what the whole network computes, whichever strategy cut it',
    async (seed) => {
      const model = randomNetwork(seed);
      const { graph, costs } = planModel(model);
      const devices = Array.from({ length: 1 + (seed % 4) }, (_, bus): DeviceSpec => ({
        ...{ link: 'usb3', clock: 'max', bus },
      }));
      const outcomes = comparePlans({ graph, costs, devices, batch: 15 }, COMPARED_STRATEGIES);
      for (const outcome of outcomes) {
        const { strategy } = outcome;
        if ('failure' in outcome) {
          // Of small networks the vendor's rule often leaves a segment empty.
          expect(outcome.failure.code).toBe('partition/compiler-crashes');
          expect(['compiler', 'profiled-vendor']).toContain(strategy);
          continue;
        }
        const { run, failure } = await runPlan(model, outcome.plan, devices, seed);
        expect([strategy, failure, run?.verification.kind]).toEqual([strategy, null, 'equal']);
      }
    },
  );
});

async function runPlan(
  model: Uint8Array,
  plan: Plan,
  specs: readonly DeviceSpec[],
  seed: number,
): Promise<RunOutcome> {
  const read = unwrap(readModel(model));
  const files = unwrap(cutPlan(read, { modelName: 'random', segments: plan.segments }));
  const clock = eventClock((action) => void setImmediate(action));
  const module = unwrap(await loadRuntimeModule());
  const virtual = unwrap(
    await openVirtualDevices(specs, { clock, module, cpuRuntime: () => cpuRuntime }),
  );
  const outcome = unwrap(
    await runSegments(
      {
        segments: files.map((file) => unwrap(compileVirtually(file.bytes)).bytes),
        devices: plan.segments.map(({ deviceIndices }) =>
          deviceIndices.flatMap((index) => virtual.devices[index] ?? []),
        ),
        plan,
        input: { kind: 'random', seed },
        reference: { model, runtime: () => cpuRuntime },
      },
      OPTIONS,
      { now: () => clock.now() },
    ),
  );
  await Promise.all(virtual.devices.map((device) => device.close()));
  return outcome;
}
