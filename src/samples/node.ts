// The Node side of the samples: files from a folder, zlib, OpenSSL's digest.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { SamplePlatform } from './types.ts';

const gunzipAsync = promisify(gunzip);

/** Samples from a folder like `public/samples`. */
export function createNodeSamplePlatform(folder: string): SamplePlatform {
  return {
    readFile: (name) => readFile(path.join(folder, name)),
    gunzip: (bytes) => gunzipAsync(bytes),
    sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
  };
}
