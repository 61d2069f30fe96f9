import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { DEFAULT_RUN_OPTIONS, openVirtualDevices, runSegments } from '../bench/index.ts';
import { createNodeCpuRuntime } from '../cpu/node.ts';
import { LINK_RATES, type DeviceSpec, type LinkRates } from '../edgetpu/index.ts';
import { planModel } from '../edgetpu/testing/planned-model.ts';
import { runStrategy } from '../partition/index.ts';
import { testSegment } from '../report/testing/plans.ts';
import { loadRuntimeModule } from '../runtime/node.ts';
import { loadSampleBytes } from '../samples/testing/load-sample.ts';
import { cutPlan } from '../segment/index.ts';
import { readModel } from '../tflite/index.ts';
import { compileVirtually, eventClock } from '../virtual/index.ts';
import { fitRates, type RateSample } from './fit-rates.ts';
import type { RunStage } from './run-types.ts';

const cpuRuntime = createNodeCpuRuntime();

/** Runs a sample on devices with these rates, planned with the published ones. */
async function samplesOf(sample: string, count: number, rates: LinkRates): Promise<RateSample[]> {
  const model = await loadSampleBytes(sample);
  const { graph, costs } = planModel(model);
  const specs: DeviceSpec[] = Array.from({ length: count }, (_, bus) => ({
    ...{ link: 'usb3', clock: 'max', bus },
  }));
  const plan = unwrap(runStrategy('profiled', { graph, costs, devices: specs, batch: 15 }));
  const request = { modelName: sample, segments: plan.segments };
  const files = unwrap(cutPlan(unwrap(readModel(model)), request));
  const clock = eventClock((action) => void setImmediate(action));
  const module = unwrap(await loadRuntimeModule());
  const context = { clock, module, rates, cpuRuntime: () => cpuRuntime };
  const virtual = unwrap(await openVirtualDevices(specs, context));
  const { run } = unwrap(
    await runSegments(
      {
        segments: files.map((file) => unwrap(compileVirtually(file.bytes)).bytes),
        devices: plan.segments.map((_, index) => virtual.devices.slice(index, index + 1)),
        ...{ plan, input: { kind: 'zeros' }, reference: null },
      },
      { ...DEFAULT_RUN_OPTIONS, inferences: 3 },
      { now: () => clock.now() },
    ),
  );
  return (run?.stages ?? []).flatMap((stage, index) => {
    const segment = plan.segments[index];
    return segment === undefined ? [] : [{ link: 'usb3' as const, stage, segment }];
  });
}

describe('rates fitted from a run', () => {
  test.each([
    ['the published ones', LINK_RATES.usb3],
    ['a slow hub', { fixedMs: 0.6, inBytesPerMs: 150_000, outBytesPerMs: 90_000 }],
    ['a fast port', { fixedMs: 0.05, inBytesPerMs: 800_000, outBytesPerMs: 600_000 }],
  ])('are those that the devices had: %s', async (_, rates) => {
    const samples = await samplesOf('mobilenet_v2', 3, rates);
    const [fitted] = fitRates(samples);
    expect(fitted?.link).toBe('usb3');
    expect(Math.abs((fitted?.rates.inBytesPerMs ?? 0) / rates.inBytesPerMs - 1)).toBeLessThan(0.03);
    expect(Math.abs((fitted?.rates.outBytesPerMs ?? 0) / rates.outBytesPerMs - 1)).toBeLessThan(
      0.03,
    );
    expect(Math.abs((fitted?.rates.fixedMs ?? 0) - rates.fixedMs)).toBeLessThan(0.1);
  });

  test('stay as published where no stage tells anything about them', () => {
    const stage = stageOf({ bytesIn: 200_000, inMs: 1, bytesOut: 1000, outMs: 0, computeMs: 2 });
    const [fitted] = fitRates([{ link: 'usb2', stage, segment: testSegment(0) }]);
    expect(fitted?.rates).toEqual({
      fixedMs: 0,
      inBytesPerMs: 200_000,
      outBytesPerMs: LINK_RATES.usb2.outBytesPerMs,
    });
  });

  test('are kept apart by link, and leave streaming stages out where there are others', () => {
    const sample = (link: 'usb2' | 'usb3', streamMib: number, inMs: number): RateSample => ({
      link,
      stage: stageOf({ bytesIn: 300_000, inMs, bytesOut: 100_000, outMs: 1, computeMs: 2 }),
      segment: testSegment(0, { streamMib }),
    });
    const fitted = fitRates([sample('usb3', 0, 1), sample('usb3', 2, 50), sample('usb2', 0, 10)]);
    expect(fitted.map(({ link, stages }) => [link, stages])).toEqual([
      ['usb3', 1],
      ['usb2', 1],
    ]);
    expect(fitted[0]?.rates.inBytesPerMs).toBe(300_000);
  });

  test('need a stage that moved bytes', () => {
    const stage = stageOf({ bytesIn: 0, inMs: 0, bytesOut: 0, outMs: 0, computeMs: 2 });
    expect(fitRates([{ link: 'usb3', stage, segment: testSegment(0) }])).toEqual([]);
  });
});

function stageOf(patch: Partial<RunStage>): RunStage {
  return {
    ...{ segmentIndex: 0, replicas: 1, queueMs: 0, inMs: 0, computeMs: 0, streamMs: 0, outMs: 0 },
    ...{ cpuMs: 0, meanMs: 4, p95Ms: 4, bytesIn: 0, bytesOut: 0, utilisation: 1 },
    estimatedMs: null,
    ...patch,
  };
}
