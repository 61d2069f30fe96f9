import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../../base/index.ts';
import { loadFixture, realModelFiles } from '../../tflite/testing/models.ts';
import {
  assignRoles,
  instructionBytes,
  parameterBytes,
  readBarePackage,
  readPackage,
  type CompiledModel,
} from './index.ts';
import { COMPILED_TABLE } from './testing/compiled-table.ts';

const files = new Map(realModelFiles().map((file) => [file.name, file]));

describe('readPackage on the real compiled files', () => {
  it('has a row for every compiled file', () => {
    const compiled = [...files.values()].filter((file) => file.isCompiled).map((file) => file.name);
    expect(COMPILED_TABLE.map(([name]) => name).sort()).toEqual(compiled.sort());
  });

  for (const [name, ...rows] of COMPILED_TABLE) {
    const file = files.get(name);
    it.skipIf(!file || file.skip !== null)(`finds the documented sizes in ${name}`, () => {
      const model = unwrap(readPackage(file!.load()));
      const found = model.package.executables.map((one) => [
        one.type,
        one.parameters.byteLength,
        instructionBytes(one),
      ]);
      expect(found).toEqual(rows);
      const cached = rows.filter(([type]) => type === 'PARAMETER_CACHING');
      const streamed = rows.filter(([type]) => type !== 'PARAMETER_CACHING');
      expect(parameterBytes(model.package)).toEqual({
        cachedBytes: cached.reduce((sum, [, bytes]) => sum + bytes, 0),
        streamedBytes: streamed.reduce((sum, [, bytes]) => sum + bytes, 0),
      });
      expectConsistent(model);
    });
  }

  it('reads names, tokens and the CPU operators around the Edge TPU', () => {
    const model = unwrap(readPackage(loadFixture('deeplabv3_mnv2_dm05_pascal_quant_edgetpu')));
    expect(model.cpuOperators).toHaveLength(8);
    expect(model.cpuOperators.every((op) => op.position === 'after')).toBe(true);
    expect(model.package.executables.map((one) => one.name)).toEqual(['model', 'Unknown']);
    const tokens = model.package.executables.map((one) => one.parameterCachingToken);
    expect(tokens[0]).not.toBe(0n);
    expect(tokens[0]).toBe(tokens[1]);
    expect(model.package.minRuntimeVersion).toBeGreaterThanOrEqual(10);
  });

  it('gives one token to files that were compiled together, another to the same model compiled alone', () => {
    const token = (name: string) =>
      unwrap(readPackage(loadFixture(name))).package.executables[0]?.parameterCachingToken;
    const together = 'mobilenet_v1_0.25_128_quant_cocompiled_with_inception_v4_299_quant_edgetpu';
    expect(token(together)).not.toBe(token('mobilenet_v1_0.25_128_quant_edgetpu'));
  });

  it('says that an uncompiled model is not compiled', () => {
    const result = readPackage(loadFixture('dense_256'));
    expect(result).toMatchObject({ ok: false, failure: { code: 'edgetpu/not-compiled' } });
  });
});

describe('readPackage on damaged files', () => {
  const original = loadFixture('dense_256_edgetpu');

  it('answers every truncation with a failure, never with an exception', () => {
    const lengths = [0, 1, 7, 8, 100, 290, 400, 4096, 5000, 40_000, original.byteLength - 5000];
    for (const length of lengths) {
      const result = readPackage(original.slice(0, length));
      expect(result.ok).toBe(false);
    }
  });

  it('survives any few changed bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(original.byteLength - 1), fc.nat(255)), {
          minLength: 1,
          maxLength: 8,
        }),
        (changes) => {
          const bytes = original.slice();
          for (const [at, value] of changes) bytes[at] = value;
          const result = readPackage(bytes);
          if (!result.ok) expect(result.failure.message).not.toBe('');
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it('survives changed bytes in the tables, where every byte means something', () => {
    const tail = unwrap(readPackage(original)).package.bytes;
    const metadata = [...Array(tail.byteLength).keys()].filter((at) => isNearTables(tail, at));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...metadata), fc.nat(255)), {
          minLength: 1,
          maxLength: 4,
        }),
        (changes) => {
          const bytes = tail.slice();
          for (const [at, value] of changes) bytes[at] = value;
          const result = readBarePackage(bytes);
          if (result.ok) assignRoles(result.value);
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });
});

/** Rough: parameters and instructions hold few zeros, tables many. */
function isNearTables(bytes: Uint8Array, at: number): boolean {
  return bytes.subarray(at, at + 8).filter((value) => value === 0).length >= 4;
}

/** Facts that hold for all real packages (edgetpu-usb.md 6.4, 7). */
function expectConsistent(model: CompiledModel): void {
  const roles = unwrap(assignRoles(model.package));
  expect(roles.main.inputs).toHaveLength(model.inputTensors.length);
  expect(roles.main.outputs).toHaveLength(model.outputTensors.length);
  for (const executable of model.package.executables) {
    expect(executable.isFullyDeterministic).toBe(true);
    expect(executable.chip).toBe('beagle');
    expect(executable.hints.at(-1)).toEqual({ kind: 'interrupt', interrupt: 0 });
    const parameters = executable.hints.reduce(
      (sum, hint) =>
        hint.kind === 'transfer' && hint.buffer.role === 'PARAMETER' ? sum + hint.sizeBytes : sum,
      0,
    );
    expect(parameters).toBe(executable.parameters.byteLength);
    for (const chunk of executable.instructions) {
      expect([...chunk.bytes.subarray(0, 3)]).toEqual([0x80, 0x0f, 0x00]);
      for (const { offsetBit } of chunk.fieldOffsets) expect(offsetBit % 128).toBe(70);
    }
  }
}
