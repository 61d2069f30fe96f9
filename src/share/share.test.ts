import { deflateSync, inflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { decodeLink, encodeLink, isResultLink } from './index.ts';
import { sampleResult } from './testing/sample-result.ts';

const RATES = {
  ...{ fixedMs: 0.2131, inBytesPerMs: 351_234.6, outBytesPerMs: 302_000 },
  label: 'measured',
} as const;

function wireOf(link: string): Readonly<Record<string, unknown>> {
  const bytes = fromBase64Url(link.slice('v1.'.length));
  if (bytes === null) throw new Error('the link is none');
  return JSON.parse(new TextDecoder().decode(inflateSync(bytes))) as Record<string, unknown>;
}

describe('a result link', () => {
  it('carries the largest sample on 8 devices with a measured run in at most 2,000 characters', async () => {
    const link = encodeLink(await sampleResult('resnet152', 8, { hasRun: true }));
    expect(link.length).toBeLessThanOrEqual(2000);
  });

  it('of the same carries the rates of the run that it was planned with in no more', async () => {
    const link = encodeLink(await sampleResult('resnet152', 8, { hasRun: true, rates: RATES }));
    expect(link.length).toBeLessThanOrEqual(2000);
  });

  it('gives back the rates that it was planned with, device by device', async () => {
    const result = await sampleResult('mobilenet_v2', 3, { rates: RATES, ratedDevices: 2 });
    const read = decodeLink(encodeLink(result));
    expect(read.ok && read.value.devices.map(({ rates }) => rates)).toEqual([
      ...[1, 2].map(() => ({ ...RATES, fixedMs: 0.213, inBytesPerMs: 351_235 })),
      undefined,
    ]);
  });

  it('tells no rates of which nobody knows any more whether they are measured', async () => {
    const { label: _label, ...rates } = RATES;
    const result = await sampleResult('mobilenet_v2', 3, { rates });
    expect(result.devices.every((device) => device.rates === undefined)).toBe(true);
  });

  it('without such rates is the same link as before there were any', async () => {
    const result = await sampleResult('mobilenet_v2', 3);
    expect(Object.keys(wireOf(encodeLink(result)))).not.toContain('f');
  });

  it.each([
    [[[2, 0, 213, 351_235, 302_000]]],
    [[[4, 0, 213, 351_235, 302_000]]],
    [[[3, 0, 213, 0, 302_000]]],
    [[[3, 0, -1, 351_235, 302_000]]],
    [[[3, 2, 213, 351_235, 302_000]]],
    [[[3, 0, 213, 351_235]]],
    [[[3, 0, 213, 351_235, 1e12]]],
    [[[99]]],
    ['rates'],
  ])('with rates that fit no device list of three is damaged: %j', async (rates) => {
    const wire = wireOf(encodeLink(await sampleResult('mobilenet_v2', 3)));
    const text = new TextEncoder().encode(JSON.stringify({ ...wire, f: rates }));
    expect(decodeLink(`v1.${toBase64Url(deflateSync(text))}`)).toMatchObject({
      failure: { code: 'share/damaged' },
    });
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
