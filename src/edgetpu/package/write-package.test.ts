import { describe, expect, it } from 'vitest';
import { unwrap } from '../../base/index.ts';
import { fixtureFiles } from '../../tflite/testing/models.ts';
import { readFlexMap } from './flexbuffer.ts';
import { readBarePackage, readPackage, writeCustomOptions, writePackage } from './index.ts';
import type { Executable, Package } from './types.ts';

describe('writePackage', () => {
  for (const file of fixtureFiles().filter((one) => one.isCompiled)) {
    it(`writes back what was read from ${file.name}`, () => {
      const original = unwrap(readPackage(file.load())).package;
      const written = writePackage(original);
      const again = unwrap(readBarePackage(written));
      expect(withoutBytes(again)).toEqual(withoutBytes(original));
    });
  }

  it('places executables and parameters as compilers do', () => {
    const [file] = fixtureFiles().filter((one) => one.name === 'dense_256_edgetpu');
    const original = unwrap(readPackage(file!.load())).package;
    const again = unwrap(readBarePackage(writePackage(original)));
    for (const executable of again.executables) {
      const at = executable.parameters.byteOffset - again.bytes.byteOffset;
      if (executable.parameters.byteLength) expect(at % 4096).toBe(0);
    }
    expect(new TextDecoder().decode(again.bytes.subarray(4, 8))).toBe('DWN1');
  });
});

describe('writeCustomOptions', () => {
  it('is read back by the FlexBuffers reader, with the package at offset 8', () => {
    const packageBytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) & 255);
    const bytes = writeCustomOptions({ packageBytes, executionPreference: -1, chipIds: [18] });
    const map = readFlexMap(bytes);
    expect([...map.keys()]).toEqual(['1', '4', '5', '6']);
    expect(map.get('5')).toBe(-1);
    expect(map.get('6')).toEqual([18]);
    const stored = map.get('4') as Uint8Array;
    expect(stored).toEqual(packageBytes);
    expect(stored.byteOffset - bytes.byteOffset).toBe(8);
  });
});

/** Views on different buffers compare by content; the package's own bytes are allowed to differ. */
function withoutBytes(pack: Package): unknown {
  return {
    ...pack,
    bytes: null,
    executables: pack.executables.map((one: Executable) => ({
      ...one,
      parameters: Array.from(one.parameters.subarray(0, 64)).concat(one.parameters.byteLength),
      instructions: one.instructions.map((chunk) => ({
        fieldOffsets: chunk.fieldOffsets,
        bytes: Buffer.from(chunk.bytes).toString('base64'),
      })),
    })),
  };
}
