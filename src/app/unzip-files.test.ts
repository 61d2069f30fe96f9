import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { listZip, TooLargeError, unzipEntries } from './unzip-files.ts';

const MIB = 1 << 20;
const blobOf = (bytes: Uint8Array): Blob => new Blob([new Uint8Array(bytes)]);

async function unzip(archive: Blob, maxBytes = MIB): Promise<Record<string, string>> {
  const entries = await listZip(archive, 100);
  const contents = await unzipEntries(archive, entries, maxBytes);
  const texts = await Promise.all(contents.map((content) => content.text()));
  return Object.fromEntries(entries.map(({ name }, index) => [name, texts[index] ?? '']));
}

test('files come out as they went in, deflated and stored', async () => {
  const files = { 'a/b.txt': 'words '.repeat(1000), 'ü.txt': '', 'c.txt': 'c' };
  const packed = Object.entries(files).map(
    ([name, text]) => [name, [strToU8(text), { level: name === 'c.txt' ? 0 : 9 }]] as const,
  );
  expect(await unzip(blobOf(zipSync(Object.fromEntries(packed) as never)))).toEqual(files);
});

describe('archives that are meant to do harm', () => {
  const zeros = zipSync({ 'zeros.tflite': new Uint8Array(8 * MIB) });

  /** The same archive, whose directory and header claim another size. */
  function claiming(bytes: number): Uint8Array {
    const copy = zeros.slice();
    const view = new DataView(copy.buffer);
    for (let at = 0; at < copy.length - 4; at++) {
      const signature = view.getUint32(at, true);
      if (signature === 0x02014b50) view.setUint32(at + 24, bytes, true);
      if (signature === 0x04034b50) view.setUint32(at + 22, bytes, true);
    }
    return copy;
  }

  test.each([0, 100, MIB / 2, 8 * MIB, 0xffff_ffff])(
    'what unpacks to more than is allowed is stopped on the way, whatever size it claims (%i)',
    async (bytes) => {
      await expect(unzip(blobOf(claiming(bytes)))).rejects.toBeInstanceOf(TooLargeError);
    },
  );

  test('the limit is for all files together', async () => {
    const half = new Uint8Array(0.6 * MIB);
    const archive = blobOf(zipSync({ a: half, b: half }));
    await expect(unzip(archive)).rejects.toBeInstanceOf(TooLargeError);
    expect(Object.keys(await unzip(archive, 2 * MIB))).toEqual(['a', 'b']);
  });

  test('too many entries are not even listed', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [String(index), new Uint8Array()]),
    );
    await expect(unzip(blobOf(zipSync(many)))).rejects.toBeInstanceOf(TooLargeError);
  });

  test('whatever byte is changed and wherever it is cut, it ends in files or in an error', async () => {
    const archive = zipSync({ 'a.txt': strToU8('words '.repeat(50)), b: new Uint8Array(9) });
    let refused = 0;
    for (let at = 0; at < archive.length; at++) {
      const changed = archive.slice();
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      for (const bytes of [changed, archive.slice(0, at)]) {
        const outcome = await unzip(blobOf(bytes)).catch((error: unknown) => error);
        if (outcome instanceof Error) refused++;
      }
    }
    expect(refused).toBeGreaterThan(archive.length);
  });
});
