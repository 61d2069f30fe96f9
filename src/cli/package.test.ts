import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { COMPILED_TABLE } from '../edgetpu/package/testing/compiled-table.ts';
import { runReef, runReefJson } from './testing/run-reef.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../tflite/fixtures/${name}.tflite`, import.meta.url));

describe('reef package', () => {
  const row = COMPILED_TABLE.find(([name]) => name === 'bright_128x128_edgetpu')!;

  it('gives the documented sizes as JSON', () => {
    const json = runReefJson('package', fixture(row[0]));
    expect(json).toMatchObject({
      cachedBytes: 192,
      streamedBytes: 524_288,
      minRuntimeVersion: 14,
      cpuOperators: [],
      executables: row.slice(1).map(([type, parameterBytes, instructionBytes]) => ({
        type,
        parameterBytes,
        instructionBytes,
      })),
    });
  });

  it('says what a person wants to know', () => {
    const { status, stdout } = runReef(
      'package',
      fixture('deeplabv3_mnv2_dm05_pascal_quant_edgetpu'),
    );
    expect(status).toBe(0);
    expect(stdout).toContain('8 operators');
    expect(stdout).toContain('EXECUTION_ONLY');
  });

  it('refuses an uncompiled model with status 1 and what to do', () => {
    const { status, stderr } = runReef('package', fixture('dense_256'));
    expect(status).toBe(1);
    expect(stderr).toContain('edgetpu_compiler');
  });
});
