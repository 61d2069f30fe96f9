import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/index.ts';
import { readModel } from './read.ts';
import { dumpFile, type Dump } from './testing/dump-file.ts';
import { realModelFiles } from './testing/models.ts';
import { writeModel } from './write.ts';

/** Compared by meaning: old files store one of the two code fields, and an empty buffer has empty data or none. */
function comparable(dump: Dump): Dump {
  const codes = dump['operatorCodes'] as readonly Dump[];
  const buffers = dump['buffers'] as readonly Dump[];
  return {
    ...dump,
    buffers: buffers.map((buffer) => (buffer['data'] === '' ? {} : buffer)),
    operatorCodes: codes.map(({ deprecatedBuiltinCode = '00', builtinCode, ...rest }) => ({
      ...rest,
      code: builtinCode ?? `${String(deprecatedBuiltinCode)}000000`,
    })),
  };
}

describe('writing a whole model', () => {
  for (const file of realModelFiles()) {
    it.skipIf(file.skip !== null)(file.skip ?? `gives back ${file.name} with nothing lost`, () => {
      const source = file.load();
      const written = unwrap(writeModel(unwrap(readModel(source))));
      expect(comparable(dumpFile(written))).toEqual(comparable(dumpFile(source)));
    });
  }
});
