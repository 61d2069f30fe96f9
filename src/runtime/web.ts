// The runtime module in a browser: an asset of the page's own origin, loaded once.
import moduleUrl from '../../wasm/dist/reef-runtime.wasm?url&no-inline';
import { fail, ok, type Result } from '../base/index.ts';

let loading: Promise<Result<WebAssembly.Module>> | null = null;

/** The compiled module. Failure: `runtime/not-loaded`; the next call tries again. */
export async function loadRuntimeModule(): Promise<Result<WebAssembly.Module>> {
  loading ??= load();
  const result = await loading;
  if (!result.ok) loading = null;
  return result;
}

async function load(): Promise<Result<WebAssembly.Module>> {
  try {
    const response = await fetch(moduleUrl);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return ok(await WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    return fail({
      code: 'runtime/not-loaded',
      message: 'The runtime module could not be loaded from this site.',
      hint: 'Check the connection and reload the page.',
      details: { text: error instanceof Error ? error.message : String(error) },
    });
  }
}
