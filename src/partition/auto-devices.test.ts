import { describe, expect, it, test } from 'vitest';
import { alikeDevices, chooseDevices, throughputCurve } from './auto-devices.ts';
import { runStrategy } from './registry.ts';
import { samplePart } from './testing/requests.ts';
import type { Plan } from './types.ts';

const makeDevices = alikeDevices({ link: 'usb3', clock: 'max' });

function avoidableBytes(plan: Plan): number {
  return plan.segments.reduce((sum, segment) => sum + segment.avoidableBytes, 0);
}

describe('the choice of devices', () => {
  test.each(['mobilenet_v2', 'inception_v3', 'resnet50', 'densenet201', 'vgg16'])(
    'takes the fewest on which %s streams nothing that it need not',
    async (sample) => {
      const part = await samplePart(sample);
      const choice = chooseDevices({ ...part, batch: 15 }, makeDevices);
      if (!choice.ok) throw new Error(choice.failure.message);
      expect(choice.value.avoidableBytes).toBe(avoidableBytes(choice.value.plan));
      for (
        let count = 1;
        count <= (choice.value.avoidableBytes === 0 ? choice.value.deviceCount : 16);
        count++
      ) {
        const plan = runStrategy('balanced', { ...part, batch: 15, devices: makeDevices(count) });
        if (!plan.ok) continue;
        if (count < choice.value.deviceCount) {
          expect(avoidableBytes(plan.value)).toBeGreaterThan(choice.value.avoidableBytes);
        } else
          expect(avoidableBytes(plan.value)).toBeGreaterThanOrEqual(choice.value.avoidableBytes);
      }
    },
  );

  it('says what is left where too few devices may be used', async () => {
    const part = await samplePart('resnet152');
    const choice = chooseDevices({ ...part, batch: 15 }, makeDevices, { most: 3 });
    expect(choice.ok && choice.value.avoidableBytes).toBeGreaterThan(0);
  });

  it('ends as the strategy does where no number of devices gives a plan', async () => {
    const part = await samplePart('mobilenet_v2');
    const choice = chooseDevices({ ...part, batch: 15 }, makeDevices, { strategy: 'manual' });
    expect(choice).toMatchObject({ ok: false, failure: { code: 'partition/no-manual-cuts' } });
  });
});

describe('the throughput curve', () => {
  it('has every strategy at every number of devices, failures included', async () => {
    const part = await samplePart('mobilenet_v2');
    const strategies = ['compiler', 'hybrid'] as const;
    const curve = throughputCurve({ ...part, batch: 15 }, makeDevices, { strategies });
    expect(curve).toHaveLength(32);
    const hybrid = curve.filter((entry) => entry.strategy === 'hybrid');
    // One chip holds this model: n copies are n times as fast.
    const throughput = hybrid.map(({ result }) =>
      result.ok ? result.value.throughputPerSecond : NaN,
    );
    throughput.forEach((perSecond, index) =>
      expect(perSecond / ((throughput[0] ?? NaN) * (index + 1))).toBeCloseTo(1, 9),
    );
    const crashed = curve.filter(({ strategy, result }) => strategy === 'compiler' && !result.ok);
    expect(crashed.map(({ deviceCount }) => deviceCount)).toContain(8);
  });

  it('puts alike devices on ports of their own or on one bus', () => {
    expect(makeDevices(3).map(({ bus }) => bus)).toEqual([0, 1, 2]);
    const shared = alikeDevices({ link: 'usb2', clock: 'std' }, true);
    expect(shared(2)).toEqual([
      { link: 'usb2', clock: 'std', bus: 0 },
      { link: 'usb2', clock: 'std', bus: 0 },
    ]);
  });
});
