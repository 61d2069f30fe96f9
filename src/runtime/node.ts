// The runtime module in Node: read from wasm/dist, which every start, build and test keeps up to date.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '../base/index.ts';

const RELATIVE_PATH = 'wasm/dist/reef-runtime.wasm';
const NOT_BUILT = {
  code: 'runtime/not-built',
  message: 'The runtime module is not there: wasm/dist/reef-runtime.wasm has not been built.',
  hint: 'Run: npm run build:wasm',
} as const;

let loading: Promise<Result<WebAssembly.Module>> | null = null;

/** The compiled module; loaded once. Failure: `runtime/not-built`. */
export function loadRuntimeModule(): Promise<Result<WebAssembly.Module>> {
  return (loading ??= load());
}

/** Bundles lie in other folders than this file: the module is looked for upwards from wherever this runs. */
async function load(): Promise<Result<WebAssembly.Module>> {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      const bytes = await readFile(path.join(folder, RELATIVE_PATH));
      return ok(await WebAssembly.compile(bytes));
    } catch {
      // Not in this folder; the one above may hold it.
    }
    const above = path.dirname(folder);
    if (above === folder) return fail(NOT_BUILT);
    folder = above;
  }
}
