import { describe, expect, it } from 'vitest';
import { checkCuttable } from './check-cuttable.ts';
import { readModel } from './read.ts';
import { loadFixture } from './testing/models.ts';
import { mutate, seededRandom } from './testing/mutate.ts';
import type { Model } from './types.ts';
import { writeModel, writeSegment } from './write.ts';

const FILES = [
  'gabor_64x64_p4',
  'bright_16x16',
  'looming_64x64_3x3',
  'color_red_64x64',
  'bright_128x128',
  'gabor_64x64_p4_edgetpu',
] as const;
const MUTATIONS_PER_FILE = 3_000;

/** What became of one damaged file: a failure code, or how far it got. */
function outcome(bytes: Uint8Array): string {
  const model = readModel(bytes);
  if (!model.ok) return model.failure.code;
  checkCuttable(model.value);
  const written = writeModel(model.value, { castInt64Outputs: true });
  if (!written.ok) return `write: ${written.failure.code}`;
  const again = readModel(written.value);
  if (!again.ok) return `again: ${again.failure.code}`;
  cutFirst(model.value);
  return 'read';
}

function cutFirst(model: Model): void {
  const [first] = model.subgraphs[0]?.operators ?? [];
  if (first === undefined) return;
  const inputs = first.inputs.filter((index) => index >= 0);
  writeSegment(model, { operators: [first.index], inputs, outputs: first.outputs });
}

describe('reading damaged files', () => {
  it.each(FILES)(`ends ${MUTATIONS_PER_FILE} mutations of %s in a model or a failure`, (name) => {
    const source = loadFixture(name);
    const random = seededRandom(name.length * 7919);
    const counts = new Map<string, number>();
    for (let i = 0; i < MUTATIONS_PER_FILE; i++) {
      const code = outcome(mutate(source, random));
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    // Damage must have been found as well as survived, or the mutations say nothing.
    expect(counts.get('read') ?? 0).toBeGreaterThan(MUTATIONS_PER_FILE / 50);
    expect(counts.get('tflite/truncated') ?? 0).toBeGreaterThan(MUTATIONS_PER_FILE / 20);
    expect(counts.get('tflite/corrupt-offset') ?? 0).toBeGreaterThan(0);
    for (const code of counts.keys()) expect(code).toMatch(/^(read|(write: )?tflite\/[a-z-]+)$/);
  });
});
