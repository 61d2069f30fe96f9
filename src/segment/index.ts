// Plan to segment files and the bundle for the compiler; no costs and no strategies in here.
export type * from './types.ts';
export * from './bundle/index.ts';
export { cutPlan, cutSegment, referenceFile } from './cut.ts';
export { compiledFileName, modelNameOf, segmentFileName } from './file-names.ts';
export { planCut } from './plan-cut.ts';
export { matchCompiled } from './match-compiled.ts';
export type { CompiledFacts, CompiledMatch, GivenFile, MatchedFile } from './match-compiled.ts';
export { isCompilerLog, matchLog } from './match-logs.ts';
export type { LogFacts } from './match-logs.ts';
export { refineWithCompiler } from './refine-with-compiler.ts';
export type {
  CompileSegment,
  RefineContext,
  RefineOutcome,
  RefineRequest,
  RefineStep,
} from './refine-with-compiler.ts';
