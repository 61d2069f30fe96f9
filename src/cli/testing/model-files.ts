// Model files for the command line's tests, good and bad, in a folder of their own.
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildFile, buildModel } from '../../tflite/testing/build-model.ts';
import type { GraphSpec } from '../../tflite/testing/build-model.ts';
import { loadFixture } from '../../tflite/testing/models.ts';

/** Past what a flatbuffer can hold. */
const TWO_GIB = 2 ** 31;

export interface TestFolder {
  readonly folder: string;
  /** Path of a file in the folder. */
  readonly at: (name: string) => string;
  readonly remove: () => void;
}

/** A new folder for a test's files. */
export function makeTestFolder(): TestFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'reef-cli-'));
  return {
    folder,
    at: (name) => path.join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function twoOperators(type: 'FLOAT32' | 'INT8', isDynamic: boolean): GraphSpec {
  const shape = [1, 8, 8, 4];
  const quantization = type === 'INT8' ? { scales: [0.5], zeroPoints: [0] } : {};
  const tensor = (name: string) => ({
    name,
    type,
    shape,
    ...quantization,
    ...(isDynamic && { signature: [1, -1, -1, 4] }),
  });
  return {
    tensors: [tensor('in'), tensor('middle'), tensor('out')],
    operators: [
      { kind: 'RELU', inputs: [0], outputs: [1] },
      { kind: 'RELU', inputs: [1], outputs: [2] },
    ],
    inputs: [0],
    outputs: [2],
  };
}

/** Writes every kind of bad input and returns the names of the files. */
export function writeBadFiles({ at }: TestFolder): void {
  const good = loadFixture('dense_256');
  writeFileSync(at('text.tflite'), 'this is no model, but some text that is long enough');
  writeFileSync(at('empty.tflite'), '');
  writeFileSync(at('truncated.tflite'), good.subarray(0, good.length / 2));
  const wrongIdentifier = good.slice();
  wrongIdentifier.set(new TextEncoder().encode('TFL9'), 4);
  writeFileSync(at('identifier.tflite'), wrongIdentifier);
  const quantized = twoOperators('INT8', false);
  writeFileSync(at('float.tflite'), buildModel(twoOperators('FLOAT32', false)));
  writeFileSync(at('dynamic.tflite'), buildModel(twoOperators('INT8', true)));
  writeFileSync(at('subgraphs.tflite'), buildFile({ subgraphs: [quantized, quantized] }));
  writeFileSync(at('two-operators.tflite'), buildModel(quantized));
  writeFileSync(at('compiled.tflite'), loadFixture('dense_256_edgetpu'));
  const huge = openSync(at('huge.tflite'), 'w');
  ftruncateSync(huge, TWO_GIB); // sparse: takes no room on disk
  closeSync(huge);
}
