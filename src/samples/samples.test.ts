import { createHash } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/index.ts';
import { writeFill } from './fill.ts';
import { packSkeleton } from './packed.ts';
import {
  findSample,
  listSamples,
  loadSample,
  loadSampleByName,
  loadSampleIndex,
  parseSampleIndex,
  rebuildSample,
} from './index.ts';
import type { SampleEntry, SamplePlatform } from './index.ts';
import { createNodeSamplePlatform } from './node.ts';
import { sampleEntries } from './testing/load-sample.ts';

const platform = createNodeSamplePlatform(path.resolve('public/samples'));
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A made-up sample of 64 bytes with one unaligned fill, and its packed file. */
function smallSample(): { entry: SampleEntry; packed: Uint8Array; file: Uint8Array } {
  const fills = [{ offset: 13, length: 27, seed: 4_000_000_000 }];
  const file = Uint8Array.from({ length: 64 }, (_, index) => index);
  file.fill(0, 13, 40);
  const packed = packSkeleton(file, fills);
  for (const fill of fills) writeFill(file, fill);
  const sha256 = createHash('sha256').update(file).digest('hex');
  const entry = {
    name: 'small',
    title: 'Small',
    weights: 'generated',
    file: 'small.skeleton',
    bytes: 64,
    sha256,
    inputShape: [1],
    operatorCount: 1,
  } as const;
  return { entry, packed, file };
}

describe('the weight generator', () => {
  test('gives the check bytes of its description', () => {
    const bytes = new Uint8Array(16);
    writeFill(bytes, { offset: 0, length: 16, seed: 1 });
    expect(Buffer.from(bytes).toString('hex')).toBe('b7284e51d93d4ba6d3b1d60d8b402064');
  });

  test('writes the same bytes wherever the range starts and however short it is cut', () => {
    const whole = new Uint8Array(4096);
    fc.assert(
      fc.property(fc.nat(7), fc.nat(4000), fc.nat(0xffffffff), (offset, length, seed) => {
        writeFill(whole, { offset: 0, length: 4000, seed });
        const moved = new Uint8Array(4096);
        writeFill(moved, { offset, length, seed });
        expect(moved.subarray(offset, offset + length)).toEqual(whole.subarray(0, length));
        expect(moved.subarray(offset + length).every((byte) => byte === 0)).toBe(true);
        expect(moved.includes(0x80)).toBe(false);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('rebuilding', () => {
  test.each(sampleEntries().filter((entry) => entry.bytes < 70_000_000))(
    '$name has the size and SHA-256 of the index',
    async (entry) => {
      const sample = unwrap(await loadSample(entry, platform));
      expect(sample.bytes.length).toBe(entry.bytes);
    },
  );

  test('puts kept bytes and generated weights in their places', () => {
    const { entry, packed, file } = smallSample();
    expect(unwrap(rebuildSample(packed, entry))).toEqual(file);
  });

  test('refuses every shortened skeleton and every wrong length in the index', () => {
    const { entry, packed } = smallSample();
    for (let length = 0; length < packed.length; length++) {
      expect(rebuildSample(packed.subarray(0, length), entry).ok).toBe(false);
    }
    expect(rebuildSample(packed, { ...entry, bytes: 65 }).ok).toBe(false);
    expect(rebuildSample(packed, { ...entry, weights: 'trained' }).ok).toBe(false);
  });

  test('refuses ranges that overlap or end outside the file', () => {
    const { entry, packed } = smallSample();
    for (const [at, value] of [
      [12, 60],
      [16, 5_000],
      [8, 400_000_000],
      [8, 0],
    ] as const) {
      const broken = packed.slice();
      new DataView(broken.buffer).setUint32(at, value, true);
      expect(rebuildSample(broken, entry).ok).toBe(false);
    }
  });

  test.each([
    ['a flipped byte', (bytes: Uint8Array) => bytes.with(bytes.length - 1, 1), 'sample/damaged'],
    [
      'a damaged gzip stream',
      (bytes: Uint8Array) => gzipSync(bytes).subarray(0, 20),
      'sample/damaged',
    ],
  ])('reports %s', async (_, damage, code) => {
    const { entry, packed } = smallSample();
    const broken: SamplePlatform = { ...platform, readFile: () => Promise.resolve(damage(packed)) };
    const result = await loadSample(entry, broken);
    expect(result).toMatchObject({ ok: false, failure: { code } });
  });

  test('takes a file that the server has unpacked already', async () => {
    const { entry, packed, file } = smallSample();
    const served: SamplePlatform = { ...platform, readFile: () => Promise.resolve(packed) };
    expect(unwrap(await loadSample(entry, served)).bytes).toEqual(file);
  });

  test('reports a file that cannot be read, with the reason', async () => {
    const { entry } = smallSample();
    const result = await loadSample(entry, platform);
    expect(result).toMatchObject({ ok: false, failure: { code: 'sample/unreadable' } });
  });
});

describe('the index', () => {
  test('lists 24 models with generated weights and some trained ones, smallest first', async () => {
    const samples = listSamples(unwrap(await loadSampleIndex(platform)));
    expect(samples.filter((sample) => sample.weights === 'generated')).toHaveLength(24);
    expect(samples.filter((sample) => sample.weights === 'trained').length).toBeGreaterThan(2);
    const sizes = samples.map((sample) => sample.bytes);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  test('names the samples when one is asked for that does not exist', async () => {
    const result = await loadSampleByName('resnet_50', platform);
    expect(result).toMatchObject({ ok: false, failure: { code: 'sample/unknown' } });
    expect(!result.ok && result.failure.hint).toContain('resnet50');
    expect(findSample({ samples: [] }, '').ok).toBe(false);
  });

  test.each(['', '[]', '{"samples":{}}', '{"samples":[{"name":"a"}]}'])(
    'refuses %j as an index',
    (json) => {
      const result = parseSampleIndex(encode(json));
      expect(result).toMatchObject({ ok: false, failure: { code: 'sample/damaged' } });
    },
  );
});
