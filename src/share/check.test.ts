import { deflateSync, inflateSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { decodeLink, encodeLink } from './index.ts';
import { sampleResult } from './testing/sample-result.ts';
import type { WireV1 } from './wire.ts';

type Wire = { -readonly [Key in keyof WireV1]: unknown } & Record<string, unknown>;

let good: string;

beforeAll(async () => {
  good = encodeLink(await sampleResult('mobilenet_v2', 2, { hasRun: true }));
});

function changed(change: (wire: Wire) => void): string {
  const bytes = inflateSync(fromBase64Url(good.slice(3)) ?? new Uint8Array());
  const wire = JSON.parse(new TextDecoder().decode(bytes)) as Wire;
  change(wire);
  return `v1.${toBase64Url(deflateSync(new TextEncoder().encode(JSON.stringify(wire))))}`;
}

function column(wire: Wire, index: number): number[] {
  return (wire.g as number[][])[index] ?? [];
}

describe('a link whose parts contradict each other', () => {
  it.each<readonly [string, (wire: Wire) => void]>([
    ['a segment on a billion devices', (wire) => (column(wire, 3)[0] = 1e9)],
    ['a segment on no device', (wire) => (column(wire, 3)[0] = 0)],
    ['more replicas than devices', (wire) => (column(wire, 3)[0] = 3)],
    ['a billion operators in a segment', (wire) => (column(wire, 2)[0] = 1e9)],
    ['a billion operators in the model', (wire) => ((wire.m as unknown[])[2] = 1e9)],
    ['a segment that ends before it starts', (wire) => (column(wire, 0)[1] = 500)],
    ['a segment past the last depth', (wire) => (column(wire, 1)[1] = 9999)],
    ['an age of milliseconds', (wire) => (column(wire, 14)[0] = 9e15)],
    ['more bytes than there are disks', (wire) => (column(wire, 5)[0] = 9e15)],
    ['no device at all', (wire) => (wire.d = [])],
    ['a device that is not there', (wire) => (wire.a = [0, 7])],
    ['a device for two segments', (wire) => (wire.a = [0, 0])],
    ['cuts that are not there', (wire) => (wire.c = undefined)],
    ['cuts that go back', (wire) => (wire.c = [[9999], [1]])],
    ['a split past the last depth', (wire) => (wire.x = [9999, 0, 63])],
    ['the same strategy twice', (wire) => (wire.s as unknown[]).push((wire.s as unknown[])[0])],
    ['an empty profile', (wire) => (wire.p = [0, '', 0, ''])],
    ['a name that turns the text around', (wire) => ((wire.m as unknown[])[6] = 'a\u202eb')],
    ['a run of other stages', (wire) => ((wire.r as unknown[][])[1] = [[1]])],
    ['negative bytes', (wire) => (column(wire, 5)[0] = -1)],
    ['half an operator', (wire) => (column(wire, 2)[0] = 1.5)],
    ['a batch of none', (wire) => (wire.b = 0)],
  ])('is damaged: %s', (_, change) => {
    const read = decodeLink(changed(change));
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.failure.code).toBe('share/damaged');
  });

  it('is read where it only says more than this version knows', () => {
    expect(decodeLink(changed((wire) => (wire['zz'] = 'later'))).ok).toBe(true);
  });

  it('may have markup for a name, which is text', () => {
    const name = '<img src=x onerror=alert(1)>';
    const read = decodeLink(changed((wire) => ((wire.m as unknown[])[6] = name)));
    expect(read.ok && read.value.model.name).toBe(name);
  });
});
