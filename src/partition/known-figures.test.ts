// Slowest stages that were worked out independently from the same references (usb3, a port each), to the digit printed.
import { describe, expect, it, test } from 'vitest';
import { runStrategy } from './registry.ts';
import { devicesWithPorts, realPart, samplePart } from './testing/requests.ts';
import type { Plan, PlanRequest, StrategyName } from './types.ts';

async function planOf(sample: string, strategy: StrategyName, deviceCount: number): Promise<Plan> {
  const request = {
    ...(await samplePart(sample)),
    devices: devicesWithPorts(deviceCount),
    batch: 15,
  };
  const result = runStrategy(strategy, request);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Sample, then best depth cut and compiler's split (null: it crashes) at 2, 4 and 8 devices. optimal-planner.md. */
const FOUND = [
  ['inception_v4', [38.073, 12.035, 5.271], [41.919, 15.122, 8.806]],
  ['inception_v3', [13.219, 4.453, 3.145], [14.616, 6.534, 5.767]],
  ['inception_resnet_v2', [53.255, 19.519, 5.814], [57.394, 22.758, 9.972]],
  ['densenet201', [17.178, 6.824, 4.079], [20.062, 12.591, 9.269]],
  ['resnet152_v2', [57.464, 21.889, 5.802], [61.014, 24.453, 9.486]],
  ['densenet121', [7.407, 4.476, 3.769], [11.274, 8.363, 7.469]],
  ['resnet152', [55.211, 21.405, 5.614], [57.743, 22.549, 7.135]],
  ['resnet101', [36.942, 10.792, 4.059], [38.941, 13.18, 5.606]],
  ['resnet50_v2', [16.177, 5.063, 3.358], [16.589, 7.457, 6.469]],
  ['xception', [17.98, 7.127, 6.451], [20.431, 11.373, 10.063]],
  ['efficientnet_lite4', [9.337, 4.184, 3.094], [10.734, 9.321, 8.687]],
  ['resnet50', [15.718, 4.964, 4.059], [15.98, 5.639, 4.964]],
  ['mobilenet_v2', [2.014, 1.726, 1.726], [2.918, 2.823, null]],
  ['vgg16', [250.861, 228.056, 228.056], [265.292, null, null]],
  ['nasnet_mobile', [5.092, 3.337, 2.993], [8.135, 7.669, 7.042]],
] as const satisfies readonly (readonly [string, readonly number[], readonly (number | null)[]])[];

describe('slowest stage of the sample models', () => {
  test.each(FOUND)('%s: best depth cut %j, compiler %j', async (sample, depthCuts, compiler) => {
    const part = await samplePart(sample);
    for (const [index, deviceCount] of [2, 4, 8].entries()) {
      const request: PlanRequest = { ...part, devices: devicesWithPorts(deviceCount), batch: 15 };
      const best = runStrategy('profiled', request);
      expect(best.ok && best.value.bottleneckMs).toBeCloseTo(depthCuts[index] ?? NaN, 2);
      const split = runStrategy('compiler', request);
      const expected = compiler[index] ?? null;
      if (expected === null)
        expect(split).toMatchObject({ failure: { code: 'partition/compiler-crashes' } });
      else expect(split.ok && split.value.bottleneckMs).toBeCloseTo(expected, 2);
    }
  });

  test.each([
    [
      'inception_v3',
      { single: 42.7, compiler: 6.53, balanced: 6.45, profiled: 4.45, hybrid: 3.91 },
    ],
    [
      'efficientnet_lite4',
      { single: 25.4, compiler: 9.32, balanced: 9.07, profiled: 4.18, hybrid: 3.54 },
    ],
  ] as const)('%s on 4 devices: %j', async (sample, figures) => {
    for (const [strategy, expected] of Object.entries(figures)) {
      const plan = await planOf(sample, strategy as StrategyName, 4);
      expect(plan.bottleneckMs / expected).toBeCloseTo(1, 2);
    }
  });

  it('puts two devices on the first 39 depths of Inception v3 under hybrid', async () => {
    const plan = await planOf('inception_v3', 'hybrid', 4);
    expect(
      plan.segments.map(({ firstDepth, lastDepth, replicas }) => [firstDepth, lastDepth, replicas]),
    ).toEqual([
      [0, 38, 2],
      [39, 53, 1],
      [54, 63, 1],
    ]);
  });

  it('gives n copies of a model that one chip holds', async () => {
    const plan = await planOf('mobilenet_v2', 'hybrid', 4);
    expect(plan.segments.map(({ replicas }) => replicas)).toEqual([4]);
    expect(plan.speedupOverSingle).toBeCloseTo(4, 9);
  });
});

describe("the compiler's crashes", () => {
  test.each(['vgg16', 'vgg19', 'dense5_n1620'])('come for %s in 4', async (sample) => {
    await expect(planOf(sample, 'compiler', 4)).rejects.toThrow(
      /compiler crashes when asked for 4 segments/,
    );
  });

  test.each(['mobilenet_v2', 'conv5_f442', 'conv5_f582'])(
    'come for %s in 8 but not in 4',
    async (sample) => {
      await expect(planOf(sample, 'compiler', 8)).rejects.toThrow(
        /compiler crashes when asked for 8 segments/,
      );
      await expect(planOf(sample, 'compiler', 4)).resolves.toMatchObject({ strategy: 'compiler' });
    },
  );

  const real = [
    'dense_256',
    'gabor_64x64_p4',
    'looming_64x64_3x3',
    'color_red_64x64',
    'bright_16x16',
    'bright_128x128',
    'mobilenet_v1_0.25_128_quant',
  ];
  test.each(real)('come for %s in 4', (name) => {
    const part = realPart(name);
    if (part === null) throw new Error(`fixture ${name} is missing`);
    const result = runStrategy('compiler', { ...part, devices: devicesWithPorts(4), batch: 15 });
    expect(result).toMatchObject({ ok: false, failure: { code: 'partition/compiler-crashes' } });
  });

  it('are explained by the operator that is larger than the average', async () => {
    await expect(planOf('vgg16', 'compiler', 4)).rejects.toThrow(
      /operator \d+, FULLY_CONNECTED \("[^"]+"\), alone has 98\.\d MiB of parameters, more than the average of 33\.\d MiB/,
    );
  });

  it("take the vendor's profiling with them, which starts from that split", async () => {
    await expect(planOf('vgg16', 'profiled-vendor', 4)).rejects.toThrow(
      /starts from the compiler's split/,
    );
  });

  it('leave the speed-up over the compiler open', async () => {
    const plan = await planOf('vgg16', 'profiled', 4);
    expect(plan.speedupOverCompiler).toBeNull();
    expect(plan.speedupOverSingle).toBeGreaterThan(1);
  });
});
