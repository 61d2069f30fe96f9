// Full-size models: cut, chained and compared byte for byte.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import type { StrategyName } from '../partition/index.ts';
import { forgetSample, loadSampleBytes, sampleEntries } from '../samples/testing/load-sample.ts';
import { verifyCut } from './index.ts';
import type { CpuRuntime } from './index.ts';
import { createNodeCpuRuntime } from './node.ts';
import { planTestModel } from './testing/planned-cut.ts';

const LARGEST_BYTES = 30_000_000;
const FULL_SIZE = sampleEntries().filter(
  ({ bytes, weights }) => bytes <= LARGEST_BYTES && weights === 'generated',
);
const STRATEGIES = ['balanced', 'optimal'] as const satisfies readonly StrategyName[];

// A new interpreter for each: its heap never shrinks.
let runtime: CpuRuntime;
beforeEach(async () => {
  runtime = unwrap(await createNodeCpuRuntime());
});

async function expectEqual(name: string, deviceCount: number, strategy: StrategyName) {
  const { model, cutsFor } = planTestModel(await loadSampleBytes(name));
  const [outcome] = cutsFor(deviceCount, [strategy]);
  const { cuts, plan } = unwrap(
    outcome ?? { ok: false, failure: { code: 'partition/none', message: '' } },
  );
  expect(plan.deviceCount).toBeLessThanOrEqual(deviceCount);
  const result = unwrap(await verifyCut(runtime, { model, cuts, seed: 1 }));
  expect([result.isEqual, result.differingBytes, result.leftOut.operatorCount]).toEqual([
    true,
    0,
    0,
  ]);
}

describe.each(FULL_SIZE)('$name', ({ name }) => {
  afterEach(() => forgetSample(name));
  test.each(STRATEGIES)(
    '%s for 4 devices computes the same as the whole',
    (strategy) => expectEqual(name, 4, strategy),
    120_000,
  );
});

test('resnet152 cut over 8 devices computes the same as the whole', async () => {
  await expectEqual('resnet152', 8, 'balanced');
  forgetSample('resnet152');
}, 120_000);
