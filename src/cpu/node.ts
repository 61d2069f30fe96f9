// The interpreter in Node: the same glue and the same WebAssembly as in the browser, read from the package.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Result } from '../base/index.ts';
import { createCpuRuntime } from './runtime.ts';
import type { TfliteModule, TfliteModuleOptions } from './tflite-module.ts';
import type { CpuRuntime } from './types.ts';

const PACKAGE = '@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd';

/** Starts the interpreter. Failure: `cpu/start-failed`. */
export function createNodeCpuRuntime(): Promise<Result<CpuRuntime>> {
  return createCpuRuntime(startTfliteModule);
}

/** The bare module; only the adapter and its tests need it. */
export async function startTfliteModule(
  output: Pick<TfliteModuleOptions, 'print' | 'printErr'>,
): Promise<TfliteModule> {
  const require = createRequire(import.meta.url);
  const factory = require(`${PACKAGE}.js`) as (
    options: TfliteModuleOptions,
  ) => Promise<TfliteModule>;
  const wasmBinary = await readFile(require.resolve(`${PACKAGE}.wasm`));
  return factory({ ...output, wasmBinary });
}
