// The interpreter in the browser, meant for a module worker: Vite emits glue and WebAssembly, nothing is copied by hand.
import factory from '@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd.js';
import wasmUrl from '@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd.wasm?url';
import type { Result } from '../base/index.ts';
import { createCpuRuntime } from './runtime.ts';
import type { CpuRuntime } from './types.ts';

/** Starts the interpreter. Failure: `cpu/start-failed`. */
export function createWebCpuRuntime(): Promise<Result<CpuRuntime>> {
  return createCpuRuntime((output) => factory({ ...output, locateFile: () => wasmUrl }));
}
