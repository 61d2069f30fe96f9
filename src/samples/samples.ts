// Sample models: listed, rebuilt, checked. Runs in the planner worker and in Node; files, gunzip and digest are passed in.

import { fail, ok } from '../base/index.ts';
import type { Failure, Result } from '../base/index.ts';
import { writeFill } from './fill.ts';
import { parseSampleIndex } from './sample-index.ts';
import { placeKeptBytes, readSkeleton } from './packed.ts';
import type { Sample, SampleEntry, SampleIndex, SamplePlatform } from './types.ts';

export const SAMPLE_INDEX_FILE = 'index.json';

/** The sample called `name`; `sample/unknown` when there is none. */
export function findSample(index: SampleIndex, name: string): Result<SampleEntry> {
  const entry = index.samples.find((sample) => sample.name === name);
  if (entry) return ok(entry);
  const names = index.samples.map((sample) => sample.name).join(', ');
  return fail({
    code: 'sample/unknown',
    message: `There is no sample called "${name}".`,
    hint: `The samples are: ${names}.`,
  });
}

/** The samples of an index, smallest file first. */
export function listSamples(index: SampleIndex): readonly SampleEntry[] {
  return [...index.samples].sort((a, b) => a.bytes - b.bytes || (a.name < b.name ? -1 : 1));
}

/** The whole `.tflite` from the unpacked (gunzipped) file of a sample; `sample/damaged` when it is not what the index says. */
export function rebuildSample(unpacked: Uint8Array, entry: SampleEntry): Result<Uint8Array> {
  if (entry.weights === 'trained') {
    return unpacked.length === entry.bytes
      ? ok(unpacked)
      : fail(damaged(entry, 'its length differs'));
  }
  const skeleton = readSkeleton(unpacked);
  if (skeleton?.fileBytes !== entry.bytes)
    return fail(damaged(entry, 'its skeleton is not readable'));
  const file = new Uint8Array(skeleton.fileBytes);
  placeKeptBytes(file, skeleton);
  for (const fill of skeleton.fills) writeFill(file, fill);
  return ok(file);
}

/** Reads the index of all samples. Failures: `sample/unreadable`, `sample/damaged`. */
export async function loadSampleIndex(platform: SamplePlatform): Promise<Result<SampleIndex>> {
  const file = await attempt(() => platform.readFile(SAMPLE_INDEX_FILE));
  if (!file.ok) return fail(unreadable(SAMPLE_INDEX_FILE, file.reason));
  return parseSampleIndex(file.value);
}

/** Reads, rebuilds and checks one sample. Failures: `sample/unreadable`, `sample/damaged`. */
export async function loadSample(
  entry: SampleEntry,
  platform: SamplePlatform,
): Promise<Result<Sample>> {
  const file = await attempt(() => platform.readFile(entry.file));
  if (!file.ok) return fail(unreadable(entry.file, file.reason));
  const unpacked = await attempt(() => unpack(file.value, platform));
  if (!unpacked.ok) return fail(damaged(entry, 'it cannot be decompressed'));
  const bytes = rebuildSample(unpacked.value, entry);
  if (!bytes.ok) return bytes;
  if ((await platform.sha256(bytes.value)) !== entry.sha256) {
    return fail(damaged(entry, 'its SHA-256 differs'));
  }
  return ok({ entry, bytes: bytes.value });
}

/** Looks a sample up by name and loads it. Failures: those of `findSample` and `loadSample`. */
export async function loadSampleByName(
  name: string,
  platform: SamplePlatform,
): Promise<Result<Sample>> {
  const index = await loadSampleIndex(platform);
  if (!index.ok) return index;
  const entry = findSample(index.value, name);
  return entry.ok ? loadSample(entry.value, platform) : entry;
}

/** Some servers declare `Content-Encoding: gzip` and the browser has then unpacked already: look, do not assume. */
function unpack(bytes: Uint8Array, platform: SamplePlatform): Promise<Uint8Array> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b; // RFC 1952, section 2.3.1
  return isGzip ? platform.gunzip(bytes) : Promise.resolve(bytes);
}

type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function damaged(entry: SampleEntry, what: string): Failure {
  return {
    code: 'sample/damaged',
    message: `The sample "${entry.name}" is damaged: ${what}.`,
    hint: 'Reload the page or take a fresh copy of Reef, then try again.',
    details: { file: entry.file },
  };
}

function unreadable(file: string, reason: string): Failure {
  return {
    code: 'sample/unreadable',
    message: `The sample file "${file}" cannot be read.`,
    hint: 'Check that the samples folder is complete and, in the browser, that the connection works; then try again.',
    details: { file, reason },
  };
}
