import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceSpec } from '../edgetpu/index.ts';
import { planSample } from '../edgetpu/testing/planned-model.ts';
import { COMPARED_STRATEGIES, comparePlans } from '../partition/index.ts';
import type { Run } from '../pipeline/index.ts';
import { toBase64Url } from './base64url.ts';
import {
  decodeLink,
  encodeLink,
  isResultLink,
  sharedResultOf,
  type SharedResult,
} from './index.ts';

const SHA256 = 'a3'.repeat(32);

async function resultOf(
  sample: string,
  deviceCount: number,
  withRun: boolean,
): Promise<SharedResult> {
  const { graph, costs } = await planSample(sample);
  const devices = Array.from({ length: deviceCount }, (_, bus): DeviceSpec => ({
    link: 'usb3',
    clock: 'max',
    bus,
  }));
  const outcomes = comparePlans({ graph, costs, devices, batch: 15 }, COMPARED_STRATEGIES);
  const results = outcomes.map((entry) => ({
    strategy: entry.strategy,
    result: 'plan' in entry ? entry.plan : entry.failure,
  }));
  const chosen = outcomes.find((entry) => entry.strategy === 'optimal');
  if (chosen === undefined || !('plan' in chosen)) throw new Error('there is a plan');
  const { plan } = chosen;
  const stages = plan.segments.map((segment) => ({
    ...segment,
    segmentIndex: segment.index,
    meanMs: segment.stageMs * 1.03,
    p95Ms: segment.stageMs * 1.11,
    queueMs: 0.1 + segment.index * 0.37,
    cpuMs: 0,
    bytesIn: segment.inBytes,
    bytesOut: segment.outBytes,
    utilisation: 0.9,
    estimatedMs: segment.stageMs,
  }));
  const run: Run = {
    label: 'measured',
    devices: [{ kind: 'coral', link: 'usb3', clock: 'max', count: deviceCount }],
    ...{ warmUp: 2, inferences: 150, batch: 15, isPartial: false },
    ...{ throughputPerSecond: 181.234, batchMs: 90.5, fillMs: 30, drainMs: 30, loadMs: 120 },
    latency: { meanMs: 31.01, p50Ms: 30.911, p95Ms: 35.017, p99Ms: 36.77 },
    ...{ latenciesMs: [], stages, bottleneckSegment: 2, timeline: [] },
    verification: { kind: 'equal', inferences: 15, bytes: 15_000 },
  };
  return sharedResultOf({
    ...{
      toolVersion: '0.1.0',
      sha256: SHA256,
      fileBytes: 62_300_000,
      name: 'ResNet-152',
      hasGeneratedWeights: true,
    },
    ...{ graph, costs, devices, plan, results },
    run: withRun ? run : null,
    environment: 'Chrome 156 on Linux, 2026-11-24',
  });
}

describe('a result link', () => {
  it('carries the largest sample on 8 devices with a measured run in at most 2,000 characters', async () => {
    const link = encodeLink(await resultOf('resnet152', 8, true));
    expect(link.length).toBeLessThanOrEqual(2000);
  });

  it.each(['inception_v3', 'densenet201', 'efficientnet_lite4'])(
    'of %s on 4 devices stays under 1,100 characters',
    async (sample) => {
      expect(encodeLink(await resultOf(sample, 4, false)).length).toBeLessThan(1100);
    },
  );

  it('gives back what went in, to the microsecond and to a step of the profile', async () => {
    const result = await resultOf('inception_v3', 4, true);
    const read = decodeLink(encodeLink(result));
    expect(read.ok).toBe(true);
    if (!read.ok) return;
    expect(read.value.model).toEqual(result.model);
    expect(read.value.devices).toEqual(result.devices);
    expect(read.value.plan.segments.map(({ cachedBytes }) => cachedBytes)).toEqual(
      result.plan.segments.map(({ cachedBytes }) => cachedBytes),
    );
    read.value.plan.segments.forEach((segment, index) => {
      expect(segment.computeMs).toBeCloseTo(result.plan.segments[index]?.computeMs ?? -1, 3);
    });
    expect(read.value.run?.throughputPerSecond).toBeCloseTo(181.234, 3);
    const largest = Math.max(...result.profile.compiledParamBytes);
    read.value.profile.compiledParamBytes.forEach((bytes, depth) => {
      expect(Math.abs(bytes - (result.profile.compiledParamBytes[depth] ?? 0))).toBeLessThanOrEqual(
        largest / 63,
      );
    });
  });

  it('holds no tensor or operator name and no constant of the model', async () => {
    const result = await resultOf('inception_v3', 4, true);
    expect(JSON.stringify(result)).not.toMatch(/conv2d|mixed|model\/|bias/i);
  });

  it.each([
    ['', 'share/not-a-link'],
    ['plan', 'share/not-a-link'],
    ['v1.', 'share/damaged'],
    ['v1.!!!!', 'share/damaged'],
    ['v1.AAAA', 'share/damaged'],
    ['v2.abcd', 'share/newer-version'],
    ['v9999.abcd', 'share/newer-version'],
    [`v1.${'A'.repeat(20_000)}`, 'share/not-a-link'],
    [`v1.${toBase64Url(deflateSync(new Uint8Array(9_000_000)))}`, 'share/damaged'],
    [
      `v1.${toBase64Url(deflateSync(new TextEncoder().encode('['.repeat(100_000))))}`,
      'share/damaged',
    ],
    [
      `v1.${toBase64Url(deflateSync(new TextEncoder().encode('{"t":"<script>","m":[]}')))}`,
      'share/damaged',
    ],
  ])('that is no good one ends in a failure: %#', (fragment, code) => {
    const result = decodeLink(fragment);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.failure.code).toBe(code);
  });

  it('damaged anywhere ends in a result or a failure, never in an exception', async () => {
    const link = encodeLink(await resultOf('mobilenet_v2', 2, true));
    fc.assert(
      fc.property(fc.nat(link.length - 1), fc.nat(63), (at, digit) => {
        const changed =
          link.slice(0, at) +
          'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(digit) +
          link.slice(at + 1);
        const read = decodeLink(changed);
        if (read.ok)
          expect(
            read.value.plan.segments.every((segment) => Number.isFinite(segment.computeMs)),
          ).toBe(true);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('is recognised in an address, of whatever version', () => {
    expect(isResultLink('v1.abc')).toBe(true);
    expect(isResultLink('v12.abc')).toBe(true);
    expect(isResultLink('plan')).toBe(false);
  });
});
