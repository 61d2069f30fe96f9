import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { relaxedPolicyPlugin } from './scripts/lib/content-policy.mjs';
import { evalFreeGluePlugin } from './scripts/lib/eval-free-glue.mjs';
import { offlinePlugin } from './scripts/lib/offline-build.mjs';
import { runtimeModulePlugin } from './scripts/lib/runtime-module.mjs';
import { tightTemplatesPlugin } from './scripts/lib/tight-templates.mjs';

export default defineConfig({
  base: './',
  // Below these, `light-dark()` would be rewritten into a form that cannot follow the page's own theme switch.
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    // What the first view imports is one file: in pieces, as later parts share it, it is larger to load.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [evalFreeGluePlugin()],
    // The package does not say that its modules do nothing by themselves; unsaid, readers bring the writer along.
    rolldownOptions: {
      treeshake: {
        moduleSideEffects: [{ test: /[\\/]node_modules[\\/]flatbuffers[\\/]/, sideEffects: false }],
      },
    },
  },
  plugins: [
    runtimeModulePlugin(),
    evalFreeGluePlugin(),
    tightTemplatesPlugin(),
    relaxedPolicyPlugin(),
    offlinePlugin(),
  ],
  optimizeDeps: {
    // Found late otherwise, and the dev server then reloads the page in the middle of the first run.
    include: ['comlink', '@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd.js'],
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
  test: {
    include: ['src/**/*.test.ts', 'wasm/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['scripts/lib/runtime-module.mjs'],
    // Against what hangs; the longest takes some ten seconds, several times that where other work goes on.
    testTimeout: 120_000,
    // Otherwise one less than there are processors: half of a machine that has two.
    maxWorkers: availableParallelism(),
  },
});
