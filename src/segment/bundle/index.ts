export type { BundledModel, BundleRequest, BundleText, CutDocument } from './types.ts';
export { CUT_FORMAT } from './types.ts';
export { bundleTexts, createBundle, PLAN_FILE } from './bundle.ts';
export { COMPILED_DIR, compilerLogName } from './compile-script.ts';
export { earlyOutputs } from './read-me.ts';
