import { execFileSync } from 'node:child_process';
import { formatMib, formatMs, formatRatio } from '../src/base/index.ts';
import { expect, test } from './lib/test.ts';

interface ComparedPlan {
  readonly strategy: string;
  readonly failure?: unknown;
  readonly bottleneckMs: number;
  readonly speedupOverCompiler: number | null;
  readonly throughputPerSecond: number;
  readonly segments: readonly {
    readonly stageMs: number;
    readonly onChipBytes: number;
    readonly streamedBytes: number;
    readonly operators: readonly number[];
  }[];
}

const STRATEGY_TITLES: Readonly<Record<string, string>> = {
  optimal: 'Optimal',
  hybrid: 'Hybrid',
  profiled: 'Profiled',
  balanced: 'Balanced',
  'profiled-vendor': 'Vendor profiled',
  compiler: 'Compiler',
  single: 'One device',
};

const SAMPLES = [
  { name: 'inception_v3', title: 'Inception v3', devices: 4 },
  { name: 'resnet50', title: 'ResNet-50', devices: 3 },
  { name: 'densenet121', title: 'DenseNet-121', devices: 2 },
  { name: 'efficientnet_lite4', title: 'EfficientNet-Lite4', devices: 4 },
  { name: 'mobilenet_v2', title: 'MobileNet v2 1.0', devices: 2 },
] as const;

for (const { name, title, devices } of SAMPLES) {
  test(`${title} on ${String(devices)} devices shows the figures of "reef compare --json", to the digit`, async ({
    reef,
    page,
  }) => {
    const plans = comparePlans(name, devices);
    await reef.open();
    await page.getByLabel('Devices', { exact: true }).selectOption(String(devices));
    if (title !== 'ResNet-50') await reef.openSample(title);
    await reef.idle();
    for (const plan of plans) {
      const row = reef.strategy(STRATEGY_TITLES[plan.strategy] ?? plan.strategy);
      if (plan.failure !== undefined) {
        await expect(row).toContainText('no plan');
        continue;
      }
      await expect(row).toContainText(formatMs(plan.bottleneckMs));
      await expect(row).toContainText(formatRatio(plan.speedupOverCompiler));
      await row.click();
      await expect(reef.segmentRows).toHaveCount(plan.segments.length);
      for (const [index, segment] of plan.segments.entries()) {
        const cells = reef.segmentRows.nth(index);
        await expect(cells).toContainText(String(segment.operators.length));
        await expect(cells).toContainText(formatMib(segment.onChipBytes));
        await expect(cells).toContainText(formatMib(segment.streamedBytes));
        await expect(cells).toContainText(segment.stageMs.toFixed(2));
      }
    }
  });
}

function comparePlans(name: string, devices: number): readonly ComparedPlan[] {
  const args = [
    'bin/reef.mjs',
    'compare',
    `sample:${name}`,
    '--devices',
    String(devices),
    '--json',
  ];
  const output = execFileSync('node', args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { plans } = JSON.parse(output) as { readonly plans: readonly ComparedPlan[] };
  expect(plans).toHaveLength(Object.keys(STRATEGY_TITLES).length);
  return plans;
}
