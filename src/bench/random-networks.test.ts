// Networks that nobody has thought of: cut by every strategy, compiled virtually, run over the protocol.
import { describe, expect, it } from 'vitest';
import { catchFailure, unwrap } from '../base/index.ts';
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

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);
const OPTIONS = { ...DEFAULT_RUN_OPTIONS, inferences: 4, keptOutputs: 4 };
/** Small networks have few depths, and the vendor's rule leaves segments of them empty. */
const NO_PLAN = ['partition/compiler-crashes', 'partition/too-many-devices'];
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
      let runCount = 0;
      for (const outcome of comparePlans(
        { graph, costs, devices, batch: 15 },
        COMPARED_STRATEGIES,
      )) {
        if ('failure' in outcome) {
          expect(NO_PLAN).toContain(outcome.failure.code);
          continue;
        }
        const { strategy, plan } = outcome;
        const segments = catchFailure(() => compileAll(model, plan));
        if (!segments.ok) {
          expect(segments.failure.code).toBe('virtual/nothing-maps');
          continue;
        }
        const { run, failure } = await runPlan({ model, plan, devices, segments: segments.value });
        expect([strategy, failure, run?.verification.kind]).toEqual([strategy, null, 'equal']);
        runCount++;
      }
      expect(runCount).toBeGreaterThan(0);
    },
  );
});

function compileAll(model: Uint8Array, { segments }: Plan): Uint8Array[] {
  const files = unwrap(cutPlan(unwrap(readModel(model)), { modelName: 'random', segments }));
  return files.map(({ bytes }) => unwrap(compileVirtually(bytes)).bytes);
}

interface Planned {
  readonly model: Uint8Array;
  readonly plan: Plan;
  readonly devices: readonly DeviceSpec[];
  readonly segments: readonly Uint8Array[];
}

async function runPlan({ model, plan, devices, segments }: Planned): Promise<RunOutcome> {
  const clock = eventClock((action) => void setImmediate(action));
  const module = unwrap(await loadRuntimeModule());
  const virtual = unwrap(
    await openVirtualDevices(devices, { clock, module, cpuRuntime: () => cpuRuntime }),
  );
  const outcome = unwrap(
    await runSegments(
      {
        segments,
        devices: plan.segments.map(({ deviceIndices }) =>
          deviceIndices.flatMap((index) => virtual.devices[index] ?? []),
        ),
        plan,
        input: { kind: 'random', seed: 5 },
        reference: { model, runtime: () => cpuRuntime },
      },
      OPTIONS,
      { now: () => clock.now() },
    ),
  );
  await Promise.all(virtual.devices.map((device) => device.close()));
  return outcome;
}
