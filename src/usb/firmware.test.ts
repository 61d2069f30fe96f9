import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { extractFirmware, platformSha256, type FirmwareRule } from './index.ts';

// A stand-in of the real length: the real image is not ours to distribute.
const IMAGE = Uint8Array.from({ length: 10_783 }, (_, index) => (index * 37 + (index >> 8)) & 255);
const START = IMAGE.slice(0, 16);

async function rules(): Promise<FirmwareRule[]> {
  return [{ byteLength: IMAGE.length, start: START, sha256: await platformSha256(IMAGE) }];
}

/** `image` inside a library of random-looking bytes. */
function library(image: Uint8Array, at: number): Uint8Array {
  const file = Uint8Array.from(
    { length: at + image.length + 5000 },
    (_, index) => (index * 7919) & 255,
  );
  file.set(image, at);
  return file;
}

describe('extractFirmware', () => {
  it('takes the bare image', async () => {
    expect(unwrap(await extractFirmware(IMAGE, await rules()))).toEqual(IMAGE);
  });

  it('finds it anywhere in a library, behind a false start too', async () => {
    const file = library(IMAGE, 70_000);
    file.set(START, 1000);
    const found = unwrap(await extractFirmware(file, await rules()));
    expect(found).toEqual(IMAGE);
    expect(found.buffer).not.toBe(file.buffer);
  });

  it.each([
    ['another file', new Uint8Array(50_000), 'usb/firmware-not-found'],
    ['an empty file', new Uint8Array(0), 'usb/firmware-not-found'],
    ['a cut library', library(IMAGE, 100).slice(0, 9000), 'usb/firmware-not-found'],
    [
      'a changed image',
      IMAGE.map((byte, index) => (index === 9000 ? byte ^ 1 : byte)),
      'usb/firmware-unknown',
    ],
  ])('refuses %s', async (_name, file, code) => {
    const result = await extractFirmware(file, await rules());
    expect(result).toMatchObject({ ok: false, failure: { code } });
  });

  it('does not take the stand-in for the real one', async () => {
    expect((await extractFirmware(IMAGE)).ok).toBe(false);
  });
});
