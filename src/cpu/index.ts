// Segments on the CPU: the TensorFlow Lite interpreter as WebAssembly, and the byte-for-byte check of a cut on it.
// `node.ts` and `web.ts` start it on their platform and are imported by their own paths.
export type * from './types.ts';
export { createCpuRuntime } from './runtime.ts';
export type { StartTfliteModule } from './runtime.ts';
export { checkInterpreterRuns, listUnsupportedOperators } from './support.ts';
export type { UnsupportedOperator } from './support.ts';
export { compareTensors } from './compare.ts';
export type { Comparison, Difference } from './compare.ts';
export { randomInput, seedForInput } from './random-input.ts';
export { verifySegments } from './verify.ts';
export { verifyCut } from './verify-cut.ts';
export type { VerifyCutRequest } from './verify-cut.ts';
export type * from './verify-types.ts';
export type { LeftOut } from './prepare.ts';
export { prepareForInterpreter } from './prepare.ts';
export type { PreparedModel } from './prepare.ts';
