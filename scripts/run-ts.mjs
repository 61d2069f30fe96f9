// Runs a TypeScript file in Node: bundles it with Rolldown (ours and Vite's bundler) into the cache folder, then imports it.
//   node scripts/run-ts.mjs bench/planner.ts [ARGS]
import { pathToFileURL } from 'node:url';
import { bundleForNode } from './lib/bundle.mjs';

const [, , entry, ...rest] = process.argv;
if (!entry) {
  console.error('usage: node scripts/run-ts.mjs FILE.ts [ARGS]');
  process.exit(2);
}
const file = await bundleForNode(entry);
process.argv = [process.argv[0], file, ...rest];
await import(pathToFileURL(file).href);
