import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SamplePlatform } from '../samples/index.ts';
import { createNodeSamplePlatform } from '../samples/node.ts';

/** Set by bin/reef.mjs: the bundle lies elsewhere than this file. */
const ROOT_VARIABLE = 'REEF_ROOT';

/** The project's `public/samples`. */
export function samplePlatform(): SamplePlatform {
  const root =
    process.env[ROOT_VARIABLE] ??
    path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  return createNodeSamplePlatform(path.join(root, 'public/samples'));
}
