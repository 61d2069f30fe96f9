// For everybody's tests: a sample's bytes, rebuilt and checked once per process.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { unwrap } from '../../base/index.ts';
import { loadSampleByName, parseSampleIndex } from '../index.ts';
import type { SampleEntry } from '../index.ts';
import { createNodeSamplePlatform } from '../node.ts';

const FOLDER = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../../public/samples',
);

/** Bytes kept between tests, by sample name; a process that loads all of them holds some 700 MB. */
const cache = new Map<string, Promise<Uint8Array>>();

/** The whole `.tflite` of a sample by name ("resnet50"). The same array each time: do not write to it. */
export function loadSampleBytes(name: string): Promise<Uint8Array> {
  const known = cache.get(name);
  if (known) return known;
  const loading = loadSampleByName(name, createNodeSamplePlatform(FOLDER)).then(
    (result) => unwrap(result).bytes,
  );
  cache.set(name, loading);
  return loading;
}

/** All samples, in the index's order; usable in `test.each`. */
export function sampleEntries(): readonly SampleEntry[] {
  return unwrap(parseSampleIndex(readFileSync(path.join(FOLDER, 'index.json')))).samples;
}

/** Lets go of a sample's bytes; for tests that visit many big ones. */
export function forgetSample(name: string): void {
  cache.delete(name);
}
