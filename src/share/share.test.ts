import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from './base64url.ts';
import { decodeLink, encodeLink, isResultLink } from './index.ts';
import { sampleResult } from './testing/sample-result.ts';

describe('a result link', () => {
  it('carries the largest sample on 8 devices with a measured run in at most 2,000 characters', async () => {
    const link = encodeLink(await sampleResult('resnet152', 8, { hasRun: true }));
    expect(link.length).toBeLessThanOrEqual(2000);
  });

  it.each(['inception_v3', 'densenet201', 'efficientnet_lite4'])(
    'of %s on 4 devices stays under 1,100 characters',
    async (sample) => {
      expect(encodeLink(await sampleResult(sample, 4)).length).toBeLessThan(1100);
    },
  );

  it('gives back what went in, to the microsecond and to a step of the profile', async () => {
    const result = await sampleResult('inception_v3', 4, { hasRun: true });
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
    const result = await sampleResult('inception_v3', 4, { hasRun: true });
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
    const link = encodeLink(await sampleResult('mobilenet_v2', 2, { hasRun: true }));
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
