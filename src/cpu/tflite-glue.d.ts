// The emscripten glue inside @tensorflow/tfjs-tflite, which ships without types. Only what the adapter calls.
declare module '@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd.js' {
  import type { TfliteModule, TfliteModuleOptions } from './tflite-module.ts';
  const factory: (options: TfliteModuleOptions) => Promise<TfliteModule>;
  export = factory;
}
